#include "protocols/library.hpp"

#include <doctest/doctest.h>

#include "cli/shipped_data.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string other_standard = R"(stepdown: taper/1
id: standard
title: A replaced protocol
for_whom: Nobody
published: {source: stepdown, at: whole, evidence: derived}
chosen: by-span-of-use
used_for: {from: 3 months, below: 1 year, source: stepdown, at: span, evidence: derived}
phases:
  - base: current
    cut: {from: 1 %, to: 3 %, source: stepdown, at: range, evidence: derived}
    nominal: {cut: 2 %, source: stepdown, at: nominal, evidence: derived}
    interval: {value: 4 weeks, source: stepdown, at: interval, evidence: derived}
visit_every: {value: 4 weeks, source: stepdown, at: visits, evidence: derived}
)";

const std::string own_ratios = R"(stepdown: rotation/1
id: own
title: Own
source: stepdown
at: all
evidence: derived
cautions: []
equal_doses:
  - {drug: morphine, routes: [oral], dose: 30 mg, source: stepdown, at: all, evidence: derived}
  - {drug: oxycodone, routes: [oral], dose: 20 mg, source: stepdown, at: all, evidence: derived}
)";
std::string by_name(const std::string& text) {
    return with(with(text, "chosen: by-span-of-use", "chosen: by-name"),
                "used_for: {from: 3 months, below: 1 year, source: stepdown, at: span, evidence: derived}\n",
                "");
}

std::vector<DataFile> shipped_and(const std::string& text) {
    std::vector<DataFile> files = shipped_data();
    files.push_back(data_file(text, "added.yaml"));
    return files;
}

std::vector<DataFile> shipped_without(const std::string& kind) {
    std::vector<DataFile> files = shipped_data();
    std::erase_if(files, [&](const DataFile& file) { return head_of(file)->kind == kind; });
    return files;
}

std::vector<std::string> problem_ids(const std::vector<DataFile>& files) {
    const Result<Library> library = Library::load(files);
    return library ? std::vector<std::string>() : ids_of(library.problems());
}
using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("what the program is built with is what stands in the data folders") {
    std::vector<std::string> built, found;
    for (const DataFile& file : shipped_data()) built.push_back(file.name);
    for (const char* folder : {"conversions/data", "protocols"}) {
        for (const DataFile& file : data_files_under(folder)) found.push_back(file.name);
    }
    std::sort(built.begin(), built.end());
    std::sort(found.begin(), found.end());
    CHECK(built == found);
}

TEST_CASE("protocols are listed by id and found by it") {
    const Library& library = shipped_library();
    std::vector<std::string> ids;
    for (const TaperProtocol& protocol : library.tapers) ids.push_back(protocol.id);
    CHECK(ids == Ids{"acute-1-4-weeks",
                     "acute-3-6-days",
                     "acute-none",
                     "australia-long-use",
                     "australia-nsw-monthly",
                     "australia-nsw-weekly",
                     "australia-short-use",
                     "canada",
                     "canada-deprescribing",
                     "canada-rxfiles",
                     "medical-algorithms-rapid",
                     "medical-algorithms-slow",
                     "short-use-weekly",
                     "slow-long-term",
                     "standard",
                     "uk-two-weekly",
                     "uk-weekly",
                     "us-label",
                     "va-dod",
                     "va-dod-fast",
                     "va-faster",
                     "va-rapid",
                     "va-slower",
                     "va-slowest"});
    CHECK(library.taper("va-slower")->id == "va-slower");
    CHECK(library.taper("va-slow") == nullptr);
    CHECK(library.taper("") == nullptr);
    CHECK(library.exposure().id == "cdc-2022");
    CHECK(library.exposure_table("no-such-set") == nullptr);
}

TEST_CASE("a later file takes the place of an earlier one of its kind and id") {
    const Library library = library_with(other_standard);
    CHECK(library.tapers.size() == shipped_library().tapers.size());
    CHECK(library.taper("standard")->title == "A replaced protocol");
    CHECK(library.digest != shipped_library().digest);
}

TEST_CASE("a file of a new id is one more protocol, without any code") {
    const Library library = library_with(by_name(with(other_standard, "id: standard", "id: brand-new")));
    CHECK(library.tapers.size() == shipped_library().tapers.size() + 1);
    REQUIRE(library.taper("brand-new"));
    CHECK(library.taper("standard")->title != "A replaced protocol");
}

TEST_CASE("the digest that a shipped file was built with is the digest of what it says") {
    const std::vector<DataFile> files = shipped_data();
    REQUIRE_FALSE(files.empty());
    for (const DataFile& one : files) CHECK_MESSAGE(one.digest == digest_of_tree(one.tree), one.name);
}

