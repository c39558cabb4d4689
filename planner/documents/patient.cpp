#include "planner/documents/patient.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/documents/daily.hpp"
#include "planner/documents/findings.hpp"
#include "planner/documents/wording.hpp"
#include "planner/schedule.hpp"
#include "planner/withdrawal.hpp"

namespace stepdown {

namespace {

constexpr int long_run = 5;  // days with the same doses that get a calendar of their own in a rotation

/// Writes one handout; each function a section.
class Handout {
public:
    Handout(const IssuedPlan& issued, const Case& patient_case, const Library& library,
            const Versions& versions, const PatientWords& in)
        : plan_(issued.plan()),
          lifted_(lifted_by(issued.review())),
          case_(patient_case),
          library_(library),
          versions_(versions),
          words_(in.words),
          telling_(telling_of(issued.plan(), library.formulary, in.words)),
          changes_(in.changes) {}

    Document write(bool is_draft) const {
        Document document;
        document.reader = Reader::patient;
        document.language = words_.language();
        document.title = title();
        document.banner = banner(is_draft);
        document.versions =
            say("versions", {{"plan", versions_.plan_id},
                             {"date", day(versions_.as_of)},
                             {"software", "stepdown " + versions_.program + ", data " + versions_.data}});
        document.sections = {today()};
        if (!plan_.replans.empty()) document.sections.push_back(changed());
        if (!lifted_.empty()) document.sections.push_back(lifted());
        if (is_rotation()) document.sections.push_back(watch());
        for (Section section : {most_important(), emergency(), who()})
            document.sections.push_back(std::move(section));
        for (Section section : is_rotation() ? days_of_rotation() : days_of_taper())
            document.sections.push_back(std::move(section));
        for (Section section : {dates(), expect(), call(), what_if(), naloxone(), safe(), mine()}) {
            if (!section.blocks.empty()) document.sections.push_back(std::move(section));
        }
        return document;
    }

private:
    const Formulary& formulary() const { return library_.formulary; }
    std::string say(MessageId id, const Fields& fields = {}) const { return words_.say(id, fields); }
    std::string day(Date date) const { return day_in(words_, date); }
    std::string dose(DoseTime time, const std::vector<Taking>& taking) const {
        return dose_at(time, taking, formulary(), telling_);
    }
    std::string all_day(const std::vector<Taking>& taking) const {
        return whole_day(taking, formulary(), telling_);
    }
    bool is_rotation() const { return plan_.kind == PlanKind::rotation; }
    std::vector<Section> days_of_taper() const {
        std::vector<Section> sections{changes()};
        for (const CalendarPart& part : calendar()) sections.push_back(calendar_section(part));
        sections.push_back(later());
        return sections;
    }

    using Parts = std::span<const CalendarPart>;

    /// The parts at the beginning that have the same doses.
    static Parts same_doses(Parts parts) {
        std::size_t count = 1;
        while (count < parts.size() && is_same_dose(parts[count - 1].step->taking, parts[count].step->taking))
            ++count;
        return parts.first(count);
    }
    static bool is_long(Parts parts) {
        return days_between(parts.front().from, parts.back().until) + 1 >= long_run;
    }

    /// Day by day: the days on which the doses change in one calendar, each longer run of the same doses in
    /// one of its own.
    std::vector<Section> days_of_rotation() const {
        const std::vector<CalendarPart> all = calendar();
        std::vector<Section> sections;
        for (Parts left = all; !left.empty();) {
            Parts parts = same_doses(left);
            const bool has_same_doses = is_long(parts);
            while (!has_same_doses && parts.size() < left.size()) {
                const Parts next = same_doses(left.subspan(parts.size()));
                if (is_long(next)) break;
                parts = left.first(parts.size() + next.size());
            }
            const std::size_t at = all.size() - left.size();
            sections.push_back(rotation_section(
                parts, has_same_doses, at == 0 ? taken_before_calendar(plan_) : all[at - 1].step->taking));
            left = left.subspan(parts.size());
        }
        sections.front().starts_page = true;
        sections.back().blocks.emplace_back(Paragraph{say("rotate.stay")});
        sections.back().blocks.emplace_back(Paragraph{say("rotate.give-back")});
        if (plan_.steps.back().start > last_firm_day()) sections.push_back(later());
        return sections;
    }

