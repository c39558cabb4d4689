#include "protocols/taper_protocol.hpp"

#include <doctest/doctest.h>

#include "conversions/text/spans.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

/// A small protocol in which every key is used.
const std::string good = R"(stepdown: taper/1
id: example
title: Example taper
for_whom: Nobody
published: {source: stepdown, at: whole, evidence: derived}
chosen: by-span-of-use
used_for: {from: 3 months, below: 1 year, source: stepdown, at: span, evidence: derived}
exempt_from_ceilings: {used_for_below: 5 months, source: stepdown, at: exempt, evidence: derived}
phases:
  - base: original
    cut: {from: 5 %, to: 20 %, source: stepdown, at: range, evidence: derived}
    nominal: {cut: 10 %, source: stepdown, at: nominal, evidence: derived}
    interval: {value: 2 weeks, source: stepdown, at: interval, evidence: derived}
    until: {share: 30 %, source: stepdown, at: until, evidence: derived}
  - base: current
    cut: {from: 1 %, to: 2 %, source: stepdown, at: second range, evidence: derived}
    nominal: {cut: 1.5 %, source: stepdown, at: second nominal, evidence: derived}
    interval: {value: 1 month, source: stepdown, at: second interval, evidence: derived}
visit_every: {value: 4 weeks, source: stepdown, at: visits, evidence: derived}
hold:
  - {text: Hold., source: stepdown, at: hold, evidence: derived}
end_game:
  - {text: End., source: stepdown, at: end, evidence: derived}
notes:
  - {text: Note., source: stepdown, at: note, evidence: derived}
)";

const std::string second_phase =
    good.substr(good.find("  - base: current"), good.find("visit_every") - good.find("  - base: current"));

Result<TaperProtocol> read(const std::string& text) {
    static Bibliography sources = shipped_library().formulary.bibliography();
    Citer citer(sources);
    return read_taper_protocol(data_file(text, "example.yaml"), citer);
}

/// The problem ids with line and column: "share 11:15".
using Found = std::vector<std::string>;
std::string joined(const Found& found) {
    std::string all;
    for (const std::string& one : found) all += (all.empty() ? "" : ", ") + one;
    return all;
}
Found problems_of(const std::string& text) {
    const Result<TaperProtocol> protocol = read(text);
    Found found;
    if (protocol) return found;
    for (const Problem& problem : protocol.problems()) {
        CHECK(problem.place.file == "example.yaml");
        CHECK_FALSE(problem.message.empty());
        found.push_back(problem.id + " " + std::to_string(problem.place.line) + ":" +
                        std::to_string(problem.place.column));
    }
    return found;
}
Found problems_with(const std::string& old, const std::string& replacement) {
    return problems_of(with(good, old, replacement));
}

double share(const Sourced<Fraction>& fraction) {
    return fraction.for_caution().of_one;
}

}  // namespace

TEST_CASE("a protocol is read with all that it says") {
    const Result<TaperProtocol> read_back = read(good);
    REQUIRE(read_back);
    const TaperProtocol& protocol = *read_back;
    CHECK(protocol.id == "example");
    CHECK(protocol.title == "Example taper");
    CHECK(protocol.for_whom == "Nobody");
    CHECK(protocol.chosen_by_span);
    CHECK(protocol.used_from->for_caution() == unit::days(84));
    CHECK(protocol.used_below->for_caution() == unit::days(336));
    CHECK(protocol.exempt_below->for_caution() == unit::days(140));
    CHECK(protocol.visit_every.for_caution() == unit::days(28));
    REQUIRE(protocol.phases.size() == 2);
    const Phase& first = protocol.phases[0];
    CHECK(first.base == Base::original);
    CHECK(share(first.smallest_cut) == doctest::Approx(0.05));
    CHECK(share(first.nominal_cut) == doctest::Approx(0.10));
    CHECK(share(first.largest_cut) == doctest::Approx(0.20));
    CHECK(first.interval.for_caution() == unit::days(14));
    CHECK(share(*first.until) == doctest::Approx(0.30));
    const Phase& second = protocol.phases[1];
    CHECK(second.base == Base::current);
    CHECK(share(second.nominal_cut) == doctest::Approx(0.015));
    CHECK(second.interval.for_caution() == unit::days(28));
    CHECK_FALSE(second.until);
    CHECK(protocol.hold.front().text == "Hold.");
    CHECK(protocol.end_game.front().text == "End.");
    CHECK(protocol.notes.front().text == "Note.");
    CHECK(protocol.base_word() == "original-then-current");
}