TEST_CASE("the digest stands for the data: equal for the same, different for one changed number") {
    const Result<Library> again = Library::load(shipped_data());
    REQUIRE(again);
    CHECK(again->digest == shipped_library().digest);
    const std::string digest = library_with(other_standard).digest;
    CHECK(library_with(other_standard).digest == digest);
    CHECK(library_with(with(other_standard, "nominal: {cut: 2 %", "nominal: {cut: 2.5 %")).digest != digest);
}

TEST_CASE("a file that does not say what it is, is not passed over") {
    CHECK(problem_ids(shipped_and("id: standard\n")) == Ids{"unknown-kind"});
    CHECK(problem_ids(shipped_and("stepdown: tapers/1\nid: standard\n")) == Ids{"unknown-kind"});
    CHECK(problem_ids(shipped_and("stepdown: taper/2\nid: standard\n")) == Ids{"unknown-kind"});
    CHECK(problem_ids(shipped_and("[1, 2]\n")) == Ids{"unknown-kind"});
    const Result<Library> library = Library::load(shipped_and("\n\nid: standard\n"));
    REQUIRE_FALSE(library);
    CHECK(library.problems().front().place == Place{"added.yaml", 3, 1});
}

TEST_CASE("limits and the factor set that they name must be there") {
    CHECK(problem_ids(shipped_without("limits/1")) == Ids{"limits-missing"});
    CHECK(problem_ids(shipped_without("words/1")) == Ids{"words-missing"});
    CHECK(problem_ids(shipped_without("kidney/1")) == Ids{"kidney-missing"});
    CHECK(problem_ids(shipped_without("liver/1")) == Ids{"liver-missing"});
    CHECK(problem_ids(shipped_without("interactions/1")) == Ids{"interactions-missing"});
    CHECK(problem_ids(shipped_without("withdrawal/1")) == Ids{"withdrawal-missing"});
    CHECK(problem_ids(shipped_without("exposure/1")) == Ids{"exposure-missing"});
    CHECK(problem_ids(shipped_without("plausible/1")) == Ids{"plausible-missing"});
}

TEST_CASE("there is exactly one default table of ratios, one guide to reductions, one set of bounds") {
    CHECK(problem_ids(shipped_without("rotation/1")) == Ids{"rotation-default"});
    CHECK(problem_ids(shipped_without("reduction/1")) == Ids{"reduction-missing"});
    CHECK(problem_ids(shipped_without("rotation-bounds/1")) == Ids{"rotation-bounds-missing"});
    CHECK(problem_ids(shipped_and(with(own_ratios, "title: Own", "title: Own\ndefault: yes"))) ==
          Ids{"rotation-default"});
    CHECK(shipped_library().rotation_tables.front().is_default);
    CHECK(shipped_library().rotation_table("no-such-table") == nullptr);
}

TEST_CASE("a clinic's own table of ratios stands beside the others") {
    const Library library = library_with(own_ratios);
    CHECK(library.rotation_tables.size() == shipped_library().rotation_tables.size() + 1);
    REQUIRE(library.rotation_table("own"));
    CHECK(library.default_rotation().id == "default-pairs");
}

TEST_CASE("no table may hold a ratio for what is refused") {
    for (const char* drug : {"methadone", "buprenorphine", "butorphanol", "nalbuphine", "pentazocine"}) {
        CAPTURE(drug);
        const std::string text = with(own_ratios, "drug: oxycodone", std::string("drug: ") + drug);
        const Ids found = problem_ids(shipped_and(text));
        CHECK(found == Ids{"refused-pair", "refused-pair"});  // there and back
    }
    CHECK(problem_ids(shipped_and(with(own_ratios, "drug: oxycodone", "drug: meperidine"))) ==
          Ids{"refused-pair"});
    CHECK(problem_ids(shipped_and(with(own_ratios, "drug: oxycodone", "drug: levorphanol"))).empty());
}

TEST_CASE("methadone needs its caps, once, and a method that sets the start") {
    CHECK(problem_ids(shipped_without("methadone-caps/1")) == Ids{"methadone-caps-missing"});
    CHECK(problem_ids(shipped_without("methadone/1")) == Ids{"methadone-start-missing"});
    const std::string second =
        "stepdown: methadone-caps/1\nid: second\n"
        "most: {value: 30 mg/day, source: stepdown, at: a, evidence: derived}\n"
        "most_with_override: {value: 40 mg/day, source: stepdown, at: a, evidence: derived}\n"
        "low_dose_below: {value: 60 mg/day, source: stepdown, at: a, evidence: derived}\n"
        "low_dose_most: {value: 5 mg/day, source: stepdown, at: a, evidence: derived}\n"
        "increment: {value: 2.5 mg/day, source: stepdown, at: a, evidence: derived}\n"
        "cautions: []\n";
    CHECK(problem_ids(shipped_and(second)) == Ids{"methadone-caps-missing"});
    const Library replaced = library_with(with(second, "id: second", "id: methadone-caps"));
    CHECK(replaced.methadone.caps.low_dose_most.for_caution().amount == unit::mg_per_day(5));
}