    /// A row for each day; where the doses are the same they stand above, else in each row.
    Section rotation_section(Parts parts, bool has_same_doses,
                             const std::vector<Taking>& taken_before) const {
        std::vector<Taking> all;
        for (const CalendarPart& part : parts)
            all.insert(all.end(), part.step->taking.begin(), part.step->taking.end());
        const std::vector<DoseTime> times = times_in(all);
        const std::vector<Taking>& first = parts.front().step->taking;
        Table table{"calendar", {{"day", say("calendar.day")}}, {}};
        for (const DoseTime time : times) {
            table.columns.push_back(
                has_same_doses ? dose_column(time, first)
                               : Column{std::string(word(time.at)), with_clock(time), ColumnKind::tick});
        }
        table.columns.push_back({"to-do", say("calendar.to-do")});
        std::vector<std::string> needed;
        const std::vector<Taking>* before = &taken_before;
        for (const CalendarPart& part : parts) {
            const std::vector<Taking>& taking = part.step->taking;
            const std::vector<std::string> back = handed_back(*before, taking, formulary(), words_);
            before = &taking;
            for (Date date = part.from; date <= part.until; date = plus_days(date, 1)) {
                std::vector<std::string> row{day(date)};
                for (const DoseTime time : times) {
                    std::string amount = amount_on(date, time, *part.step, formulary(), telling_);
                    row.push_back(amount.empty() || has_same_doses ? amount : dose(time, taking));
                }
                row.push_back(to_do(*part.step, date));
                if (date == part.from && !back.empty())
                    row.back() += (row.back().empty() ? "" : ". ") +
                                  say("calendar.give-back", {{"what", joined_in(words_, back)}});
                table.rows.push_back(std::move(row));
            }
            for (const std::string& line : when_needed(taking, formulary(), words_)) {
                if (std::find(needed.begin(), needed.end(), line) == needed.end()) needed.push_back(line);
            }
        }
        Section section{"calendar",
                        say("calendar.heading", {{"from", short_day_in(words_, parts.front().from)},
                                                 {"to", short_day_in(words_, parts.back().until)}}),
                        {Paragraph{!has_same_doses      ? say("calendar.how-rotate")
                                   : has_patches(first) ? say("calendar.how-worn")
                                                        : say("calendar.how")},
                         std::move(table)}};
        for (const std::string& line : needed) section.blocks.emplace_back(Paragraph{line});
        return section;
    }

    /// A column of a calendar whose doses are the same each day: they stand above it.
    Column dose_column(DoseTime time, const std::vector<Taking>& taking) const {
        return {std::string(word(time.at)),
                say("dose.at", {{"time", with_clock(time)}, {"dose", dose(time, taking)}}), ColumnKind::tick,
                time_in(words_, time.at)};
    }

    bool wears_patches() const {
        return has_patches(plan_.baseline) ||
               std::any_of(plan_.steps.begin(), plan_.steps.end(),
                           [](const Step& step) { return has_patches(step.taking); });
    }
    bool swallows() const {
        return any_unit([](const ProductLine& line, const UnitCount&) { return line.form != Form::patch; });
    }
    std::string with_clock(DoseTime time) const {
        return say("time.at", {{"time", time_in(words_, time.at)}, {"clock", clock_in(words_, time)}});
    }

    std::string title() const {
        if (is_rotation()) return say("title.rotate", {{"from", drug()}, {"to", new_drug()}});
        return plan_.ending.taking.empty() ? say("title.stop", {{"drug", drug()}})
                                           : say("title.less", {{"drug", drug()}});
    }

