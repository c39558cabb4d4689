#include "planner/check.hpp"

#include <algorithm>
#include <cmath>

#include "conversions/quantity_format.hpp"
#include "planner/consolidation.hpp"
#include "planner/protocol_choice.hpp"
#include "planner/rotation_route.hpp"
#include "planner/rotation_then.hpp"
#include "planner/rules/rules.hpp"
#include "planner/schedule.hpp"
#include "planner/taper.hpp"

namespace stepdown {

namespace {

/// Turns written opioids into doses of products, beside what the case says is taken.
class Resolver {
public:
    Resolver(const Case& patient_case, const std::vector<BaselineOpioid>& opioids, const Library& library,
             PlanKind kind)
        : case_(patient_case),
          opioids_(opioids),
          formulary_(library.formulary),
          library_(library),
          is_rotation_(kind == PlanKind::rotation) {}

    std::vector<Taking> all(const std::vector<WrittenOpioid>& written) const {
        std::vector<Taking> takings;
        for (const WrittenOpioid& one : written) {
            if (!one.doses.empty() || one.as_needed) takings.push_back(taking_of(one));
        }
        return takings;
    }

    /// A fill of a product that is not known names no strength.
    Fill fill_of(const WrittenFill& written) const {
        Fill fill;
        const std::vector<UnitCount> units =
            units_of({{written.product, written.rxcui, written.holds, written.quantity}});
        if (!units.empty()) fill.quantity = units.front();
        fill.fill_on = written.fill_on;
        fill.written_on = written.written_on;
        fill.days = written.days;
        fill.directions = written.directions;
        return fill;
    }

private:
    Taking taking_of(const WrittenOpioid& written) const {
        const BaselineOpioid* known = same_opioid(written);
        Taking taking;
        taking.id = known ? known->taking.id : "x-" + formulary_[written.drug].id;
        taking.role = known ? Role::tapered : Role::target;
        taking.drug = written.drug;
        taking.route = written.route;
        taking.release = written.release;
        taking.every_days = written.every_days;
        for (const WrittenDose& dose : written.doses) {
            taking.doses.push_back(
                {dose.time, dose.amount,
                 dose.units.empty() ? units_for(dose.amount, written, known) : units_of(dose.units)});
        }
        if (written.as_needed) {
            const WrittenAsNeeded& use = *written.as_needed;
            taking.role = is_rotation_ && written.is_rescue ? Role::rescue : Role::unchanged;
            if (taking.role == Role::rescue) taking.id = written.id;
            taking.as_needed =
                AsNeededUse{use.amount, units_of(use.units), use.at_most_every, use.most_per_day, use.count};
            // A plan that names no products leaves those of the case.
            if (use.units.empty() && known && known->taking.as_needed)
                taking.as_needed->units = known->taking.as_needed->units;
        }
        return taking;
    }

    /// The opioid of the case that a written one goes on with: same drug, and the id that the plan names;
    /// else the same release where there are two.
    const BaselineOpioid* same_opioid(const WrittenOpioid& written) const {
        const BaselineOpioid* found = nullptr;
        if (is_rotation_ && written.id == "target") return found;
        for (const BaselineOpioid& one : opioids_) {
            if (one.taking.drug != written.drug) continue;
            if (one.taking.id == written.id) return &one;
            const bool same_form = one.taking.release == written.release &&
                                   one.taking.route == written.route &&
                                   one.taking.as_needed.has_value() == written.as_needed.has_value();
            if (!found || same_form) found = &one;
        }
        return found;
    }

    static Mass in_a_day(const std::variant<Mass, DoseRate>& holds) {
        return std::visit(
            overloaded{[](Mass mass) { return mass; }, [](DoseRate rate) { return rate * unit::days(1); }},
            holds);
    }

