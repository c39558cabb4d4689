// One smallest bad file for each problem that the YAML reader can find, and exactly what is printed for it.
// Two have no file because it would have to be large; unit/conversions/yaml_tree_test.cpp makes them:
// yaml-too-large and yaml-too-many-values.
#include <algorithm>
#include <array>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "conversions/text/map_reader.hpp"
#include "conversions/text/yaml_tree.hpp"

namespace stepdown {

namespace {

const std::filesystem::path folder = std::filesystem::path(STEPDOWN_SOURCE_DIR) / "tests" / "errors";

constexpr std::array yaml_problems = {"yaml-alias",
                                      "yaml-anchor",
                                      "yaml-control-character",
                                      "yaml-directive",
                                      "yaml-empty-file",
                                      "yaml-empty-value",
                                      "yaml-joined-lines",
                                      "yaml-key-not-text",
                                      "yaml-left-over",
                                      "yaml-merge-key",
                                      "yaml-not-utf8",
                                      "yaml-repeated-key",
                                      "yaml-second-document",
                                      "yaml-syntax",
                                      "yaml-tag",
                                      "yaml-too-deep",
                                      "yaml-unterminated-quote"};

std::string content(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    REQUIRE_MESSAGE(in, "cannot read ", path.string());
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

}  // namespace

TEST_CASE("each problem of the YAML reader is told exactly as its file in tests/errors says") {
    for (const std::string id : yaml_problems) {
        CAPTURE(id);
        const std::string text = content(folder / (id + ".yaml"));
        const auto tree = yaml::parse(text, id + ".yaml");
        REQUIRE_FALSE(tree);
        std::string printed;
        for (const Problem& problem : tree.problems()) {
            CHECK(problem.id == id);
            printed += show_problem(problem, text);
        }
        CHECK(printed == content(folder / (id + ".txt")));
    }
}

TEST_CASE("no file in tests/errors is forgotten by the test of YAML problems") {
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        const std::string id = file.path().stem().string();
        if (!id.starts_with("yaml-")) continue;
        CAPTURE(id);
        CHECK(std::find(yaml_problems.begin(), yaml_problems.end(), id) != yaml_problems.end());
    }
}

}  // namespace stepdown