    /// That nobody has signed this plan, and that nobody has read these words in their language.
    std::string banner(bool is_draft) const {
        std::string text = is_draft ? say("draft", {{"prescriber", case_.supervision.prescriber}}) : "";
        if (words_.is_reviewed()) return text;
        text += (text.empty() ? "" : " ") + say("language.unreviewed") + " " +
                Messages().say("language.unreviewed");
        return text;
    }

    /// What a rotation goes to, as it is first taken.
    std::vector<Taking> target() const {
        for (const Step& step : plan_.steps) {
            std::vector<Taking> taking = step.taking;
            std::erase_if(taking, [](const Taking& one) { return one.role != Role::target; });
            if (!taking.empty()) return taking;
        }
        return plan_.ending.taking;
    }
    std::string new_drug() const { return joined_in(words_, names_of(target(), formulary(), words_)); }
    /// What the plan is about: what is reduced, not what stays as it is.
    std::string drug() const {
        std::vector<Taking> reduced = plan_.baseline;
        std::erase_if(reduced, [](const Taking& one) { return one.role == Role::unchanged; });
        return joined_in(words_, names_of(reduced.empty() ? plan_.baseline : reduced, formulary(), words_));
    }
    std::vector<CalendarPart> calendar() const {
        return calendar_of(plan_, whole_days(library_.limits.firm.for_caution()));
    }
    Date last_firm_day() const { return calendar().back().until; }

    Section list_section(const std::string& id, MessageId heading, std::vector<std::string> items) const {
        return {id, say(heading), {List{std::move(items)}}};
    }

    std::vector<std::string> doses_of(const std::vector<Taking>& taking) const {
        std::vector<std::string> lines;
        for (const DoseTime time : times_in(taking)) {
            lines.push_back(say("dose.at", {{"time", with_clock(time)}, {"dose", dose(time, taking)}}));
        }
        for (const std::string& line : when_needed(taking, formulary(), words_)) lines.push_back(line);
        if (!lines.empty() && !has_patches(taking))
            lines.push_back(say("today.all", {{"amount", all_day(taking)}}));
        return lines;
    }

    /// The first day on which another dose is taken; a hold is no change.
    std::optional<Date> next_change(const InForce& now) const {
        if (!now.step) return std::nullopt;
        for (const Step& step : plan_.steps) {
            if (step.number > now.step->number && !is_same_dose(*now.taking, step.taking)) return step.start;
        }
        if (is_same_dose(*now.taking, plan_.ending.taking)) return std::nullopt;
        return plan_.ending.from;
    }

    /// A change can begin with days on which a patch comes off, or on which nothing is taken.
    std::vector<std::string> first_doses(const Step& first) const {
        std::vector<std::string> lines = doses_of(first.taking);
        if (comes_off(first))
            lines.insert(lines.begin(), say("rotate.patch-off", {{"date", day(first.start)}}));
        if (first.taking.empty())
            lines.push_back(say("rotate.none", {{"date", day(plus_days(first.end(), 1))}}));
        if (waits_for_us()) lines.push_back(say("rotate.first-dose"));
        return lines;
    }
    /// Whether a patch that is worn now is no part of the first step of a change to another opioid.
    bool comes_off(const Step& first) const {
        return is_rotation() && first.number == plan_.steps.front().number && has_patches(plan_.baseline) &&
               !has_patches(first.taking);
    }
    /// Whether the first dose is not to be taken before withdrawal has begun: no date says when.
    bool waits_for_us() const {
        const SwitchProtocol* way = library_.switch_protocol(plan_.protocol);
        return is_rotation() && way && way->wait;
    }
    bool is_first_dose(const Step& step) const {
        return std::none_of(plan_.steps.begin(), plan_.steps.end(),
                            [&](const Step& one) { return one.number < step.number && !one.taking.empty(); });
    }

