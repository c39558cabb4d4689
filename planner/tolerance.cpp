#include "planner/tolerance.hpp"

#include <fmt/format.h>

#include "conversions/quantity_format.hpp"
#include "planner/equianalgesia.hpp"

namespace stepdown {

namespace {

std::string show_rate(const Regimen& regimen, DoseRate rate) {
    return regimen.route == Route::transdermal ? show(rate, unit::mcg_per_hour)
                                               : show(rate, unit::mg_per_day);
}

/// A dose as a share of the line that makes tolerant: of the drug's own, by the route for which labels print
/// it; else of oral morphine's.
std::optional<double> share_of_line(const FromOpioid& from, const Library& library, ToleranceFound& found) {
    const Regimen& regimen = from.regimen;
    const Drug& drug = library.formulary[regimen.drug];
    const bool own_route = regimen.route == Route::oral || regimen.route == Route::transdermal;
    if (drug.tolerance_line && own_route) {
        const DoseRate line = drug.tolerance_line->for_caution();
        found.citations.push_back(drug.tolerance_line->citation());
        const double share = ratio(from.per_day, line);
        found.working.push_back(fmt::format("{}: {} of {} = {}", drug.id, show_rate(regimen, from.per_day),
                                            show_rate(regimen, line), show_percent(share)));
        return share;
    }
    const DrugByRoute morphine = oral_morphine(library);
    const std::optional<Sourced<DoseRate>>& line = library.formulary[morphine.drug].tolerance_line;
    const auto as_morphine = equivalent_of({regimen.drug, regimen.route}, from.per_day, morphine,
                                           library.default_rotation(), library);
    if (!line || !as_morphine) return std::nullopt;
    found.citations.push_back(line->citation());
    const double share = ratio(as_morphine->result, line->for_caution());
    found.working.push_back(fmt::format("{}: {} is {} of oral morphine, of {} = {}", drug.id,
                                        show_rate(regimen, from.per_day),
                                        show(as_morphine->result, unit::mg_per_day),
                                        show(line->for_caution(), unit::mg_per_day), show_percent(share)));
    return share;
}

}  // namespace

ToleranceFound tolerance_of(const std::vector<FromOpioid>& from, const Library& library) {
    ToleranceFound found;
    double known_long = 0, known_short = 0;
    const Sourced<Duration>& needed = library.conversion.tolerant_for;
    for (const FromOpioid& one : from) {
        const std::optional<double> share = share_of_line(one, library, found);
        found.complete = found.complete && share.has_value();
        found.share += share.value_or(0);
        if (!one.taken_for) continue;
        const bool is_long = reaches(*one.taken_for, needed.for_caution());
        (is_long ? known_long : known_short) += share.value_or(0);
    }
    found.citations.push_back(needed.citation());
    constexpr double whole = 1 - 1e-9;
    found.long_enough = known_long >= whole;
    if (found.long_enough) {
        found.tolerance = Tolerance::tolerant;
    } else if (found.share - known_short >= whole) {
        found.tolerance = Tolerance::not_known;
    }
    return found;
}

}  // namespace stepdown
