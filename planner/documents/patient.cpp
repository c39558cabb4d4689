#include "planner/documents/patient.hpp"

#include <algorithm>
#include <cmath>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/documents/daily.hpp"
#include "planner/documents/findings.hpp"
#include "planner/documents/messages.hpp"
#include "planner/schedule.hpp"
#include "planner/withdrawal.hpp"

namespace stepdown {

namespace {

std::string time_in_words(TimeOfDay at) {
    switch (at) {
        case TimeOfDay::morning:
            return say("time.morning");
        case TimeOfDay::noon:
            return say("time.noon");
        case TimeOfDay::afternoon:
            return say("time.afternoon");
        case TimeOfDay::evening:
            return say("time.evening");
        case TimeOfDay::bedtime:
            return say("time.bedtime");
        case TimeOfDay::night:
            return say("time.night");
    }
    return "";
}

std::string with_clock(DoseTime time) {
    return say("time.at", {{"time", time_in_words(time.at)}, {"clock", clock_in_words(time)}});
}

/// Writes one handout; each function a section.
class Handout {
public:
    Handout(const DraftPlan& plan, const Case& patient_case, const Library& library, const Versions& versions)
        : plan_(plan), case_(patient_case), library_(library), versions_(versions) {}

    Document write(bool is_draft) const {
        Document document;
        document.reader = Reader::patient;
        document.title = plan_.ending.taking.empty() ? say("title.stop", {{"drug", drug()}})
                                                     : say("title.less", {{"drug", drug()}});
        if (is_draft) document.banner = say("draft", {{"prescriber", case_.supervision.prescriber}});
        document.versions =
            say("versions", {{"plan", versions_.plan_id},
                             {"date", in_words(versions_.as_of)},
                             {"software", "stepdown " + versions_.program + ", data " + versions_.data}});
        document.sections = {today(), most_important(), emergency(), who(), changes()};
        for (const CalendarPart& part : calendar()) document.sections.push_back(calendar_section(part));
        for (Section section : {later(), dates(), expect(), call(), what_if(), naloxone(), safe(), mine()}) {
            if (!section.blocks.empty()) document.sections.push_back(std::move(section));
        }
        return document;
    }

private:
    const Formulary& formulary() const { return library_.formulary; }
    /// What the plan is about: what is reduced, not what stays as it is.
    std::string drug() const {
        std::vector<Taking> reduced = plan_.baseline;
        std::erase_if(reduced, [](const Taking& one) { return one.role == Role::unchanged; });
        return joined(names_of(reduced.empty() ? plan_.baseline : reduced, formulary()));
    }
    std::vector<CalendarPart> calendar() const {
        return calendar_of(plan_, whole_days(library_.limits.firm.for_caution()));
    }
    Date last_firm_day() const { return calendar().back().until; }

    static Section list_section(const std::string& id, MessageId heading, std::vector<std::string> items) {
        return {id, say(heading), {List{std::move(items)}}};
    }

    std::vector<std::string> doses_of(const std::vector<Taking>& taking) const {
        std::vector<std::string> lines;
        for (const DoseTime time : times_in(taking)) {
            lines.push_back(
                say("dose.at", {{"time", with_clock(time)}, {"dose", dose_at(time, taking, formulary())}}));
        }
        for (const std::string& line : when_needed(taking, formulary())) lines.push_back(line);
        if (!lines.empty() && !has_patches(taking))
            lines.push_back(say("today.all", {{"amount", whole_day(taking, formulary())}}));
        return lines;
    }

