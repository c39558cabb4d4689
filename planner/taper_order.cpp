#include "planner/taper_order.hpp"

#include <algorithm>

namespace stepdown {

namespace {

/// MME of one milligram; 0 where the drug has no factor.
double potency(const BaselineOpioid& opioid, const Library& library) {
    const DoseRate daily = per_day(opioid.taking);
    const std::optional<MmeRate> mme = mme_of({opioid.taking}, library.exposure());
    if (!mme || !exceeds(daily, unit::mg_per_day(0))) return 0;
    return in(*mme, unit::mme_per_day) / in(daily, unit::mg_per_day);
}

std::size_t wished_rank(const BaselineOpioid& opioid, const Preferences& preferences) {
    const auto& groups = preferences.taper_first;
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& ids) {
        return std::find(ids.begin(), ids.end(), opioid.taking.id) != ids.end();
    });
    return static_cast<std::size_t>(group - groups.begin());
}

/// Below 0 where `a` comes before `b` by this rule, above 0 where after it, 0 where it does not decide.
int compare(TaperFirst rule, const BaselineOpioid& a, const BaselineOpioid& b, const Library& library) {
    if (rule == TaperFirst::extended_release) {
        return (a.taking.release == Release::extended ? 0 : 1) -
               (b.taking.release == Release::extended ? 0 : 1);
    }
    const double of_a = potency(a, library), of_b = potency(b, library);
    if (a.taking.drug == b.taking.drug || of_a == of_b) return 0;
    return of_a > of_b ? -1 : 1;
}

}  // namespace

bool is_to_be_tapered(const BaselineOpioid& opioid, const Case& patient_case) {
    if (opioid.taking.as_needed) return false;
    const auto* dose = patient_case.goal ? std::get_if<ReduceToDose>(&*patient_case.goal) : nullptr;
    return !dose || dose->drug == opioid.taking.drug;
}

std::vector<InTurn> taper_order(const Case& patient_case, const std::vector<BaselineOpioid>& opioids,
                                const Library& library) {
    std::vector<InTurn> order;
    for (std::size_t i = 0; i < opioids.size(); ++i) {
        if (is_to_be_tapered(opioids[i], patient_case)) order.push_back({i, std::nullopt, false});
    }
    const auto deciding = [&](std::size_t a, std::size_t b) {
        for (const TaperOrder& rule : library.limits.taper_order) {
            const int way = compare(rule.first, opioids[a], opioids[b], library);
            if (way != 0) return std::pair(way, std::optional(rule));
        }
        return std::pair(0, std::optional<TaperOrder>());
    };
    const auto wished = [&](std::size_t i) { return wished_rank(opioids[i], patient_case.preferences); };
    std::stable_sort(order.begin(), order.end(), [&](const InTurn& a, const InTurn& b) {
        if (wished(a.opioid) != wished(b.opioid)) return wished(a.opioid) < wished(b.opioid);
        return deciding(a.opioid, b.opioid).first < 0;
    });
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
        order[i].by_wish = wished(order[i].opioid) != wished(order[i + 1].opioid);
        if (!order[i].by_wish) order[i].by_rule = deciding(order[i].opioid, order[i + 1].opioid).second;
    }
    return order;
}

}  // namespace stepdown
