#include "planner/documents/prescriber.hpp"

#include <algorithm>
#include <cmath>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/documents/findings.hpp"
#include "planner/documents/known.hpp"
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
            document.sections = {summary(),  schedule(), findings_section(tapered_.review, references_),
                                 warnings(), units(),    fills(),
                                 reviews(),  working(),  advice()};
        } else {
            if (tapered_.review.blocked()) document.sections.push_back(refusal());
            document.sections.push_back(findings_section(tapered_.review, references_));
        }
        if (explain) document.sections.push_back(rules_section(tapered_.review));
        document.references = references_.lines();
        return document;
    }

private:
    const DraftPlan& plan() const { return tapered_.plan->plan(); }
    const TaperProtocol& protocol() const { return *library_.taper(plan().protocol); }
    const Taking& baseline() const { return plan().baseline.front(); }

    std::string drug_name(const Taking& taking) const {
        const UnitCount& unit = taking.doses.front().units.front();
        const ProductLine& line = library_.formulary[unit.product];
        return name_of(line, line.strengths[unit.strength], library_.formulary) +
               (taking.release == Release::extended ? "" : " immediate-release");
    }

    std::string title() const {
        if (!tapered_.plan) return tapered_.review.blocked() ? "Taper plan: refused" : "No taper is needed";
        if (plan().steps.empty()) {
            return "No taper is needed: " + drug_name(baseline()) + ", " +
                   show(per_day(baseline()), unit::mg_per_day);
        }
        const bool stops = plan().ending.taking.empty();
        return "Taper plan: " + drug_name(baseline()) + ", " + show(per_day(baseline()), unit::mg_per_day) +
               " to " +
               (stops ? std::string("stop") : show(per_day(plan().ending.taking.front()), unit::mg_per_day));
    }

    std::string doses_in_words(const Taking& taking) const {
        std::string text;
        for (const PlannedDose& dose : taking.doses) {
            text += (text.empty() ? "" : ", ") + show(dose.amount, unit::mg) + " " +
                    std::string(when_in_words(dose.time.at));
        }
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
        add("Now", drug_name(baseline()) + " " + show(per_day(baseline()), unit::mg_per_day) + ": " +
                       doses_in_words(baseline()));
        add("Product", product_text());
        add("Exposure", exposure_text());
        const DoseRate acetaminophen = also_per_day(plan().baseline, "acetaminophen", library_.formulary);
        if (exceeds(acetaminophen, unit::mg_per_day(0))) {
            add("Acetaminophen",
                show(acetaminophen, unit::mg_per_day) + " in the same tablets, falling with the dose");
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
                    "The opioid may stop on " + in_words(plan().ending.from) +
                        " from the present dose, without a taper.",
                    allowed ? references_.numbers({allowed->used_below.citation()}) : std::vector<int>()}}};
    }

    std::string goal_text() const {
        const DoseRate end =
            plan().ending.taking.empty() ? unit::mg_per_day(0) : per_day(plan().ending.taking.front());
        return std::visit(
            overloaded{
                [](const Discontinue&) { return std::string("stop"); },
                [&](const ReduceToMme& goal) {
                    return "reduce to " + show(goal.target, unit::mme_per_day) + "; the plan ends at " +
                           show(end, unit::mg_per_day) + ", " +
                           show_decimal(
                               in(mme_of(plan().ending.taking, library_.exposure()).value_or(goal.target),
                                  unit::mme_per_day),
                               1) +
                           " MME/day";
                },
                [&](const ReduceToDose& goal) {
                    return "reduce to " + show(goal.target, unit::mg_per_day) + "; the plan ends at " +
                           show(end, unit::mg_per_day);
                },
                [](const RotateTo& goal) { return "rotate to " + goal.words; }},
            *case_.goal);
    }

    std::string product_text() const {
        const ProductLine& line = library_.formulary[tapered_.opioids.front().stock.line];
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

    /// The times of day that any step uses, in the order of the day.
    std::vector<TimeOfDay> slots() const {
        std::vector<TimeOfDay> all;
        for (const TimeOfDay at : {TimeOfDay::morning, TimeOfDay::noon, TimeOfDay::afternoon,
                                   TimeOfDay::evening, TimeOfDay::bedtime, TimeOfDay::night}) {
            const auto uses = [&](const Taking& taking) {
                return std::any_of(taking.doses.begin(), taking.doses.end(),
                                   [&](const PlannedDose& dose) { return dose.time.at == at; });
            };
            bool used = uses(baseline());
            for (const Step& step : plan().steps) used = used || uses(step.taking.front());
            if (used) all.push_back(at);
        }
        return all;
    }

    static const PlannedDose* dose_at(const Taking& taking, TimeOfDay at) {
        const auto found = std::find_if(taking.doses.begin(), taking.doses.end(),
                                        [&](const PlannedDose& dose) { return dose.time.at == at; });
        return found == taking.doses.end() ? nullptr : &*found;
    }

    std::vector<std::string> schedule_row(const std::string& number, const std::string& day,
                                          const std::string& days, const std::vector<Taking>& now,
                                          DoseRate before, const std::string& mark) const {
        std::vector<std::string> row{number, day, days};
        for (const TimeOfDay at : slots()) {
            const PlannedDose* dose = now.empty() ? nullptr : dose_at(now.front(), at);
            row.push_back(dose ? show(dose->amount, unit::mg) : "-");
        }
        const DoseRate original = per_day(baseline()),
                       here = now.empty() ? unit::mg_per_day(0) : per_day(now.front());
        const auto mme = mme_of(now, library_.exposure());
        row.push_back(show_decimal(in(here, unit::mg_per_day)));
        row.push_back(mme ? show_decimal(in(*mme, unit::mme_per_day), 1) : "?");
        const bool unchanged = before == here;
        row.push_back(unchanged ? "" : show_percent(ratio(before - here, before)));
        row.push_back(unchanged ? "" : show_percent(ratio(before - here, original)));
        row.push_back(mark);
        return row;
    }

    static std::string mark_of(const Step& step) {
        if (step.limited_by == LimitedBy::grid) return "grid";
        if (step.limited_by == LimitedBy::last_unit) return "last unit";
        return step.slowed_by_ceiling ? "ceiling" : "";
    }

    Table schedule_table(const std::string& id) const {
        Table table{id, {{"step", "Step"}, {"from", "From"}, {"days", "Days"}}, {}};
        for (const TimeOfDay at : slots())
            table.columns.push_back({std::string(word(at)), capitalized(std::string(word(at)))});
        table.columns.insert(table.columns.end(), {{"total", "mg/day"},
                                                   {"mme", "MME"},
                                                   {"current", "Cut"},
                                                   {"original", "of original"},
                                                   {"mark", "Note"}});
        return table;
    }

    Section schedule() {
        Table firm = schedule_table("firm"), projected = schedule_table("projected");
        DoseRate before = per_day(baseline());
        firm.rows.push_back(schedule_row("now", "", "", plan().baseline, before, ""));
        for (const Step& step : plan().steps) {
            (step.firm ? firm : projected)
                .rows.push_back(schedule_row(std::to_string(step.number), short_date(step.start),
                                             std::to_string(step.days), step.taking, before, mark_of(step)));
            before = per_day(step.taking.front());
        }
        const Ending& ending = plan().ending;
        (projected.rows.empty() ? firm : projected)
            .rows.push_back(schedule_row("then", short_date(ending.from), "", ending.taking, before,
                                         ending.taking.empty() ? "stopped" : "stay here"));
        const std::string firm_span = show_span(library_.limits.firm.for_caution());
        Section section{
            "schedule", "Schedule", {Paragraph{"Firm, the first " + firm_span + ":", {}}, std::move(firm)}};
        if (!projected.rows.empty()) {
            section.blocks.emplace_back(Paragraph{"Projected, to be confirmed at the reviews before it:",
                                                  references_.numbers({library_.limits.firm.citation()})});
            section.blocks.emplace_back(std::move(projected));
        }
        section.blocks.emplace_back(
            Paragraph{"Cut: the true one, as a share of the dose before it; beside it as a share of the "
                      "original dose. grid: the tablets "
                      "allow no cut inside the protocol's range, so the smallest there is was taken, and it "
                      "is held twice as long. last "
                      "unit: the dose is down to single smallest units. ceiling: smaller or later than the "
                      "protocol's pace because of the "
                      "safety ceilings.",
                      references_.numbers({library_.limits.flagged_hold.citation()})});
        if (!mme_of(plan().baseline, library_.exposure())) {
            section.blocks.emplace_back(
                Paragraph{"MME: " + library_.exposure().title + " has no factor for this opioid.", {}});
        }
        return section;
    }

    std::string units_in_words(const PlannedDose& dose) const {
        std::string text;
        for (const UnitCount& unit : dose.units) {
            const ProductLine& line = library_.formulary[unit.product];
            text += (text.empty() ? "" : " and ") + count_in_words(unit.thousandths, line.form) + " of " +
                    strength_with_all(line.strengths[unit.strength]);
        }
        return text + " (" + show(dose.amount, unit::mg) + ")";
    }

    Section units() const {
        Table table{"units", {{"step", "Step"}, {"when", "When"}, {"what", "What"}}, {}};
        for (const Step& step : plan().steps) {
            for (const PlannedDose& dose : step.taking.front().doses) {
                const bool first = &dose == &step.taking.front().doses.front();
                table.rows.push_back({first ? std::to_string(step.number) : "",
                                      std::string(word(dose.time.at)) + " " + clock(dose.time),
                                      units_in_words(dose)});
            }
        }
        return {"units", "What is taken at each time", {std::move(table)}};
    }

    Section warnings() {
        Section section{"warnings", "To tell the patient and the household", {}};
        for (const Advice& one : library_.limits.warnings) {
            section.blocks.emplace_back(Paragraph{one.text, references_.numbers({one.citation})});
        }
        return section;
    }

    Section fills() const {
        Table table{"fills",
                    {{"fill_on", "Fill on"},
                     {"step", "Step"},
                     {"quantity", "Quantity"},
                     {"days", "Days"},
                     {"what", "What"}},
                    {}};
        for (const Step& step : plan().steps) {
            if (!step.firm) break;
            for (const Fill& fill : step.fills) {
                const Form form = library_.formulary[fill.quantity.product].form;
                table.rows.push_back({short_date(fill.fill_on), std::to_string(step.number),
                                      count_in_words(fill.quantity.thousandths, form),
                                      std::to_string(fill.days), fill.directions});
            }
        }
        Section section{"fills", "Fills of the firm part", {}};
        if (table.rows.empty()) {
            section.blocks.emplace_back(Paragraph{"No step ends within the firm part of the plan.", {}});
        } else {
            section.blocks.emplace_back(std::move(table));
            section.blocks.emplace_back(
                Paragraph{"Fills of a step are for after the review that ends the step before it.", {}});
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

    Section working() {
        Section section{"working", "Working", {}};
        const DrugId drug = baseline().drug;
        const auto lines =
            exposure(std::vector<Regimen>{as_regimen(baseline())}, library_.exposure(), Counting::really_used)
                .lines;
        if (!lines.empty() && lines.front().factor && lines.front().result) {
            section.blocks.emplace_back(Paragraph{
                library_.formulary[drug].id + " " + show(lines.front().per_day, unit::mg_per_day) + " x " +
                    lines.front().published + " = " + show(*lines.front().result, unit::mme_per_day) + ".",
                references_.numbers({lines.front().factor->citation()})});
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
        const Strength& strength = library_.formulary[tapered_.opioids.front().stock.line].strengths.front();
        section.blocks.emplace_back(Paragraph{"Strengths that the plan may use: " + strengths_text() + ".",
                                              references_.numbers({strength.citation})});
        if (case_.preferences.tablets_scored) {
            section.blocks.emplace_back(
                Paragraph{"That the patient's tablets are scored is the prescriber's word in the case.", {}});
        }
        return section;
    }

    std::string strengths_text() const {
        std::vector<std::string> texts;
        Mass largest = unit::mg(0);
        for (const PlannedDose& dose : baseline().doses)
            largest = exceeds(dose.amount, largest) ? dose.amount : largest;
        for (const StockPiece& piece : tapered_.opioids.front().stock.pieces) {
            if (exceeds(unit::mcg(static_cast<double>(piece.piece.micrograms)), largest)) continue;
            const ProductLine& line = library_.formulary[piece.unit.product];
            texts.push_back(count_in_words(piece.unit.thousandths, line.form) + " of " +
                            show_strength(line.strengths[piece.unit.strength].value));
        }
        return joined(texts);
    }

    Section advice() {
        Section section{"advice", "What the protocol says besides", {}};
        for (const auto* list : {&protocol().hold, &protocol().end_game, &protocol().notes}) {
            for (const Advice& one : *list)
                section.blocks.emplace_back(Paragraph{one.text, references_.numbers({one.citation})});
        }
        for (const DrugAdvice* about : library_.advice_about(baseline().drug)) {
            if (about->patch_only != (baseline().route == Route::transdermal)) continue;
            for (const auto* list : {&about->advice, &about->cautions}) {
                for (const Advice& one : *list)
                    section.blocks.emplace_back(Paragraph{one.text, references_.numbers({one.citation})});
            }
        }
        return section;
    }

    Section refusal() const {
        return {"refusal",
                "No plan is issued",
                {Paragraph{"A rule that guards against harm stands in the way. The findings say which, why, "
                           "and what can be "
                           "done instead.",
                           {}}}};
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
    return Report(tapered, patient_case, library, versions).write(is_draft, explain);
}

}  // namespace stepdown
