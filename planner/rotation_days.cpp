#include "planner/rotation_days.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/dispensing.hpp"
#include "planner/new_regimen.hpp"
#include "planner/patches.hpp"
#include "planner/rotation_share.hpp"
#include "planner/rotation_table.hpp"
#include "planner/schedule.hpp"
#include "planner/tolerance.hpp"

namespace stepdown {

namespace {

bool comes_with_another_drug(const ProductLine& line) {
    return std::any_of(line.strengths.begin(), line.strengths.end(),
                       [](const Strength& strength) { return !strength.also.empty(); });
}

/// Minutes between the two doses of a day that are closest together, over midnight as well.
int shortest_gap(const std::vector<PlannedDose>& doses) {
    constexpr int minutes_a_day = 24 * 60;
    int least = minutes_a_day;
    for (std::size_t i = 0; i < doses.size(); ++i) {
        for (std::size_t k = i + 1; k < doses.size(); ++k) {
            const int apart = std::abs(doses[k].time.minute - doses[i].time.minute);
            least = std::min({least, apart, minutes_a_day - apart});
        }
    }
    return least;
}

/// Drafts the days of one rotation.
class Drafter {
public:
    Drafter(const Case& patient_case, const std::vector<BaselineOpioid>& opioids,
            const RotationTarget& target, const Library& library, Date as_of, RotationBasis& basis)
        : case_(patient_case),
          opioids_(opioids),
          target_(target),
          library_(library),
          begin_(patient_case.start.value_or(as_of)),
          basis_(basis),
          tolerance_(tolerance_of(basis.conversion.from, library).tolerance) {}

    DraftPlan draft() {
        plan_.kind = PlanKind::rotation;
        plan_.protocol = basis_.method->id;
        plan_.why_this_protocol = basis_.why_this_method;
        plan_.reviewer = case_.supervision.prescriber;
        for (const BaselineOpioid& opioid : opioids_) plan_.baseline.push_back(opioid.taking);
        if (const auto exposure = mme_of(plan_.baseline, library_.exposure()))
            basis_.exposure_ceiling = *exposure * library_.rotation.overlap_ceiling.for_caution().of_one;
        rescue_ = rescue_dose();
        leave_patches();
        come_down();
        for (const OverlapDay& day : basis_.method->overlap) {
            add(StepKind::overlap, 1,
                taking_on(day.old_share.for_dosing()->of_one, day.new_share.for_dosing()->of_one));
        }
        if (basis_.method->table) {
            add_table(*basis_.method->table);
        } else {
            add_weeks();
        }
        note_overlap();
        note_rescue();
        plan_.ending.taking = plan_.steps.back().taking;
        plan_.ending.from = plus_days(plan_.steps.back().end(), 1);
        return std::move(plan_);
    }

private:
    const RotationGuide& guide() const { return library_.rotation; }
    const NewRegimen& regimen() const { return basis_.conversion.recommended->regimens.front(); }
    bool is_methadone() const { return library_.formulary[target_.drug].id == "methadone"; }

    /// Patches come off on the first day, and the new opioid waits for what they leave in the skin. What is
    /// swallowed beside them goes on until then.
    void leave_patches() {
        int days = 0;
        for (const BaselineOpioid& opioid : opioids_) {
            if (!worn(opioid.taking)) continue;
            const SwitchProtocol* out = way_out_of(opioid.taking, library_);
            days = std::max(
                days, static_cast<int>(std::ceil(in(*out->leaving->wait.for_dosing(), unit::days) - 1e-9)));
        }
        if (days > 0) add(StepKind::switch_over, days, taking_on(1, 0));
    }

    /// Day by day in even parts, down to what the label asks for before its start.
    void come_down() {
        const auto down = coming_down(basis_);
        if (!down) return;
        const int days = whole_days(down->over);
        std::vector<Taking> same;
        int held = 0;
        for (int day = 1; day <= days; ++day) {
            std::vector<Taking> now = taking_on(1 - (1 - down->to_share) * day / days, 0);
            if (held > 0 && !is_same_dose(same, now)) {
                add(StepKind::reduce, held, same);
                held = 0;
            }
            same = std::move(now);
            ++held;
        }
        add(StepKind::reduce, held, same);
    }