    Section today() const {
        const InForce now = in_force_on(plan_, versions_.as_of);
        const std::string date = in_words(versions_.as_of);
        Section section{"today", say("today.heading"), {}};
        if (now.is_before) {
            const Step& first = plan_.steps.front();
            const std::string start = in_words(first.start);
            section.blocks.emplace_back(
                Callout{say("today.before", {{"start", start}}), doses_of(plan_.baseline)});
            section.blocks.emplace_back(
                Callout{say("today.first", {{"start", start}}), doses_of(first.taking)});
        } else if (now.taking->empty()) {
            section.blocks.emplace_back(Callout{say("today.none", {{"date", date}, {"drug", drug()}}), {}});
        } else {
            section.blocks.emplace_back(Callout{say("today.now", {{"date", date}}), doses_of(*now.taking)});
        }
        if (now.step && now.step->end() < plan_.ending.from)
            section.blocks.emplace_back(
                Paragraph{say("today.next", {{"date", in_words(plus_days(now.step->end(), 1))}})});
        return section;
    }

    Section most_important() const {
        std::vector<std::string> lines{say("never.stop"), say("never.back"), say("never.pause"),
                                       say("never.mix"), say("never.others")};
        for (const std::string& line : handling()) lines.push_back(line);
        lines.push_back(say("never.drive"));
        return {"never", say("never.heading"), {List{std::move(lines)}}};
    }

    /// Whether the plan hands out any unit of which this is true.
    template <class Test>
    bool any_unit(Test test) const {
        for (const Step& step : plan_.steps) {
            for (const Taking& one : step.taking) {
                for (const PlannedDose& dose : one.doses) {
                    for (const UnitCount& unit : dose.units) {
                        if (test(formulary()[unit.product], unit)) return true;
                    }
                }
            }
        }
        return false;
    }

    /// How the forms of this plan are taken.
    std::vector<std::string> handling() const {
        const auto is_patch = [](const ProductLine& line, const UnitCount&) {
            return line.form == Form::patch;
        };
        const auto is_measured = [](const ProductLine& line, const UnitCount&) { return is_liquid(line); };
        const auto is_swallowed_whole = [&](const ProductLine& line, const UnitCount& unit) {
            return line.release == Release::extended && !is_patch(line, unit) && !is_liquid(line);
        };
        const auto is_halved = [&](const ProductLine& line, const UnitCount& unit) {
            return unit.thousandths % 1000 != 0 && !is_liquid(line);
        };
        std::vector<std::string> lines;
        if (any_unit(is_swallowed_whole)) lines.push_back(say("never.whole"));
        if (any_unit(is_halved)) lines.push_back(say("never.half"));
        if (any_unit(is_measured)) lines.push_back(say("never.liquid"));
        if (any_unit(is_patch)) lines.push_back(say("never.patch"));
        return lines;
    }

    static Section emergency() {
        return {"emergency",
                say("emergency.when"),
                {Callout{say("emergency.heading"),
                         {say("emergency.overdose"), say("emergency.signs"), say("emergency.heart"),
                          say("emergency.suicide")}}}};
    }

    Section who() const {
        Table table{"who", {{"what", ""}, {"value", "", ColumnKind::fill_in}}, {}};
        if (case_.patient.name) table.rows.push_back({say("who.name"), *case_.patient.name});
        table.rows.push_back({say("who.prescriber"), case_.supervision.prescriber});
        table.rows.push_back({say("who.clinic"), case_.clinic.name});
        table.rows.push_back({say("who.phone"), case_.clinic.phone});
        table.rows.push_back({say("who.after-hours"), case_.clinic.after_hours});
        table.rows.push_back({say("who.medicine"), joined(names_of(plan_.baseline, formulary()))});
        return {"who",
                say("who.heading"),
                {std::move(table), Paragraph{say("who.why")}, Paragraph{say("who.pace")}}};
    }

    std::string day_in_words(const std::vector<Taking>& taking) const {
        std::vector<std::string> lines;
        for (const DoseTime time : times_in(taking)) {
            lines.push_back(say(
                "dose.at", {{"time", time_in_words(time.at)}, {"dose", dose_at(time, taking, formulary())}}));
        }
        for (const std::string& line : when_needed(taking, formulary())) lines.push_back(line);
        std::string text;
        for (const std::string& line : lines) text += (text.empty() ? "" : ". ") + line;
        return text;
    }

