#include "planner/taper.hpp"

#include <doctest/doctest.h>

#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string supervised =
    "start: 2026-12-01\nsupervision: {prescriber: Dr. A, review_every: 4 weeks, patient_agrees: yes}\n";

Result<Tapered> taper_of(const std::string& regimen, const std::string& more,
                         const Library& library = shipped_library()) {
    const Case one = good_case(case_text(regimen, more + supervised), library);
    return taper(one, library, day("2026-11-30"));
}

/// The plan; the test fails when there is none.
DraftPlan plan_of(const std::string& regimen, const std::string& more,
                  const Library& library = shipped_library()) {
    const Result<Tapered> tapered = taper_of(regimen, more, library);
    if (!tapered) FAIL(regimen << ": " << tapered.problems().front().message);
    for (const Finding& finding : tapered->review.findings) {
        if (finding.severity == Severity::block) MESSAGE(finding.rule << ": " << finding.message);
    }
    REQUIRE(tapered->plan);
    return tapered->plan->plan();
}

std::string problem_of(const std::string& regimen, const std::string& more) {
    const Result<Tapered> tapered = taper_of(regimen, more);
    return tapered ? "none" : tapered.problems().front().id;
}

/// The rules that block; none when a plan is issued.
std::vector<std::string> blocks_of(const std::string& regimen, const std::string& more,
                                   const Library& library = shipped_library()) {
    const Result<Tapered> tapered = taper_of(regimen, more, library);
    REQUIRE(tapered);
    std::vector<std::string> rules;
    for (const Finding& finding : tapered->review.findings) {
        if (finding.severity == Severity::block && !finding.overridden_by) rules.push_back(finding.rule);
    }
    CHECK(tapered->plan.has_value() == rules.empty());
    return rules;
}
using Rules = std::vector<std::string>;

/// "60/45/60" in milligrams, each step.
std::vector<std::string> doses_of(const DraftPlan& plan) {
    std::vector<std::string> all;
    for (const Step& step : plan.steps) {
        std::string doses;
        for (const PlannedDose& dose : step.taking.front().doses) {
            const double mg = in(given_in_a_day(dose.amount), unit::mg);
            std::string text = std::to_string(std::lround(10 * mg));
            text = text.back() == '0' ? text.substr(0, text.size() - 1)
                                      : text.substr(0, text.size() - 1) + "." + text.back();
            doses += (doses.empty() ? "" : "/") + text;
        }
        all.push_back(doses);
    }
    return all;
}
using Doses = std::vector<std::string>;

std::vector<long> totals_of(const DraftPlan& plan) {
    std::vector<long> all;
    for (const Step& step : plan.steps)
        all.push_back(std::lround(in(per_day(step.taking.front()), unit::mg_per_day)));
    return all;
}
using Totals = std::vector<long>;

/// A protocol of one stretch, for limits that no shipped protocol comes near.
std::string protocol_file(const std::string& cuts, const std::string& nominal, const std::string& interval) {
    return "stepdown: taper/1\nid: test-pace\ntitle: Test pace\nfor_whom: Tests\n"
           "published: {source: stepdown, at: test, evidence: derived}\nchosen: by-name\nphases:\n"
           "  - base: current\n"
           "    cut: {" +
           cuts +
           ", source: stepdown, at: test, evidence: derived}\n"
           "    nominal: {cut: " +
           nominal +
           ", source: stepdown, at: test, evidence: derived}\n"
           "    interval: {value: " +
           interval +
           ", source: stepdown, at: test, evidence: derived}\n"
           "visit_every: {value: 4 weeks, source: stepdown, at: test, evidence: derived}\n";
}

const std::string stop = "goal: discontinue\n";
const std::string years = "used_for: 4 years\n";

}  // namespace

