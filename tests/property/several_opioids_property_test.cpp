#include <cmath>
#include <doctest/doctest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/formats/plan_json.hpp"
#include "planner/taper.hpp"
#include "tests/support/check_support.hpp"
#include "tests/support/library.hpp"
#include "tests/support/property.hpp"

// Random cases with several opioids, read from text as a user's case is. Every promise is recomputed from the
// JSON of the plan alone.

using namespace stepdown;
using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

std::string scheduled() {
    return one_of<std::string>(
        {"oxycodone ER 20 mg q12h", "oxycodone ER 40 mg q12h", "oxycodone ER 80 mg q12h",
         "morphine ER 60 mg q12h", "morphine ER 30 mg q8h", "MS Contin 100 mg q12h", "oxycodone 5 mg q6h",
         "oxycodone 10 mg q4h", "morphine 15 mg q4h", "hydromorphone 4 mg q6h", "hydromorphone 2 mg q4h",
         "oxymorphone ER 20 mg q12h", "hydrocodone/acetaminophen 5/325 mg 1 tablet q6h", "codeine 30 mg q6h",
         "morphine 2 mg/mL solution 5 mL q4h", "oxycodone ER 30 mg morning, 20 mg evening"});
}
std::string as_needed() {
    return one_of<std::string>(
               {"oxycodone 5 mg", "oxycodone 10 mg", "morphine 15 mg", "hydromorphone 2 mg"}) +
           " every 4 hours as needed, uses " + std::to_string(number_between(1, 5)) + " a day";
}

std::string random_case() {
    std::string text =
        "stepdown: case/1\npatient: {age: 58 years, sex: male, conditions: [], medicines: []}\nopioids:\n";
    text += "  - " + scheduled() + "\n";
    for (int more = number_between(1, 2); more > 0; --more)
        text += "  - " + (one_in(2) ? as_needed() : scheduled()) + "\n";
    text += "goal: " +
            one_of<std::string>({"discontinue", "discontinue", "reduce to 90 MME/day", "reduce to 50 MME/day",
                                 "reduce to 20 MME/day", "reduce to oxycodone 15 mg/day",
                                 "reduce to morphine 30 mg/day"}) +
            "\n";
    text += "used_for: " + one_of<std::string>({"3 months", "8 months", "1 year", "12 years"}) + "\n";
    if (one_in(2)) {
        text += "protocol: " +
                one_of<std::string>({"standard", "slow-long-term", "va-slower", "va-slowest", "us-label",
                                     "va-faster", "uk-weekly", "va-dod-fast", "canada"}) +
                "\n";
    }
    text +=
        "start: 2026-12-01\nsupervision: {prescriber: Dr. A, patient_agrees: yes}\n"
        "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n";
    std::string wishes = "tablets_scored: " + one_of<std::string>({"yes", "no"});
    if (one_in(2)) wishes += ", keep_as_needed: yes";
    if (one_in(3)) wishes += ", liquid_acceptable: yes";
    if (one_in(3)) wishes += ", immediate_release_acceptable: yes";
    std::vector<std::string> firsts{"o1", "o2", "o2, o1"};
    const bool is_extended = text.find(" ER ") != std::string::npos;
    if (is_extended) firsts.emplace_back("extended-release, o2");
    if (one_in(2)) wishes += ", taper_first: [" + *rc::gen::elementOf(firsts) + "]";
    return text + "preferences: {" + wishes + "}\n";
}

double value(const Json& quantity) {
    return quantity["value"].get<double>();
}

/// The day's dose of each drug.
std::map<std::string, double> by_drug(const Json& opioids) {
    std::map<std::string, double> sums;
    for (const Json& one : opioids) sums[one["drug"]] += value(one["daily_dose"]);
    return sums;
}
std::map<std::string, double> by_opioid(const Json& opioids) {
    std::map<std::string, double> doses;
    for (const Json& one : opioids) doses[one["id"]] = value(one["daily_dose"]);
    return doses;
}
double total_mme(const Json& opioids) {
    double sum = 0;
    for (const Json& one : opioids) sum += value(one["mme"]);
    return sum;
}

constexpr double slack = 1e-6;

/// A dose in force, and the day on which a step began to lower it.
struct Cut {
    int day;
    double before;
};

/// (a) 25 % within 14 days, (b) 10 % of the original for each 7 days that a step is held.
void is_under_ceilings(std::vector<Cut>& cuts, const Cut& now, double after, double original, int held,
                       bool flagged) {
    cuts.push_back(now);
    if (flagged) return;
    for (const Cut& cut : cuts) {
        if (now.day - cut.day < 14) RC_ASSERT(after >= 0.75 * cut.before - slack);
    }
    RC_ASSERT(now.before - after <= 0.1 * original * (held / 7) + slack);
}

class Promises {
public:
    Promises(const Json& plan, const Case& patient_case)
        : plan_(plan), case_(patient_case), baseline_(plan["baseline"]["opioids"]) {}