TEST_CASE("a protocol of one base is named after it") {
    const std::string one_phase = with(good, second_phase, "");
    const Result<TaperProtocol> original = read(
        with(one_phase, "    until: {share: 30 %, source: stepdown, at: until, evidence: derived}\n", ""));
    REQUIRE(original);
    CHECK(original->base_word() == "original");
    const std::string without_first =
        with(good,
             good.substr(good.find("  - base: original"),
                         good.find(second_phase) - good.find("  - base: original")),
             "");
    const Result<TaperProtocol> current = read(without_first);
    REQUIRE(current);
    CHECK(current->base_word() == "current");
}

TEST_CASE("what a protocol may leave out") {
    std::string text = good;
    for (const char* line :
         {"used_for: {from: 3 months, below: 1 year, source: stepdown, at: span, evidence: derived}\n",
          "exempt_from_ceilings: {used_for_below: 5 months, source: stepdown, at: exempt, evidence: "
          "derived}\n",
          "hold:\n  - {text: Hold., source: stepdown, at: hold, evidence: derived}\n",
          "notes:\n  - {text: Note., source: stepdown, at: note, evidence: derived}\n",
          "end_game:\n  - {text: End., source: stepdown, at: end, evidence: derived}\n"}) {
        text = with(text, line, "");
    }
    const Result<TaperProtocol> protocol = read(with(text, "by-span-of-use", "by-name"));
    REQUIRE(protocol);
    CHECK_FALSE(protocol->chosen_by_span);
    CHECK_FALSE(protocol->used_from);
    CHECK_FALSE(protocol->used_below);
    CHECK_FALSE(protocol->exempt_below);
    CHECK(protocol->hold.empty());
}

TEST_CASE("the nominal cut lies in the range: just below, at and just above each end") {
    const auto nominal = [](const std::string& cut) {
        return problems_with("nominal: {cut: 10 %", "nominal: {cut: " + cut);
    };
    CHECK(joined(nominal("4.9 %")) == "cut-range 10:5");
    CHECK(nominal("5 %").empty());
    CHECK(nominal("20 %").empty());
    CHECK(joined(nominal("20.1 %")) == "cut-range 10:5");
}

TEST_CASE("a share lies between 0 % and 100 %") {
    const auto most = [](const std::string& cut) { return problems_with("to: 20 %", "to: " + cut); };
    CHECK(most("100 %").empty());
    CHECK(joined(most("100.1 %")) == "share 11:26, cut-range 10:5");
    CHECK(joined(most("0.2")) == "quantity-form 11:26, cut-range 10:5");
    CHECK(joined(most("20%")) == "quantity-form 11:26, cut-range 10:5");
    CHECK(problems_with("{from: 5 %", "{from: 0 %").empty());
}

TEST_CASE("a cut or an interval that nobody has verified is refused, a range's lower end is not") {
    CHECK(joined(problems_with("at: nominal, evidence: derived", "at: nominal, evidence: unverified")) ==
          "unverified-dose 12:14");
    CHECK(joined(problems_with("at: range, evidence: derived", "at: range, evidence: unverified")) ==
          "unverified-dose 11:10");
    CHECK(joined(problems_with("at: interval, evidence: derived", "at: interval, evidence: unverified")) ==
          "unverified-dose 13:15");
    CHECK(joined(problems_with("at: until, evidence: derived", "at: until, evidence: unverified")) ==
          "unverified-dose 14:12");
    CHECK(problems_with("at: visits, evidence: derived", "at: visits, evidence: unverified").empty());
    CHECK(problems_with("at: span, evidence: derived", "at: span, evidence: unverified").empty());
}