TEST_CASE("the VA's example of 270 mg every 8 hours, step by step to nothing") {
    const DraftPlan plan = plan_of("morphine ER 90 mg q8h", stop + years + "protocol: va-slower\n");
    // 30 mg is 11.1 % of the original, and nearer to the nominal 10 % than 15 mg; from 90 mg on it would be
    // more than 25 % of the dose in force.
    CHECK(totals_of(plan) == Totals{240, 210, 180, 150, 120, 90, 75, 60, 45, 30, 15});
    CHECK(doses_of(plan) == Doses{"75/75/90", "75/60/75", "60/60/60", "45/45/60", "45/30/45", "30/30/30",
                                  "30/15/30", "15/15/30", "15/15/15", "15/15", "15"});
    // 28 days each; 45 to 30 mg is a third and 30 to 15 half of the dose: flagged and held twice as long.
    for (const Step& step : plan.steps) {
        CAPTURE(step.number);
        CHECK(step.days == (step.number < 10 ? 28 : 56));
        CHECK(step.limited_by == (step.number < 10    ? LimitedBy::nothing
                                  : step.number == 10 ? LimitedBy::grid
                                                      : LimitedBy::last_unit));
    }
    // 9 x 28 + 2 x 56 = 364 days from December 1, 2026.
    CHECK(iso(plan.steps.front().start) == "2026-12-01");
    CHECK(iso(plan.steps.front().end()) == "2026-12-28");
    CHECK(iso(plan.steps.back().end()) == "2027-11-29");
    CHECK(iso(plan.ending.from) == "2027-11-30");
    CHECK(plan.ending.taking.empty());
}

TEST_CASE("the last doses of the VA's example are taken at the times of fewer doses") {
    const DraftPlan plan = plan_of("morphine ER 90 mg q8h", stop + years + "protocol: va-slower\n");
    const auto times = [&](std::size_t step) {
        std::string all;
        for (const PlannedDose& dose : plan.steps[step].taking.front().doses)
            all += std::string(word(dose.time.at)) + " " + clock(dose.time) + " ";
        return all;
    };
    CHECK(times(0) == "morning 07:00 afternoon 15:00 bedtime 23:00 ");
    CHECK(times(9) == "morning 07:00 evening 19:00 ");
    CHECK(times(10) == "bedtime 23:00 ");  // the bedtime dose is the last to go
}

TEST_CASE("the VA's patient plan: the afternoon is cut first, then the morning, then all are level") {
    const DraftPlan plan =
        plan_of("morphine ER 60 mg q8h", years + "goal: reduce to 90 MME/day\nprotocol: va-slower\n");
    CHECK(doses_of(plan) == Doses{"60/45/60", "45/45/60", "45/45/45", "45/30/45", "30/30/45", "30/30/30"});
    REQUIRE(plan.ending.taking.size() == 1);
    CHECK(per_day(plan.ending.taking.front()) == per_day(plan.steps.back().taking.front()));
}

TEST_CASE("short use goes 90, 80 to 30 % of the original by weeks and then a tenth of the rest") {
    // 100 mg a day, to be measured in half milliliters of 1 mg. Below 30 at most a tenth: 2 mg, and from 18
    // mg on 1. (27, 25, 23, 21, 19, 18 takes as many weeks, less evenly.)
    const DraftPlan plan = plan_of("morphine 2 mg/mL solution 12.5 mL q6h", stop + "used_for: 8 weeks\n");
    CHECK(plan.protocol == "short-use-weekly");
    CHECK(totals_of(plan) == Totals{90, 80, 70, 60, 50, 40, 30, 28, 26, 24, 22, 20, 18, 17, 16,
                                    15, 14, 13, 12, 11, 10, 9,  8,  7,  6,  5,  4,  3,  2,  1});
    for (const Step& step : plan.steps) {
        const long total = std::lround(in(per_day(step.taking.front()), unit::mg_per_day));
        CAPTURE(total);
        // 10 to 9 is the last cut of a tenth; the smaller doses have no cut in the range.
        CHECK(step.days == (total >= 9 ? 7 : 14));
        CHECK((step.limited_by == LimitedBy::nothing) == (total >= 9));
    }
}

