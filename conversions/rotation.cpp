#include "conversions/rotation.hpp"

#include <algorithm>
#include <cassert>

namespace stepdown {

namespace {

/// A dose times an equivalence: dose x (amount / of).
DoseRate by(DoseRate dose, const Equivalence& ratio_of, DoseRate amount) {
    return dose * ratio(amount, ratio_of.of);
}

const Equivalence& band_of(const RotationPair& pair, DoseRate dose) {
    const auto next = std::find_if(pair.bands.begin(), pair.bands.end(),
                                   [&](const Equivalence& band) { return !reaches(dose, band.from); });
    assert(next != pair.bands.begin());  // the reader proves that the first begins at 0
    return *std::prev(next);
}

/// The line of one directed pair. `least_dose` and `most_dose` are where the dose may lie by the lines
/// before.
RotationLine line_of(const RotationPair& pair, DoseRate dose, DoseRate least_dose, DoseRate most_dose) {
    const Equivalence& band = band_of(pair, dose);
    const Equivalence& low = band_of(pair, least_dose);
    const Equivalence& high = band_of(pair, most_dose);
    RotationLine line{.from = pair.from,
                      .to = pair.to,
                      .dose = dose,
                      .by = band,
                      .result = by(dose, band, band.value.for_caution()),
                      .least = by(least_dose, low, low.least),
                      .most = by(most_dose, high, high.most),
                      .held_to_edge = {}};
    for (const Equivalence& later : pair.bands) {
        if (reaches(dose, later.from)) continue;
        const DoseRate at_edge = by(later.from, later, later.value.for_caution());
        if (!exceeds(line.result, at_edge)) continue;
        line.result = at_edge;
        line.held_to_edge = later.from;
    }
    line.least = std::min(line.least, line.result);
    line.most = std::max(line.most, line.result);
    return line;
}

bool fits(const std::vector<DrugId>& drugs, const std::vector<Route>& routes, DrugByRoute one) {
    const auto holds = [](const auto& list, const auto& value) {
        return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
    };
    return holds(drugs, one.drug) && holds(routes, one.route);
}

}  // namespace

const RotationPair* RotationTable::pair(DrugByRoute from, DrugByRoute to) const {
    const auto found = std::find_if(pairs.begin(), pairs.end(), [&](const RotationPair& one) {
        return one.from == from && one.to == to;
    });
    return found == pairs.end() ? nullptr : &*found;
}

std::optional<RotationWorking> rotate_by(const RotationTable& table, DrugByRoute from, DoseRate per_day,
                                         DrugByRoute to, DrugByRoute oral_morphine) {
    RotationWorking working{{}, per_day, per_day, per_day};
    const auto add = [&](const RotationPair& pair) {
        working.lines.push_back(line_of(pair, working.result, working.least, working.most));
        const RotationLine& line = working.lines.back();
        working.result = line.result;
        working.least = line.least;
        working.most = line.most;
    };
    if (const RotationPair* own = table.pair(from, to)) {
        add(*own);
        return working;
    }
    const RotationPair* there = table.pair(from, oral_morphine);
    const RotationPair* onward = table.pair(oral_morphine, to);
    if (!there || !onward || from == to) return std::nullopt;
    add(*there);
    add(*onward);
    return working;
}

DoseRange after_reduction(DoseRate calculated, Fraction least, Fraction most) {
    return {calculated * (1 - most.of_one), calculated * (1 - least.of_one)};
}

std::vector<const RotationRefusal*> refusals_of(const RotationBounds& bounds, DrugByRoute from,
                                                DrugByRoute to) {
    std::vector<const RotationRefusal*> found;
    for (const RotationRefusal& one : bounds.refusals) {
        if (fits(one.from, one.from_routes, from) && fits(one.to, one.to_routes, to)) found.push_back(&one);
    }
    return found;
}

const DailyCeiling* ceiling_of(const RotationBounds& bounds, DrugId drug, Release release,
                               std::optional<double> age_years) {
    const DailyCeiling* lowest = nullptr;
    for (const DailyCeiling& one : bounds.ceilings) {
        const bool for_release = !one.release || *one.release == release;
        const bool for_age = !one.from_age_years || (age_years && *age_years >= *one.from_age_years);
        if (one.drug != drug || !for_release || !for_age) continue;
        if (!lowest || exceeds(lowest->most.for_caution(), one.most.for_caution())) lowest = &one;
    }
    return lowest;
}

}  // namespace stepdown