TEST_CASE("each phase but the last says how far it goes") {
    CHECK(joined(problems_with("    until: {share: 30 %, source: stepdown, at: until, evidence: derived}\n",
                               "")) == "phase-end 10:3");
    CHECK(joined(problems_of(with(good, second_phase, ""))) == "phase-end 10:3");
    const std::string last_until =
        "    until: {share: 10 %, source: stepdown, at: until, evidence: derived}\nvisit_every";
    CHECK(joined(problems_with("visit_every", last_until)) == "phase-end 10:3");
    const std::string phases =
        good.substr(good.find("phases:"), good.find("visit_every") - good.find("phases:"));
    CHECK(joined(problems_of(with(good, phases, "phases: []\n"))) == "no-phases 1:1");
    CHECK(joined(problems_of(with(good, phases, ""))) == "missing-key 1:1");
}

TEST_CASE("an interval or a visit is at least a day away") {
    // Nothing shorter than a day can be planned: a step of no days would never end.
    CHECK(problems_with("interval: {value: 2 weeks", "interval: {value: 1 day").empty());
    CHECK_FALSE(problems_with("interval: {value: 2 weeks", "interval: {value: 0 days").empty());
    CHECK_FALSE(problems_with("interval: {value: 2 weeks", "interval: {value: 23 hours").empty());
    CHECK(problems_with("visit_every: {value: 4 weeks", "visit_every: {value: 1 day").empty());
    CHECK_FALSE(problems_with("visit_every: {value: 4 weeks", "visit_every: {value: 0 days").empty());
}

TEST_CASE("unknown words, keys and sources are named with what was meant") {
    CHECK(joined(problems_with("base: original", "base: orignal")) == "unknown-word 10:11");
    CHECK(joined(problems_with("chosen: by-span-of-use", "chosen: always")) == "unknown-word 6:9");
    CHECK(joined(problems_with("title: Example", "titel: Example")) == "missing-key 1:1, unknown-key 3:1");
    CHECK(joined(problems_with("{value: 2 weeks, source: stepdown", "{value: 2 weeks, source: stepdwn")) ==
          "unknown-source 13:40");
    CHECK(joined(problems_with("    interval: {value: 1 month", "    intervall: {value: 1 month")) ==
          "missing-key 15:5, unknown-key 18:5");
    CHECK(joined(problems_with("{text: Hold., source: stepdown", "{text: Hold., from: stepdown")) ==
          "missing-key 21:5, unknown-key 21:19");
    CHECK(joined(problems_with("hold:\n  - {text: Hold.", "hold: {text: Hold.")) == "not-a-list 20:7");
}

TEST_CASE("all problems of a protocol are told at once") {
    std::string text = with(good, "nominal: {cut: 10 %", "nominal: {cut: 50 %");
    text = with(text, "interval: {value: 1 month", "interval: {value: 1 moon");
    text = with(text, "title: Example taper", "title: \"\"");
    CHECK(joined(problems_of(text)) == "not-text 3:8, cut-range 10:5, unit 18:25");
}

