#include <doctest/doctest.h>

#include "conversions/rotation.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/rotation.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

using Ids = std::vector<std::string>;

const std::string guide = R"(stepdown: reduction/1
id: made-up
window: {takes_off_least: 25 %, takes_off_most: 50 %, source: stepdown, at: window, evidence: derived}
others:
  - {id: other, title: Other, takes_off_least: 40 %, takes_off_most: 60 %, source: stepdown, at: other, evidence: derived}
toward_more:
  - {id: age, says: Old., from_age: 65 years, takes_off_at_least: 50 %, source: stepdown, at: age, evidence: derived}
  - {id: lung-disease, says: Lungs., source: general-knowledge, at: lungs, evidence: unverified}
toward_less:
  - {id: same-drug, says: Same., source: stepdown, at: same, evidence: derived}
)";

const std::string bounds = R"(stepdown: rotation-bounds/1
id: made-up
refusals:
  - {id: no-patch, because: Because., instead: Instead., to: [fentanyl], to_routes: [transdermal], source: stepdown, at: a, evidence: derived}
  - {id: spine, because: Because., instead: Instead., condition: neuraxial, source: stepdown, at: b, evidence: derived}
ceilings:
  - {drug: tramadol, release: immediate, most: 400 mg/day, source: stepdown, at: c, evidence: derived}
  - {drug: tramadol, from_age: 75 years, most: 300 mg/day, source: stepdown, at: d, evidence: derived}
)";

Result<ReductionGuide> read_guide(const std::string& text) {
    Formulary formulary = shipped_library().formulary;
    Citer citer(formulary.bibliography());
    return read_reduction_guide(data_file(text), citer);
}
Result<RotationBounds> read_bounds(const std::string& text) {
    Formulary formulary = shipped_library().formulary;
    Citer citer(formulary.bibliography());
    return read_rotation_bounds(data_file(text), formulary, citer);
}
Ids guide_faults(const std::string& old, const std::string& replacement) {
    const auto read = read_guide(with(guide, old, replacement));
    return read ? Ids() : ids_of(read.problems());
}
Ids bounds_faults(const std::string& old, const std::string& replacement) {
    const auto read = read_bounds(with(bounds, old, replacement));
    return read ? Ids() : ids_of(read.problems());
}

}  // namespace

TEST_CASE("a window that takes off nothing does not load") {
    CHECK(guide_faults("takes_off_least: 25 %", "takes_off_least: 0 %") == Ids{"reduction-range"});
}

TEST_CASE("a window upside down, as fractions given would be, does not load") {
    CHECK(guide_faults("takes_off_least: 25 %", "takes_off_least: 75 %") == Ids{"reduction-range"});
    CHECK(guide_faults("takes_off_least: 25 %", "give: 75 %") == Ids{"missing-key", "unknown-key"});
    CHECK(guide_faults("takes_off_least: 25 %", "takes_off_least: 0.25") == Ids{"quantity-form"});
    CHECK(guide_faults("takes_off_most: 60 %", "takes_off_most: 160 %") == Ids{"share", "reduction-range"});
}

TEST_CASE("what nobody has verified may ask for more caution, never set the window or take off less") {
    CHECK(guide_faults("at: window, evidence: derived", "at: window, evidence: unverified") ==
          Ids{"unverified-dose"});
    CHECK(guide_faults("at: same, evidence: derived", "at: same, evidence: unverified") ==
          Ids{"unverified-dose"});
    const auto read = read_guide(guide);
    REQUIRE(read);
    CHECK(read->toward_more[1].evidence == Evidence::unverified);
    CHECK(read->toward_more[0].from_years->for_caution() == 65);
    CHECK(read->toward_more[0].at_least->for_caution().of_one == 0.5);
}

TEST_CASE("a reason or a reduction given twice does not load") {
    CHECK(guide_faults("id: lung-disease", "id: age") == Ids{"duplicate-row"});
    CHECK(guide_faults("id: same-drug", "id: age") == Ids{"duplicate-row"});
}

TEST_CASE("a refusal fits by drug and by route, on its own side only") {
    const auto read = read_bounds(bounds);
    REQUIRE(read);
    const auto count = [&](const std::string& from, const std::string& to) {
        return refusals_of(*read, by_route(from), by_route(to)).size();
    };
    CHECK(count("morphine po", "fentanyl patch") == 2);  // with the one for doses in the spine
    CHECK(count("morphine po", "fentanyl iv") == 1);
    CHECK(count("fentanyl patch", "morphine po") == 1);
}

TEST_CASE("a ceiling holds by release and age, the lowest of those that fit") {
    const auto read = read_bounds(bounds);
    REQUIRE(read);
    const DrugId tramadol = by_route("tramadol po").drug;
    const auto most = [&](Release release, std::optional<double> age) {
        const DailyCeiling* found = ceiling_of(*read, tramadol, release, age);
        return found ? mg_per_day(found->most.for_caution()) : 0;
    };
    CHECK(most(Release::immediate, 74.9) == 400);
    CHECK(most(Release::immediate, 75) == 300);
    CHECK(most(Release::extended, 74.9) == 0);
    CHECK(most(Release::extended, 75) == 300);
    CHECK(most(Release::immediate, {}) == 400);
}

TEST_CASE("bounds with an unknown drug, route or unit, or of nothing, do not load") {
    CHECK(bounds_faults("to: [fentanyl]", "to: [fentanil]") == Ids{"unknown-drug"});
    CHECK(bounds_faults("to_routes: [transdermal]", "to_routes: [patch]") == Ids{"unknown-word"});
    CHECK(bounds_faults("condition: neuraxial, ", "") == Ids{"refuses-everything"});
    CHECK(bounds_faults("most: 400 mg/day", "most: 0 mg/day") == Ids{"not-positive"});
    CHECK(bounds_faults("most: 400 mg/day", "most: 400 mg") == Ids{"unit"});
    CHECK(bounds_faults("from_age: 75 years", "from_age: 75") == Ids{"quantity-form"});
    CHECK(bounds_faults("id: spine", "id: no-patch") == Ids{"duplicate-row"});
    CHECK(bounds_faults("release: immediate", "release: slow") == Ids{"unknown-word"});
}