    Section today() const {
        const InForce now = in_force_on(plan_, versions_.as_of);
        const bool is_worn = wears_patches();
        const std::string date = day(versions_.as_of);
        Section section{"today", say("today.heading"), {}};
        if (now.is_before) {
            const Step& first = plan_.steps.front();
            const std::string start = day(first.start);
            section.blocks.emplace_back(Callout{is_worn ? say("today.before-worn", {{"start", start}})
                                                        : say("today.before", {{"start", start}}),
                                                doses_of(plan_.baseline)});
            section.blocks.emplace_back(Callout{is_worn ? say("today.first-worn", {{"start", start}})
                                                        : say("today.first", {{"start", start}}),
                                                first_doses(first)});
        } else if (now.taking->empty()) {
            section.blocks.emplace_back(Callout{say("today.none", {{"date", date}, {"drug", drug()}}), {}});
        } else {
            section.blocks.emplace_back(Callout{
                is_worn ? say("today.now-worn", {{"date", date}}) : say("today.now", {{"date", date}}),
                doses_of(*now.taking)});
        }
        if (const auto next = next_change(now); next && !is_rotation())
            section.blocks.emplace_back(Paragraph{say("today.next", {{"date", day(*next)}})});
        const auto visit = next_visit();
        section.blocks.emplace_back(
            Paragraph{visit ? say("today.visit", {{"date", day(*visit)}}) : say("today.no-visit")});
        return section;
    }

    /// The first visit that is not over.
    std::optional<Date> next_visit() const {
        std::optional<Date> next;
        const auto look = [&](const std::vector<Visit>& visits) {
            for (const Visit& visit : visits) {
                if (visit.on >= versions_.as_of && (!next || visit.on < *next)) next = visit.on;
            }
        };
        for (const Step& step : plan_.steps) look(step.visits);
        look(plan_.ending.visits);
        return next;
    }

    /// The plan that this one is in place of, and what is other in it.
    Section changed() const {
        const Replan& change = plan_.replans.back();
        const Fields from{{"date", day(change.on)}};
        const auto what = [&] {
            switch (change.action) {
                case ReplanAction::hold:
                    return say("changed.hold", from);
                case ReplanAction::step_back:
                    return say("changed.step-back", from);
                case ReplanAction::slower:
                    return say("changed.slower", from);
                case ReplanAction::resume:
                    return say("changed.resume", from);
            }
            return std::string();
        };
        Section section{"changed",
                        say("changed.heading"),
                        {Callout{say("changed.replaces", {{"plan", change.parent}}), {what()}}}};
        Table table{
            "changed",
            {{"what", say("changed.what")}, {"old", say("changed.before")}, {"new", say("changed.now")}},
            {}};
        const auto shown = [&](const std::string& value) {
            const auto date = parse_date(value);
            return date ? day(*date) : value.empty() ? say("changed.none") : value;
        };
        for (const PlanChange& one : changes_) {
            if (one.what != "next-change" && one.what != "end") continue;
            table.rows.push_back({one.what == "end" ? say("changed.end") : say("changed.next"),
                                  shown(one.old_value), shown(one.new_value)});
        }
        if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
        return section;
    }

    /// Who decided to go on where a safety check blocks, and why: in the words of who decided it.
    Section lifted() const {
        Section section{"overrides", say("override.heading"), {}};
        std::set<std::string> told;  // one reason may be given for several rules
        for (const CaseOverride& one : lifted_) {
            std::string text =
                say("override.what", {{"by", one.by}, {"reason", without_full_stop(one.reason)}});
            if (told.insert(text).second) section.blocks.emplace_back(Paragraph{std::move(text)});
        }
        section.blocks.emplace_back(Paragraph{say("override.ask")});
        return section;
    }

