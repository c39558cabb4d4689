// Each safety rule has its tests, its page and its row in the index, and no page or test is without a rule.
#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/rules/rules_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

namespace fs = std::filesystem;

const fs::path root(STEPDOWN_SOURCE_DIR);

/// The planner never breaks these, so no case of a taper can make them fire: guards_test.cpp and
/// rotation_rules_test.cpp build the plans.
const std::set<std::string> guards_without_a_case{
    "abrupt-stop",   "weekly-ceiling",    "no-increase",       "whole-units",       "dated-review",
    "steps-meet",    "methadone-program", "methadone-qtc",     "methadone-caution", "methadone-tolerance",
    "methadone-cap", "early-raise",       "rotation-watched",  "overlap-ceiling",   "start-above-estimate",
    "step-back",     "dose-as-taken",     "patch-change-days", "drug-pace"};

/// The quantities of limits.yaml that a rule's page must name, as "key/field".
const std::map<std::string, std::vector<std::string>> limits_of_a_rule{
    {"window-ceiling", {"window_ceiling/largest_cut", "window_ceiling/within"}},
    {"weekly-ceiling", {"weekly_ceiling/largest_cut", "weekly_ceiling/within"}},
    {"outside-protocol-range", {"acknowledge_above/cut", "block_above/cut", "flagged_hold/factor"}},
    {"use-under-four-weeks", {"shortest_use/value"}},
    {"under-age", {"adult/from_age"}},
    {"pregnancy", {"may_be_pregnant/from_age", "may_be_pregnant/to_age"}},
    {"long-directions", {"directions/short", "directions/long"}},
    {"specialist-support", {"specialist_support/above"}},
    {"acetaminophen-total", {"acetaminophen/most"}}};

/// What limits.yaml holds besides the rules' limits: how plans are laid out.
const std::set<std::string> not_of_a_rule{"stepdown",          "id",
                                          "exposure_table",    "firm",
                                          "fill_every",        "units_per_dose",
                                          "ml_per_dose",       "follow_up",
                                          "review_checks",     "proceed_if",
                                          "warnings",          "plausible",
                                          "grounds",           "risk_lines",
                                          "review_after_stop", "acetaminophen_lines",
                                          "taper_order"};