    Section changes() const {
        Table table{"changes",
                    {{"when", say("change.when")},
                     {"take", say("change.take")},
                     {"all", say("change.all")},
                     {"back", say("change.give-back")}},
                    {}};
        const std::vector<Taking>* before = &plan_.baseline;
        for (const CalendarPart& part : calendar()) {
            const std::vector<std::string> back = handed_back(*before, part.step->taking, formulary());
            const std::string when =
                say("change.span", {{"from", in_words(part.step->start)}, {"to", in_words(part.until)}});
            table.rows.push_back({when, day_in_words(part.step->taking),
                                  whole_day(part.step->taking, formulary()),
                                  back.empty() ? say("change.nothing") : joined(back)});
            before = &part.step->taking;
        }
        return {"changes", say("change.heading"), {std::move(table), Paragraph{say("change.why-back")}}};
    }

    /// Everything that is to be done on a day besides taking the doses.
    std::string to_do(const Step& step, Date day) const {
        std::vector<std::string> items;
        const auto is_today = [day](const auto& one) { return one.on == day; };
        if (std::any_of(step.visits.begin(), step.visits.end(), is_today))
            items.push_back(say("calendar.visit"));
        if (std::any_of(step.fills.begin(), step.fills.end(),
                        [day](const Fill& fill) { return fill.fill_on == day; }))
            items.push_back(say("calendar.pick-up"));
        std::string text;
        for (const std::string& item : items) text += (text.empty() ? "" : ". ") + item;
        return text;
    }

    /// A row for each day with a box for each dose; how it is made up stands above the boxes.
    Section calendar_section(const CalendarPart& part) const {
        const std::vector<Taking>& taking = part.step->taking;
        const std::vector<DoseTime> times = times_in(taking);
        Table table{"calendar", {{"day", say("calendar.day")}}, {}};
        for (const DoseTime time : times) {
            const std::string dose =
                say("dose.at", {{"time", with_clock(time)}, {"dose", dose_at(time, taking, formulary())}});
            table.columns.push_back({std::string(word(time.at)), dose, ColumnKind::tick});
        }
        table.columns.push_back({"to-do", say("calendar.to-do")});
        for (Date day = part.step->start; day <= part.until; day = plus_days(day, 1)) {
            std::vector<std::string> row{in_words(day)};
            for (const DoseTime time : times) row.push_back(amount_on(day, time, *part.step, formulary()));
            row.push_back(to_do(*part.step, day));
            table.rows.push_back(std::move(row));
        }
        Section section{
            "calendar",
            say("calendar.heading", {{"from", short_date(part.step->start)}, {"to", short_date(part.until)}}),
            {Callout{say("calendar.end", {{"date", in_words(part.until)}}), {say("calendar.end-why")}},
             Paragraph{say("calendar.how")}, std::move(table)}};
        for (const std::string& line : when_needed(taking, formulary()))
            section.blocks.emplace_back(Paragraph{line});
        section.starts_page = part.step == calendar().front().step;
        return section;
    }

    Section later() const {
        Table table{"later", {{"from", say("later.from")}, {"dose", say("later.dose")}}, {}};
        for (const Step& step : plan_.steps) {
            if (step.start > last_firm_day())
                table.rows.push_back({in_words(step.start), whole_day(step.taking, formulary())});
        }
        const Ending& ending = plan_.ending;
        table.rows.push_back({in_words(ending.from),
                              ending.taking.empty()
                                  ? say("later.stop")
                                  : say("later.stay", {{"amount", whole_day(ending.taking, formulary())}})});
        return {"later", say("later.heading"), {Paragraph{say("later.how")}, std::move(table)}, true};
    }