    /// The units that the plan names. One that no product has leaves the dose short: the rules then say so.
    std::vector<UnitCount> units_of(const std::vector<WrittenUnit>& written) const {
        std::vector<UnitCount> units;
        for (const WrittenUnit& one : written) {
            const auto product = formulary_.product(one.product);
            if (!product) continue;
            const std::vector<Strength>& strengths = formulary_[*product].strengths;
            const auto at = std::find_if(strengths.begin(), strengths.end(), [&](const Strength& strength) {
                const Mass holds = content_of_one(strength), said = in_a_day(one.holds);
                const bool is_patch = std::holds_alternative<DoseRate>(strength.value);
                return is_patch == std::holds_alternative<DoseRate>(one.holds) && reaches(holds, said) &&
                       reaches(said, holds) && (one.rxcui.empty() || one.rxcui == strength.rxcui);
            });
            if (at == strengths.end()) continue;
            units.push_back({*product, static_cast<std::size_t>(at - strengths.begin()),
                             static_cast<int>(std::lround(one.count * 1000))});
        }
        return units;
    }

    /// Units that make up a dose for which the plan names none: of the line in use first, else of a line that
    /// the words fit. Empty when no whole number of units makes it.
    std::vector<UnitCount> units_for(const DoseAmount& amount, const WrittenOpioid& written,
                                     const BaselineOpioid* known) const {
        const std::optional<std::int64_t> micrograms = whole_micrograms(given_in_a_day(amount));
        if (!micrograms || *micrograms <= 0) return {};
        for (const Stock& stock : stocks_for(written, known)) {
            std::vector<Piece> pieces;
            for (const StockPiece& piece : stock.pieces) pieces.push_back(piece.piece);
            const int most = static_cast<int>(library_.limits.plausible_units.for_caution());
            const auto made = choose_pieces(*micrograms, pieces, most, Rounding::down);
            if (made && made->micrograms == *micrograms) return dose_from(stock, *made, {}).units;
        }
        return {};
    }

    std::vector<Stock> stocks_for(const WrittenOpioid& written, const BaselineOpioid* known) const {
        std::vector<Stock> stocks;
        if (known && known->taking.release == written.release && known->taking.route == written.route)
            stocks.push_back(known->stock);
        for (const OtherFormStock& other : known ? known->other_forms : std::vector<OtherFormStock>{}) {
            if (formulary_[other.stock.line].release == written.release) stocks.push_back(other.stock);
        }
        Regimen regimen;
        regimen.drug = written.drug;
        regimen.route = written.route;
        regimen.release = written.release;
        Scheduled use;
        use.every_days = written.every_days;
        for (const WrittenDose& dose : written.doses)
            use.doses.push_back({dose.time, given_in_a_day(dose.amount)});
        regimen.amount = use;
        for (const ProductId line : lines_meant(regimen, formulary_)) {
            stocks.push_back(
                {line, stock_pieces(line, regimen, use, case_.preferences, library_, StockFor::planning), 0,
                 0, 0});
        }
        return stocks;
    }