std::string content(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    REQUIRE_MESSAGE(in, "cannot read ", path.string());
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// A page on one line, with "25 %" and "25%" the same.
std::string page_of(const std::string& rule) {
    std::string text;
    for (const char c : content(root / "docs" / "rules" / (rule + ".md"))) {
        const bool space = c == '\n' || c == ' ';
        if (space && text.ends_with(' ')) continue;
        if (c == '%' && text.ends_with(' ')) text.pop_back();
        text += space ? ' ' : c;
    }
    return text;
}

bool says(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

const yaml::Node& at(const yaml::Node& node, const std::string& key) {
    for (const yaml::Entry& entry : std::get<yaml::Mapping>(node.value).entries) {
        if (entry.key.text == key) return entry.value;
    }
    FAIL("limits.yaml has no " << key);
    return node;
}

std::string text_at(const yaml::Node& node, const std::string& key) {
    return std::get<yaml::Scalar>(at(node, key).value).text;
}

const yaml::Node& limits() {
    static const DataFile file =
        data_file(content(root / "protocols" / "safety" / "limits.yaml"), "limits.yaml");
    return file.tree;
}

std::string title_of_source(const std::string& id) {
    for (const Source& source : shipped_library().formulary.bibliography().sources) {
        if (source.id == id) return source.title;
    }
    FAIL("no source " << id);
    return "";
}

std::string without_space_before_percent(std::string text) {
    if (const auto percent = text.find(" %"); percent != std::string::npos) text.erase(percent, 1);
    return text;
}

/// The words that a rule looks for: its own group, and those of its interactions.
std::vector<std::pair<std::string, const ConditionWords*>> groups_of_rules() {
    const WordLists& words = shipped_library().words;
    std::vector<std::pair<std::string, const ConditionWords*>> all;
    for (const std::string id : {"active-cancer", "palliative-care", "sickle-cell"})
        all.emplace_back(id, words.condition(id));
    all.emplace_back("benzodiazepine", words.medicine("benzodiazepine"));
    for (const Interaction& one : shipped_library().interactions.interactions) {
        for (const std::string& group : one.medicines) all.emplace_back(one.rule, words.medicine(group));
        for (const std::string& group : one.conditions) all.emplace_back(one.rule, words.condition(group));
    }
    return all;
}

std::set<std::string> ids() {
    const std::vector<std::string> all = rule_ids();
    return {all.begin(), all.end()};
}

}  // namespace

TEST_CASE("a rule's id is kebab-case and its own, and it says what it asks and why") {
    CHECK(ids().size() == rule_catalogue().size());
    for (const Rule& rule : rule_catalogue()) {
        const std::string id(rule.id);
        CAPTURE(id);
        CHECK_FALSE(id.empty());
        CHECK(id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos);
        CHECK_FALSE((id.starts_with('-') || id.ends_with('-') || says(id, "--") || id.ends_with("-unknown")));
        CHECK(rule.asks.ends_with("?"));
        CHECK(rule.why.ends_with("."));
        CHECK(static_cast<bool>(rule.check));
    }
}

TEST_CASE("each rule has case files, or plans made by hand in guards_test.cpp") {
    const std::string guards = content(root / "tests" / "rules" / "guards_test.cpp") +
                               content(root / "tests" / "rules" / "rotation_rules_test.cpp");
    for (const std::string& id : ids()) {
        CAPTURE(id);
        const fs::path folder = root / "tests" / "rules" / id;
        if (guards_without_a_case.contains(id)) {
            CHECK_FALSE(fs::exists(folder / "fires.yaml"));
            CHECK(
                (says(guards, "TEST_CASE(\"" + id + ": ") || says(guards, "TEST_CASE(\n    \"" + id + ": ")));
        } else {
            CHECK(fs::exists(folder / "fires.yaml"));
            CHECK(fs::exists(folder / "just-clear.yaml"));
            CHECK(fs::exists(folder / "expected.txt"));
        }
    }
}

TEST_CASE(
    "each rule on organs and interactions has the everyday case that it must not stop, and the missing "
    "fact") {
    std::set<std::string> rules{"kidney-opioid", "liver-opioid",       "daily-ceiling",
                                "qtc",           "sedating-medicines", "breastfeeding"};
    for (const Interaction& one : shipped_library().interactions.interactions) rules.insert(one.rule);
    const std::set<std::string> ask_for_nothing{"daily-ceiling", "qtc"};  // of what is taken already
    for (const std::string& rule : rules) {
        CAPTURE(rule);
        CHECK(ids().contains(rule));
        const fs::path folder = root / "tests" / "rules" / rule;
        CHECK(fs::exists(folder / "everyday.yaml"));
        CHECK(fs::exists(folder / "unknown.yaml") != ask_for_nothing.contains(rule));
    }
}

TEST_CASE("each rule has a page with its question, and says there whether it can be overridden") {
    for (const Rule& rule : rule_catalogue()) {
        const std::string id(rule.id);
        CAPTURE(id);
        const std::string page = page_of(id);
        CHECK(page.starts_with("# " + id + " **" + std::string(rule.asks) + "**"));
        const bool liftable = rule.may_override == Override::with_reason;
        for (const std::string heading : {"Why", "Facts read", "Limits", "Severity", "If a fact is missing",
                                          "What to do instead", "Known limits"}) {
            CAPTURE(heading);
            CHECK(says(page, "## " + heading + " "));
        }
        CHECK(says(page, "Cannot be overridden.") == !liftable);
    }
}

TEST_CASE("a rule that can lack a fact has a test of it, and its page says what follows") {
    std::string guards;
    for (const std::string file : {"guards_test.cpp", "rotation_rules_test.cpp", "starts_test.cpp"})
        guards += content(root / "tests" / "rules" / file);
    for (const Rule& rule : rule_catalogue()) {
        const std::string id(rule.id), finding = id + "-unknown";
        CAPTURE(id);
        bool is_tested = says(guards, finding);
        const fs::path folder = root / "tests" / "rules" / id;
        if (fs::exists(folder / "expected.txt"))
            is_tested = is_tested || says(content(folder / "expected.txt"), finding);
        CHECK(says(page_of(id), finding) == is_tested);
    }
}

TEST_CASE("the index of the rules has a row for each, in the order in which they run") {
    const std::string index = content(root / "docs" / "rules" / "README.md");
    std::size_t last = 0;
    for (const Rule& rule : rule_catalogue()) {
        const std::string id(rule.id);
        CAPTURE(id);
        const std::size_t row =
            index.find("| [" + id + "](" + id + ".md) | " + std::string(rule.asks) + " |");
        REQUIRE(row != std::string::npos);
        CHECK(row > last);
        last = row;
        const std::string line = index.substr(row, index.find('\n', row) - row);
        CHECK(line.ends_with("| never |") == (rule.may_override == Override::never));
    }
    const auto rows = std::count(index.begin(), index.end(), '\n');
    CHECK(rows > static_cast<std::ptrdiff_t>(rule_catalogue().size()));
}

TEST_CASE("no page and no folder of tests is without a rule") {
    for (const auto& entry : fs::directory_iterator(root / "docs" / "rules")) {
        const std::string name = entry.path().filename().string();
        CAPTURE(name);
        CHECK(
            (name == "README.md" || (name.ends_with(".md") && ids().contains(entry.path().stem().string()))));
    }
    for (const auto& entry : fs::directory_iterator(root / "tests" / "rules")) {
        const std::string name = entry.path().filename().string();
        CAPTURE(name);
        if (entry.is_directory()) CHECK(ids().contains(name));
    }
}

TEST_CASE("a page names each limit of its rule as the data has it, with its source") {
    std::set<std::string> used;
    for (const auto& [rule, limit_paths] : limits_of_a_rule) {
        const std::string page = page_of(rule);
        for (const std::string& path : limit_paths) {
            CAPTURE(rule);
            CAPTURE(path);
            const std::size_t slash = path.find('/');
            const yaml::Node& limit = at(limits(), path.substr(0, slash));
            used.insert(path.substr(0, slash));
            CHECK(says(page, without_space_before_percent(text_at(limit, path.substr(slash + 1)))));
            CHECK(says(page, title_of_source(text_at(limit, "source"))));
        }
    }
    for (const yaml::Entry& entry : std::get<yaml::Mapping>(limits().value).entries) {
        CAPTURE(entry.key.text);
        CHECK(used.contains(entry.key.text) != not_of_a_rule.contains(entry.key.text));
    }
}

TEST_CASE("a page names what its rule rests on, and the words of its conditions") {
    for (const yaml::Node& ground : std::get<yaml::Sequence>(at(limits(), "grounds").value).items) {
        const std::string rule = text_at(ground, "rule");
        CAPTURE(rule);
        REQUIRE(ids().contains(rule));
        CHECK(says(page_of(rule), title_of_source(text_at(ground, "source"))));
    }
    for (const auto& [rule, group] : groups_of_rules()) {
        CAPTURE(rule);
        REQUIRE(ids().contains(rule));
        const std::string page = page_of(rule);
        const Bibliography& books = shipped_library().formulary.bibliography();
        const Source& source = books.source_of(group->citation);
        if (source.id == "general-knowledge") {
            CHECK(says(page, "from general knowledge (not checked in a source)"));
        } else {
            CHECK(says(page, source.title));
        }
        for (const std::string& word : group->words) CHECK(says(page, word));
        for (const std::string& word : group->except) CHECK(says(page, word));
    }
}

TEST_CASE("no page names a path that begins at the root of a machine") {
    for (const auto& entry : fs::directory_iterator(root / "docs" / "rules")) {
        const std::string text = content(entry.path());
        CAPTURE(entry.path().string());
        CHECK_FALSE((says(text, " /") || says(text, "(/") || says(text, "`/") || says(text, "\n/")));
    }
}