    void check() const {
        segments_meet();
        const Json* before = &baseline_;
        int day = 0;
        std::map<std::string, std::vector<Cut>> cuts;
        for (const Json& step : plan_["steps"]) {
            const Json& now = step["opioids"];
            only_the_segments_opioid_moves(step, *before, now);
            ceilings(step, *before, now, day, cuts);
            totals(step);
            fills_add_up(step);
            kept_use_is_as_before(now);
            drugs_that_stop_were_one_unit(*before, now);
            before = &now;
            day += step["days"].get<int>();
        }
        const Json& after = plan_["after"]["opioids"];
        kept_use_is_as_before(after);
        drugs_that_stop_were_one_unit(*before, after);
        RC_ASSERT(total_mme(after) <= total_mme(*before) + slack);
        the_end_is_the_goal(after);
    }

private:
    void segments_meet() const {
        int next = 1;
        std::set<std::string> seen;
        for (const Json& segment : plan_["segments"]) {
            RC_ASSERT(segment["first_step"] == next);
            RC_ASSERT(segment["last_step"].get<int>() >= next);
            RC_ASSERT(seen.insert(segment["opioid"]).second);  // each has one turn
            next = segment["last_step"].get<int>() + 1;
        }
        RC_ASSERT(next == static_cast<int>(plan_["steps"].size()) + 1);
    }

    void only_the_segments_opioid_moves(const Json& step, const Json& before, const Json& now) const {
        std::string turn;
        for (const Json& segment : plan_["segments"]) {
            if (segment["first_step"] <= step["number"] && step["number"] <= segment["last_step"])
                turn = segment["opioid"];
        }
        const auto was = by_opioid(before), is = by_opioid(now);
        for (const auto& [id, dose] : is) {
            RC_ASSERT(was.count(id) == 1U);
            if (id != turn) RC_ASSERT(std::abs(dose - was.at(id)) < slack);
            RC_ASSERT(dose <= was.at(id) + slack);
        }
        for (const auto& [id, dose] : was) RC_ASSERT((is.count(id) == 1U || id == turn));
        for (const Json& one : now) RC_ASSERT((one["role"] == "tapered") == (one["id"] == turn));
        if (step["kind"] == "reduce") RC_ASSERT(total_mme(now) < total_mme(before));
    }

    void ceilings(const Json& step, const Json& before, const Json& now, int day,
                  std::map<std::string, std::vector<Cut>>& cuts) const {
        const bool flagged = !step["limited_by"].is_null();
        const int held = step["days"];
        auto is = by_drug(now), original = by_drug(baseline_);
        for (const auto& [drug, dose] : by_drug(before))
            is_under_ceilings(cuts[drug], {day, dose}, is[drug], original[drug], held, flagged);
        is_under_ceilings(cuts["all"], {day, total_mme(before)}, total_mme(now), total_mme(baseline_), held,
                          flagged);
        if (flagged) RC_ASSERT(held >= 2 * shortest_interval());
    }

    int shortest_interval() const {
        int days = 28;
        for (const Phase& phase : shipped_library().taper(plan_["protocol"]["id"].get<std::string>())->phases)
            days = std::min(days, whole_days(*phase.interval.for_dosing()));
        return days;
    }

    static void totals(const Json& step) {
        RC_ASSERT(std::abs(value(step["mme"]) - total_mme(step["opioids"])) < slack);
        for (const Json& one : step["opioids"]) {
            double sum = 0;
            for (const Json& dose : one["doses"]) sum += value(dose["amount"]);
            if (!one["as_needed"].is_null())
                sum += value(one["as_needed"]["amount"]) * one["as_needed"]["counted_per_day"].get<double>();
            RC_ASSERT(std::abs(sum - value(one["daily_dose"])) < slack);
        }
    }

    static void fills_add_up(const Json& step) {
        std::map<std::string, double> needed, filled;
        const double days = step["days"];
        for (const Json& one : step["opioids"]) {
            for (const Json& dose : one["doses"]) {
                for (const Json& unit : dose["units"])
                    needed[unit["rxcui"]] += unit["count"].get<double>() * days;
            }
            if (one["as_needed"].is_null()) continue;
            for (const Json& unit : one["as_needed"]["units"])
                needed[unit["rxcui"]] +=
                    unit["count"].get<double>() * days * one["as_needed"]["counted_per_day"].get<double>();
        }
        for (const Json& fill : step["fills"]) filled[fill["rxcui"]] += fill["quantity"].get<double>();
        RC_ASSERT(needed.size() == filled.size());
        const auto opioids = static_cast<double>(step["opioids"].size());
        for (const auto& [rxcui, need] : needed) {
            RC_ASSERT(filled[rxcui] >= need - slack);
            RC_ASSERT(filled[rxcui] < need + opioids);
        }
    }

