#include "planner/adjunct_titration.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/dispensing.hpp"

namespace stepdown {

namespace {

constexpr int most_units_at_once = 6;  // 1,200 mg in capsules of 400 and 300 mg needs three

std::int64_t micrograms_a_day(DoseRate rate) {
    return whole_micrograms(rate * unit::days(1)).value_or(0);
}
DoseRate per_day(std::int64_t micrograms) {
    return unit::mcg(static_cast<double>(micrograms)) / unit::days(1);
}
std::int64_t smallest_of(const AdjunctUnits& units) {
    return whole_micrograms(units.strengths.front().value).value_or(0);
}

/// Whole smallest units in a dose, rounded down; equal to 1 part in 10^9 counts as equal.
std::int64_t whole_units_in(DoseRate rate, std::int64_t unit_micrograms) {
    const double micrograms = in(rate * unit::days(1), unit::mcg);
    return static_cast<std::int64_t>((micrograms * (1 + 1e-9)) / static_cast<double>(unit_micrograms));
}

std::string words_of(const RenalTable& table, const RenalBand& band) {
    const auto edge = [](const RenalBand& one) { return one.from ? *one.from : *one.above; };
    const auto at = [](Clearance limit) { return show(limit, unit::ml_per_minute, 1); };
    if (band.proportional_to)
        return "below " + at(*band.proportional_to) + ", in proportion to the row of " +
               at(*band.proportional_to);
    const auto before = std::find_if(table.bands.begin(), table.bands.end(),
                                     [&](const RenalBand& one) { return &one == &band; });
    if (before == table.bands.begin()) return at(edge(band)) + " or more";
    const RenalBand& upper = *std::prev(before);
    if (upper.above && band.from && edge(upper) == edge(band)) return "exactly " + at(edge(band));
    std::string top = (upper.above ? "at most " : "below ") + at(edge(upper));
    if (edge(band) == unit::ml_per_minute(0)) return top;
    return (band.above ? "above " : "from ") + show_decimal(in(edge(band), unit::ml_per_minute), 1) + ", " +
           top;
}

/// The order in which the doses of a day get what does not divide evenly: the night first.
std::vector<DoseTime> filling_order(int doses_a_day) {
    if (doses_a_day == 1) return {time_of(TimeOfDay::bedtime)};
    std::vector<DoseTime> times = times_of(doses_a_day);
    std::rotate(times.begin(), std::prev(times.end()), times.end());
    return times;
}

}  // namespace

std::optional<RenalRow> renal_row(const RenalTable& table, Clearance clearance) {
    for (const RenalBand& band : table.bands) {
        if (band.from && !reaches(clearance, *band.from)) continue;
        if (band.above && !exceeds(clearance, *band.above)) continue;
        const double share =
            band.proportional_to ? std::max(0.0, ratio(clearance, *band.proportional_to)) : 1;
        if (!(share > 0)) return std::nullopt;
        return RenalRow{&band, band.low.for_caution() * share, band.high.for_caution() * share,
                        band.target.for_caution() * share, words_of(table, band)};
    }
    return std::nullopt;
}

std::vector<AdjunctDoseAt> doses_of_day(DoseRate total, int doses_a_day, const AdjunctUnits& units) {
    const std::int64_t smallest = smallest_of(units), day = micrograms_a_day(total);
    if (smallest <= 0 || day <= 0 || day % smallest != 0) return {};
    std::vector<Piece> stock;
    for (const AdjunctStrength& one : units.strengths)
        stock.push_back({whole_micrograms(one.value).value_or(0)});
    const std::vector<DoseTime> order = filling_order(doses_a_day);
    const auto slots = static_cast<std::int64_t>(order.size());
    std::vector<AdjunctDoseAt> doses;
    for (std::int64_t i = 0; i < slots; ++i) {
        const std::int64_t count = day / smallest / slots + (i < day / smallest % slots ? 1 : 0);
        if (count == 0) continue;
        const auto made = choose_pieces(count * smallest, stock, most_units_at_once, Rounding::down);
        if (!made || made->micrograms != count * smallest) return {};
        AdjunctDoseAt dose{
            order[static_cast<std::size_t>(i)], unit::mcg(static_cast<double>(made->micrograms)), {}};
        for (const PieceCount& piece : made->pieces) {
            const auto at = std::find(stock.begin(), stock.end(), piece.piece);
            dose.units.push_back({static_cast<std::size_t>(at - stock.begin()), piece.count});
        }
        doses.push_back(std::move(dose));
    }
    std::sort(doses.begin(), doses.end(),
              [](const auto& a, const auto& b) { return a.time.minute < b.time.minute; });
    return doses;
}

std::vector<AdjunctLevel> titration(const Titration& titration, const AdjunctUnits& units,
                                    const RenalRow& row, bool careful, Date start) {
    const std::int64_t smallest = smallest_of(units);
    if (smallest <= 0) return {};
    const std::int64_t ceiling = whole_units_in(row.high, smallest);
    const std::int64_t end =
        std::min(ceiling, std::max<std::int64_t>(1, whole_units_in(row.target, smallest)));
    const Rise& pace = careful ? titration.careful : titration.usual;
    std::int64_t now = std::min(end, whole_units_in(pace.start.for_caution(), smallest));
    std::vector<AdjunctLevel> levels;
    int day = 1;
    while (now > 0) {
        const DoseRate total = per_day(now * smallest);
        AdjunctLevel level{day, plus_days(start, day - 1), total,
                           doses_of_day(total, row.band->doses_a_day, units)};
        if (level.doses.empty()) return {};
        levels.push_back(std::move(level));
        if (now >= end) break;
        const bool is_first =
            !careful && titration.first && !reaches(total, titration.first->until.for_caution());
        const DoseRate by = is_first ? titration.first->by.for_caution() : pace.by.for_caution();
        const Duration every = is_first ? titration.first->every.for_caution() : pace.every.for_caution();
        now = std::min(end, now + std::max<std::int64_t>(1, whole_units_in(by, smallest)));
        day += whole_days(every);
    }
    return levels;
}

std::vector<DoseRate> levels_down(DoseRate from, const AdjunctUnits& units) {
    const std::int64_t smallest = smallest_of(units);
    std::vector<DoseRate> levels;
    if (smallest <= 0) return levels;
    const std::int64_t all = whole_units_in(from, smallest);
    std::int64_t before = all;
    for (const std::int64_t quarters : {3, 2, 1}) {
        const std::int64_t count = (all * quarters + 3) / 4;
        if (count <= 0 || count >= before) continue;
        levels.push_back(per_day(count * smallest));
        before = count;
    }
    return levels;
}

}  // namespace stepdown