    const Case& case_;
    const std::vector<BaselineOpioid>& opioids_;
    const Formulary& formulary_;
    const Library& library_;
    bool is_rotation_;
};

std::vector<Taking> takings_of(const std::vector<BaselineOpioid>& opioids) {
    std::vector<Taking> all;
    for (const BaselineOpioid& one : opioids) all.push_back(one.taking);
    return all;
}

/// What follows the last step: what the plan says; where it says nothing, zero when the case is to stop, else
/// the last doses.
Ending ending_of(const WrittenPlan& written, const Case& patient_case, const std::vector<Step>& steps,
                 const Resolver& resolver) {
    Ending ending;
    ending.from = plus_days(steps.back().end(), 1);
    const bool stops = patient_case.goal && std::holds_alternative<Discontinue>(*patient_case.goal);
    if (written.after) {
        ending.taking = resolver.all(*written.after);
    } else {
        ending.taking = steps.back().taking;
        if (stops)  // doses as needed stay where the case keeps them
            std::erase_if(ending.taking,
                          [](const Taking& one) { return one.role != Role::unchanged || !one.as_needed; });
    }
    return ending;
}

/// The largest cut that needs no flag: in the protocol's range, and one that the window's ceiling allows by
/// itself.
DoseRate largest_unflagged(const ReviewInput& input, DoseRate original, DoseRate before) {
    const DoseRate in_range = rules::largest_cut(input, original, before);
    const DoseRate ceiling = before * input.limits().largest_window_cut.for_caution().of_one;
    return rules::exempt_from_ceilings(input) || exceeds(ceiling, in_range) ? in_range : ceiling;
}

/// Which cuts the products forced is not believed: a cut that the plan says they forced, or one too large to
/// go without a flag, counts as forced, and the rule outside-protocol-range then asks whether the products
/// allow a smaller one and whether it is held long enough.
LimitedBy limit_of(const std::vector<Taking>& before, const std::vector<Taking>& after, bool says_limited,
                   const std::vector<BaselineOpioid>& opioids, const ReviewInput& input) {
    const Transition change{&before, &after, nullptr, {}};
    for (const BaselineOpioid* opioid : rules::lowered(change, input)) {
        const DrugId drug = opioid->taking.drug;
        const DoseRate was = total_per_day(before, drug), cut = was - total_per_day(after, drug);
        if (!exceeds(cut, unit::mg_per_day(0))) continue;
        const DoseRate original = total_per_day(takings_of(opioids), drug);
        if (!says_limited && !exceeds(cut, largest_unflagged(input, original, was))) continue;
        const Taking* here = find(before, opioid->taking.id);
        const BaselineOpioid now = here ? in_form_of(*opioid, *here) : *opioid;
        const Mass zone = unit::mcg(static_cast<double>(last_unit_zone(now, input.library.formulary)));
        return reaches(zone / unit::days(1), was) ? LimitedBy::last_unit : LimitedBy::grid;
    }
    return LimitedBy::nothing;
}

/// The plan's own protocol, else the case's. Where neither names one, acute and short use has the one that is
/// chosen for its span, because the ceilings do not bind it; else only the ceilings hold.
const TaperProtocol* protocol_of(const WrittenPlan& written, const Case& patient_case,
                                 const std::vector<BaselineOpioid>& opioids, const Library& library) {
    if (!written.protocol.empty()) return library.taper(written.protocol);
    if (patient_case.protocol) return library.taper(*patient_case.protocol);
    const TaperProtocol* by_span = choose_protocol(patient_case, opioids, library).protocol;
    return by_span && exempt_from_ceilings(patient_case, *by_span) ? by_span : nullptr;
}

/// Under the protocol of the stretch that a step belongs to.
ReviewInput input_at(ReviewInput input, const DraftPlan& plan, int step) {
    if (!plan.segments.empty()) input.protocol = input.library.taper(protocol_at(plan, step));
    return input;
}

/// Whether an opioid is made of another product than before.
bool changes_form(const std::vector<Taking>& before, const std::vector<Taking>& after) {
    return std::any_of(after.begin(), after.end(), [&](const Taking& now) {
        const Taking* was = find(before, now.id);
        return was && was->route == now.route && !was->doses.empty() && !now.doses.empty() &&
               !was->doses.front().units.empty() && !now.doses.front().units.empty() &&
               was->doses.front().units.front().product != now.doses.front().units.front().product;
    });
}

StepKind kind_of(const std::vector<Taking>& before, const std::vector<Taking>& after, Departure departure) {
    if (departure != Departure::none) return StepKind::hold;
    if (changes_form(before, after)) return StepKind::switch_over;
    return is_cut(before, after) ? StepKind::reduce : StepKind::hold;
}

DraftPlan draft_from(const WrittenPlan& written, const Case& patient_case, const Checked& checked,
                     const ReviewInput& input) {
    const Resolver resolver(patient_case, checked.opioids, input.library, input.kind);
    DraftPlan plan;
    plan.kind = input.kind;
    plan.protocol = checked.protocol ? checked.protocol->id : "";
    if (input.library.switch_protocol(written.protocol)) plan.protocol = written.protocol;
    plan.reviewer = patient_case.supervision.prescriber;
    plan.baseline = takings_of(checked.opioids);
    plan.visits_known = written.visits_written;
    plan.segments = written.segments;
    plan.replans = written.replans;
    const std::vector<Taking>* before = &plan.baseline;
    plan.steps.reserve(written.steps.size());
    for (const WrittenStep& one : written.steps) {
        Step step;
        step.number = static_cast<int>(plan.steps.size()) + 1;
        step.start = one.start;
        step.days = one.days;
        step.taking = resolver.all(one.opioids);
        step.departure = one.departure;
        step.planned_end = one.planned_end;
        step.kind = kind_of(*before, step.taking, one.departure);
        step.firm = one.firm;
        for (const WrittenFill& fill : one.fills) step.fills.push_back(resolver.fill_of(fill));
        if (step.departure == Departure::none)
            step.limited_by = limit_of(*before, step.taking, one.says_limited, checked.opioids,
                                       input_at(input, plan, step.number));
        step.visits = one.visits;
        plan.steps.push_back(std::move(step));
        before = &plan.steps.back().taking;
    }
    plan.ending = ending_of(written, patient_case, plan.steps, resolver);
    return plan;
}

/// The route by which a plan gives the drug that these words name, where they do not say it.
Route route_of_target(const WrittenPlan& written, const std::string& words, const Library& library) {
    const std::optional<DrugId> drug = library.formulary.drug(words);
    for (const WrittenStep& step : written.steps) {
        for (const WrittenOpioid& one : step.opioids) {
            if (one.drug == drug) return one.route;
        }
    }
    return Route::oral;
}

/// What a plan rotates to: by the goal of the case, else by what the plan says of itself. Nothing: it is a
/// taper.
std::optional<RotationTarget> rotation_of(const WrittenPlan& written, const Case& patient_case,
                                          const Library& library, Problems& problems) {
    if (patient_case.preferences.consolidate_to) {
        Result<RotationTarget> target = consolidation_target(patient_case, library);
        if (target) return *std::move(target);
        problems.insert(problems.end(), target.problems().begin(), target.problems().end());
        return std::nullopt;
    }
    const std::string by_case = rotates_to(patient_case);
    const std::string& words = by_case.empty() ? written.rotates_to : by_case;
    if (words.empty()) return std::nullopt;
    const Place& place = patient_case.written.place;
    const Route route = route_of_target(written, words, library);
    Result<RotationTarget> target = read_target_by(words, route, library.formulary, place);
    if (target) return *std::move(target);
    problems.insert(problems.end(), target.problems().begin(), target.problems().end());
    return std::nullopt;
}

/// A plan that began from another dose than the case has belongs to another case.
std::optional<Problem> another_baseline(const WrittenPlan& written,
                                        const std::vector<BaselineOpioid>& opioids,
                                        const Formulary& formulary) {
    if (!written.before) return std::nullopt;
    for (const BaselineOpioid& opioid : opioids) {
        DoseRate said = unit::mg_per_day(0);
        for (const WrittenOpioid& one : *written.before) {
            if (one.drug != opioid.taking.drug) continue;
            said += per_day(one);
        }
        const DoseRate taken = total_per_day(takings_of(opioids), opioid.taking.drug);
        if (reaches(said, taken) && reaches(taken, said)) continue;
        return Problem{"plan-baseline",
                       "the plan began from " + show_daily(said, opioid.taking.route) + " of " +
                           formulary[opioid.taking.drug].id + ", the case says " +
                           show_daily(taken, opioid.taking.route),
                       "give the case that this plan was drawn up for", written.steps.front().place};
    }
    return std::nullopt;
}

/// As-needed doses that the plan leaves are those that the case keeps: what may be taken beyond the doses at
/// fixed times is in no total.
std::optional<Problem> other_as_needed_use(const WrittenPlan& written, const DraftPlan& plan,
                                           const std::vector<BaselineOpioid>& opioids) {
    const auto is_as_in_case = [&](const Taking& one) {
        return !one.as_needed || one.role == Role::rescue ||
               std::any_of(opioids.begin(), opioids.end(), [&](const BaselineOpioid& of) {
                   return of.taking.id == one.id && of.taking.as_needed == one.as_needed;
               });
    };
    std::size_t at = 0;
    for (const Transition& change : transitions(plan)) {
        const bool same = std::all_of(change.after->begin(), change.after->end(), is_as_in_case);
        if (!same) {
            return Problem{
                "plan-as-needed", "the plan allows other doses as needed than the case keeps",
                "write in the case as it is taken what the plan leaves as needed, with preferences: "
                "{keep_as_needed: yes}; or write the plan with doses at fixed times",
                written.steps[std::min(at, written.steps.size() - 1)].place};
        }
        ++at;
    }
    return std::nullopt;
}

/// The steps from `first` up to `until` (from 0) as a plan of their own.
WrittenPlan steps_of(WrittenPlan written, std::size_t first, std::size_t until) {
    const auto at = [&](std::size_t index) {
        return written.steps.begin() + static_cast<std::ptrdiff_t>(index);
    };
    written.steps = std::vector<WrittenStep>(at(first), at(until));
    return written;
}

/// The steps of a rotation before the taper that the plan goes on with.
WrittenPlan rotation_part(const WrittenPlan& written, std::size_t until) {
    WrittenPlan part = steps_of(written, 0, until);
    part.after = part.steps.back().opioids;
    part.visits_after.clear();
    part.segments.clear();
    return part;
}
WrittenPlan taper_part(const WrittenPlan& written, std::size_t first) {
    WrittenPlan part = steps_of(written, first, written.steps.size());
    part.before.reset();
    part.rotates_to.clear();
    part.protocol = written.segments.front().protocol;
    for (Segment& segment : part.segments) {
        segment.first_step -= static_cast<int>(first);
        segment.last_step -= static_cast<int>(first);
    }
    return part;
}

/// A rotation with a taper after it: each part by its own rules.
Result<Checked> check_in_parts(const Case& patient_case, const WrittenPlan& written, const Library& library,
                               Date as_of) {
    const int first = written.segments.front().first_step;
    if (first < 2 || first > static_cast<int>(written.steps.size()))
        return Problem{"plan-document", "the taper after the rotation begins at no step of this plan",
                       "give the plan as it was written", written.steps.front().place};
    const auto at = static_cast<std::size_t>(first - 1);
    Result<Checked> rotation = check(patient_case, rotation_part(written, at), library, as_of);
    if (!rotation) return rotation;
    const Result<Case> next =
        case_after(patient_case, rotation->plan.ending.taking, written.steps[at].start, library);
    if (!next) return next.problems();
    Result<Checked> taper = check(*next, taper_part(written, at), library, as_of);
    if (!taper) return taper;
    Checked both = *std::move(rotation);
    both.review = joined(std::move(both.review), taper->review, first - 1);
    both.plan = joined(std::move(both.plan), taper->plan);
    return both;
}

}  // namespace

Result<Checked> check(const Case& written_case, const WrittenPlan& written, const Library& library,
                      Date as_of) {
    const Case patient_case = with_longest_use(written_case, as_of);
    Checked checked;
    Problems problems;
    checked.opioids = baselines_of(patient_case, library, problems);
    const std::optional<RotationTarget> target = rotation_of(written, patient_case, library, problems);
    const bool is_known =
        library.taper(written.protocol) || (target && library.switch_protocol(written.protocol));
    if (!written.protocol.empty() && !is_known) {
        problems.push_back({"protocol",
                            "the plan names a protocol that is not known: \"" + written.protocol + "\"",
                            "see stepdown protocols list", written.steps.front().place});
    }
    for (const Segment& segment : written.segments) {
        if (library.taper(segment.protocol)) continue;
        problems.push_back(
            {"protocol",
             "a stretch of the plan names a protocol that is not known: \"" + segment.protocol + "\"",
             "see stepdown protocols list", written.steps.front().place});
    }
    if (const auto other = another_baseline(written, checked.opioids, library.formulary))
        problems.push_back(*other);
    if (!problems.empty()) return problems;
    if (target && !written.segments.empty()) return check_in_parts(patient_case, written, library, as_of);
    if (!target) checked.protocol = protocol_of(written, patient_case, checked.opioids, library);
    ReviewInput input{patient_case, library, as_of, checked.opioids, nullptr, checked.protocol};
    if (target) {
        input.kind = PlanKind::rotation;
        input.target = &*target;
    }
    checked.plan = draft_from(written, patient_case, checked, input);
    if (const auto other = other_as_needed_use(written, checked.plan, checked.opioids)) return *other;
    input.plan = &checked.plan;
    checked.review = review(input);
    return checked;
}

}  // namespace stepdown
