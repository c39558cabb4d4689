// Tapers after a few days or weeks of use: the deadly mistake is to stop somebody who has taken opioids for
// years.
#include <doctest/doctest.h>

#include "planner/schedule.hpp"
#include "planner/taper.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

Tapered tapered(const std::string& regimen, const std::string& more,
                const std::string& goal = "discontinue") {
    const std::string text =
        case_text(regimen, "goal: " + goal + "\nstart: 2026-12-01\n" + more +
                               (more.find("supervision:") == std::string::npos
                                    ? "supervision: {prescriber: Dr. A, patient_agrees: yes}\n"
                                    : ""));
    Result<Tapered> result = taper(good_case(text), shipped_library(), day("2026-11-30"));
    if (!result) FAIL(result.problems().front().message);
    return *std::move(result);
}

std::string protocol_for(const std::string& regimen, const std::string& used,
                         const std::string& goal = "discontinue") {
    const Tapered result = tapered(regimen, "used_for: " + used + "\n", goal);
    REQUIRE(result.plan);
    return result.plan->plan().protocol;
}

/// "20 mg for 2 days".
std::vector<std::string> steps_of(const Tapered& result) {
    REQUIRE(result.plan);
    std::vector<std::string> all;
    for (const Step& step : result.plan->plan().steps) {
        all.push_back(std::to_string(std::lround(in(per_day(step.taking.front()), unit::mg_per_day))) +
                      " mg for " + std::to_string(step.days) + " days");
    }
    return all;
}
using Steps = std::vector<std::string>;

std::string blocked_by(const Tapered& result) {
    CHECK_FALSE(result.plan);
    for (const Finding& finding : result.review.findings) {
        if (finding.severity == Severity::block && !finding.overridden_by) return finding.rule;
    }
    return "";
}

}  // namespace

TEST_CASE("a stop after days of use is never planned for longer use, whatever the case asks for") {
    for (const char* protocol : {"acute-none", "acute-3-6-days", "acute-1-4-weeks"}) {
        for (const char* used : {"28 days", "4 years"}) {
            CAPTURE(protocol);
            CAPTURE(used);
            CHECK(blocked_by(tapered("oxycodone 5 mg q6h", "used_for: " + std::string(used) + "\nprotocol: " +
                                                               protocol + "\n")) == "acute-use-only");
        }
        CHECK(blocked_by(tapered("oxycodone 5 mg q6h", "protocol: " + std::string(protocol) + "\n")) ==
              "acute-use-only-unknown");
    }
}

TEST_CASE("an opioid taken since an earlier day has no early stop, although used_for says days") {
    const std::string text =
        with(case_text("oxycodone 5 mg q6h",
                       "goal: discontinue\nused_for: 2 days\nstart: 2026-12-01\n"
                       "supervision: {prescriber: Dr. A, patient_agrees: yes}\n"),
             "- \"oxycodone 5 mg q6h\"", "- {regimen: oxycodone 5 mg q6h, since: 2020-01-01}");
    const Result<Tapered> result = taper(good_case(text), shipped_library(), day("2026-11-30"));
    REQUIRE(result);
    REQUIRE(result->plan);
    CHECK(result->plan->plan().protocol == "slow-long-term");
}

TEST_CASE("the protocol after short use follows the span: just below, at and just above each limit") {
    const auto protocol = [](const std::string& used) { return protocol_for("oxycodone 5 mg q6h", used); };
    CHECK(protocol("1 day") == "acute-none");
    CHECK(protocol("71 hours") == "acute-none");
    CHECK(protocol("3 days") == "acute-3-6-days");
    CHECK(protocol("4 days") == "acute-3-6-days");
    CHECK(protocol("6 days") == "acute-3-6-days");
    CHECK(protocol("7 days") == "acute-1-4-weeks");
    CHECK(protocol("8 days") == "acute-1-4-weeks");
    CHECK(protocol("27 days") == "acute-1-4-weeks");
    CHECK(protocol("28 days") == "short-use-weekly");
}

