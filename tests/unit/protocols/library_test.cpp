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
chosen: by-name
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
    CHECK(ids == Ids{"short-use-weekly", "slow-long-term", "standard", "va-slower", "va-slowest"});
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
    const Library library = library_with(with(other_standard, "id: standard", "id: brand-new"));
    CHECK(library.tapers.size() == shipped_library().tapers.size() + 1);
    REQUIRE(library.taper("brand-new"));
    CHECK(library.taper("standard")->title != "A replaced protocol");
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
    CHECK(problem_ids(shipped_without("exposure/1")) == Ids{"exposure-missing"});
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
        with(with(other_standard, "id: standard", "id: two"), "base: current", "base: now"), "two.yaml"));
    files.push_back(data_file("stepdown: nonsense/1\n", "three.yaml"));
    const Result<Library> library = Library::load(files);
    REQUIRE_FALSE(library);
    CHECK(ids_of(library.problems()) == Ids{"cut-range", "unknown-word", "unknown-kind"});
    CHECK(library.problems()[0].place.file == "one.yaml");
    CHECK(library.problems()[1].place.file == "two.yaml");
    CHECK(library.problems()[2].place.file == "three.yaml");
}