    /// The days of a published table, after the days without opioids where it waits for withdrawal.
    void add_table(const DayTable& table) {
        if (const int days = days_of_wait(*basis_.method, plan_.baseline); days > 0)
            add(StepKind::switch_over, days, {});
        bool alone = false;
        for (const TableDays& row : table.rows) {
            const double old_share = row.old_share.for_dosing()->of_one;
            std::vector<Taking> all = taking_on(old_share, 0);
            all.push_back(by_row(row, table));
            if (auto again = again_by(row, table)) all.push_back(*std::move(again));
            const StepKind kind = old_share > 0 ? StepKind::overlap
                                  : alone       ? StepKind::build_up
                                                : StepKind::switch_over;
            add(kind, row.days, std::move(all));
            alone = alone || old_share <= 0;
        }
    }
    Taking target_taking() const {
        Taking taking;
        taking.id = "target";
        taking.role = Role::target;
        taking.drug = target_.drug;
        taking.route = target_.route;
        return taking;
    }
    Taking by_row(const TableDays& row, const DayTable& table) const {
        Taking taking = target_taking();
        taking.doses = doses_of(row, table, library_.formulary).value_or(std::vector<PlannedDose>{});
        return taking;
    }
    /// The dose that may come again on this day, up to the day's most.
    std::optional<Taking> again_by(const TableDays& row, const DayTable& table) const {
        const auto doses = doses_of(row, table, library_.formulary);
        if (!row.up_to || !row.again_after || !doses) return std::nullopt;
        const Mass each = *row.each.for_dosing();
        const double more =
            std::floor(ratio(*row.up_to->for_dosing() - each * double(row.times), each) + 1e-9);
        if (more < 1) return std::nullopt;
        Taking taking = target_taking();
        taking.id = "rescue";
        taking.role = Role::rescue;
        taking.as_needed = AsNeededUse{each, doses->front().units, *row.again_after->for_dosing(), more, 0};
        return taking;
    }

    void note_overlap() {
        for (const Step& step : plan_.steps) {
            if (step.kind != StepKind::overlap) continue;
            if (!basis_.overlap) basis_.overlap = Overlap{step.start, step.end()};
            basis_.overlap->last = step.end();
        }
    }

    /// Where the ceiling leaves no room for a rescue dose on any day, the plan says so.
    void note_rescue() {
        const bool is_planned = std::any_of(plan_.steps.begin(), plan_.steps.end(), [](const Step& step) {
            return std::any_of(step.taking.begin(), step.taking.end(),
                               [](const Taking& one) { return one.role == Role::rescue; });
        });
        if (is_planned || !rescue_ || !basis_.exposure_ceiling) return;
        basis_.no_rescue_because = "beside the new dose the ceiling of " +
                                   show(*basis_.exposure_ceiling, unit::mme_per_day) +
                                   " leaves no room for one: the prescriber decides";
    }

    /// The first stretch on the new opioid alone, then the weeks until the last review. No dose rises in
    /// them: each ends with a review that decides.
    void add_weeks() {
        const int first = whole_days(is_methadone() ? guide().methadone.hold.for_caution()
                                                    : guide().first_review.for_caution());
        const int days = whole_days(guide().last_review.for_caution());
        const std::vector<Taking> now = taking_on(0, 1);
        if (const int change = days_of_change(now); change > 1) {  // patches: whole changes
            add(StepKind::switch_over, changes_in(first, change) * change, now);
            add(StepKind::build_up, changes_in(days - plan_.steps.back().days, change) * change, now);
            return;
        }
        add(StepKind::switch_over, first, now);
        int left = days - first;
        while (left > 0) {
            const int here = is_methadone() ? std::min(first, left) : left;
            add(StepKind::build_up, here, now);
            left -= here;
        }
    }

    void add(StepKind kind, int days, std::vector<Taking> taking) {
        const SafetyLimits& limits = library_.limits;
        const int fill_days = whole_days(limits.fill_every.for_caution());
        const int firm_days = whole_days(limits.firm.for_caution());
        Step step;
        step.number = static_cast<int>(plan_.steps.size()) + 1;
        step.kind = kind;
        step.start = plan_.steps.empty() ? begin_ : plus_days(plan_.steps.back().end(), 1);
        step.days = days;
        for (Taking& one : taking) step.taking.push_back(changed_within(std::move(one), step.start, days));
        add_rescue(step.taking);
        step.firm = days_between(begin_, step.end()) < firm_days;
        step.visits = visits(step);
        step.fills = fills_of(step, fill_days, begin_, firm_days, library_.formulary);
        plan_.steps.push_back(std::move(step));
    }

    std::vector<Visit> visits(const Step& step) const {
        if (step.days == 1) return {{step.start, VisitKind::visit}};
        const int week = whole_days(guide().first_review.for_caution());
        std::vector<Visit> all = visits_of(step, week);
        if (step.kind != StepKind::switch_over || !is_methadone()) return all;
        const Date contact = plus_days(step.start, whole_days(guide().methadone.contact_from.for_caution()));
        const bool is_there =
            std::any_of(all.begin(), all.end(), [&](const Visit& one) { return one.on == contact; });
        if (!is_there && contact < all.back().on)
            all.insert(std::prev(all.end()), {contact, VisitKind::visit});
        return all;
    }