    /// What is other when the opioid itself changes: it can build up.
    Section watch() const {
        return {"watch",
                say("rotate.watch"),
                {Callout{say("rotate.sleepy"),
                         {say("rotate.builds"), say("rotate.someone"), say("rotate.pain")}}}};
    }

    Section most_important() const {
        std::vector<std::string> lines{say("never.stop"), say("never.back"),
                                       is_rotation() ? say("rotate.alone") : say("never.pause"),
                                       say("never.mix"), say("never.others")};
        for (const std::string& line : handling()) lines.push_back(line);
        lines.push_back(say("never.drive"));
        return {"never", say("never.heading"), {List{std::move(lines)}}};
    }

    /// Whether the plan hands out any unit of which this is true, at fixed times or for when it is needed.
    template <class Test>
    bool any_unit(Test test) const {
        const auto is_so = [&](const UnitCount& unit) { return test(formulary()[unit.product], unit); };
        const auto any_of = [&](const std::vector<UnitCount>& units) {
            return std::any_of(units.begin(), units.end(), is_so);
        };
        for (const Step& step : plan_.steps) {
            for (const Taking& one : step.taking) {
                for (const PlannedDose& dose : one.doses) {
                    if (any_of(dose.units)) return true;
                }
                if (one.as_needed && any_of(one.as_needed->units)) return true;
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
            return line.release == Release::extended && !is_patch(line, unit) && !is_liquid(line) &&
                   line.route == Route::oral;
        };
        const auto is_other = [&](const ProductLine& line, const UnitCount& unit) {
            return !is_swallowed_whole(line, unit);
        };
        const auto is_halved = [&](const ProductLine& line, const UnitCount& unit) {
            return unit.thousandths % 1000 == 500 && line.form != Form::film && !is_liquid(line);
        };
        const auto is_cut = [&](const ProductLine& line, const UnitCount& unit) {
            return unit.thousandths % 1000 != 0 && !is_liquid(line) && !is_halved(line, unit);
        };
        std::vector<std::string> lines;
        if (any_unit(is_swallowed_whole))
            lines.push_back(any_unit(is_other)
                                ? say("never.whole-of", {{"drug", names_where(is_swallowed_whole)}})
                                : say("never.whole"));
        if (any_unit(is_cut)) {
            lines.push_back(say("never.part"));
        } else if (any_unit(is_halved)) {
            lines.push_back(say("never.half"));
        }
        for (const auto& [route, how] : {std::pair(Route::sublingual, MessageId("never.under-tongue")),
                                         std::pair(Route::buccal, MessageId("never.cheek"))}) {
            const auto goes_there = [&, to = route](const ProductLine& line, const UnitCount&) {
                return line.route == to;
            };
            if (any_unit(goes_there)) lines.push_back(say(how, {{"drug", names_where(goes_there)}}));
        }
        if (any_unit(is_measured)) lines.push_back(say("never.liquid"));
        if (any_unit(is_patch)) {
            lines.push_back(say("never.patch"));
            lines.push_back(say("never.patch-child"));
        }
        return lines;
    }

    /// The medicines of the plan that have a unit of which this is true: "morphine extended-release".
    template <class Test>
    std::string names_where(Test test) const {
        std::vector<std::string> names;
        (void)any_unit([&](const ProductLine& line, const UnitCount& unit) {
            if (!test(line, unit)) return false;
            std::string name = medicine_in(words_, line, line.strengths[unit.strength], formulary());
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
            return false;
        });
        return joined_in(words_, names);
    }

    Section emergency() const {
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
        table.rows.push_back({say("who.medicine"), medicines()});
        return {"who",
                say("who.heading"),
                {std::move(table),
                 Paragraph{is_rotation() ? say("rotate.why") : say("who.why") + " " + say("who.pace")}}};
    }

    /// What is taken now, and in a rotation what is to be taken.
    std::string medicines() const {
        std::vector<std::string> all;
        const auto add = [&](const std::vector<Taking>& taking) {
            const std::vector<std::string> told = names_of(taking, formulary(), words_),
                                           labels = names_of(taking, formulary());
            for (std::size_t i = 0; i < told.size(); ++i) {
                std::string name = medicine_with_label(words_, told[i], labels[i]);
                if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(std::move(name));
            }
        };
        add(plan_.baseline);
        if (is_rotation()) add(target());
        return joined_in(words_, all);
    }

    std::string day_in_words(const std::vector<Taking>& taking) const {
        std::vector<std::string> lines;
        for (const DoseTime time : times_in(taking)) {
            lines.push_back(
                say("dose.at", {{"time", time_in(words_, time.at)}, {"dose", dose(time, taking)}}));
        }
        for (const std::string& line : when_needed(taking, formulary(), words_)) lines.push_back(line);
        std::string text;
        for (const std::string& line : lines) text += (text.empty() ? "" : ". ") + line;
        return text;
    }

    Section changes() const {
        Table table{"changes",
                    {{"when", say("change.when")},
                     {"take", wears_patches() ? say("change.take-worn") : say("change.take")},
                     {"all", say("change.all")},
                     {"back", say("change.give-back")}},
                    {}};
        const std::vector<Taking>* before = &taken_before_calendar(plan_);
        for (const CalendarPart& part : calendar()) {
            const std::vector<std::string> back =
                handed_back(*before, part.step->taking, formulary(), words_);
            const std::string when = say("change.span", {{"from", short_day_in(words_, part.from)},
                                                         {"to", short_day_in(words_, part.until)}});
            table.rows.push_back({when, day_in_words(part.step->taking), all_day(part.step->taking),
                                  back.empty() ? say("change.nothing") : joined_in(words_, back)});
            before = &part.step->taking;
        }
        return {"changes", say("change.heading"), {Paragraph{say("change.why-back")}, std::move(table)}};
    }

    /// Everything that is to be done on a day besides taking the doses.
    std::string to_do(const Step& step, Date date) const {
        std::vector<std::string> items;
        const auto is_today = [date](const auto& one) { return one.on == date; };
        const bool begins = date == step.start;
        if (comes_off(step) && begins) items.push_back(say("calendar.patch-off"));
        if (is_rotation() && step.taking.empty()) items.push_back(say("calendar.none"));
        if (waits_for_us() && begins && !step.taking.empty() && is_first_dose(step))
            items.push_back(say("calendar.first-dose"));
        if (std::any_of(step.visits.begin(), step.visits.end(), is_today))
            items.push_back(say("calendar.visit"));
        if (std::any_of(step.fills.begin(), step.fills.end(),
                        [date](const Fill& fill) { return fill.fill_on == date; }))
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
        for (const DoseTime time : times) table.columns.push_back(dose_column(time, taking));
        table.columns.push_back({"to-do", say("calendar.to-do")});
        for (Date date = part.from; date <= part.until; date = plus_days(date, 1)) {
            std::vector<std::string> row{day(date)};
            for (const DoseTime time : times)
                row.push_back(amount_on(date, time, *part.step, formulary(), telling_));
            row.push_back(to_do(*part.step, date));
            table.rows.push_back(std::move(row));
        }
        Section section{"calendar",
                        say("calendar.heading", {{"from", short_day_in(words_, part.from)},
                                                 {"to", short_day_in(words_, part.until)}}),
                        {Callout{say("calendar.end", {{"date", day(part.until)}}), {say("calendar.end-why")}},
                         Paragraph{has_patches(taking) ? say("calendar.how-worn") : say("calendar.how")},
                         std::move(table)}};
        for (const std::string& line : when_needed(taking, formulary(), words_))
            section.blocks.emplace_back(Paragraph{line});
        section.starts_page = part.step == calendar().front().step;
        return section;
    }

    Section later() const {
        Table table{"later", {{"from", say("later.from")}, {"dose", say("later.dose")}}, {}};
        for (const Step& step : plan_.steps) {
            if (step.start > last_firm_day()) table.rows.push_back({day(step.start), all_day(step.taking)});
        }
        const Ending& ending = plan_.ending;
        table.rows.push_back(
            {day(ending.from), ending.taking.empty()
                                   ? say("later.stop")
                                   : say("later.stay", {{"amount", all_day(ending.taking)}})});
        return {"later", say("later.heading"), {Paragraph{say("later.how")}, std::move(table)}, true};
    }

    Section dates() const {
        std::vector<std::pair<Date, std::string>> all;
        for (const CalendarPart& part : calendar()) {
            for (const Visit& visit : part.step->visits) { all.emplace_back(visit.on, told(visit, words_)); }
            for (const Fill& fill : part.step->fills) {
                if (!part.has(fill.fill_on)) continue;
                all.emplace_back(fill.fill_on,
                                 say("dates.fill", {{"what", told(fill, formulary(), words_)}}));
            }
        }
        std::erase_if(all, [&](const auto& one) { return one.first < versions_.as_of; });
        std::stable_sort(all.begin(), all.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        Table table{
            "dates", {{"date", say("dates.date")}, {"what", say("dates.what"), ColumnKind::tick}}, {}};
        for (const auto& [on, what] : all) table.rows.push_back({day(on), what});
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
        const Fields days{
            {"first", std::to_string(first)},
            {"days", course->over_by ? std::to_string(whole_days(course->over_by->for_caution())) : ""}};
        if (!course->over_by) return say("expect.lasts", days);
        return first > 1 ? say("expect.first-days", days) : say("expect.first-day", days);
    }

    Section expect() const {
        if (is_rotation())
            return list_section(
                "expect", "expect.heading",
                {say("rotate.expect"), say("expect.signs"), say("rotate.expect-sleep"), say("expect.help")});
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

    Section what_if() const {
        Table table{"if", {{"if", say("if.this")}, {"then", say("if.do")}}, {}};
        const auto add = [&](MessageId when, MessageId then) {
            table.rows.push_back({say(when), say(then)});
        };
        if (swallows()) {
            add("if.missed", "if.missed.do");
            add("if.vomit", "if.vomit.do");
        }
        if (wears_patches()) add("if.patch", "if.patch.do");
        add("if.out", "if.out.do");
        add("if.travel", "if.travel.do");
        add("if.hospital", "if.hospital.do");
        add("if.ill", "if.ill.do");
        add("if.pregnant", "if.pregnant.do");
        return {"if", say("if.heading"), {std::move(table)}};
    }

    Section naloxone() const {
        return list_section(
            "naloxone", "naloxone.heading",
            {say("naloxone.what"), say("naloxone.keep"), say("naloxone.ask"), say("naloxone.date")});
    }

    Section safe() const {
        return list_section("safe", "safe.heading",
                            {say("safe.lock"), say("safe.share"), say("safe.dispose"), say("safe.count")});
    }

    Section mine() const {
        Table table{"mine", {{"what", ""}, {"answer", "", ColumnKind::fill_in}}, {}};
        for (const std::string& what :
             {say("mine.goal"), say("mine.support"), say("mine.questions"), say("mine.agree")})
            table.rows.push_back({what, ""});
        return {"mine", say("mine.heading"), {Paragraph{say("mine.teach-back")}, std::move(table)}};
    }

    const DraftPlan& plan_;
    std::vector<CaseOverride> lifted_;
    const Case& case_;
    const Library& library_;
    const Versions& versions_;
    const Messages& words_;
    Telling telling_;
    const std::vector<PlanChange>& changes_;
};

}  // namespace

Document patient_document(const IssuedPlan& issued, const Case& patient_case, const Library& library,
                          const Versions& versions, bool is_draft, const PatientWords& in) {
    return Handout(issued, patient_case, library, versions, in).write(is_draft);
}

}  // namespace stepdown
