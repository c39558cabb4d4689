#include "planner/documents/prescriber.hpp"

#include <algorithm>
#include <cmath>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/documents/adjuncts.hpp"
#include "planner/documents/daily.hpp"
#include "planner/documents/dose_chart.hpp"
#include "planner/documents/findings.hpp"
#include "planner/documents/known.hpp"
#include "planner/documents/tall_man.hpp"
#include "planner/documents/withdrawal.hpp"
#include "planner/dose_words.hpp"
#include "planner/leftovers.hpp"
#include "planner/patches.hpp"
#include "planner/references.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

std::string capitalized(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

/// Writes one report; each function a section.
class Report {
public:
    Report(const Tapered& tapered, const Case& patient_case, const Library& library, const Versions& versions)
        : tapered_(tapered),
          case_(patient_case),
          library_(library),
          versions_(versions),
          references_(library.formulary.bibliography()) {}

    Document write(bool is_draft, bool explain) {
        Document document;
        document.title = title();
        if (tapered_.plan && is_draft) document.banner = draft_banner;
        document.versions = versions_line(versions_);
        if (tapered_.plan && plan().steps.empty()) {
            document.sections = {summary(),  stop(),    findings_section(tapered_.review, references_),
                                 warnings(), reviews(), advice()};
        } else if (tapered_.plan) {
            document.sections = {summary(),  schedule(),   findings_section(tapered_.review, references_),
                                 warnings(), units(),      fills(),
                                 reviews(),  withdrawal(), working(),
                                 advice()};
        } else {
            if (tapered_.review.blocked()) document.sections.push_back(refusal_section());
            document.sections.push_back(findings_section(tapered_.review, references_));
        }
        if (tapered_.plan && !plan().steps.empty()) {
            if (const auto options = adjunct_options(case_, tapered_.review, library_, versions_.as_of))
                document.sections.push_back(adjunct_options_section(*options, references_));
        }
        if (explain) {
            Section kidney = kidney_section(case_, library_, versions_.as_of, references_);
            if (!kidney.blocks.empty()) document.sections.push_back(std::move(kidney));
            document.sections.push_back(rules_section(tapered_.review));
        }
        document.references = references_.lines();
        return document;
    }

private:
    const DraftPlan& plan() const { return tapered_.plan->plan(); }
    const TaperProtocol& protocol() const { return *library_.taper(plan().protocol); }
    /// True for a later version: what was taken at the start is not what is taken now.
    bool is_changed() const { return tapered_.plan && !plan().replans.empty(); }
    const Taking& baseline() const { return plan().baseline.front(); }

    std::string drug_name(const Taking& taking) const { return name_of(taking, library_.formulary); }

    /// "oxycodone extended-release and oxycodone immediate-release".
    std::string drug_names() const {
        std::vector<std::string> names;
        for (const Taking& one : plan().baseline) names.push_back(drug_name(one));
        return joined(names);
    }
    bool has_several() const { return plan().baseline.size() > 1; }

    /// The dose of one opioid, else the total in MME where that is known.
    std::string present_and_end() const {
        const Ending& ending = plan().ending;
        if (!has_several()) {
            const DoseRate now = per_day(baseline());
            return daily(now) + " to " +
                   (ending.taking.empty() ? std::string("stop") : daily(per_day(ending.taking.front())));
        }
        const auto now = mme_of(plan().baseline, library_.exposure()),
                   then = mme_of(ending.taking, library_.exposure());
        const std::string from = now ? show(*now, unit::mme_per_day, 1) : "the present doses";
        if (ending.taking.empty()) return from + " to stop";
        return from + " to " + (then ? show(*then, unit::mme_per_day, 1) : std::string("lower ones"));
    }

    /// A daily dose of the only opioid.
    std::string daily(DoseRate per_day) const { return show_daily(per_day, baseline().route); }
    bool are_patches(const Segment& segment) const {
        const Taking* one = find(plan().baseline, segment.opioid);
        return one && worn(*one);
    }
    Route route_in(const Segment& segment) const {
        const Taking* one = find(plan().baseline, segment.opioid);
        return one ? one->route : Route::oral;
    }
    /// A daily dose in the unit of the stretch, which stands above it.
    std::string number_of(DoseRate per_day, const Segment& segment) const {
        return show_decimal(in_daily_unit(per_day, route_in(segment)));
    }
    /// The words for when a dose is taken.
    static std::string when(const Taking& taking, const PlannedDose& dose) {
        return worn(taking) ? "changed every " + std::to_string(taking.every_days) + " days"
                            : std::string(when_in_words(dose.time.at));
    }

    std::string title() const {
        if (!tapered_.plan) return tapered_.review.blocked() ? "Taper plan: refused" : "No taper is needed";
        if (plan().steps.empty()) {
            return "No taper is needed: " + drug_names() +
                   (has_several() ? "" : ", " + daily(per_day(baseline())));
        }
        return "Taper plan: " + drug_names() + ", " + present_and_end();
    }

    std::string doses_in_words(const Taking& taking) const {
        std::string text;
        for (const PlannedDose& dose : taking.doses) {
            text += (text.empty() ? "" : ", ") + show_amount(dose.amount, taking.route) + " " +
                    when(taking, dose);
        }
        if (taking.as_needed)
            text = show_mass(taking.as_needed->amount, taking.route) + " as needed" +
                   limits_in_words(*taking.as_needed);
        return text;
    }

    Section summary() {
        Table facts{"facts", {{"fact", ""}, {"value", ""}}, {}};
        const auto add = [&](const std::string& name, const std::string& value) {
            if (!value.empty()) facts.rows.push_back({name, value});
        };
        const Patient& patient = case_.patient;
        add("Patient", patient.name.value_or(patient.reference));
        if (const auto age = age_on(patient, versions_.as_of)) add("Age", show_decimal(*age, 0) + " years");
        if (tapered_.used_for) add("Opioids taken for", show_span(*tapered_.used_for));
        for (const Taking& one : plan().baseline) {
            add(&one != &baseline() ? "and"
                : is_changed()      ? "At the start"
                                    : "Now",
                drug_name(one) + " " + show_daily(per_day(one), one.route) + ": " + doses_in_words(one));
        }
        for (const BaselineOpioid& one : tapered_.opioids)
            add(&one == &tapered_.opioids.front() ? "Product" : "and", product_text(one));
        add("Exposure", exposure_text());
        const DoseRate acetaminophen = also_per_day(plan().baseline, "acetaminophen", library_.formulary);
        if (exceeds(acetaminophen, unit::mg_per_day(0))) {
            DoseRate most = acetaminophen;
            for (const Step& step : plan().steps)
                most = std::max(most, also_per_day(step.taking, "acetaminophen", library_.formulary));
            add("Acetaminophen", show(acetaminophen, unit::mg_per_day) + " in the same tablets; at most " +
                                     show(most, unit::mg_per_day) + " in this plan");
        }
        add("Goal", goal_text());
        add("Protocol", protocol().id + ": " + protocol().title + " (" + plan().why_this_protocol + ")");
        add("Cuts", pace_in_words(protocol()));
        add("From, to", span_of_plan());
        add("Prescriber", case_.supervision.prescriber);
        Section section{"summary", "Summary", {std::move(facts)}};
        return section;
    }

    std::string span_of_plan() const {
        if (plan().steps.empty()) return "";
        return in_words(plan().steps.front().start) + " to " + in_words(plan().steps.back().end()) + " (" +
               std::to_string(plan().steps.size()) + (plan().steps.size() == 1 ? " step, " : " steps, ") +
               std::to_string(days_between(plan().steps.front().start, plan().ending.from)) + " days)";
    }

    /// The answer where no taper is needed.
    Section stop() {
        const auto& allowed = protocol().early_stop;
        return {"stop",
                "What to do",
                {Paragraph{
                    (has_several() ? "The opioids may stop on " : "The opioid may stop on ") +
                        in_words(plan().ending.from) + " from the present dose, without a taper.",
                    allowed ? references_.numbers({allowed->used_below.citation()}) : std::vector<int>()}}};
    }

    std::string goal_text() const {
        const auto end_of = [&](DrugId drug) {
            return show_daily(total_per_day(plan().ending.taking, drug), route_of(drug, plan().baseline));
        };
        return std::visit(
            overloaded{
                [&](const Discontinue&) {
                    const std::vector<Taking>& kept = plan().ending.taking;
                    const std::string stop = "stop";
                    return kept.empty() ? stop
                                        : stop + "; " + joined(names_of(kept, library_.formulary)) + " stays";
                },
                [&](const ReduceToMme& goal) {
                    return "reduce to " + show(goal.target, unit::mme_per_day) + "; the plan ends at " +
                           (has_several() ? "" : end_of(baseline().drug) + ", ") +
                           show_decimal(
                               in(mme_of(plan().ending.taking, library_.exposure()).value_or(goal.target),
                                  unit::mme_per_day),
                               1) +
                           " MME/day";
                },
                [&](const ReduceToDose& goal) {
                    return "reduce " + (has_several() ? library_.formulary[goal.drug].id + " " : "") + "to " +
                           show_daily(goal.target, route_of(goal.drug, plan().baseline)) +
                           "; the plan ends at " + end_of(goal.drug);
                },
                [](const RotateTo& goal) { return "rotate to " + goal.words; }},
            *case_.goal);
    }

    std::string product_text(const BaselineOpioid& opioid) const {
        const ProductLine& line = library_.formulary[opioid.stock.line];
        std::string text = line.basis + ", " + line.id;
        if (!line.brands.empty()) text += " (" + line.brands.front() + " type)";
        return text;
    }

    std::string exposure_text() const {
        const auto now = mme_of(plan().baseline, library_.exposure());
        return now ? show(*now, unit::mme_per_day, 1) + " by " + library_.exposure().title +
                         "; a gauge of risk, never a dose to convert to"
                   : "";
    }

    /// The times of day at which a stretch takes the opioid that it reduces, in the order of the day.
    std::vector<TimeOfDay> slots(const Segment& segment) const {
        std::vector<TimeOfDay> all;
        for (const TimeOfDay at : {TimeOfDay::morning, TimeOfDay::noon, TimeOfDay::afternoon,
                                   TimeOfDay::evening, TimeOfDay::bedtime, TimeOfDay::night}) {
            const auto uses = [&](const std::vector<Taking>& taking) {
                const Taking* one = find(taking, segment.opioid);
                return one && dose_at(*one, at);
            };
            bool used = uses(plan().baseline);
            for (const Step& step : plan().steps) used = used || uses(step.taking);
            if (used) all.push_back(at);
        }
        return all;
    }

    static const PlannedDose* dose_at(const Taking& taking, TimeOfDay at) {
        const auto found = std::find_if(taking.doses.begin(), taking.doses.end(),
                                        [&](const PlannedDose& dose) { return dose.time.at == at; });
        return found == taking.doses.end() ? nullptr : &*found;
    }

    /// "11.1 %": a cut as a share of `base`; "raised 14.3 %" where a step back goes up.
    static std::string change_in_words(DoseRate was, DoseRate here, DoseRate base) {
        return exceeds(here, was) ? "raised " + show_percent(ratio(here - was, base))
                                  : show_percent(ratio(was - here, base));
    }

    /// What stands in front of the doses of a row.
    struct RowHead {
        std::string number, day, days;
    };
    std::vector<std::string> schedule_row(const RowHead& head, const Segment& segment,
                                          const std::vector<Taking>& before, const std::vector<Taking>& now,
                                          const std::string& mark) const {
        std::vector<std::string> row{head.number, head.day, head.days};
        const Taking* one = find(now, segment.opioid);
        for (const TimeOfDay at : slots(segment)) {
            const PlannedDose* dose = one ? dose_at(*one, at) : nullptr;
            row.push_back(dose ? show_amount(dose->amount, one->route) : "-");
        }
        const DrugId drug = find(plan().baseline, segment.opioid)->drug;
        const DoseRate original = total_per_day(plan().baseline, drug), was = total_per_day(before, drug),
                       here = total_per_day(now, drug);
        const auto mme = mme_of(now, library_.exposure());
        row.push_back(number_of(one ? per_day(*one) : unit::mg_per_day(0), segment));
        row.push_back(mme ? show_decimal(in(*mme, unit::mme_per_day), 1) : "?");
        const bool unchanged = was == here;
        row.push_back(unchanged ? "" : change_in_words(was, here, was));
        row.push_back(unchanged ? "" : change_in_words(was, here, original));
        row.push_back(mark);
        return row;
    }

    std::string mark_of(const Step& step) const {
        if (step.departure == Departure::step_back) return "step back";
        if (step.departure == Departure::as_taken) return "as taken";
        if (is_changed() && step.kind == StepKind::hold) return "hold";
        if (step.kind == StepKind::switch_over) return "other form";
        if (step.limited_by == LimitedBy::grid) return "grid";
        if (step.limited_by == LimitedBy::last_unit) return "last unit";
        return step.slowed_by_ceiling ? "ceiling" : "";
    }

    Table schedule_table(const std::string& id, const Segment& segment) const {
        Table table{id, {{"step", "Step"}, {"from", "From"}, {"days", "Days"}}, {}};
        for (const TimeOfDay at : slots(segment))
            table.columns.push_back(
                {std::string(word(at)), are_patches(segment) ? "Worn" : capitalized(std::string(word(at)))});
        table.columns.insert(table.columns.end(), {{"total", std::string(daily_unit(route_in(segment)))},
                                                   {"mme", "MME"},
                                                   {"current", "Cut"},
                                                   {"original", "of original"},
                                                   {"mark", "Note"}});
        return table;
    }

    /// What is taken before the first step of a stretch.
    const std::vector<Taking>& taken_before(const Segment& segment) const {
        return segment.first_step == 1
                   ? plan().baseline
                   : plan().steps[static_cast<std::size_t>(segment.first_step) - 2].taking;
    }

    /// "Steps 1 to 11: oxycodone extended-release is reduced. Unchanged: ..."
    Paragraph heading_of(const Segment& segment) const {
        const Taking& reduced = *find(plan().baseline, segment.opioid);
        const std::string steps =
            segment.first_step == segment.last_step
                ? "Step " + std::to_string(segment.first_step)
                : "Steps " + std::to_string(segment.first_step) + " to " + std::to_string(segment.last_step);
        std::string unchanged;
        bool same_drug = false;
        for (const Taking& one : taken_before(segment)) {
            if (one.id == segment.opioid) continue;
            same_drug = same_drug || one.drug == reduced.drug;
            unchanged += (unchanged.empty() ? "" : "; ") + drug_name(one) + " " + doses_in_words(one) + " (" +
                         show_daily(per_day(one), one.route) + ")";
        }
        return {steps + ": " + drug_name(reduced) + " is reduced." +
                    (unchanged.empty() ? "" : " Unchanged: " + unchanged + ".") +
                    (same_drug
                         ? " Shares of a cut are of all " + library_.formulary[reduced.drug].id + " together."
                         : ""),
                {}};
    }

    /// What a row of the schedule is on the day on which the plan was made or changed.
    enum class RowPart { past, firm, projected };
    RowPart part_of(const Step& step) const {
        if (is_changed() && step.end() < plan().replans.back().on) return RowPart::past;
        const bool is_in_force = is_changed() && step.start <= plan().replans.back().on;
        return step.firm || is_in_force ? RowPart::firm : RowPart::projected;
    }

    void add_stretch(const Segment& segment, Section& section) {
        const std::string of = plan().segments.size() > 1 ? "-" + segment.opioid : "";
        Table past = schedule_table("past" + of, segment), firm = schedule_table("firm" + of, segment),
              projected = schedule_table("projected" + of, segment);
        const auto table_of = [&](RowPart part) -> Table& {
            return part == RowPart::past ? past : part == RowPart::firm ? firm : projected;
        };
        const std::vector<Taking>* before = &taken_before(segment);
        const bool is_first = segment.first_step == 1, is_last = &segment == &plan().segments.back();
        const auto step_at = [&](int number) -> const Step& {
            return plan().steps[static_cast<std::size_t>(number) - 1];
        };
        // A stretch begins with what was taken before it, and an unchanged plan with what is taken now.
        const RowPart first = part_of(step_at(segment.first_step));
        const std::string name = !is_first ? "before" : is_changed() ? "start" : "now";
        table_of(is_first && !is_changed() ? RowPart::firm : first)
            .rows.push_back(schedule_row({name, "", ""}, segment, *before, *before, ""));
        for (int number = segment.first_step; number <= segment.last_step; ++number) {
            const Step& step = step_at(number);
            table_of(part_of(step))
                .rows.push_back(schedule_row(
                    {std::to_string(step.number), short_date(step.start), std::to_string(step.days)}, segment,
                    *before, step.taking, mark_of(step)));
            before = &step.taking;
        }
        if (is_last) {
            const Ending& ending = plan().ending;
            const bool stays = find(ending.taking, segment.opioid) != nullptr;
            const std::string mark = stays                   ? "stay here"
                                     : ending.taking.empty() ? "stopped"
                                                             : "stopped; the rest stays";
            table_of(projected.rows.empty() ? RowPart::firm : RowPart::projected)
                .rows.push_back(schedule_row({"then", short_date(ending.from), ""}, segment, *before,
                                             ending.taking, mark));
        }
        add_rows(std::move(past), "Over when the plan was changed:", {}, section);
        const std::string days = show_span(library_.limits.firm.for_caution());
        add_rows(std::move(firm),
                 (is_changed() ? "Firm, from the change on for " : "Firm, the first ") + days + ":", {},
                 section);
        add_rows(std::move(projected),
                 "Projected, to be confirmed at the reviews before it:", {library_.limits.firm.citation()},
                 section);
    }

    void add_rows(Table table, const std::string& heading, const std::vector<CitationId>& sources,
                  Section& section) {
        if (table.rows.empty()) return;
        section.blocks.emplace_back(
            Paragraph{heading, sources.empty() ? std::vector<int>() : references_.numbers(sources)});
        section.blocks.emplace_back(std::move(table));
    }

    bool changes_form() const {
        return std::any_of(plan().steps.begin(), plan().steps.end(),
                           [](const Step& step) { return step.kind == StepKind::switch_over; });
    }

    Section schedule() {
        Section section{"schedule", "Schedule", {}};
        for (const Segment& segment : plan().segments) {
            if (has_several()) section.blocks.emplace_back(heading_of(segment));
            add_stretch(segment, section);
        }
        if (Chart chart = dose_chart(plan(), library_); !chart.points.empty())
            section.blocks.emplace_back(std::move(chart));
        section.blocks.emplace_back(Paragraph{
            "Cut: the true one, as a share of the dose before it; beside it as a share of the "
            "original dose. grid: the tablets or patches "
            "allow no cut inside the protocol's range, so the smallest there is was taken, and it "
            "is held twice as long. last "
            "unit: the dose is down to single smallest units. ceiling: smaller or later than the "
            "protocol's pace because of the "
            "safety ceilings." +
                std::string(changes_form() ? " other form: the same drug in another form from here on." : ""),
            references_.numbers({library_.limits.flagged_hold.citation()})});
        if (!mme_of(plan().baseline, library_.exposure())) {
            section.blocks.emplace_back(
                Paragraph{"MME: " + library_.exposure().title + " has no factor for " +
                              (has_several() ? "one of these opioids." : "this opioid."),
                          {}});
        }
        return section;
    }

    std::string units_in_words(const PlannedDose& dose) const {
        std::string text;
        for (const UnitCount& unit : dose.units) {
            const ProductLine& line = library_.formulary[unit.product];
            text += (text.empty() ? "" : " and ") + count_in_words(unit.thousandths, line.form) + " of " +
                    strength_with_all(line.strengths[unit.strength], line.route);
        }
        return text + " (" + show_amount(dose.amount) + ")";
    }

    Section units() const {
        Table table{"units", {{"step", "Step"}, {"when", "When"}, {"what", "What"}}, {}};
        const auto starts_stretch = [&](const Step& step) {
            return std::any_of(plan().segments.begin(), plan().segments.end(),
                               [&](const Segment& one) { return one.first_step == step.number; });
        };
        for (const Step& step : plan().steps) {
            bool first = true;
            for (const Taking& taking : step.taking) {
                if (taking.role != Role::tapered && !starts_stretch(step)) continue;
                const std::string name = has_several() ? drug_name(taking) + ": " : "";
                const auto add = [&](const std::string& when, const std::string& what) {
                    table.rows.push_back({first ? std::to_string(step.number) : "", when, name + what});
                    first = false;
                };
                for (const PlannedDose& dose : taking.doses)
                    add(worn(taking) ? change_days(taking)
                                     : std::string(word(dose.time.at)) + " " + clock(dose.time),
                        units_in_words(dose));
                if (taking.as_needed) add("as needed", doses_in_words(taking));
            }
        }
        Section section{"units", "What is taken at each time", {std::move(table)}};
        if (std::any_of(plan().baseline.begin(), plan().baseline.end(),
                        [](const Taking& one) { return worn(one) != nullptr; })) {
            section.blocks.emplace_back(Paragraph{
                "Patches are changed on the first day of each step, all on the same day: let the plan begin "
                "on "
                "a day on which they are changed anyway. At a stop the last ones come off and none follow.",
                {}});
        }
        if (has_several()) {
            section.blocks.emplace_back(Paragraph{
                "What stays unchanged stands in the first step of a stretch only; it goes on in all of it.",
                {}});
        }
        return section;
    }

    /// "every 3 days from Dec 1, 2026, last on Dec 28, 2026".
    static std::string change_days(const Taking& taking) {
        const Worn* patches = worn(taking);
        if (!patches || patches->change_on.empty()) return "";
        const std::string first = short_date(patches->change_on.front());
        if (patches->change_on.size() == 1) return "put on on " + first;
        return "every " + std::to_string(taking.every_days) + " days from " + first + ", last on " +
               short_date(patches->change_on.back());
    }

    Section warnings() {
        Section section{"warnings", "To tell the patient and the household", {}};
        for (const Advice& one : library_.limits.warnings) {
            section.blocks.emplace_back(Paragraph{one.text, references_.numbers({one.citation})});
        }
        return section;
    }

    std::vector<CalendarPart> firm_part() const {
        return calendar_of(plan(), whole_days(library_.limits.firm.for_caution()));
    }

    Section fills() const {
        Table table{"fills",
                    {{"fill_on", "Fill on"},
                     {"step", "Step"},
                     {"quantity", "Quantity"},
                     {"days", "Days"},
                     {"what", "What"}},
                    {}};
        for (const CalendarPart& part : firm_part()) {
            for (const Fill& fill : part.step->fills) {
                if (!part.has(fill.fill_on)) continue;
                const Form form = library_.formulary[fill.quantity.product].form;
                table.rows.push_back({short_date(fill.fill_on), std::to_string(part.step->number),
                                      count_in_words(fill.quantity.thousandths, form),
                                      std::to_string(fill.days), fill.directions});
            }
        }
        Section section{"fills", "Fills of the firm part", {}};
        if (table.rows.empty()) {
            section.blocks.emplace_back(Paragraph{"No fill falls within the firm part of the plan.", {}});
        } else {
            section.blocks.emplace_back(std::move(table));
            const std::string when = when_handed_out(plan());
            if (!when.empty()) section.blocks.emplace_back(Paragraph{when, {}});
        }
        return section;
    }

    /// The case with the span of use that the plan rests on.
    Case case_with_span() const {
        Case same = case_;
        same.used_for = tapered_.used_for;
        return same;
    }

    Section reviews() {
        Table table{"reviews", {{"on", "On"}, {"step", "Step"}, {"kind", "Kind"}}, {}};
        const auto kind = [this](VisitKind k) {
            if (plan().steps.empty()) return std::string("review");
            return std::string(k == VisitKind::review  ? "review: decides on the next step"
                               : k == VisitKind::visit ? "visit"
                                                       : "follow-up");
        };
        for (const Step& step : plan().steps) {
            for (const Visit& visit : step.visits) {
                table.rows.push_back({in_words(visit.on), std::to_string(step.number), kind(visit.kind)});
            }
        }
        for (const Visit& visit : plan().ending.visits)
            table.rows.push_back({in_words(visit.on), "after", kind(visit.kind)});
        Section section{"reviews", "Visits with " + case_.supervision.prescriber, {std::move(table)}};
        section.blocks.emplace_back(Paragraph{"At each: " + joined(library_.limits.review_checks) + ".", {}});
        if (!plan().steps.empty()) {
            section.blocks.emplace_back(
                Paragraph{"The next cut is made only if " + joined(library_.limits.proceed_if) + ".", {}});
        }
        if (has_one_review(case_with_span(), protocol())) {
            const Advice& enough = *protocol().one_review;
            section.blocks.emplace_back(Paragraph{enough.text, references_.numbers({enough.citation})});
        }
        return section;
    }

    Section withdrawal() {
        return withdrawal_section(withdrawal_support(plan(), case_, library_, versions_.as_of), plan(),
                                  library_, references_);
    }

    Section working() {
        Section section{"working", "Working", {}};
        std::vector<Regimen> regimens;
        for (const Taking& one : plan().baseline) regimens.push_back(as_regimen(one));
        for (const ExposureLine& line :
             exposure(regimens, library_.exposure(), Counting::really_used).lines) {
            if (!line.factor || !line.result) continue;
            section.blocks.emplace_back(Paragraph{library_.formulary[regimens[line.regimen].drug].id + " " +
                                                      show_daily(line.per_day, regimens[line.regimen].route) +
                                                      " x " + line.published + " = " +
                                                      show(*line.result, unit::mme_per_day) + ".",
                                                  references_.numbers({line.factor->citation()})});
        }
        for (const Phase& phase : protocol().phases) {
            section.blocks.emplace_back(Paragraph{
                "Range of a cut " + show_percent(phase.smallest_cut.for_caution().of_one) + " to " +
                    show_percent(phase.largest_cut.for_caution().of_one) + ", nominal " +
                    show_percent(phase.nominal_cut.for_caution().of_one) + " of the " +
                    (phase.base == Base::original ? "original" : "current") +
                    " dose: of all sequences of doses that the product makes up, the one with the fewest "
                    "cuts outside the range is taken, then the one nearest to the nominal share. A "
                    "cut above it counts double.",
                references_.numbers({phase.largest_cut.citation(), phase.nominal_cut.citation(),
                                     phase.interval.citation()})});
        }
        const SafetyLimits& limits = library_.limits;
        section.blocks.emplace_back(Paragraph{
            "Ceilings: at most " + show_percent(limits.largest_window_cut.for_caution().of_one) +
                " of the dose in force within any " + show_span(limits.window.for_caution()) +
                ", and at most " + show_percent(limits.largest_weekly_cut.for_caution().of_one) +
                " of the original dose for each " + std::to_string(whole_days(limits.week.for_caution())) +
                " days that a step is held." +
                (exempt_from_ceilings(case_with_span(), protocol()) ? " They do not bind this plan." : ""),
            references_.numbers(
                {limits.largest_window_cut.citation(), limits.largest_weekly_cut.citation()})});
        for (const BaselineOpioid& opioid : tapered_.opioids) {
            const Taking& taking = *find(plan().baseline, opioid.taking.id);
            if (taking.role != Role::tapered) continue;
            const Strength& strength = library_.formulary[opioid.stock.line].strengths.front();
            section.blocks.emplace_back(
                Paragraph{"Strengths that the plan may use" +
                              (has_several() ? " of " + drug_name(taking) : std::string()) + ": " +
                              strengths_text(opioid) + ".",
                          references_.numbers({strength.citation})});
        }
        if (case_.preferences.tablets_scored) {
            section.blocks.emplace_back(
                Paragraph{"That the patient's tablets are scored is the prescriber's word in the case.", {}});
        }
        return section;
    }

    std::string strengths_text(const BaselineOpioid& opioid) const {
        std::vector<std::string> texts;
        Mass largest = unit::mg(0);
        for (const PlannedDose& dose : opioid.taking.doses)
            largest = exceeds(given_in_a_day(dose.amount), largest) ? given_in_a_day(dose.amount) : largest;
        for (const StockPiece& piece : opioid.stock.pieces) {
            if (exceeds(unit::mcg(static_cast<double>(piece.piece.micrograms)), largest)) continue;
            const ProductLine& line = library_.formulary[piece.unit.product];
            texts.push_back(count_in_words(piece.unit.thousandths, line.form) + " of " +
                            show_strength(line.strengths[piece.unit.strength].value, line.route));
        }
        return joined(texts);
    }

    Section advice() {
        Section section{"advice", "What the protocol says besides", {}};
        for (const auto* list : {&protocol().hold, &protocol().end_game, &protocol().notes}) {
            for (const Advice& one : *list)
                section.blocks.emplace_back(Paragraph{one.text, references_.numbers({one.citation})});
        }
        std::vector<const DrugAdvice*> said;
        for (const Taking& taking : plan().baseline) {
            for (const DrugAdvice* about : library_.advice_about(taking.drug)) {
                const bool is_said = std::find(said.begin(), said.end(), about) != said.end();
                if (is_said || about->patch_only != (taking.route == Route::transdermal)) continue;
                said.push_back(about);
                for (const auto* list : {&about->advice, &about->cautions}) {
                    for (const Advice& one : *list)
                        section.blocks.emplace_back(Paragraph{one.text, references_.numbers({one.citation})});
                }
            }
        }
        return section;
    }

    const Tapered& tapered_;
    const Case& case_;
    const Library& library_;
    const Versions& versions_;
    References references_;
};

}  // namespace

std::string versions_line(const Versions& versions) {
    return "stepdown " + versions.program + ", data " + versions.data + ", run for " +
           in_words(versions.as_of) + (versions.plan_id.empty() ? "" : ", plan " + versions.plan_id);
}

Document prescriber_document(const Tapered& tapered, const Case& patient_case, const Library& library,
                             const Versions& versions, bool is_draft, bool explain) {
    return with_tall_man(Report(tapered, patient_case, library, versions).write(is_draft, explain), library);
}

}  // namespace stepdown
