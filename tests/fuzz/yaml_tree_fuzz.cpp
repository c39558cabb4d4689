// Any bytes at all: parse() must end, must not throw, and must give either a tree that keeps its promises or
// problems with places inside the text. What goes into the binary form must come out the same.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "conversions/text/map_reader.hpp"
#include "conversions/text/yaml_tree.hpp"

namespace {

using namespace stepdown;

void require(bool kept) {
    if (!kept) std::abort();
}

void walk(const yaml::Node& node, int level, int lines) {
    require(node.place.line >= 1 && node.place.line <= lines && node.place.column >= 1);
    if (const auto* list = std::get_if<yaml::Sequence>(&node.value)) {
        require(level <= yaml::deepest_level);
        for (const yaml::Node& item : list->items) walk(item, level + 1, lines);
    } else if (const auto* mapping = std::get_if<yaml::Mapping>(&node.value)) {
        require(level <= yaml::deepest_level);
        for (const yaml::Entry& entry : mapping->entries) {
            require(!entry.key.text.empty() && entry.key.text != "<<");
            walk(entry.value, level + 1, lines);
        }
    } else {
        const auto& text = std::get<yaml::Scalar>(node.value).text;
        require(text.find('\0') == std::string::npos);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const int lines = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
    const auto tree = yaml::parse(text, "fuzz.yaml");
    if (tree) {
        walk(*tree, 1, lines);
        const std::string bytes = yaml::to_binary(*tree);
        require(yaml::to_binary(yaml::from_binary(bytes, "fuzz.yaml")) == bytes);
    } else {
        require(!tree.problems().empty() && tree.problems().size() <= yaml::most_problems);
        for (const Problem& problem : tree.problems()) {
            require(problem.place.line >= 0 && problem.place.line <= lines);
            require(!show_problem(problem, text).empty());
        }
    }
    (void)yaml::from_binary(text, "fuzz.yaml");  // damaged bytes do no harm
    return 0;
}
