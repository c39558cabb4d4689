#include "planner/documents/rotation.hpp"

#include <algorithm>
#include <cmath>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/documents/adjuncts.hpp"
#include "planner/documents/findings.hpp"
#include "planner/documents/tall_man.hpp"
#include "planner/dose_words.hpp"
#include "planner/references.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

constexpr double hours_a_day = 24, nearly_steady = 0.9;

/// Writes one report; each function a section.
class Report {
public:
    Report(const Rotated& rotated, const Case& patient_case, const RotationTarget& target,
           const Library& library, const Versions& versions)
        : rotated_(rotated),
          case_(patient_case),
          target_(target),
          library_(library),
          versions_(versions),
          references_(library.formulary.bibliography()) {}

    Document write(bool is_draft, bool explain) {
        Document document;
        document.title = (case_.preferences.consolidate_to
                              ? "All opioids changed to " + target_.text + ", then a taper of it"
                              : "Rotation to " + target_.text) +
                         (rotated_.plan ? "" : ": refused");
        document.versions = "stepdown " + versions_.program + ", data " + versions_.data + ", run for " +
                            in_words(versions_.as_of) +
                            (versions_.plan_id.empty() ? "" : ", plan " + versions_.plan_id);
        if (rotated_.plan) {
            if (is_draft) document.banner = "DRAFT: for review by the prescriber. Not yet a plan to follow.";
            document.sections = {summary(), days(), findings_section(rotated_.review, references_), watch(),
                                 methods()};
            if (!basis().curve.empty()) document.sections.push_back(curve());
            document.sections.push_back(fills());
            document.sections.push_back(warnings());
            if (const auto options = adjunct_options(case_, rotated_.review, library_, versions_.as_of))
                document.sections.push_back(adjunct_options_section(*options, references_));
        } else {
            document.sections = {refusal_section(), findings_section(rotated_.review, references_)};
        }
        if (explain) document.sections.push_back(rules_section(rotated_.review));
        document.references = references_.lines();
        return document;
    }

private:
    const DraftPlan& plan() const { return rotated_.plan->plan(); }
    const RotationBasis& basis() const { return *rotated_.basis; }

    std::string name(const Taking& taking) const {
        if (worn(taking)) return library_.formulary[taking.drug].id + " patch";
        return library_.formulary[taking.drug].id + (taking.release == Release::extended ? " ER" : "");
    }
    std::string doses(const Taking& taking) const {
        std::string text;
        for (const PlannedDose& dose : taking.doses)
            text += (text.empty() ? "" : ", ") + show_amount(dose.amount, taking.route) + " " +
                    std::string(when_in_words(dose.time.at));
        return text + units(taking);
    }
    /// " (each 1 tablet of 5 mg)": what one dose is made of.
    std::string units(const Taking& taking) const {
        if (taking.doses.empty()) return "";
        std::string text;
        for (const UnitCount& unit : taking.doses.front().units) {
            const ProductLine& line = library_.formulary[unit.product];
            text += (text.empty() ? "" : " and ") + count_in_words(unit.thousandths, line.form) + " of " +
                    show_strength(line.strengths[unit.strength].value, line.route);
        }
        const bool all_alike =
            std::all_of(taking.doses.begin(), taking.doses.end(),
                        [&](const PlannedDose& dose) { return dose.units == taking.doses.front().units; });
        return all_alike && !text.empty() ? " (each " + text + ")" : "";
    }
    std::string rescue(const Taking& taking) const {
        const AsNeededUse& use = *taking.as_needed;
        std::string text = name(taking) + " " + show_mass(use.amount, taking.route) + ", only when needed";
        if (use.at_most_every) text += ", at least " + show(*use.at_most_every, unit::hours) + " apart";
        if (use.most_per_day) text += ", at most " + show_decimal(*use.most_per_day, 0) + " a day";
        return text;
    }

