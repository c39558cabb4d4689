#include "planner/rotation_table.hpp"

#include <algorithm>
#include <cmath>

#include "planner/dispensing.hpp"
#include "planner/estimates.hpp"

namespace stepdown {

namespace {

constexpr int whole_unit = 1000, most_pieces = 4;  // thousandths; units of one dose

/// Whole units of every strength, and the parts into which the source cuts the smallest.
std::vector<UnitCount> units_of(const DayTable& table, const ProductLine& line) {
    std::vector<UnitCount> units;
    for (std::size_t i = 0; i < line.strengths.size(); ++i) units.push_back({table.product, i, whole_unit});
    for (int parts = 2; parts <= table.parts; parts *= 2)
        units.push_back({table.product, 0, whole_unit / parts});
    return units;
}

std::optional<PlannedDose> dose_of(Mass amount, const DayTable& table, const Formulary& formulary) {
    const ProductLine& line = formulary[table.product];
    const std::vector<UnitCount> units = units_of(table, line);
    std::vector<Piece> pieces;
    for (const UnitCount& unit : units) {
        const Mass mass =
            content_of_one(line.strengths[unit.strength]) * (double(unit.thousandths) / whole_unit);
        pieces.push_back({whole_micrograms(mass).value_or(0)});
    }
    const auto target = whole_micrograms(amount);
    if (!target) return std::nullopt;
    const auto chosen = choose_pieces(*target, pieces, most_pieces, Rounding::down);
    if (!chosen || chosen->micrograms != *target) return std::nullopt;
    PlannedDose dose{{}, amount, {}};
    for (const PieceCount& part : chosen->pieces) {
        const auto at =
            static_cast<std::size_t>(std::find(pieces.begin(), pieces.end(), part.piece) - pieces.begin());
        UnitCount unit = units[at];
        unit.thousandths *= part.count;
        const auto same = std::find_if(dose.units.begin(), dose.units.end(),
                                       [&](const UnitCount& one) { return one.strength == unit.strength; });
        if (same == dose.units.end()) {
            dose.units.push_back(unit);
        } else {
            same->thousandths += unit.thousandths;
        }
    }
    return dose;
}

DoseRate fixed_per_day(const TableDays& row) {
    return row.each.for_caution() * double(row.times) / unit::days(1);
}

DoseRate most_per_day(const TableDays& row) {
    const DoseRate fixed = fixed_per_day(row);
    if (!row.up_to) return fixed;
    const DoseRate up_to = row.up_to->for_caution() / unit::days(1);
    return exceeds(up_to, fixed) ? up_to : fixed;
}

/// A ratio is what these refusals speak of, and the table needs none.
bool is_about_ratio(const std::string& rule, const Library& library) {
    const auto& all = library.rotation_bounds.refusals;
    return rule == "no-ratio" || std::any_of(all.begin(), all.end(), [&](const RotationRefusal& one) {
               return one.id == rule && one.only_by_ratio;
           });
}

}  // namespace

std::optional<std::vector<PlannedDose>> doses_of(const TableDays& row, const DayTable& table,
                                                 const Formulary& formulary) {
    const auto one = dose_of(row.each.for_caution(), table, formulary);
    if (!one) return std::nullopt;
    std::vector<PlannedDose> doses;
    for (const DoseTime time : times_of(row.times)) doses.push_back({time, one->amount, one->units});
    return doses;
}

DoseRate most_on(const DayTable& table, int day) {
    int until = 0;
    for (const TableDays& row : table.rows) {
        until += row.days;
        if (day < until) return most_per_day(row);
    }
    return most_per_day(table.rows.back());
}

int days_of_wait(const SwitchProtocol& method, const std::vector<Taking>& before) {
    if (!method.wait) return 0;
    Duration longest = unit::days(0);
    for (const Taking& one : before) {
        const Duration here = one.release == Release::extended
                                  ? method.wait->after_long_acting.for_caution()
                                  : method.wait->after_short_acting.for_caution();
        if (exceeds(here, longest)) longest = here;
    }
    return static_cast<int>(std::ceil(in(longest, unit::days) - 1e-9));
}

void forget_ratios(Conversion& conversion, const Library& library) {
    std::erase_if(conversion.findings, [&](const Finding& one) { return is_about_ratio(one.rule, library); });
}

Conversion conversion_by_table(Conversion refused, const SwitchProtocol& method, const Library& library) {
    Conversion made = std::move(refused);
    forget_ratios(made, library);
    const bool blocked = std::any_of(made.findings.begin(), made.findings.end(),
                                     [](const Finding& one) { return one.severity == Severity::block; });
    if (blocked) return made;
    const DayTable& table = *method.table;
    const TableDays& last = table.rows.back();
    const DoseRate dose = fixed_per_day(last);
    Estimate estimate = empty_estimate(method.id, method.title, method.citation);
    estimate.by = EstimateBy::label_start;
    estimate.recommended = estimate.contains_reduction = true;
    set_figures(estimate, dose, dose, dose);
    estimate.after_low = estimate.after_high = dose;
    for (const Advice& one : method.cautions) {
        estimate.cautions.push_back(one.text);
        estimate.caution_citations.push_back(one.citation);
    }
    made.estimates = {std::move(estimate)};
    Recommendation recommended;
    recommended.value = recommended.low = recommended.high = recommended.equianalgesic = dose;
    recommended.how =
        "A published table gives the doses day by day; no ratio leads to buprenorphine, and none was used. "
        "The "
        "dose shown is the one at its end.";
    if (auto doses = doses_of(last, table, library.formulary)) {
        NewRegimen regimen{table.product,
                           Release::immediate,
                           unit::days(1.0 / last.times),
                           dose,
                           unit::mg_per_day(0),
                           *std::move(doses),
                           {}};
        recommended.regimens.push_back(std::move(regimen));
    }
    recommended.no_regimen_because =
        recommended.regimens.empty() ? "The table's doses cannot be made up in units that exist." : "";
    recommended.no_regimen_instead = "Have the pharmacy say what can be given.";
    made.recommended = std::move(recommended);
    return made;
}

}  // namespace stepdown