    void kept_use_is_as_before(const Json& now) const {
        for (const Json& one : baseline_) {
            if (one["as_needed"].is_null()) continue;
            int found = 0;
            for (const Json& later : now) {
                if (later["id"] != one["id"]) continue;
                ++found;
                RC_ASSERT(later["as_needed"] == one["as_needed"]);
                RC_ASSERT(later["role"] == "unchanged");
            }
            RC_ASSERT(found == 1);
        }
    }

    static void drugs_that_stop_were_one_unit(const Json& before, const Json& now) {
        const auto is = by_drug(now);
        for (const auto& [drug, dose] : by_drug(before)) {
            if (is.count(drug) == 1U) continue;
            int doses = 0;
            for (const Json& one : before) {
                if (one["drug"] != drug) continue;
                RC_ASSERT(one["as_needed"].is_null());
                for (const Json& of : one["doses"]) {
                    ++doses;
                    RC_ASSERT(of["units"].size() == 1U);
                    RC_ASSERT(of["units"][0]["count"].get<double>() <= 1 + slack);
                }
            }
            RC_ASSERT(doses == 1);
        }
    }

    void the_end_is_the_goal(const Json& after) const {
        if (std::holds_alternative<Discontinue>(*case_.goal)) {
            for (const Json& one : after) RC_ASSERT(!one["as_needed"].is_null());
        } else if (const auto* total = std::get_if<ReduceToMme>(&*case_.goal)) {
            const bool all_gone = total_mme(after) < slack;
            RC_ASSERT((total_mme(after) >= in(total->target, unit::mme_per_day) - slack || !all_gone));
            for (const Json& segment : plan_["segments"]) {
                const bool is_last = &segment == &plan_["segments"].back();
                if (!is_last) RC_ASSERT(by_opioid(after).count(segment["opioid"]) == 0U);
            }
            RC_ASSERT(total_mme(after) >= in(total->target, unit::mme_per_day) - slack);
        } else {
            const auto& dose = std::get<ReduceToDose>(*case_.goal);
            const std::string drug = shipped_library().formulary[dose.drug].id;
            const auto was = by_drug(baseline_), is = by_drug(after);
            for (const auto& [name, before] : was) {
                if (name != drug) RC_ASSERT(std::abs(is.at(name) - before) < slack);
            }
            RC_ASSERT(is.at(drug) >= in(dose.target, unit::mg_per_day) - slack);
        }
    }

    const Json& plan_;
    const Case& case_;
    const Json& baseline_;
};

struct Count {
    int cases = 0, issued = 0, several_turns = 0, same_drug = 0, kept = 0;
};

const std::set<std::string> never_drafted{"abrupt-stop",
                                          "window-ceiling",
                                          "weekly-ceiling",
                                          "no-increase",
                                          "whole-units",
                                          "dated-review",
                                          "extended-release-interval",
                                          "single-opioid"};

void case_keeps_every_promise(Count& count) {
    const std::string text = random_case();
    RC_LOG(text);
    const Result<Case> patient_case = case_of(text);
    if (!patient_case) RC_FAIL(patient_case.problems().front().message);
    ++count.cases;
    const Date today = day("2026-11-30");
    const Result<Tapered> tapered = taper(*patient_case, shipped_library(), today);
    if (!tapered) {
        const std::set<std::string> allowed{"goal-not-lower", "goal-out-of-reach", "goal-drug"};
        for (const Problem& problem : tapered.problems()) RC_ASSERT(allowed.count(problem.id) == 1U);
        return;
    }
    for (const Finding& finding : tapered->review.findings) {
        RC_LOG(finding.id + ": " + finding.message);
        if (finding.severity == Severity::block) RC_ASSERT(never_drafted.count(finding.rule) == 0U);
        RC_ASSERT((finding.rule != "single-opioid" || finding.severity == Severity::note));
    }
    RC_ASSERT(tapered->plan.has_value() != tapered->review.blocked());
    if (!tapered->plan) return;
    ++count.issued;
    const Json plan = Json::parse(plan_json(*tapered, *patient_case, shipped_library(), today, false).text);
    Promises(plan, *patient_case).check();
    const Json& now = plan["baseline"]["opioids"];
    count.several_turns += plan["segments"].size() > 1 ? 1 : 0;
    count.same_drug += by_drug(now).size() < now.size() ? 1 : 0;
    for (const Json& one : now) count.kept += one["as_needed"].is_null() ? 0 : 1;
    const std::string disagreement = disagreement_with_check(*patient_case, *tapered, today);
    if (!disagreement.empty()) RC_FAIL(disagreement);
}

}  // namespace

TEST_CASE("every promise about a taper of several opioids holds for random cases") {
    Count count;
    CHECK(holds("several opioids", 200, [&count] { case_keeps_every_promise(count); }));
    CHECK(count.issued >= count.cases / 4);
    CHECK(count.several_turns > 0);
    CHECK(count.same_drug > 0);
    CHECK(count.kept > 0);
    MESSAGE(count.issued << " of " << count.cases << " random cases gave a plan, " << count.several_turns
                         << " over several opioids, " << count.same_drug << " with one drug in two forms, "
                         << count.kept << " with as-needed use that stays");
}