    bool is_lowered() const {
        const std::vector<Finding>& all = rotated_.review.findings;
        return std::any_of(all.begin(), all.end(),
                           [](const Finding& one) { return one.rule == "start-lowered"; });
    }
    Section summary() {
        Table facts{"facts", {{"fact", ""}, {"value", ""}}, {}};
        const auto add = [&](const std::string& what, const std::string& value) {
            if (!value.empty()) facts.rows.push_back({what, value});
        };
        add("Patient", case_.patient.name.value_or(case_.patient.reference));
        for (const Taking& taking : plan().baseline) add("Now", what(taking));
        if (const auto before = mme_of(plan().baseline, library_.exposure()))
            add("Exposure now", show(*before, unit::mme_per_day));
        const Recommendation& start = *basis().conversion.recommended;
        add(basis().method->table ? "Dose at the end" : "Start",
            show_daily(basis().dose_used, target_.route) + " of " + library_.formulary[target_.drug].id +
                (exceeds(start.value, basis().dose_used)
                     ? (is_lowered() ? ", less than " : ", rounded down from ") +
                           show_daily(start.value, target_.route) + (is_lowered() ? ": see the findings" : "")
                     : ""));
        for (const EstimateItem& item : basis().conversion.estimates.front().items) {
            if (item.lines.empty() && basis().conversion.estimates.front().items.size() > 1)
                add("Kept", show_daily(item.per_day, target_.route) + " of " +
                                library_.formulary[target_.drug].id +
                                ", which is taken already; only the others are converted");
        }
        add("Why", start.how);
        if (basis().cap) add("Cap", show_daily(basis().cap->for_caution().amount, target_.route));
        add("Way", basis().method->id + ": " + basis().method->title + " (" + basis().why_this_method + ")");
        if (basis().exposure_ceiling)
            add("Ceiling", show(*basis().exposure_ceiling, unit::mme_per_day) +
                               " on every day: old, new and rescue doses together");
        add("Rescue", basis().no_rescue_because.empty() ? "" : "none planned: " + basis().no_rescue_because);
        add("Prescriber", case_.supervision.prescriber);
        add("Watched by",
            case_.supervision.watched_by.empty() ? case_.supervision.setting : case_.supervision.watched_by);
        return {"summary", "Summary", {std::move(facts)}};
    }

    /// The first step of the taper that follows; past the last one where none does.
    int taper_from() const {
        return plan().segments.empty() ? plan().steps.back().number + 1 : plan().segments.front().first_step;
    }
    static bool has_new(const Step& step) {
        return std::any_of(step.taking.begin(), step.taking.end(),
                           [](const Taking& one) { return one.role == Role::target; });
    }
    static bool has_old(const Step& step) {
        return std::any_of(step.taking.begin(), step.taking.end(),
                           [](const Taking& one) { return one.role == Role::tapered; });
    }
    std::string kind(const Step& step) const {
        switch (step.kind) {
            case StepKind::overlap:
                if (!has_new(step)) return "old, less";
                return has_old(step) ? "both" : "new alone, less";
            case StepKind::switch_over:
                return has_new(step) ? "new alone" : "wait";
            case StepKind::reduce:
                return step.number < taper_from() ? "old, less each time" : "reduce";
            case StepKind::hold:
                return "hold";
            case StepKind::build_up:
                break;
        }
        return "hold, then decide";
    }
    /// The step's number, dates and kind: once, on the first line of its opioids.
    std::vector<std::string> line(const Step& step, bool first, const std::string& what) const {
        if (!first) return {"", "", "", "", what, ""};
        const auto mme = mme_of(step.taking, library_.exposure());
        return {std::to_string(step.number),
                short_date(step.start),
                short_date(step.end()),
                kind(step),
                what,
                mme ? show_decimal(in(*mme, unit::mme_per_day), 0) : ""};
    }
    std::string what(const Taking& taking) const {
        if (taking.as_needed) return rescue(taking);
        if (worn(taking))
            return name(taking) + " " + show_daily(per_day(taking), taking.route) + units(taking) +
                   ", put on in the morning, changed every " + std::to_string(taking.every_days) + " days";
        return name(taking) + " " + show_daily(per_day(taking), taking.route) + ": " + doses(taking);
    }
    std::string nothing_taken() const {
        const auto& wait = basis().method->wait;
        if (!wait) return "no opioid at fixed times: the patch is off, and what it left lasts";
        return "no opioid, until withdrawal has begun: at the earliest " +
               show(wait->after_short_acting.for_caution(), unit::hours) +
               " after the last short-acting and " +
               show(wait->after_long_acting.for_caution(), unit::hours) +
               " after the last extended-release dose";
    }
    /// What the combinations of the plan bring along, where they bring any.
    std::optional<Paragraph> acetaminophen() const {
        std::string text;
        for (const Step& step : plan().steps) {
            const DoseRate here = also_per_day(step.taking, "acetaminophen", library_.formulary);
            if (!exceeds(here, unit::mg_per_day(0))) continue;
            text += (text.empty() ? "" : "; ") + ("step " + std::to_string(step.number)) + ": " +
                    show(here, unit::mg_per_day);
        }
        if (text.empty()) return std::nullopt;
        return Paragraph{"Acetaminophen in these doses, besides any other: " + text + ".", {}};
    }