TEST_CASE("an early stop is for immediate release below 50 MME a day: just below and at the line") {
    CHECK(protocol_for("morphine 2 mg/mL solution 12 mL twice a day", "2 days") == "acute-none");  // 48 MME
    CHECK(protocol_for("morphine 2 mg/mL solution 12.5 mL twice a day", "2 days") == "acute-1-4-weeks");
    CHECK(protocol_for("morphine 2 mg/mL solution 12 mL twice a day", "5 days") == "acute-3-6-days");
    CHECK(protocol_for("morphine 2 mg/mL solution 12.5 mL twice a day", "5 days") == "acute-1-4-weeks");
    CHECK(protocol_for("morphine ER 15 mg q12h", "2 days") == "acute-1-4-weeks");
    CHECK(protocol_for("levorphanol 2 mg q8h", "2 days") == "acute-1-4-weeks");  // no factor: not known
    CHECK(protocol_for("oxycodone 5 mg q6h", "2 days", "reduce to oxycodone 10 mg/day") == "acute-1-4-weeks");
}

TEST_CASE("why the next slower protocol is taken is said") {
    const Tapered result = tapered("morphine ER 15 mg q12h", "used_for: 5 days\n");
    REQUIRE(result.plan);
    CHECK(result.plan->plan().why_this_protocol ==
          "chosen for 5 days of use, because the case names none; acute-3-6-days is not for this case: the "
          "release is extended");
}

TEST_CASE("after a few days no taper is needed: no step, a stop on the first day, one review within a week") {
    const Tapered result = tapered("oxycodone 5 mg q6h", "used_for: 2 days\n");
    REQUIRE(result.plan);
    const DraftPlan& plan = result.plan->plan();
    CHECK(plan.steps.empty());
    CHECK(plan.ending.taking.empty());
    CHECK(plan.ending.from == day("2026-12-01"));
    REQUIRE(plan.ending.visits.size() == 1);
    CHECK(plan.ending.visits.front().kind == VisitKind::review);
    CHECK(plan.ending.visits.front().on == day("2026-12-07"));
}

TEST_CASE("after 3 to 6 days half of the dose is taken for 2 days, or the next dose above half, then none") {
    CHECK(steps_of(tapered("oxycodone 5 mg q6h", "used_for: 5 days\n")) == Steps{"10 mg for 2 days"});
    CHECK(steps_of(tapered("oxycodone 5 mg q8h", "used_for: 5 days\n")) ==
          Steps{"10 mg for 2 days"});  // of 15
    CHECK(steps_of(tapered("oxycodone 10 mg q8h", "used_for: 5 days\n")) == Steps{"15 mg for 2 days"});
    CHECK(steps_of(tapered("oxycodone 5 mg daily", "used_for: 5 days\n")) == Steps{"5 mg for 2 days"});
    const Tapered result = tapered("oxycodone 5 mg q6h", "used_for: 5 days\n");
    CHECK(result.plan->plan().ending.taking.empty());
    CHECK(result.plan->plan().ending.from == day("2026-12-03"));
    CHECK(result.plan->plan().ending.visits.empty());
}

TEST_CASE("after 1 to 4 weeks a fifth of the original dose goes every 2 days, to one smallest unit") {
    // 100 mg a day in even cuts of at most 20 mg, the last of them down to four times the smallest measured
    // dose.
    const Steps steps = steps_of(tapered("morphine 2 mg/mL solution 12.5 mL q6h", "used_for: 2 weeks\n"));
    REQUIRE(steps.size() >= 4);
    CHECK(Steps(steps.begin(), steps.begin() + 4) ==
          Steps{"80 mg for 2 days", "61 mg for 2 days", "42 mg for 2 days", "23 mg for 2 days"});
    CHECK(steps_of(tapered("oxycodone 10 mg q6h", "used_for: 2 weeks\n")) ==
          Steps{"35 mg for 2 days", "30 mg for 2 days", "25 mg for 2 days", "20 mg for 2 days",
                "15 mg for 2 days", "10 mg for 2 days", "5 mg for 2 days"});
}