TEST_CASE("the protocol follows the span of use: just below, at and just above each limit") {
    const auto protocol_for = [](const std::string& used) {
        return plan_of("morphine ER 30 mg q12h", stop + used).protocol;
    };
    CHECK(protocol_for("used_for: 27 days\n") == "acute-1-4-weeks");
    CHECK(protocol_for("used_for: 4 weeks\n") == "short-use-weekly");
    CHECK(protocol_for("used_for: 29 days\n") == "short-use-weekly");
    CHECK(protocol_for("used_for: 83 days\n") == "short-use-weekly");
    CHECK(protocol_for("used_for: 3 months\n") == "standard");
    CHECK(protocol_for("used_for: 84 days\n") == "standard");
    CHECK(protocol_for("used_for: 85 days\n") == "standard");
    CHECK(protocol_for("used_for: 335 days\n") == "standard");
    CHECK(protocol_for("used_for: 1 year\n") == "slow-long-term");
    CHECK(protocol_for("used_for: 336 days\n") == "slow-long-term");
    CHECK(protocol_for("used_for: 20 years\n") == "slow-long-term");
    CHECK(protocol_for("") == "slow-long-term");  // not said: the slowest
    CHECK(plan_of("morphine ER 30 mg q12h", stop + "used_for: 4 weeks\nprotocol: va-slowest\n").protocol ==
          "va-slowest");
}

TEST_CASE("why a protocol was taken is said") {
    CHECK(plan_of("morphine ER 30 mg q12h", stop + years + "protocol: standard\n").why_this_protocol ==
          "named in the case");
    CHECK(plan_of("morphine ER 30 mg q12h", stop + years).why_this_protocol.find("4 years") !=
          std::string::npos);
    CHECK(plan_of("morphine ER 30 mg q12h", stop).why_this_protocol.find("does not say") !=
          std::string::npos);
}

TEST_CASE("the ceilings bind the weekly protocol from 3 months of use on: just below, at and just above") {
    // From 70 % of the original on, two weekly cuts of 10 % are more than 25 % of the dose in force.
    const auto totals = [](const std::string& used) {
        return totals_of(plan_of("morphine 2 mg/mL solution 12.5 mL q6h",
                                 stop + "protocol: short-use-weekly\nused_for: " + used + "\n"));
    };
    const Totals free = totals("83 days");
    CHECK(Totals(free.begin(), free.begin() + 7) == Totals{90, 80, 70, 60, 50, 40, 30});
    for (const char* used : {"84 days", "85 days", "4 years"}) {
        CAPTURE(used);
        const Totals bound = totals(used);
        CHECK(Totals(bound.begin(), bound.begin() + 3) == Totals{90, 80, 70});
        CHECK(bound[5] > 40);
        for (std::size_t i = 2; i < 12; ++i) CHECK(bound[i] * 4 >= bound[i - 2] * 3);
    }
}

TEST_CASE("steps that end within 90 days of the start are firm: just below, at and just above") {
    const auto firm = [](const std::string& interval) {
        const Library library = library_with(protocol_file("from: 5 %, to: 10 %", "10 %", interval));
        return plan_of("morphine 2 mg/mL solution 12.5 mL q6h", stop + years + "protocol: test-pace\n",
                       library)
            .steps.front()
            .firm;
    };
    CHECK(firm("89 days"));
    CHECK(firm("90 days"));
    CHECK_FALSE(firm("91 days"));
}

TEST_CASE(
    "a cut above 50 % of the dose outside the last-unit zone is no plan: just below, at and just above") {
    // Extended-release hydrocodone is taken once a day; 20 mg is its smallest tablet and so the last-unit
    // zone.
    CHECK(blocks_of("hydrocodone ER 40 mg daily", stop + years).empty());  // to 30, then 20
    // With one product of two strengths: 30 to 15 is 50 %.
    const std::string one_strength = "preferences: {products: [oxycodone_er_cap12]}\n";
    CHECK(blocks_of("oxycodone ER 9 mg q12h", stop + years + one_strength).empty());
    CHECK(plan_of("morphine ER 15 mg q12h", stop + years).steps.size() ==
          1);  // 30 to 15 mg is 50 %, in the zone
}

TEST_CASE("a cut above 25 % asks to be acknowledged: at and just above") {
    const auto asks = [](const std::string& regimen) {
        const Result<Tapered> tapered = taper_of(regimen, stop + years);
        REQUIRE(tapered);
        for (const Finding& finding : tapered->review.findings) {
            if (finding.rule == "outside-protocol-range" && finding.step == 1) return finding.acknowledge;
        }
        FAIL("step 1 is not flagged");
        return false;
    };
    CHECK_FALSE(asks("oxycodone 5 mg q6h"));      // 20 to 15: 25 %
    CHECK(asks("oxycodone 5 mg q8h"));            // 15 to 10: 33 %
    CHECK_FALSE(asks("morphine ER 30 mg q12h"));  // 60 to 45: 25 %
}

