// Runs tests/published/rotation.yaml: what the literature worked out by hand.
#include <doctest/doctest.h>

#include "tests/support/data_files.hpp"
#include "tests/support/rotation.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

DoseRate rate(MapReader& reader, const yaml::Node& node) {
    return reader.quantity_of(node, "dose", unit::mg_per_day, unit::mcg_per_hour)
        .value_or(unit::mg_per_day(-1));
}

double share(MapReader& reader, const yaml::Node& node) {
    const std::vector<std::string> percent{"%"};
    const auto written = reader.written_quantity(node, "share", percent);
    return written ? written->number.value() / 100 : -1;
}

/// Equal within the example's tolerance; 0 means equal to 1 part in 10^9.
void check_close(DoseRate found, DoseRate expected, double tolerance) {
    CHECK(mg_per_day(found) ==
          doctest::Approx(mg_per_day(expected)).epsilon(tolerance > 0 ? tolerance : 1e-9));
}

void check_left(MapReader& reader, DoseRate calculated, double tolerance) {
    const yaml::Node* takes_off = reader.optional("takes_off");
    const yaml::Node* left = reader.optional("left");
    REQUIRE((takes_off == nullptr) == (left == nullptr));
    if (!left) return;
    const auto& shares = std::get<yaml::Sequence>(takes_off->value).items;
    const auto& doses = std::get<yaml::Sequence>(left->value).items;
    REQUIRE(shares.size() == 2);
    REQUIRE(doses.size() == 2);
    const DoseRange given =
        after_reduction(calculated, {share(reader, shares[0])}, {share(reader, shares[1])});
    check_close(given.low, rate(reader, doses[0]), tolerance);
    check_close(given.high, rate(reader, doses[1]), tolerance);
}

void check_example(const yaml::Node& node, Problems& problems) {
    MapReader reader(node, "example", problems);
    const std::string number = reader.text("number");
    CAPTURE(number);
    const std::string table = reader.text("table"), from = reader.text("from"), to = reader.text("to");
    const yaml::Node *dose = reader.required("dose"), *gives = reader.required("gives"),
                     *tolerance = reader.required("tolerance");
    CHECK_FALSE(reader.text("citation").empty());
    REQUIRE((dose && gives && tolerance));
    const RotationWorking working = rotate(table, from, rate(reader, *dose), to);
    const double within = share(reader, *tolerance);
    check_close(working.result, rate(reader, *gives), within);
    check_left(reader, working.result, within);
    reader.finish();
}

}  // namespace

TEST_CASE("worked examples of rotations from the literature come out as printed") {
    const std::vector<DataFile> files = data_files_under("tests/published");
    const auto file = std::find_if(files.begin(), files.end(),
                                   [](const DataFile& one) { return one.name.ends_with("/rotation.yaml"); });
    REQUIRE(file != files.end());
    Problems problems;
    MapReader reader(file->tree, "examples", problems);
    const yaml::Node* list = reader.required("examples");
    REQUIRE(list);
    std::size_t count = 0;
    for_each_item(*list, "examples", problems, [&](const yaml::Node& node) {
        check_example(node, problems);
        ++count;
    });
    reader.finish();
    CHECK(ids_of(problems) == std::vector<std::string>{});
    CHECK(count == 27);
}