    std::vector<Taking> taking_on(double old_share, double new_share) const {
        std::vector<Taking> all, added;
        if (auto made = new_opioid(new_share)) added.push_back(*std::move(made));
        for (const BaselineOpioid& opioid : opioids_) {
            if (worn(opioid.taking)) continue;  // off since the first day
            const std::vector<double> room = room_beside(added, opioid, opioids_, library_.exposure());
            if (auto old = share_of(opioid, old_share, room)) all.push_back(*std::move(old));
        }
        for (Taking& one : added) all.push_back(std::move(one));
        return all;
    }

    /// The new opioid at a share of its start: at most that, rounded down to units that exist.
    std::optional<Taking> new_opioid(double share) const {
        if (share <= 0) return std::nullopt;
        Taking taking = target_taking();
        taking.release = regimen().release;
        if (!regimen().patches.empty()) {
            taking.every_days = whole_days(regimen().interval);
            taking.doses = {{DoseTime{}, Worn{regimen().per_day, {}}, regimen().patches}};
            return taking;
        }
        if (share >= 1) {
            taking.doses = regimen().doses;
            return taking;
        }
        RotationTarget same = target_;
        same.products = {regimen().line};
        same.forms.clear();
        const auto part = new_regimen(
            {same, regimen().release, basis_.dose_used * share, tolerance_, case_.preferences}, library_);
        if (!part) return std::nullopt;
        taking.doses = part->doses;
        return taking;
    }

    // --- rescue doses

    /// The new opioid where it comes in a short-acting form for as-needed use, else the first old one that
    /// does. Methadone accumulates: it is never a rescue dose.
    std::optional<Taking> rescue_dose() {
        if (library_.formulary[target_.drug].agonism == Agonism::partial) {
            basis_.no_rescue_because = "what a full agonist does beside " +
                                       library_.formulary[target_.drug].id +
                                       " is not known beforehand: the prescriber decides";
            return std::nullopt;
        }
        if (!is_methadone()) {
            if (auto of_new = rescue_of(target_.drug, basis_.dose_used)) return of_new;
        }
        for (const BaselineOpioid& opioid : opioids_) {
            const DrugId drug = opioid.taking.drug;
            if (library_.formulary[drug].id == "methadone") continue;
            const DoseRate a_day = total_per_day(plan_.baseline, drug);
            if (auto of_old = rescue_of(drug, a_day)) return of_old;
            if (auto as_now = rescue_from(opioid, a_day)) return as_now;
        }
        basis_.no_rescue_because =
            "no short-acting form whose label interval is verified comes in a dose as small as a tenth of "
            "the day's dose: the prescriber decides";
        return std::nullopt;
    }

    Mass largest_rescue(DoseRate a_day) const {
        return a_day * guide().rescue_share.for_dosing()->of_one * unit::days(1);
    }
    static Taking rescue_taking(DrugId drug, AsNeededUse use) {
        Taking taking;
        taking.id = "rescue";
        taking.role = Role::rescue;
        taking.drug = drug;
        taking.as_needed = std::move(use);
        return taking;
    }

    /// What the case says of as-needed use; null where the opioid is taken at fixed times.
    const AsNeeded* as_needed_now(const BaselineOpioid& opioid) const {
        const auto at = std::find_if(case_.opioids.begin(), case_.opioids.end(),
                                     [&](const CaseOpioid& one) { return one.id == opioid.taking.id; });
        return at == case_.opioids.end() ? nullptr : std::get_if<AsNeeded>(&at->regimen.amount);
    }

    /// The tablets that are taken now, no closer together and no more a day than they are prescribed now.
    std::optional<Taking> rescue_from(const BaselineOpioid& opioid, DoseRate a_day) const {
        const ProductLine& line = library_.formulary[opioid.stock.line];
        if (line.route != Route::oral || line.release != Release::immediate || comes_with_another_drug(line))
            return std::nullopt;
        const AsNeeded* prescribed = as_needed_now(opioid);
        const int minutes = prescribed && prescribed->shortest_hours > 0
                                ? static_cast<int>(std::lround(prescribed->shortest_hours * 60))
                                : shortest_gap(opioid.taking.doses);
        const auto most =
            static_cast<std::int64_t>(std::floor(in(largest_rescue(a_day), unit::mcg) * (1 + 1e-9)));
        std::vector<Piece> pieces;
        for (const StockPiece& piece : opioid.stock.pieces) pieces.push_back(piece.piece);
        const auto chosen = choose_pieces(most, pieces, opioid.stock.max_pieces, Rounding::down);
        if (!chosen || minutes <= 0) return std::nullopt;
        const Duration listed = line.shortest_interval.for_caution();
        const Duration now = unit::hours(minutes / 60.0);
        const Duration gap = exceeds(listed, now) ? listed : now;
        const PlannedDose one = dose_from(opioid.stock, *chosen, {});
        const Mass amount = given_in_a_day(one.amount);
        double most_a_day = std::floor(ratio(unit::days(1), gap) + 1e-9);
        if (prescribed && prescribed->most_in_a_day)
            most_a_day = std::min(most_a_day, std::floor(ratio(*prescribed->most_in_a_day, amount) + 1e-9));
        return rescue_taking(opioid.taking.drug, {amount, one.units, gap, most_a_day, 0});
    }