    Section days() {
        Table table{"days",
                    {{"step", "Step"},
                     {"from", "From"},
                     {"until", "Until"},
                     {"kind", "Kind"},
                     {"what", "What is taken"},
                     {"mme", "MME/day"}},
                    {}};
        for (const Step& step : plan().steps) {
            if (step.taking.empty()) table.rows.push_back(line(step, true, nothing_taken()));
            for (const Taking& taking : step.taking)
                table.rows.push_back(line(step, &taking == &step.taking.front(), what(taking)));
        }
        const Ending& ending = plan().ending;
        if (ending.taking.empty())
            table.rows.push_back({"then", short_date(ending.from), "", "stopped", "no opioid", "0"});
        Section section{"days", "Day by day", {std::move(table)}};
        section.blocks.emplace_back(Paragraph{
            std::string(ending.taking.empty()
                            ? ""
                            : "After the last day the same doses go on until a review changes them. ") +
                (basis().method->table
                     ? "The new opioid rises by the published table alone, and after it by no more: "
                     : "No dose of the new opioid rises in this plan: ") +
                "each review decides. MME counts the doses at fixed times, gauges risk, and chose no dose.",
            references_.numbers({basis().method->citation})});
        if (auto besides = acetaminophen()) section.blocks.emplace_back(*std::move(besides));
        if (!plan().segments.empty())
            section.blocks.emplace_back(Paragraph{
                "From step " + std::to_string(taper_from()) + " on the new opioid is tapered by " +
                    plan().segments.front().protocol +
                    ", by the rules of every taper. The dates hold only if no review has changed the dose.",
                {}});
        return section;
    }

    Section watch() {
        Table table{"watch", {{"on", "On"}, {"what", "Who looks at what"}}, {}};
        // What is the same on days in a row stands once.
        for (std::size_t i = 0; i < basis().monitoring.size(); ++i) {
            const Monitoring& one = basis().monitoring[i];
            const auto same = [&](const Monitoring& other) { return other.what == one.what; };
            const auto begin = basis().monitoring.begin();
            if (std::any_of(begin, begin + static_cast<std::ptrdiff_t>(i), same)) continue;
            std::vector<std::string> on;
            Date last{};
            for (const Monitoring& other : basis().monitoring) {
                if (!same(other)) continue;
                on.push_back(short_date(other.on));
                last = other.on;
            }
            const bool in_a_row =
                days_between(one.on, last) + 1 == static_cast<int>(on.size()) && on.size() > 2;
            table.rows.push_back({in_a_row ? on.front() + " to " + on.back() : joined(on), one.what});
            (void)references_.numbers(one.citations);
        }
        return {"watch", "Who looks, when, and for what", {std::move(table)}};
    }

    Section methods() {
        Table table{"methods", {{"method", "Method"}, {"start", "Its figure"}, {"note", ""}}, {}};
        for (const Estimate& one : basis().conversion.estimates) {
            const std::string low = one.after_low ? show_daily(*one.after_low, target_.route) : "";
            const std::string high = show_daily(one.after_high, target_.route);
            const std::string figure = !one.after_low ? "below " + high
                                       : low == high  ? low
                                                      : low + " to " + high;
            std::string note = one.recommended   ? "used"
                               : one.of_one_dose ? "one dose when needed, not a day"
                                                 : "";
            table.rows.push_back({one.title, figure, note});
            (void)references_.numbers({one.citation});
        }
        Section section{"methods", "Every method side by side", {std::move(table)}};
        section.blocks.emplace_back(
            Paragraph{"The start needs the decision of a clinician who knows this opioid.", {}});
        for (const SwitchProtocol* other : basis().other_methods) {
            section.blocks.emplace_back(
                Paragraph{other->title + " (" + other->id + "): " +
                              (other->not_available_because.empty()
                                   ? "can be chosen with protocol: " + other->id + " in the case."
                                   : "not available. " + other->not_available_because),
                          references_.numbers({other->citation})});
        }
        return section;
    }