    Section dates() const {
        std::vector<std::pair<Date, std::string>> all;
        for (const CalendarPart& part : calendar()) {
            for (const Visit& visit : part.step->visits) { all.emplace_back(visit.on, told(visit)); }
            for (const Fill& fill : part.step->fills) {
                if (fill.fill_on > part.until) continue;
                all.emplace_back(fill.fill_on, say("dates.fill", {{"what", told(fill, formulary())}}));
            }
        }
        std::erase_if(all, [&](const auto& one) { return one.first < versions_.as_of; });
        std::stable_sort(all.begin(), all.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        Table table{
            "dates", {{"date", say("dates.date")}, {"what", say("dates.what"), ColumnKind::tick}}, {}};
        for (const auto& [date, what] : all) table.rows.push_back({in_words(date), what});
        Section section{"dates", say("dates.heading"), {}};
        if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
        return section;
    }

    /// When it starts and how long it lasts after the first cut; empty where no source says.
    std::string expect_when() const {
        const WithdrawalCourse* course = course_after(plan_.baseline, plan_.steps.front().taking, library_);
        if (!course || !course->begins) return "";
        const int first =
            static_cast<int>(std::ceil(in(course->begins->to.for_caution(), unit::days) - 1e-9));
        const Fields days{{"first", std::to_string(first)},
                          {"days", course->over_by
                                       ? std::to_string(whole_days(course->over_by->for_caution()))
                                       : ""}};
        if (!course->over_by) return say("expect.lasts", days);
        return first > 1 ? say("expect.first-days", days) : say("expect.first-day", days);
    }

    Section expect() const {
        std::vector<std::string> lines{say("expect.withdrawal"), say("expect.signs"), say("expect.passes")};
        if (std::string when = expect_when(); !when.empty()) lines.push_back(std::move(when));
        for (std::string line : {say("expect.pain"), say("expect.help"), say("expect.no-extra")})
            lines.push_back(std::move(line));
        return list_section("expect", "expect.heading", std::move(lines));
    }

    Section call() const {
        Section section = list_section(
            "call", "call.heading",
            {say("call.withdrawal"), say("call.pain"), say("call.mood"), say("call.craving"),
             say("call.sleepy"), say("call.pregnant"), say("call.new-medicine"), say("call.unsure")});
        if (!case_.clinic.phone.empty())
            section.blocks.emplace_back(Paragraph{say("call.number", {{"phone", case_.clinic.phone}})});
        return section;
    }

    static Section what_if() {
        Table table{"if", {{"if", say("if.this")}, {"then", say("if.do")}}, {}};
        table.rows = {{say("if.missed"), say("if.missed.do")},     {say("if.vomit"), say("if.vomit.do")},
                      {say("if.out"), say("if.out.do")},           {say("if.travel"), say("if.travel.do")},
                      {say("if.hospital"), say("if.hospital.do")}, {say("if.ill"), say("if.ill.do")},
                      {say("if.pregnant"), say("if.pregnant.do")}};
        return {"if", say("if.heading"), {std::move(table)}};
    }

    static Section naloxone() {
        return list_section(
            "naloxone", "naloxone.heading",
            {say("naloxone.what"), say("naloxone.keep"), say("naloxone.ask"), say("naloxone.date")});
    }

    static Section safe() {
        return list_section("safe", "safe.heading",
                            {say("safe.lock"), say("safe.share"), say("safe.dispose"), say("safe.count")});
    }

    static Section mine() {
        Table table{"mine", {{"what", ""}, {"answer", "", ColumnKind::fill_in}}, {}};
        for (const std::string& what :
             {say("mine.goal"), say("mine.support"), say("mine.questions"), say("mine.agree")})
            table.rows.push_back({what, ""});
        return {"mine", say("mine.heading"), {Paragraph{say("mine.teach-back")}, std::move(table)}};
    }

    const DraftPlan& plan_;
    const Case& case_;
    const Library& library_;
    const Versions& versions_;
};

}  // namespace

Document patient_document(const IssuedPlan& issued, const Case& patient_case, const Library& library,
                          const Versions& versions, bool is_draft) {
    return Handout(issued.plan(), patient_case, library, versions).write(is_draft);
}

}  // namespace stepdown
