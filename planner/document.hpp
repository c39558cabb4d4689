#pragma once
#include <string>
#include <variant>
#include <vector>

#include "planner/review.hpp"

namespace stepdown {

// What is printed, written once and rendered by every format. Texts hold finished sentences and doses; a
// format only lays out what it is given.

struct Column {
    std::string id, heading;
};
struct Paragraph {
    std::string text;
    std::vector<int> references;  // numbers in Document::references, from 1
};
struct Notice {
    Severity severity = Severity::note;
    std::string rule, text;
    std::vector<int> references;
};
struct Table {
    std::string id;
    std::vector<Column> columns;  // without headings: a list of names and values
    std::vector<std::vector<std::string>> rows;
};
struct Section {
    std::string id, heading;
    std::vector<std::variant<Paragraph, Notice, Table>> blocks;
};
struct Document {
    std::string title, banner, versions;  // banner: "DRAFT ..."; empty when there is none
    std::vector<Section> sections;
    std::vector<std::string> references;
};

}  // namespace stepdown
