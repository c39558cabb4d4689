#pragma once
#include <doctest/doctest.h>
#include <string>
#include <string_view>

#include "tests/support/library.hpp"

namespace stepdown::test {

/// A drug by a route in short: "morphine po", "fentanyl patch", "hydromorphone iv" (sc, im, pr).
inline DrugByRoute by_route(const std::string& text, const Library& library = shipped_library()) {
    const std::size_t space = text.rfind(' ');
    const std::string_view way = std::string_view(text).substr(space + 1);
    const auto drug = library.formulary.drug(text.substr(0, space));
    REQUIRE_MESSAGE(drug, text);
    const Route route = way == "po"      ? Route::oral
                        : way == "iv"    ? Route::intravenous
                        : way == "sc"    ? Route::subcutaneous
                        : way == "im"    ? Route::intramuscular
                        : way == "pr"    ? Route::rectal
                        : way == "patch" ? Route::transdermal
                                         : Route::nasal;
    REQUIRE_MESSAGE(route != Route::nasal, text);
    return {*drug, route};
}

/// A table of the shipped data; the test fails when there is none of this id.
inline const RotationTable& rotation(const std::string& id) {
    const RotationTable* table = shipped_library().rotation_table(id);
    REQUIRE_MESSAGE(table, id);
    return *table;
}

/// A day's dose by a shipped table, which must have a way.
inline RotationWorking rotate(const std::string& table, const std::string& from, DoseRate dose,
                              const std::string& to) {
    CAPTURE(table);
    CAPTURE(from);
    CAPTURE(to);
    const auto working =
        rotate_by(rotation(table), by_route(from), dose, by_route(to), by_route("morphine po"));
    REQUIRE(working);
    return *working;
}

inline double mg_per_day(DoseRate rate) {
    return in(rate, unit::mg_per_day);
}

}  // namespace stepdown::test
