// Worked examples that were published with a set of factors: mme.yaml holds the inputs, the printed answers
// and where they stand.
#include <doctest/doctest.h>

#include "conversions/exposure.hpp"
#include "conversions/regimen_text.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

struct Example {
    std::string set, regimen;
    double total = 0, tolerance = 0;
};

std::vector<Example> published_examples(const std::string& id) {
    std::vector<Example> all;
    Formulary formulary = shipped_library().formulary;
    Citer citer(formulary.bibliography());
    for (const DataFile& file : data_files_under("tests/published")) {
        const auto head = head_of(file);
        if (!head || head->id != id) continue;
        Problems problems;
        MapReader reader(file.tree, "published examples", problems);
        const yaml::Node* list = reader.required("examples");
        REQUIRE(list);
        for_each_item(*list, "examples", problems, [&](const yaml::Node& node) {
            MapReader one(node, "example", problems);
            all.push_back({one.text("set"), one.text("regimen"), std::stod(one.text("total")),
                           std::stod(one.text("tolerance"))});
            citer.read(one);
            one.finish();
        });
        for (const Problem& problem : problems) FAIL_CHECK(show_problem(problem, ""));
    }
    return all;
}

}  // namespace

TEST_CASE("published worked examples of exposure come out as they are printed") {
    const std::vector<Example> examples = published_examples("mme");
    CHECK(examples.size() >= 11);
    for (const Example& example : examples) {
        CAPTURE(example.set);
        CAPTURE(example.regimen);
        const ExposureTable* table = shipped_library().exposure_table(example.set);
        REQUIRE(table);
        const Result<Regimen> regimen =
            read_regimen(example.regimen, shipped_library().formulary, {"mme.yaml", 1, 1});
        REQUIRE(regimen);
        const Exposure result = exposure(std::vector{*regimen}, *table, Counting::most_allowed);
        REQUIRE(result.total);
        CHECK(result.complete);
        CHECK(std::abs(in(*result.total, unit::mme_per_day) - example.total) <= example.tolerance + 1e-9);
    }
}
