#pragma once
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conversions/source.hpp"

namespace stepdown {

/// One sentence for patients. `{name}` in it is filled in. `source` is an id of the bibliography ("stepdown"
/// where it is a wish of this program, "" where it says nothing about medicine), `evidence` how well the fact
/// was read.
struct Message {
    std::string_view id, english, source;
    Evidence evidence = Evidence::derived;
};

/// Every sentence that a patient reads, and nothing else holds one. Other languages are in the .po files
/// beside this one, each message under its id and its English text. Short words and sentences; a test
/// measures them.
// clang-format off
// No deduced std::array: with so many elements some compilers give up.
inline constexpr auto message_catalogue = std::to_array<Message>({
    Message{"title.less", "Your plan to take less {drug}", ""},
    Message{"title.stop", "Your plan to take less {drug}, and then stop", ""},
    Message{"title.rotate", "Your change from {from} to {to}", ""},

    Message{"draft", "DRAFT. Do not follow this plan yet. {prescriber} has not signed it.", ""},

    Message{"versions", "Plan {plan}. Printed for {date} by {software}.", ""},

    Message{"who.heading", "Your care team", ""},
    Message{"who.name", "Your name", ""},
    Message{"who.prescriber", "Your prescriber", ""},
    Message{"who.clinic", "Clinic", ""},
    Message{"who.phone", "Phone", ""},
    Message{"who.after-hours", "Phone at night and on weekends", ""},
    Message{"who.medicine", "Your medicine", ""},
    Message{"who.why", "This plan lowers your opioid pain medicine in small steps. Your body can get used to each one.", "cdc-2022", Evidence::verified},
    Message{"who.pace", "We look at how you feel before each step. You can ask to slow down or to pause at any time.", "cdc-2022", Evidence::verified},

    Message{"today.heading", "Your dose today", ""},
    Message{"today.now", "Today, {date}, take:", ""},
    Message{"today.none", "Today, {date}: no {drug}.", ""},
    Message{"today.before", "The plan starts on {start}. Until then, take what you take now:", ""},
    Message{"today.first", "From {start} on, take:", ""},
    Message{"today.all", "That is {amount} in all each day.", ""},
    Message{"today.next", "The next change is on {date}. Make it only when your care team says so.", "cdc-2022", Evidence::verified},
    Message{"today.visit", "Your next visit is on {date}.", ""},
    Message{"today.no-visit", "Ask us for the day of your next visit.", ""},
    Message{"today.now-worn", "Today, {date}, your dose is:", ""},
    Message{"today.before-worn", "The plan starts on {start}. Until then, your dose is:", ""},
    Message{"today.first-worn", "From {start} on, your dose is:", ""},

    Message{"change.heading", "What changes when", ""},
    Message{"change.when", "When", ""},
    Message{"change.span", "{from} to {to}", ""},
    Message{"change.take", "Take each day", ""},
    Message{"change.all", "In all each day", ""},
    Message{"change.give-back", "Give back", ""},
    Message{"change.nothing", "nothing", ""},
    Message{"change.why-back", "Give back the medicine that you no longer need each time the dose goes down. Old medicine at home is a danger.", "cdc-2022", Evidence::verified},
    Message{"change.take-worn", "Your dose", ""},

    Message{"calendar.heading", "Calendar: {from} to {to}", ""},
    Message{"calendar.how", "Your dose stands at the top. Tick the box when you have taken it.", ""},
    Message{"calendar.day", "Day", ""},
    Message{"calendar.to-do", "To do", ""},
    Message{"calendar.visit", "Visit", ""},
    Message{"calendar.pick-up", "Pick up your medicine", ""},
    Message{"calendar.give-back", "Give back: {what}", ""},
    Message{"calendar.none", "No opioid today", "stepdown"},
    Message{"calendar.patch-off", "Take the old patch off", "stepdown"},
    Message{"calendar.first-dose", "First dose only when we say so", "stepdown"},
    Message{"calendar.end", "This calendar ends on {date}", ""},
    Message{"calendar.end-why", "Go on to the next dose only after your visit. If you have no visit yet, call us. Do not stop the medicine by yourself.", "cdc-2022", Evidence::verified},
    Message{"calendar.how-rotate", "Do what stands in the row of the day, and tick each box when it is done.", ""},
    Message{"calendar.how-worn", "Your dose stands at the top. Tick the box when you have put on the new patches or taken the dose.", ""},

    Message{"event.change", "Medicine change today", ""},
    Message{"event.visit", "Visit at the clinic", ""},
    Message{"event.override", "A safety check spoke against this plan. {by} decided to go on. Your plan says why.", "stepdown"},

    Message{"later.heading", "Later steps: they may change", ""},
    Message{"later.how", "These steps are a guess for now. Do not follow them yet. You will get a new calendar at a visit.", "us-cfr-1306-12", Evidence::verified},
    Message{"later.from", "From", ""},
    Message{"later.dose", "Dose each day", ""},
    Message{"later.stop", "none", ""},
    Message{"later.stay", "{amount}, and stay there", ""},

    Message{"dates.heading", "Your visits and your medicine", ""},
    Message{"dates.date", "Date", ""},
    Message{"dates.what", "What", ""},
    Message{"dates.review", "Visit: we decide on the next step with you", ""},
    Message{"dates.visit", "Visit: we see how you are", ""},
    Message{"dates.fill", "Pick up, not before this day: {what}", ""},
    Message{"dates.of", "{count} of {medicine} {strength}", ""},

    Message{"override.heading", "A decision about your safety", ""},
    Message{"override.what", "A safety check spoke against this plan. {by} knows this and decided to go on. The reason: {reason}.", "stepdown"},
    Message{"override.ask", "Ask us if you want to know more, or if you do not agree.", "stepdown"},

    Message{"expect.heading", "What to expect", ""},
    Message{"expect.withdrawal", "When the dose goes down, you may feel ill for a while, as with the flu.", "va-2016", Evidence::verified},
    Message{"expect.signs", "You may sweat, yawn, shake or have a runny nose. You may ache, sleep badly, feel sick, have cramps or loose stools. You may feel on edge.", "va-2016", Evidence::verified},
    Message{"expect.passes", "These feelings pass. They are a sign that your body is getting used to less.", "va-2016", Evidence::verified},
    Message{"expect.first-day", "They often start on the day the dose goes down. They are often much better within {days} days.", "clinicalkey-withdrawal", Evidence::secondary},
    Message{"expect.first-days", "They often start in the first {first} days after the dose goes down. They are often much better within {days} days.", "clinicalkey-withdrawal", Evidence::secondary},
    Message{"expect.lasts", "They often start in the first {first} days after the dose goes down. With this medicine they can last longer than with others.", "va-2016", Evidence::verified},
    Message{"expect.pain", "Pain may get worse for a while, also in places that healed long ago. It often settles again.", "va-2016", Evidence::secondary},
    Message{"expect.help", "Walks, good sleep, rest and calm breathing can help. Ask us about other ways to treat pain.", "cdc-2022", Evidence::verified},
    Message{"expect.no-extra", "Do not take extra medicine for these feelings. Call us. We can slow down.", "va-2016", Evidence::verified},

    Message{"never.heading", "Most important", ""},
    Message{"never.stop", "Never stop all at once. That can make you very ill.", "cdc-2022", Evidence::verified},
    Message{"never.back", "Never go back to an old, higher dose by yourself. Your body loses its habit of it in as little as a week. The old dose can then kill you.", "cdc-2022", Evidence::verified},
    Message{"never.pause", "You can pause. Call us first. Stay on the dose you take now until we talk.", "cdc-2022", Evidence::verified},
    Message{"never.mix", "Do not drink alcohol. Do not take sleeping pills or calming pills that we do not know of.", "cdc-2022", Evidence::verified},
    Message{"never.others", "Do not take old medicine or the medicine of other people.", "cdc-2022", Evidence::verified},
    Message{"never.whole", "Swallow the tablets or capsules whole. Do not crush, cut or chew them.", "s29", Evidence::verified},
    Message{"never.whole-of", "Swallow the {drug} tablets or capsules whole. Do not crush, cut or chew them.", "s29", Evidence::verified},
    Message{"never.half", "Cut a tablet in half only where this plan says half a tablet.", "stepdown"},
    Message{"never.part", "Cut a tablet or a film only where this plan says half or a quarter of it.", "stepdown"},
    Message{"never.under-tongue", "Put {drug} under the tongue and let it melt there. Do not chew or swallow it.", "general-knowledge", Evidence::unverified},
    Message{"never.cheek", "Put {drug} inside the cheek and let it melt there. Do not chew or swallow it.", "general-knowledge", Evidence::unverified},
    Message{"never.liquid", "Measure the liquid with an oral syringe. A spoon is not safe.", "stepdown"},
    Message{"never.patch", "Do not cut a patch. Keep heat away from it. Take the old patch off before you put the new one on.", "fentanyl-td-label", Evidence::secondary},
    Message{"never.drive", "Do not drive when you feel sleepy or dizzy.", "stepdown"},
    Message{"never.patch-child", "Fold a used patch with the sticky sides together. Ask your pharmacist how to get rid of it at once.", "general-knowledge", Evidence::unverified},

    Message{"call.heading", "Call us if", ""},
    Message{"call.number", "Call {phone}.", ""},
    Message{"call.withdrawal", "you feel too ill to go on", "cdc-2022", Evidence::verified},
    Message{"call.pain", "the pain stays worse, or you can do less than before", "cdc-2022", Evidence::verified},
    Message{"call.mood", "you feel very sad, hopeless or afraid", "cdc-2022", Evidence::verified},
    Message{"call.craving", "you feel a strong urge to take more", "cdc-2022", Evidence::verified},
    Message{"call.sleepy", "you are more sleepy than before, or confused", "cdc-2022", Evidence::verified},
    Message{"call.pregnant", "you are or may be pregnant, or wish to be", "cdc-2022", Evidence::verified},
    Message{"call.new-medicine", "somebody gives you a new medicine", "stepdown"},
    Message{"call.unsure", "you are not sure what to take", "stepdown"},

    Message{"emergency.when", "When it is an emergency", ""},
    Message{"emergency.heading", "Call 911 now", ""},
    Message{"emergency.overdose", "if you are with somebody who cannot be woken up, breathes very slowly or not at all, or has blue or gray lips. Give naloxone. Stay there.", "general-knowledge", Evidence::unverified},
    Message{"emergency.signs", "if speech is slurred and the person is confused or keeps falling asleep", "cdc-2022", Evidence::verified},
    Message{"emergency.heart", "if you have chest pain, or faint", "general-knowledge", Evidence::unverified},
    Message{"emergency.suicide", "if you may harm yourself. You can also call or text 988, day and night.", "general-knowledge", Evidence::unverified},

    Message{"if.heading", "What to do if", ""},
    Message{"if.this", "If", ""},
    Message{"if.do", "Then", ""},
    Message{"if.missed", "You miss a dose", ""},
    Message{"if.missed.do", "Skip it. Take the next dose at its usual time. Never take two doses at once. If you miss a whole day or more, call us before you take the next one.", "stepdown"},
    Message{"if.vomit", "You throw up after a dose", ""},
    Message{"if.vomit.do", "Do not take it again. Take the next dose at its usual time. Call us if it happens more than once.", "stepdown"},
    Message{"if.out", "You run out early", ""},
    Message{"if.out.do", "Call us the same day. Do not borrow or buy medicine. Do not wait until you feel ill.", "stepdown"},
    Message{"if.travel", "You travel", ""},
    Message{"if.travel.do", "Tell us well before. Keep the medicine in its labeled package, in your hand bag. Bring this plan.", "stepdown"},
    Message{"if.hospital", "You go to a hospital or a dentist", ""},
    Message{"if.hospital.do", "Show this plan. Tell them your dose of today. Call us when you are home again, before you change a dose.", "stepdown"},
    Message{"if.ill", "You get ill, have surgery or a hard time", ""},
    Message{"if.ill.do", "Call us. The plan can pause.", "general-knowledge", Evidence::unverified},
    Message{"if.pregnant", "You are or may be pregnant", ""},
    Message{"if.pregnant.do", "Do not stop. Do not lower the dose by yourself. Call us the same day.", "cdc-2022", Evidence::verified},
    Message{"if.patch", "You forget to change a patch, or one comes off", ""},
    Message{"if.patch.do", "Call us the same day. Never wear more patches than this plan says.", "stepdown"},

    Message{"naloxone.heading", "Naloxone", ""},
    Message{"naloxone.what", "Naloxone can save a life when somebody has taken too much of an opioid.", "cdc-2022", Evidence::verified},
    Message{"naloxone.keep", "Keep it at home. Show your family and friends where it is and how to use it.", "cdc-2022", Evidence::verified},
    Message{"naloxone.ask", "If you have none, ask us or your pharmacy today.", "cdc-2022", Evidence::verified},
    Message{"naloxone.date", "Look at the date on it at each visit.", "stepdown"},

    Message{"safe.heading", "Keep it safe", ""},
    Message{"safe.lock", "Lock the medicine up, away from children, guests and pets.", "cdc-2022", Evidence::verified},
    Message{"safe.share", "Never share it. Your dose can kill another person.", "cdc-2022", Evidence::verified},
    Message{"safe.dispose", "Bring medicine that you no longer need to your pharmacy or to a drug take-back place. If there is none near you, ask your pharmacist whether to flush it.", "cdc-2022", Evidence::verified},
    Message{"safe.count", "Bring all your medicine to each visit.", "va-2016", Evidence::verified},

    Message{"mine.heading", "For you to fill in", ""},
    Message{"mine.goal", "What I want to be able to do", ""},
    Message{"mine.support", "Who can support me", ""},
    Message{"mine.questions", "My questions", ""},
    Message{"mine.agree", "I agree with this plan (name, date)", ""},
    Message{"mine.teach-back", "Please tell us in your own words how you will take your medicine this week. Then we know that we said it well.", ""},

    Message{"time.morning", "Morning", ""},
    Message{"time.noon", "Noon", ""},
    Message{"time.afternoon", "Afternoon", ""},
    Message{"time.evening", "Evening", ""},
    Message{"time.bedtime", "Bedtime", ""},
    Message{"time.night", "Night", ""},
    Message{"time.at", "{time}, {clock}", ""},

    Message{"dose.at", "{time}: {dose}", ""},
    Message{"dose.drug", "{drug}: {dose}", ""},
    Message{"dose.worn", "wear {dose} at all times; put on new ones every {days} days", ""},
    Message{"dose.new-patch", "new patches, {dose}", ""},
    Message{"dose.not-daily", "{dose} every {days} days", ""},
    Message{"dose.as-needed", "{drug}, only when needed: {dose}{limits}", ""},
    Message{"dose.day", "{amount} of {drug}", ""},
    Message{"dose.units", "{count} of {strength}", ""},
    Message{"dose.amount", "{units} ({amount})", ""},

    Message{"language.unreviewed", "This sheet is a translation. No qualified reviewer has checked it yet. Go through it with an interpreter.", ""},

    Message{"changed.heading", "What is new", ""},
    Message{"changed.replaces", "This plan is in place of your old plan {plan}. Throw the old paper away.", "stepdown"},
    Message{"changed.hold", "From {date} on, your dose stays the same for now. The next step comes later.", ""},
    Message{"changed.step-back", "From {date} on, you take the dose of the step before. After that we go more slowly.", ""},
    Message{"changed.slower", "From {date} on, we go on more slowly.", ""},
    Message{"changed.resume", "From {date} on, we go on with the steps.", ""},
    Message{"changed.what", "What", ""},
    Message{"changed.before", "Old plan", ""},
    Message{"changed.now", "New plan", ""},
    Message{"changed.next", "Next change", ""},
    Message{"changed.end", "Last day of the plan", ""},
    Message{"changed.none", "none", ""},

    Message{"rotate.why", "This plan changes your opioid pain medicine to another one. Follow it day by day.", ""},
    Message{"rotate.alone", "Take only what this plan says for the day. Do not take the old medicine once this plan has stopped it.", "stepdown"},
    Message{"rotate.watch", "Watch for sleepiness", ""},
    Message{"rotate.builds", "The new medicine can build up in the body for days. The same dose can then be too much.", "methadone-label", Evidence::secondary},
    Message{"rotate.someone", "Have somebody with you in the first days and nights. Show them this page and where the naloxone is.", "stepdown"},
    Message{"rotate.sleepy", "If you are more sleepy than usual, confused or slow to breathe, do not take the next dose. Call us at once. If nobody answers, call 911.", "stepdown"},
    Message{"rotate.none", "Take no opioid until {date}.", "stepdown"},
    Message{"rotate.patch-off", "Take the old patch off on {date} in the morning. Do not put a new one on.", "stepdown"},
    Message{"rotate.first-dose", "Take the first dose of the new medicine only when we say so. Taken too early it can make you very ill.", "buppractice", Evidence::verified},
    Message{"rotate.pain", "If the pain is bad, call us. Do not take more than this plan says.", "stepdown"},
    Message{"rotate.expect", "While you change over, you may feel ill, as with the flu, or have more pain.", "general-knowledge", Evidence::unverified},
    Message{"rotate.expect-sleep", "You may also feel more sleepy. That can be a danger: look at the first page.", "stepdown"},
    Message{"rotate.give-back", "Give back the old medicine when this plan has stopped it.", "stepdown"},
    Message{"rotate.stay", "After the last day the same doses go on until we decide with you at a visit.", ""},

    Message{"list.two", "{first} and {last}", ""},
    Message{"list.more", "{first}, {last}", ""},

    Message{"date.day", "{weekday}, {month} {day}, {year}", ""},
    Message{"date.short", "{month} {day}, {year}", ""},

    Message{"clock.am", "{time} AM", ""},
    Message{"clock.pm", "{time} PM", ""},
    Message{"clock.noon", "12 noon", ""},
    Message{"clock.midnight", "12 midnight", ""},

    Message{"needed.every", ", at most every {hours}", ""},
    Message{"needed.most", ", at most {count} times a day", ""},
    Message{"needed.until-now", ", as until now ({count} a day)", ""},

    Message{"back.things", "{strength} {things}", ""},

    Message{"medicine.extended", "{drug} extended-release", ""},
    Message{"medicine.immediate", "{drug} immediate-release", ""},
    Message{"medicine.patch", "{drug} patch", ""},
    Message{"medicine.label", "{medicine} (on the label: {label})", ""},

    Message{"weekday.1", "Mon", ""},
    Message{"weekday.2", "Tue", ""},
    Message{"weekday.3", "Wed", ""},
    Message{"weekday.4", "Thu", ""},
    Message{"weekday.5", "Fri", ""},
    Message{"weekday.6", "Sat", ""},
    Message{"weekday.7", "Sun", ""},

    Message{"month.1", "Jan", ""},
    Message{"month.2", "Feb", ""},
    Message{"month.3", "Mar", ""},
    Message{"month.4", "Apr", ""},
    Message{"month.5", "May", ""},
    Message{"month.6", "Jun", ""},
    Message{"month.7", "Jul", ""},
    Message{"month.8", "Aug", ""},
    Message{"month.9", "Sep", ""},
    Message{"month.10", "Oct", ""},
    Message{"month.11", "Nov", ""},
    Message{"month.12", "Dec", ""},

    Message{"count.tablet.half", "half tablet", ""},
    Message{"count.tablet.one", "1 tablet", ""},
    Message{"count.tablet.half-more", "{count} and a half tablets", ""},
    Message{"count.tablet.many", "{count} tablets", ""},
    Message{"count.tablet.quarter", "a quarter of a tablet", ""},
    Message{"count.tablet.three-quarters", "three quarters of a tablet", ""},
    Message{"count.tablet.quarter-more", "{count} and a quarter tablets", ""},
    Message{"count.tablet.three-quarters-more", "{count} and three quarters tablets", ""},
    Message{"count.capsule.half", "half capsule", ""},
    Message{"count.capsule.one", "1 capsule", ""},
    Message{"count.capsule.half-more", "{count} and a half capsules", ""},
    Message{"count.capsule.many", "{count} capsules", ""},
    Message{"count.patch.half", "half patch", ""},
    Message{"count.patch.one", "1 patch", ""},
    Message{"count.patch.half-more", "{count} and a half patches", ""},
    Message{"count.patch.many", "{count} patches", ""},
    Message{"count.film.half", "half film", ""},
    Message{"count.film.one", "1 film", ""},
    Message{"count.film.half-more", "{count} and a half films", ""},
    Message{"count.film.many", "{count} films", ""},
    Message{"count.film.quarter", "a quarter of a film", ""},
    Message{"count.film.three-quarters", "three quarters of a film", ""},
    Message{"count.film.quarter-more", "{count} and a quarter films", ""},
    Message{"count.film.three-quarters-more", "{count} and three quarters films", ""},
    Message{"count.suppository.half", "half suppository", ""},
    Message{"count.suppository.one", "1 suppository", ""},
    Message{"count.suppository.half-more", "{count} and a half suppositories", ""},
    Message{"count.suppository.many", "{count} suppositories", ""},
    Message{"count.part", "{count} {things}", ""},

    Message{"things.tablet", "tablets", ""},
    Message{"things.capsule", "capsules", ""},
    Message{"things.patch", "patches", ""},
    Message{"things.film", "films", ""},
    Message{"things.suppository", "suppositories", ""},
    Message{"things.liquid", "liquid", ""},

    Message{"drug.acetaminophen", "acetaminophen", ""},
    Message{"drug.buprenorphine", "buprenorphine", ""},
    Message{"drug.butorphanol", "butorphanol", ""},
    Message{"drug.codeine", "codeine", ""},
    Message{"drug.dihydrocodeine", "dihydrocodeine", ""},
    Message{"drug.fentanyl", "fentanyl", ""},
    Message{"drug.hydrocodone", "hydrocodone", ""},
    Message{"drug.hydromorphone", "hydromorphone", ""},
    Message{"drug.ibuprofen", "ibuprofen", ""},
    Message{"drug.levorphanol", "levorphanol", ""},
    Message{"drug.meperidine", "meperidine", ""},
    Message{"drug.methadone", "methadone", ""},
    Message{"drug.morphine", "morphine", ""},
    Message{"drug.naloxone", "naloxone", ""},
    Message{"drug.oxycodone", "oxycodone", ""},
    Message{"drug.oxymorphone", "oxymorphone", ""},
    Message{"drug.pentazocine", "pentazocine", ""},
    Message{"drug.tapentadol", "tapentadol", ""},
    Message{"drug.tramadol", "tramadol", ""},
});
// clang-format on

/// The id of a message that exists: another one does not compile.
class MessageId {
public:
    consteval MessageId(const char* id) : index_(position(id)) {}
    constexpr const Message& message() const { return message_catalogue[index_]; }

private:
    static consteval std::size_t position(std::string_view id) {
        for (std::size_t i = 0; i < message_catalogue.size(); ++i) {
            if (message_catalogue[i].id == id) return i;
        }
        throw "there is no such message";
    }
    std::size_t index_;
};

/// What stands in for each `{name}`.
using Fields = std::vector<std::pair<std::string_view, std::string>>;
/// "{count} of {what}" with its names filled in; a name without a field stays as it is.
std::string filled(std::string_view text, const Fields& fields);

class Translation;

/// The catalogue in one language.
class Messages {
public:
    /// English, as the catalogue has it.
    Messages() = default;
    /// Another language; a message that it lacks is told in English. `translation` must outlive this.
    explicit Messages(const Translation& translation) : translation_(&translation) {}

    /// The message in words.
    std::string say(MessageId id, const Fields& fields = {}) const;
    /// The message of that id; `else_say` where the catalogue has none, as for a drug that it does not know.
    std::string say_named(std::string_view id, std::string_view else_say) const;
    /// As in HTML: "en", "es".
    std::string language() const;
    bool is_english() const { return !translation_; }
    /// Every message is there and a named person has read them all. English is the text itself.
    bool is_reviewed() const;

private:
    const Translation* translation_ = nullptr;
};

}  // namespace stepdown