TEST_CASE(
    "asked for 10 % where tablets allow 17, 20, 25, 33 and 50 %, the plan says so of every step and why") {
    // 15 mg is the smallest tablet: 90, 75, 60, 45, 30, 15.
    const Result<Tapered> tapered = taper_of("morphine ER 30 mg q8h", stop + years);
    REQUIRE(tapered);
    REQUIRE(tapered->plan);
    const std::vector<Step>& steps = tapered->plan->plan().steps;
    const std::vector<std::string> shares{"16.7 %", "20 %", "25 %", "33.3 %", "50 %"};
    REQUIRE(steps.size() == shares.size());
    for (const Step& step : steps) {
        CAPTURE(step.number);
        CHECK(step.limited_by != LimitedBy::nothing);
        CHECK(step.days == 56);
        const auto& findings = tapered->review.findings;
        CHECK(std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
            const std::string& share = shares[static_cast<std::size_t>(step.number - 1)];
            return finding.rule == "outside-protocol-range" && finding.step == step.number &&
                   finding.message.find("(" + share + " of the current dose)") != std::string::npos &&
                   finding.instead.find("A smaller cut needs another form") != std::string::npos;
        }));
    }
}

TEST_CASE("a goal is reached or stays just above, and the last dose goes on") {
    const auto last = [](const std::string& goal) {
        const DraftPlan plan =
            plan_of("morphine ER 60 mg q8h", years + "protocol: va-slower\ngoal: " + goal + "\n");
        CHECK_FALSE(plan.ending.taking.empty());
        return totals_of(plan).back();
    };
    CHECK(last("reduce to 89 MME/day") == 90);
    CHECK(last("reduce to 90 MME/day") == 90);
    CHECK(last("reduce to 91 MME/day") == 105);
    CHECK(last("reduce to morphine 90 mg/day") == 90);
    CHECK(last("reduce to 1 MME/day") == 15);
}

TEST_CASE("faults of a goal are told") {
    const std::string opioid = "morphine ER 30 mg q12h";
    CHECK(problem_of(opioid, years) == "goal-missing");
    CHECK(problem_of(opioid, years + "goal: rotate to methadone\n") == "goal-is-rotation");
    CHECK(problem_of(opioid, years + "goal: reduce to oxycodone 10 mg/day\n") == "goal-drug");
    CHECK(problem_of(opioid, years + "goal: reduce to 61 MME/day\n") == "goal-not-lower");
    CHECK(problem_of(opioid, years + "goal: reduce to 60 MME/day\n") == "goal-not-lower");
    CHECK(problem_of(opioid, years + "goal: reduce to 59 MME/day\n") ==
          "goal-out-of-reach");  // 45 is the next dose
    CHECK(problem_of(opioid, years + "goal: reduce to 45 MME/day\n") == "none");
    CHECK(problem_of(opioid, years + "goal: reduce to morphine 60 mg/day\n") == "goal-not-lower");
}

TEST_CASE("a goal in MME for a drug that has no factor is told, and not passed over") {
    // The CDC gives levorphanol no factor: without this the taper would run down to one tablet, past any
    // goal.
    CHECK(problem_of("levorphanol 2 mg q8h", years + "goal: reduce to 28 MME/day\n") != "none");
    CHECK(problem_of("levorphanol 2 mg q8h", years + "goal: reduce to levorphanol 4 mg/day\n") == "none");
}

TEST_CASE("a patient at one smallest unit a day stops after one held step with a review") {
    const DraftPlan plan = plan_of("hydrocodone ER 20 mg daily", stop + years);
    REQUIRE(plan.steps.size() == 1);
    CHECK(plan.steps[0].kind == StepKind::hold);
    CHECK(plan.steps[0].days == 56);
    CHECK(totals_of(plan) == Totals{20});
    CHECK(plan.ending.taking.empty());
}