TEST_CASE("two start tables cannot both be the one to recommend from") {
    const std::string other =
        "stepdown: start/1\nid: other\ntitle: Other\njurisdiction: Nowhere\nto: buprenorphine\n"
        "by: transdermal\nsource: stepdown\nat: a\nevidence: derived\ndefault: yes\n"
        "cautions: []\nrows: []\n";
    CHECK(problem_ids(shipped_and(other)) == Ids{"start-default", "start-default"});
    CHECK(problem_ids(shipped_and(with(other, "default: yes", "default: no"))).empty());
}

TEST_CASE("two files of limits would leave open which one holds") {
    std::vector<DataFile> files = shipped_data();
    for (const DataFile& file : data_files_under("protocols/safety")) {
        DataFile other = file;
        auto& entries = std::get<yaml::Mapping>(other.tree.value).entries;
        for (yaml::Entry& entry : entries) {
            if (entry.key.text == "id") std::get<yaml::Scalar>(entry.value.value).text = "other-limits";
        }
        files.push_back(other);
    }
    CHECK_FALSE(problem_ids(files).empty());
}

TEST_CASE("the problems of several files are told together") {
    std::vector<DataFile> files = shipped_data();
    files.push_back(data_file(with(other_standard, "nominal: {cut: 2 %", "nominal: {cut: 4 %"), "one.yaml"));
    files.push_back(data_file(
        with(by_name(with(other_standard, "id: standard", "id: two")), "base: current", "base: now"),
        "two.yaml"));
    files.push_back(data_file("stepdown: nonsense/1\n", "three.yaml"));
    const Result<Library> library = Library::load(files);
    REQUIRE_FALSE(library);
    CHECK(ids_of(library.problems()) == Ids{"cut-range", "unknown-word", "unknown-kind"});
    CHECK(library.problems()[0].place.file == "one.yaml");
    CHECK(library.problems()[1].place.file == "two.yaml");
    CHECK(library.problems()[2].place.file == "three.yaml");
}

TEST_CASE("the protocols that are chosen by span of use are in order, and none is locked") {
    std::vector<std::string> ids;
    for (const TaperProtocol* protocol : shipped_library().tapers_by_span()) {
        ids.push_back(protocol->id);
        CHECK_FALSE(protocol->locked.has_value());
    }
    CHECK(ids == Ids{"acute-none", "acute-3-6-days", "acute-1-4-weeks", "short-use-weekly", "standard",
                     "slow-long-term"});
}

TEST_CASE("a span of use that no protocol is chosen for, or two, stops the program") {
    const auto ids = [](const std::string& span) {
        return problem_ids(shipped_and(with(other_standard, "{from: 3 months, below: 1 year", "{" + span)));
    };
    CHECK(ids("from: 84 days, below: 336 days").empty());
    CHECK(ids("from: 85 days, below: 1 year") == Ids{"span-of-use"});  // a day without a protocol
    CHECK(ids("from: 83 days, below: 1 year") == Ids{"span-of-use"});  // a day with two
    CHECK(ids("from: 3 months, below: 335 days") == Ids{"span-of-use"});
    CHECK(ids("from: 3 months, below: 337 days") == Ids{"span-of-use"});
    CHECK(ids("from: 3 months") == Ids{"span-of-use"});  // without an end, before another
    CHECK(problem_ids(shipped_and(by_name(other_standard))) ==
          Ids{"span-of-use"});  // 3 months to a year are left
    std::vector<DataFile> files = shipped_data();
    std::erase_if(files, [](const DataFile& file) { return head_of(file)->id == "slow-long-term"; });
    CHECK(problem_ids(files) == Ids{"span-of-use"});  // nobody for the longest use
    files = shipped_data();
    std::erase_if(files, [](const DataFile& file) { return head_of(file)->id == "acute-none"; });
    CHECK(problem_ids(files) == Ids{"span-of-use"});  // nobody for the shortest
}

TEST_CASE("only acute use and a locked protocol hold a step for less than a week") {
    const auto held = [](const std::string& interval, const std::string& more) {
        return problem_ids(shipped_and(with(by_name(with(other_standard, "id: standard", "id: quick")),
                                            "interval: {value: 4 weeks", "interval: {value: " + interval) +
                                       more));
    };
    CHECK(held("7 days", "").empty());
    CHECK(held("6 days", "") == Ids{"interval-too-short"});
    CHECK(held("6 days",
               "locked: {setting: inpatient, because: Test., source: stepdown, at: lock, "
               "evidence: derived}\n")
              .empty());
}
