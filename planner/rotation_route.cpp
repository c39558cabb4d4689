#include "planner/rotation_route.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "conversions/quantity_format.hpp"
#include "planner/conversion_refusals.hpp"
#include "planner/rotation_then.hpp"
#include "planner/taper_goal.hpp"

namespace stepdown {

namespace {

constexpr std::array routes{Route::intravenous, Route::transdermal,  Route::sublingual,
                            Route::buccal,      Route::oral,         Route::nasal,
                            Route::rectal,      Route::subcutaneous, Route::intramuscular};

bool is_open(const Result<RotationTarget>& read) {
    return !read && read.problems().size() == 1 && read.problems().front().id == "ambiguous-route";
}

std::string with_route(const std::string& words, Route route) {
    return words + " " + (route == Route::transdermal ? "patch" : std::string(word(route)));
}

/// Whether it has a product by its route.
bool has_product(const RotationTarget& target, const Library& library) {
    const auto& lines = library.formulary.products_of(target.drug);
    return std::any_of(lines.begin(), lines.end(),
                       [&](ProductId id) { return library.formulary[id].route == target.route; });
}

/// What speaks for one route: of two, the one that comes first in the order of the members, more before less.
struct Merit {
    bool has_way = false, can_start = false, is_for_this_use = false, by_label = false;
    double hours_between_doses = 0;
    auto as_tuple() const {
        return std::tie(has_way, can_start, is_for_this_use, by_label, hours_between_doses);
    }
};

/// Chooses among the routes by which the words can be read.
class Chooser {
public:
    Chooser(const RouteFacts& facts, const Library& library, Date as_of)
        : facts_(facts), library_(library), as_of_(as_of) {}

    ChosenTarget best_of(const std::vector<RotationTarget>& all) const {
        std::vector<Merit> merits;
        for (const RotationTarget& one : all) merits.push_back(merit(one));
        const auto best = std::max_element(merits.begin(), merits.end(), [](const Merit& a, const Merit& b) {
            return a.as_tuple() < b.as_tuple();
        });
        const RotationTarget& target = all[static_cast<std::size_t>(best - merits.begin())];
        std::string others;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (merits[i].has_way && all[i].route != target.route)
                others += (others.empty() ? "" : ", or ") + ("--to \"" + all[i].text + "\"");
        }
        const std::string message =
            best->has_way ? "No route is named; this is for " + target.text + ": " + because(*best, merits)
                          : "No route is named, and no way to it is described here by any";
        Finding why = refusing("route-chosen", message + ".",
                               others.empty() ? "" : "For another route name it: " + others + ".", {});
        why.severity = Severity::note;
        why.id = why.rule;
        if (const auto ways = ways_to(target); !ways.empty()) why.citations = {ways.front()->citation};
        return {target, std::move(why)};
    }

private:
    std::vector<const SwitchProtocol*> ways_to(const RotationTarget& target) const {
        std::vector<const SwitchProtocol*> ways;
        for (const SwitchProtocol& one : library_.switches) {
            const bool leads = !one.leaving && one.to == target.drug && one.to_route == target.route;
            if (leads && one.not_available_because.empty()) ways.push_back(&one);
        }
        return ways;
    }

    Merit merit(const RotationTarget& target) const {
        const auto ways = ways_to(target);
        const bool by_table = std::any_of(ways.begin(), ways.end(),
                                          [](const SwitchProtocol* way) { return way->table.has_value(); });
        Merit merit;
        merit.has_way = !ways.empty();
        merit.by_label = !ways.empty() && !by_table;
        merit.can_start = !ways.empty() &&
                          (by_table ? facts_.by_tables_too && !wears_patches() : label_starts(target, ways));
        const Offer asked = facts_.for_opioid_use_disorder ? Offer::oud_only : Offer::yes;
        for (const ProductId id : library_.formulary.products_of(target.drug)) {
            const ProductLine& line = library_.formulary[id];
            if (line.route != target.route) continue;
            merit.is_for_this_use = merit.is_for_this_use || line.offer.for_caution() == asked;
            merit.hours_between_doses =
                std::max(merit.hours_between_doses, in(line.longest_interval.for_caution(), unit::hours));
        }
        return merit;
    }

    bool wears_patches() const {
        return std::any_of(facts_.request.opioids.begin(), facts_.request.opioids.end(),
                           [](const CaseOpioid& one) {
                               return !one.verified_not_taking && one.regimen.route == Route::transdermal;
                           });
    }
    /// Whether the label has a start for the present dose, and a way to come down to it where it asks for
    /// that.
    bool label_starts(const RotationTarget& target, const std::vector<const SwitchProtocol*>& ways) const {
        ConversionRequest request = facts_.request;
        request.target = target;
        request.reduction.reset();
        const auto made = convert(request, library_, as_of_);
        if (!made || made->refused()) return false;
        const Estimate& start = made->estimates.front();
        const bool comes_down = start.start && start.start->taper_first_to &&
                                exceeds(start.items_total, start.start->taper_first_to->for_caution());
        return !comes_down || std::any_of(ways.begin(), ways.end(), [](const SwitchProtocol* way) {
            return way->come_down_over.has_value();
        });
    }