TEST_CASE("steps of days share one review at the end, unless the case asks for more") {
    const auto reviews = [](const std::string& every) {
        const Tapered result = tapered("oxycodone 10 mg q6h",
                                       "used_for: 2 weeks\nsupervision: {prescriber: Dr. A, "
                                       "patient_agrees: yes" +
                                           every + "}\n");
        REQUIRE(result.plan);
        std::vector<int> steps;
        for (const Step& step : result.plan->plan().steps) {
            if (!step.visits.empty()) steps.push_back(step.number);
        }
        return steps;
    };
    CHECK(reviews("") == std::vector<int>{7});  // 14 days in all
    CHECK(reviews(", review_every: 14 days") == std::vector<int>{7});
    CHECK(reviews(", review_every: 13 days") == std::vector<int>{6, 7});
    CHECK(reviews(", review_every: 5 days") == std::vector<int>{2, 4, 6, 7});
}

TEST_CASE("a step of a week or more keeps its own review after short use, too") {
    const Tapered result = tapered("Butrans 10 mcg/h weekly", "used_for: 27 days\n");  // steps of 14 days
    REQUIRE(result.plan);
    for (const Step& step : result.plan->plan().steps) {
        REQUIRE(step.days == 14);
        CHECK(step.visits.back().kind == VisitKind::review);
    }
}

TEST_CASE("a protocol for longer use is allowed after short use, with a warning that it prolongs it") {
    const Tapered result = tapered("oxycodone 5 mg q6h", "used_for: 5 days\nprotocol: slow-long-term\n");
    REQUIRE(result.plan);
    const auto said = std::find_if(result.review.findings.begin(), result.review.findings.end(),
                                   [](const Finding& one) { return one.rule == "use-under-four-weeks"; });
    REQUIRE(said != result.review.findings.end());
    CHECK(said->severity == Severity::warn);
    CHECK(said->message.find("would prolong") != std::string::npos);
}

TEST_CASE("a rapid taper needs the override and the setting, and then goes day by day") {
    const std::string lifted = "overrides: [{rule: locked-protocol, reason: proven diversion, by: Dr. B}]\n";
    const std::string inpatient =
        "supervision: {prescriber: Dr. A, patient_agrees: yes, setting: inpatient}\n";
    const std::string rapid = "used_for: 4 years\nprotocol: va-rapid\n";
    CHECK(blocked_by(tapered("morphine ER 60 mg q12h", rapid)) == "locked-protocol");
    CHECK(blocked_by(tapered("morphine ER 60 mg q12h", rapid + inpatient)) == "locked-protocol");
    CHECK(blocked_by(tapered("morphine ER 60 mg q12h", rapid + lifted)) == "protocol-setting-unknown");
    // 120 mg: a fifth is 24, tablets of 15 make 30 of it (25 %); then a tenth is 12, and they make 15.
    CHECK(steps_of(tapered("morphine ER 60 mg q12h", rapid + lifted + inpatient)) ==
          Steps{"90 mg for 1 days", "75 mg for 1 days", "60 mg for 1 days", "45 mg for 1 days",
                "30 mg for 1 days", "15 mg for 1 days"});
}

TEST_CASE("an override of the lock frees no other protocol from the ceilings") {
    const std::string lifted =
        "overrides: [{rule: locked-protocol, reason: proven diversion, by: Dr. B}]\n"
        "supervision: {prescriber: Dr. A, patient_agrees: yes, setting: inpatient}\n";
    const std::string weekly = "used_for: 4 years\nprotocol: va-faster\n";
    CHECK(steps_of(tapered("morphine ER 60 mg q12h", weekly + lifted)) ==
          steps_of(tapered("morphine ER 60 mg q12h", weekly)));
}