    /// What accumulates: the highest of each day, with a bar for the half-life in the middle.
    Section curve() {
        const MethadoneRotation& rules = library_.rotation.methadone;
        Table table{"curve", {{"day", "Day"}, {"low", "Least"}, {"mid", "Middle"}, {"high", "Most"}}, {}};
        Chart chart{
            "accumulation",
            "Highest level of each day",
            "By the half-life in the middle; the band of a picture goes from the least to the most. An "
            "illustration with assumed values.",
            "Day",
            "ng/mL",
            ChartShape::line,
            {}};
        for (std::size_t i = 0; i < basis().curve.size();) {
            const int day = static_cast<int>(basis().curve[i].hours / hours_a_day);
            CurvePoint top;
            for (; i < basis().curve.size() && static_cast<int>(basis().curve[i].hours / hours_a_day) == day;
                 ++i) {
                const CurvePoint& point = basis().curve[i];
                top.low = std::max(top.low, point.low);
                top.mid = std::max(top.mid, point.mid);
                top.high = std::max(top.high, point.high);
            }
            if (i == basis().curve.size() && day > 0 && basis().curve.back().hours == day * hours_a_day)
                break;
            const std::string number = std::to_string(day + 1);
            table.rows.push_back(
                {number, show_decimal(top.low, 0), show_decimal(top.mid, 0), show_decimal(top.high, 0)});
            chart.points.push_back({day + 1.0, top.low, top.mid, top.high, number, show_decimal(top.mid, 0)});
        }
        Section section{"curve",
                        "What accumulates: an illustration, never a reason for a dose",
                        {std::move(chart), std::move(table)}};
        const double soon = hours_to_share(rules.shortest_half_life_hours.for_caution(), nearly_steady),
                     late = hours_to_share(rules.longest_half_life_hours.for_caution(), nearly_steady);
        section.blocks.emplace_back(Paragraph{
            "Highest level of each day in ng/mL, for three half-lives between " +
                show_decimal(rules.shortest_half_life_hours.for_caution(), 0) + " and " +
                show_decimal(rules.longest_half_life_hours.for_caution(), 0) +
                " hours, with assumed values: it does not foretell this patient. The same dose goes on "
                "adding up: 90% of what it "
                "ends at is reached after " +
                show_decimal(std::round(soon), 0) + " to " + show_decimal(std::round(late), 0) + " hours (" +
                show_decimal(std::ceil(soon / hours_a_day), 0) + " to " +
                show_decimal(std::ceil(late / hours_a_day), 0) + " days). That is why no dose rises earlier.",
            references_.numbers(
                {rules.longest_half_life_hours.citation(), rules.kinetics.front().citation})});
        return section;
    }

    Section fills() const {
        Table table{"fills",
                    {{"fill_on", "Fill on"}, {"step", "Step"}, {"quantity", "Quantity"}, {"what", "What"}},
                    {}};
        for (const Step& step : plan().steps) {
            for (const Fill& fill : step.fills) {
                const Form form = library_.formulary[fill.quantity.product].form;
                table.rows.push_back({short_date(fill.fill_on), std::to_string(step.number),
                                      count_in_words(fill.quantity.thousandths, form), fill.directions});
            }
        }
        return {"fills", "Fills", {std::move(table)}};
    }

    Section warnings() {
        Section section{"warnings", "What to know besides", {}};
        for (const Advice& one : basis().conversion.advice)
            section.blocks.emplace_back(Paragraph{one.text, references_.numbers({one.citation})});
        const Estimate& start = basis().conversion.estimates.front();
        for (std::size_t i = 0; i < start.cautions.size(); ++i)
            section.blocks.emplace_back(
                Paragraph{start.cautions[i], references_.numbers({start.caution_citations[i]})});
        return section;
    }

    const Rotated& rotated_;
    const Case& case_;
    const RotationTarget& target_;
    const Library& library_;
    const Versions& versions_;
    References references_;
};

}  // namespace

Document rotation_document(const Rotated& rotated, const Case& patient_case, const RotationTarget& target,
                           const Library& library, const Versions& versions, bool is_draft, bool explain) {
    return with_tall_man(Report(rotated, patient_case, target, library, versions).write(is_draft, explain),
                         library);
}

}  // namespace stepdown