    std::string because(const Merit& best, const std::vector<Merit>& all) const {
        const auto with_way =
            std::count_if(all.begin(), all.end(), [](const Merit& one) { return one.has_way; });
        if (with_way == 1) return "the only route by which a way to it is described here";
        if (!best.can_start)
            return facts_.by_tables_too ? "by no route can a start be planned from the present opioids"
                                        : "by no route does a label have a start for the present dose, and a "
                                          "published day table is followed by stepdown rotate alone";
        if (facts_.for_opioid_use_disorder && best.is_for_this_use)
            return "its products are the ones that are labeled for opioid use disorder";
        if (!best.by_label)
            return "no label has a start for the present dose, and a published day table leads there";
        const auto by_label = std::count_if(all.begin(), all.end(), [](const Merit& one) {
            return one.has_way && one.can_start && one.by_label;
        });
        return by_label == 1
                   ? "its label has a start for the present dose"
                   : "its label has a start for the present dose, and it needs the fewest doses a week";
    }

    const RouteFacts& facts_;
    const Library& library_;
    Date as_of_;
};

}  // namespace

Result<RotationTarget> read_target_by(const std::string& words, Route route, const Formulary& formulary,
                                      const Place& place) {
    Result<RotationTarget> read = read_target(words, formulary, place);
    return is_open(read) ? read_target(with_route(words, route), formulary, place) : read;
}

Result<ChosenTarget> choose_target(const std::string& words, const Place& place, const RouteFacts& facts,
                                   const Library& library, Date as_of) {
    Result<RotationTarget> read = read_target(words, library.formulary, place);
    if (read) return ChosenTarget{*std::move(read), std::nullopt};
    if (!is_open(read)) return read.problems();
    std::vector<RotationTarget> all;
    for (const Route route : routes) {
        if (auto one = read_target(with_route(words, route), library.formulary, place))
            all.push_back(*std::move(one));
    }
    if (all.empty()) return read.problems();
    ChosenTarget chosen = Chooser(facts, library, as_of).best_of(all);
    if (!has_product(chosen.target, library)) chosen.target.text = words;
    return chosen;
}

Result<ChosenTarget> choose_target(const std::string& words, const Place& place, const Case& patient_case,
                                   const Library& library, Date as_of) {
    const bool for_oud = patient_case.readiness.opioid_use_disorder.value_or(false);
    return choose_target(words, place, RouteFacts{conversion_for(patient_case, {}), for_oud, true}, library,
                         as_of);
}

namespace {

bool is_same(const RotationTarget& a, const RotationTarget& b) {
    const bool release = !a.release || !b.release || *a.release == *b.release;
    const bool products = a.products.empty() || b.products.empty() || a.products == b.products;
    return a.drug == b.drug && a.route == b.route && release && products;
}

}  // namespace

Result<ChosenTarget> target_of(const Case& patient_case, const std::optional<ChosenTarget>& asked,
                               const Library& library, Date as_of) {
    const Place place = place_of_goal(patient_case);
    const auto* goal = patient_case.goal ? std::get_if<RotateTo>(&*patient_case.goal) : nullptr;
    if (patient_case.goal && !goal)
        return Problem{"goal-is-taper", "the goal of the case is a taper, which is not a rotation",
                       "write goal: rotate to DRUG, or use stepdown taper", place};
    if (!goal && asked) return *asked;
    if (!goal)
        return Problem{
            "target-missing", "it is not said which opioid to rotate to",
            "write --to DRUG, or goal: rotate to DRUG in the case; stepdown assess with the same file "
            "proposes",
            place};
    Result<ChosenTarget> named =
        choose_target(parts_of_goal(goal->words).to, place, patient_case, library, as_of);
    if (!named || !asked) return named;
    const bool is_one_open = named->why || asked->why;
    if (is_one_open && named->target.drug == asked->target.drug) return named->why ? *asked : *named;
    if (is_same(named->target, asked->target)) return named;
    return Problem{"goal-target",
                   "the case rotates to " + named->target.text + ", the command to " + asked->target.text,
                   "let both name the same opioid", place};
}

Result<Rotated> rotate(const Case& patient_case, const ChosenTarget& chosen, const Library& library,
                       Date as_of) {
    Result<Rotated> made = rotate(patient_case, chosen.target, library, as_of);
    if (!made || !chosen.why) return made;
    Rotated rotated = *std::move(made);
    rotated.review.findings.push_back(*chosen.why);
    if (rotated.plan) rotated.plan = issue(DraftPlan(rotated.plan->plan()), rotated.review);
    return rotated;
}

}  // namespace stepdown