TEST_CASE("the shipped protocols say what their sources say") {
    // VA slower 5 to 20 % and slowest 2 to 10 %, each 4 weeks, of the original;
    // CDC long use about 10 % a month; CDC short use 10 % of the original a week until 30 %, then 10 % of the
    // rest.
    const auto phase = [](const char* id, std::size_t number) -> const Phase& {
        const TaperProtocol* protocol = shipped_library().taper(id);
        REQUIRE_MESSAGE(protocol, id);
        REQUIRE(protocol->phases.size() > number);
        return protocol->phases[number];
    };
    const auto is = [](const Phase& one, Base base, double least, double nominal, double most, int days) {
        CHECK(one.base == base);
        CHECK(share(one.smallest_cut) == doctest::Approx(least));
        CHECK(share(one.nominal_cut) == doctest::Approx(nominal));
        CHECK(share(one.largest_cut) == doctest::Approx(most));
        CHECK(whole_days(one.interval.for_caution()) == days);
    };
    is(phase("va-slower", 0), Base::original, 0.05, 0.10, 0.20, 28);
    is(phase("va-slowest", 0), Base::original, 0.02, 0.05, 0.10, 28);
    is(phase("slow-long-term", 0), Base::current, 0.05, 0.10, 0.10, 28);
    is(phase("standard", 0), Base::current, 0.05, 0.10, 0.20, 28);
    is(phase("short-use-weekly", 0), Base::original, 0, 0.10, 0.10, 7);
    is(phase("short-use-weekly", 1), Base::current, 0, 0.10, 0.10, 7);
    CHECK(share(*phase("short-use-weekly", 0).until) == doctest::Approx(0.30));
    CHECK(shipped_library().taper("short-use-weekly")->exempt_below->for_caution() == unit::days(84));
    CHECK_FALSE(shipped_library().taper("slow-long-term")->exempt_below);
}

TEST_CASE("the longest interval of a range lies above the one that is drawn") {
    const auto to = [](const std::string& span) {
        return problems_with("interval: {value: 2 weeks", "interval: {value: 2 weeks, to: " + span);
    };
    CHECK(joined(to("13 days")) == "interval-range 10:5");
    CHECK(joined(to("14 days")) == "interval-range 10:5");
    CHECK(to("15 days").empty());
}

namespace {

const std::string stop_after_one =
    "stops: {when: after-one-step, used_for_below: 1 week, source: stepdown, at: stop, evidence: derived}\n";
const std::string low_doses =
    "immediate_release_only: {below: 50 MME/day, source: stepdown, at: form, evidence: derived}\n";

/// One phase and the guards of a protocol of acute use.
std::string acute(const std::string& more) {
    const std::string one_phase = with(good, second_phase, "");
    return with(one_phase, "    until: {share: 30 %, source: stepdown, at: until, evidence: derived}\n", "") +
           more;
}

}  // namespace

TEST_CASE("an early stop comes only with its guards") {
    CHECK(read(acute(stop_after_one + low_doses)));
    CHECK(joined(problems_of(acute(stop_after_one))) == "early-stop-form 1:1");
    CHECK(joined(problems_of(good + stop_after_one + low_doses)) == "one-phase 1:1");
    CHECK(joined(problems_of(
              with(acute(stop_after_one + low_doses),
                   "exempt_from_ceilings: {used_for_below: 5 months, source: stepdown, at: exempt, "
                   "evidence: derived}\n",
                   ""))) == "acute-span 1:1");
    CHECK(joined(problems_of(acute(with(stop_after_one, "evidence: derived", "evidence: unverified") +
                                   low_doses))) == "unverified-dose 21:8");
    // To stop at once has no phases; with phases it would be two things at a time.
    CHECK(joined(problems_of(acute(with(stop_after_one, "after-one-step", "at-once") + low_doses))) ==
          "no-phases 1:1");
}

TEST_CASE("a locked protocol is never chosen by a rule, and names a setting that there is") {
    const std::string lock =
        "locked: {setting: inpatient, because: Risk., source: stepdown, at: lock, evidence: derived}\n";
    CHECK(joined(problems_of(good + lock)) == "locked-choice 1:1");
    CHECK(read(with(good, "by-span-of-use", "by-name") + lock));
    CHECK(joined(problems_of(with(good, "by-span-of-use", "by-name") + with(lock, "inpatient", "ward"))) ==
          "unknown-word 26:19");
}
