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

/// Every sentence that a patient reads, and nothing else holds one: to be translated as a whole. Short words
/// and sentences; a test measures them.
// clang-format off
inline constexpr std::array message_catalogue{
    Message{"title.less", "Your plan to take less {drug}", ""},
    Message{"title.stop", "Your plan to take less {drug}, and then stop", ""},
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
    Message{"today.form-change", "The tablets change. Read each label with care.", "stepdown"},

    Message{"change.heading", "What changes when", ""},
    Message{"change.when", "When", ""},
    Message{"change.span", "{from} to {to}", ""},
    Message{"change.take", "Take each day", ""},
    Message{"change.all", "In all each day", ""},
    Message{"change.give-back", "Give back", ""},
    Message{"change.nothing", "nothing", ""},
    Message{"change.why-back", "Give back the tablets that you no longer need each time the dose goes down. Old tablets at home are a danger.", "cdc-2022", Evidence::verified},

    Message{"calendar.heading", "Calendar: {from} to {to}", ""},
    Message{"calendar.how", "Above each box stands what to take. Tick the box when you have taken it.", ""},
    Message{"calendar.day", "Day", ""},
    Message{"calendar.to-do", "To do", ""},
    Message{"calendar.visit", "Visit", ""},
    Message{"calendar.pick-up", "Pick up your medicine", ""},
    Message{"calendar.end", "This calendar ends on {date}", ""},
    Message{"calendar.end-why", "Go on to the next dose only after your visit. If you have no visit yet, call us. Do not stop the medicine by yourself.", "cdc-2022", Evidence::verified},

    Message{"event.change", "Medicine change today", ""},
    Message{"event.visit", "Visit at the clinic", ""},

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

    Message{"expect.heading", "What to expect", ""},
    Message{"expect.withdrawal", "When the dose goes down, you may feel ill for a while, as with the flu.", "va-2016", Evidence::verified},
    Message{"expect.signs", "You may sweat, yawn, shake or have a runny nose. You may ache, sleep badly, feel sick, have cramps or loose stools. You may feel on edge.", "va-2016", Evidence::verified},
    Message{"expect.passes", "These feelings pass. They are a sign that your body is getting used to less.", "va-2016", Evidence::verified},
    Message{"expect.first-day", "They often start on the day the dose goes down. They are often much better within {days} days.", "clinicalkey-withdrawal", Evidence::secondary},
    Message{"expect.first-days", "They often start in the first {first} days after the dose goes down. They are often much better within {days} days.", "clinicalkey-withdrawal", Evidence::secondary},
    Message{"expect.lasts", "They often start in the first {first} days after the dose goes down. With this medicine they can last longer than with others.", "va-2016", Evidence::verified},
    Message{"expect.pain", "Pain may get worse for a while, also in places that healed long ago. It often settles again.", "va-2016", Evidence::secondary},
    Message{"expect.help", "Walks, good sleep, rest and calm breathing can help. Ask us about other ways to treat pain.", "cdc-2022", Evidence::verified},
    Message{"expect.no-extra", "Do not take extra tablets for these feelings. Call us. We can slow down.", "va-2016", Evidence::verified},

    Message{"never.heading", "Most important", ""},
    Message{"never.stop", "Never stop all at once. That can make you very ill.", "cdc-2022", Evidence::verified},
    Message{"never.back", "Never go back to an old, higher dose by yourself. Your body loses its habit of it in as little as a week. The old dose can then kill you.", "cdc-2022", Evidence::verified},
    Message{"never.pause", "You can pause. Call us first. Stay on the dose you take now until we talk.", "cdc-2022", Evidence::verified},
    Message{"never.mix", "Do not drink alcohol. Do not take sleeping pills or calming pills that we do not know of.", "cdc-2022", Evidence::verified},
    Message{"never.others", "Do not take old tablets or the tablets of other people.", "cdc-2022", Evidence::verified},
    Message{"never.whole", "Swallow the tablets or capsules whole. Do not crush, cut or chew them.", "s29", Evidence::verified},
    Message{"never.half", "Cut a tablet in half only where this plan says half a tablet.", "stepdown"},
    Message{"never.liquid", "Measure the liquid with an oral syringe. A spoon is not safe.", "stepdown"},
    Message{"never.patch", "Do not cut a patch. Keep heat away from it. Take the old patch off before you put the new one on.", "fentanyl-td-label", Evidence::secondary},
    Message{"never.drive", "Do not drive when you feel sleepy or dizzy.", "stepdown"},

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
    Message{"if.out.do", "Call us the same day. Do not borrow or buy tablets. Do not wait until you feel ill.", "stepdown"},
    Message{"if.travel", "You travel", ""},
    Message{"if.travel.do", "Tell us well before. Keep the tablets in their labeled bottle, in your hand bag. Bring this plan.", "stepdown"},
    Message{"if.hospital", "You go to a hospital or a dentist", ""},
    Message{"if.hospital.do", "Show this plan. Tell them your dose of today. Call us when you are home again, before you change a dose.", "stepdown"},
    Message{"if.ill", "You get ill, have surgery or a hard time", ""},
    Message{"if.ill.do", "Call us. The plan can pause.", "general-knowledge", Evidence::unverified},
    Message{"if.pregnant", "You are or may be pregnant", ""},
    Message{"if.pregnant.do", "Do not stop. Do not lower the dose by yourself. Call us the same day.", "cdc-2022", Evidence::verified},

    Message{"naloxone.heading", "Naloxone", ""},
    Message{"naloxone.what", "Naloxone can save a life when somebody has taken too much of an opioid.", "cdc-2022", Evidence::verified},
    Message{"naloxone.keep", "Keep it at home. Show your family and friends where it is and how to use it.", "cdc-2022", Evidence::verified},
    Message{"naloxone.ask", "If you have none, ask us or your pharmacy today.", "cdc-2022", Evidence::verified},
    Message{"naloxone.date", "Look at the date on it at each visit.", "stepdown"},

    Message{"safe.heading", "Keep it safe", ""},
    Message{"safe.lock", "Lock the medicine up, away from children, guests and pets.", "cdc-2022", Evidence::verified},
    Message{"safe.share", "Never share it. Your dose can kill another person.", "cdc-2022", Evidence::verified},
    Message{"safe.dispose", "Bring tablets that you no longer need to your pharmacy or to a drug take-back place. If there is none near you, ask your pharmacist whether to flush them.", "cdc-2022", Evidence::verified},
    Message{"safe.count", "Bring all your bottles to each visit.", "va-2016", Evidence::verified},

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
};
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
/// The message in words.
std::string say(MessageId id, const Fields& fields = {});
/// "{count} of {what}" with its names filled in; a name without a field stays as it is.
std::string filled(std::string_view text, const Fields& fields);

}  // namespace stepdown