    /// In whole units where they make one that is small enough: a half is easily taken for a whole in need.
    std::optional<Taking> rescue_of(DrugId drug, DoseRate a_day) const {
        Preferences whole = case_.preferences;
        whole.tablets_scored = false;
        auto best = rescue_regimen(drug, a_day, whole);
        if (!best) best = rescue_regimen(drug, a_day, case_.preferences);
        if (!best) return std::nullopt;
        const PlannedDose& one = best->doses.front();
        return rescue_taking(
            drug, {given_in_a_day(one.amount), one.units, best->interval, double(best->doses.size()), 0});
    }
    std::optional<NewRegimen> rescue_regimen(DrugId drug, DoseRate a_day,
                                             const Preferences& preferences) const {
        const Mass most = largest_rescue(a_day);
        std::optional<NewRegimen> best;
        for (const ProductId id : library_.formulary.products_of(drug)) {
            const ProductLine& line = library_.formulary[id];
            const Duration* gap = line.shortest_interval.for_dosing();
            if (line.route != Route::oral || line.release != Release::immediate || !gap ||
                comes_with_another_drug(line))
                continue;
            const bool liquid_unasked = is_liquid(line) && !preferences.liquid_acceptable.value_or(false);
            if (liquid_unasked) continue;
            const RotationTarget words{drug, Route::oral, Release::immediate, {id}, {}, ""};
            auto made = new_regimen({words, Release::immediate, most / *gap, tolerance_, preferences, *gap},
                                    library_);
            if (made && (!best || exceeds(made->per_day, best->per_day))) best = std::move(made);
        }
        return best;
    }

    /// As many rescue doses as the day's ceiling leaves room for beside the scheduled ones.
    void add_rescue(std::vector<Taking>& taking) const {
        if (!rescue_ || !basis_.exposure_ceiling) return;
        Taking once = *rescue_;
        once.doses = {{DoseTime{}, rescue_->as_needed->amount, rescue_->as_needed->units}};
        once.as_needed.reset();
        const auto scheduled = mme_of(taking, library_.exposure()), one = mme_of({once}, library_.exposure());
        if (!scheduled || !one) return;
        const double room = std::floor(ratio(*basis_.exposure_ceiling - *scheduled, *one) + 1e-9);
        Taking rescue = *rescue_;
        rescue.as_needed->most_per_day = std::min(*rescue.as_needed->most_per_day, room);
        if (*rescue.as_needed->most_per_day >= 1) taking.push_back(std::move(rescue));
    }

    const Case& case_;
    const std::vector<BaselineOpioid>& opioids_;
    const RotationTarget& target_;
    const Library& library_;
    Date begin_;
    RotationBasis& basis_;
    Tolerance tolerance_;
    DraftPlan plan_{};
    std::optional<Taking> rescue_;
};

}  // namespace

const SwitchProtocol* way_out_of(const Taking& taking, const Library& library) {
    const auto found =
        std::find_if(library.switches.begin(), library.switches.end(), [&](const SwitchProtocol& one) {
            return one.leaving && one.leaving->from == taking.drug && one.leaving->route == taking.route;
        });
    return found == library.switches.end() ? nullptr : &*found;
}

std::optional<ComingDown> coming_down(const RotationBasis& basis) {
    const Estimate& start = basis.conversion.estimates.front();
    if (!start.start || !start.start->taper_first_to) return std::nullopt;
    const DoseRate to = start.start->taper_first_to->for_caution();
    if (!exceeds(start.items_total, to)) return std::nullopt;
    const auto& over = basis.method->come_down_over;
    return ComingDown{over ? *over->for_dosing() : unit::days(0), ratio(to, start.items_total)};
}

DraftPlan draft_rotation(const Case& patient_case, const std::vector<BaselineOpioid>& opioids,
                         const RotationTarget& target, const Library& library, Date as_of,
                         RotationBasis& basis) {
    return Drafter(patient_case, opioids, target, library, as_of, basis).draft();
}

}  // namespace stepdown
