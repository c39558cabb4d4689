#include "protocols/switch_protocol.hpp"

#include <doctest/doctest.h>

#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string head = R"(stepdown: switch/1
id: example
title: Example
to: {drug: buprenorphine, route: sublingual}
source: stepdown
at: example
evidence: derived
)";
const std::string table = R"(table:
  product: bup_nx_film
  rows:
)";
std::string row(const std::string& what, const std::string& evidence = "derived") {
    return "    - {" + what + ", source: stepdown, at: row, evidence: " + evidence + "}\n";
}

/// The id of the first problem; empty when the text is read.
std::string problem(const std::string& text) {
    static Bibliography sources = shipped_library().formulary.bibliography();
    Citer citer(sources);
    const auto read =
        read_switch_protocol(data_file(text, "example.yaml"), shipped_library().formulary, citer);
    return read ? "" : read.problems().front().id;
}

}  // namespace

TEST_CASE("a day that nobody has verified cannot set a dose") {
    const std::string last = row("days: 1, of: 1, old: 0, times: 1, each: 2 mg");
    CHECK(problem(head + table + last).empty());
    CHECK(problem(head + table + row("days: 1, of: 1, old: 1, times: 1, each: 2 mg", "unverified") + last) ==
          "unverified-dose");
    CHECK(
        problem(head +
                "overlap:\n  - {of: 3, old: 2, new: 1, source: stepdown, at: day, evidence: unverified}\n") ==
        "unverified-dose");
}

TEST_CASE(
    "the days of a table go one way: the old opioid falls, the new one rises, and it ends without the old") {
    const std::string last = row("days: 1, of: 1, old: 0, times: 1, each: 2 mg");
    CHECK(problem(head + table + row("days: 1, of: 1, old: 1, times: 2, each: 2 mg") + last) ==
          "overlap-order");
    CHECK(problem(head + table + row("days: 1, of: 2, old: 1, times: 1, each: 1 mg") +
                  row("days: 1, of: 1, old: 1, times: 1, each: 2 mg") + last) == "overlap-order");
    CHECK(problem(head + table + row("days: 1, of: 1, old: 1, times: 1, each: 2 mg")) == "table-end");
}

TEST_CASE("a dose that may come again says how soon and how far") {
    CHECK(problem(head + table + row("days: 1, of: 1, old: 0, times: 1, each: 2 mg, up_to: 8 mg")) ==
          "table-again");
    CHECK(problem(head + table +
                  row("days: 1, of: 1, old: 0, times: 1, each: 2 mg, up_to: 8 mg, again_after: 2 hours"))
              .empty());
}

TEST_CASE("shares of one day are never more than a whole") {
    CHECK(problem(head +
                  "overlap:\n  - {of: 3, old: 2, new: 2, source: stepdown, at: day, evidence: derived}\n") ==
          "overlap-above-whole");
}