TEST_CASE("the dose that the patient would keep heaviest is cut last") {
    const auto first_steps = [](const std::string& heavier) {
        const Doses all = doses_of(
            plan_of("morphine ER 60 mg q8h",
                    stop + years + "protocol: va-slower\npreferences: {heavier_dose: " + heavier + "}\n"));
        return Doses(all.begin(), all.begin() + 3);
    };
    CHECK(first_steps("bedtime") == Doses{"60/45/60", "45/45/60", "45/45/45"});
    CHECK(first_steps("morning") == Doses{"60/45/60", "60/45/45", "45/45/45"});
    CHECK(first_steps("afternoon") == Doses{"45/60/60", "45/60/45", "45/45/45"});
}

TEST_CASE("how long opioids were taken counts from the day that an opioid names, where that is longer") {
    const auto protocol_since = [](const std::string& since, const std::string& used) {
        std::string text = case_text("morphine ER 30 mg q12h", stop + used + supervised);
        text = with(text, "- \"morphine ER 30 mg q12h\"",
                    "- {regimen: morphine ER 30 mg q12h, since: " + since + "}");
        const Result<Tapered> tapered = taper(good_case(text), shipped_library(), day("2026-11-30"));
        REQUIRE(tapered);
        REQUIRE(tapered->plan);
        return tapered->plan->plan().protocol;
    };
    // November 30, 2026 less 83, 84, 335 and 336 days.
    CHECK(protocol_since("2026-09-08", "") == "short-use-weekly");
    CHECK(protocol_since("2026-09-07", "") == "standard");
    CHECK(protocol_since("2025-12-30", "") == "standard");
    CHECK(protocol_since("2025-12-29", "") == "slow-long-term");
    CHECK(protocol_since("2026-09-08", "used_for: 4 years\n") == "slow-long-term");
    CHECK(protocol_since("2020-01-01", "used_for: 8 weeks\n") == "slow-long-term");
}

TEST_CASE("a case may ask for shorter fills than the limits have, never for longer ones") {
    const auto longest = [](const std::string& days) {
        const DraftPlan plan =
            plan_of("morphine ER 15 mg q12h", stop + years + "preferences: {fill_every: " + days + "}\n");
        int most = 0;
        for (const Fill& fill : plan.steps.front().fills) most = std::max(most, fill.days);
        return most;
    };
    CHECK(longest("27 days") == 27);
    CHECK(longest("28 days") == 28);
    CHECK(longest("29 days") == 28);
}

TEST_CASE("after the last dose two dated visits follow, on working days") {
    const DraftPlan plan = plan_of("morphine ER 90 mg q8h", stop + years + "protocol: va-slower\n");
    REQUIRE(plan.ending.visits.size() == 2);
    // 4 weeks and 12 weeks from Tuesday, November 30, 2027: Monday, December 27 and Monday, February 21.
    CHECK(iso(plan.ending.visits[0].on) == "2027-12-27");
    CHECK(iso(plan.ending.visits[1].on) == "2028-02-21");
    CHECK(plan.ending.visits[0].kind == VisitKind::follow_up);
}

TEST_CASE("a plan begins on the day that the case names, else on the day of the run") {
    CHECK(iso(plan_of("morphine ER 30 mg q12h", stop + years).steps.front().start) == "2026-12-01");
    const std::string text =
        with(case_text("morphine ER 30 mg q12h", stop + years + supervised), "start: 2026-12-01\n", "");
    const Result<Tapered> tapered = taper(good_case(text), shipped_library(), day("2026-11-30"));
    REQUIRE(tapered);
    REQUIRE(tapered->plan);
    CHECK(iso(tapered->plan->plan().steps.front().start) == "2026-11-30");
}

TEST_CASE("nothing is drafted for an opioid that is not taken") {
    const std::string text =
        with(case_text("morphine ER 30 mg q12h", stop + years + supervised), "- \"morphine ER 30 mg q12h\"",
             "- {regimen: morphine ER 30 mg q12h, taking: none}");
    const Result<Tapered> tapered = taper(good_case(text), shipped_library(), day("2026-11-30"));
    REQUIRE(tapered);
    CHECK_FALSE(tapered->plan);
    REQUIRE(tapered->review.findings.size() == 1);
    CHECK(tapered->review.findings.front().rule == "not-taking");
}
