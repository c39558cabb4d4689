#include "planner/case.hpp"

#include <doctest/doctest.h>

#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

/// Every key that the contract names.
const std::string whole = R"(stepdown: case/1
patient:
  reference: "chart 0042"
  name: "A. Example"
  birth_date: 1968-03-09
  age: 58 years
  sex: female
  weight: 72 kg
  height: 165 cm
  serum_creatinine: {value: 1.1 mg/dL, on: 2026-11-15}
  dialysis: none
  liver: child-pugh-a
  pregnant: no
  breastfeeding: no
  frail: yes
  qtc: {value: 430 ms, on: 2026-11-01}
  conditions: [sleep apnea, fibromyalgia]
  medicines: [sertraline 50 mg daily, alprazolam 0.5 mg at night]
  allergies: []
opioids:
  - morphine ER 60 mg PO q12h
  - {regimen: "methadone 10 mg q8h", for: pain, taking: as-written, since: 2022-03-01}
used_for: 4 years
goal: discontinue
protocol: slow-long-term
start: 2026-12-01
supervision: {prescriber: "Dr. B. Example", review_every: 4 weeks, patient_agrees: yes, setting: outpatient}
clinic: {name: "The clinic", phone: "555-0100", after_hours: "555-0199"}
readiness: {naloxone: yes, pdmp_checked: 2026-11-20, mood_screen: done, suicidality: no, opioid_use_disorder: no}
hyperalgesia: {pain_worse_despite_increase: yes, pain_spreading: yes, allodynia: yes, new_injury_or_progression: no}
preferences:
  {tablets_scored: no, liquid_acceptable: yes, heavier_dose: bedtime, max_tablets_per_dose: 4, fill_every: 28 days,
   products: [morphine_er_tab12], avoid_products: [morphine_conc], keep_as_needed: no}
overrides:
  - {rule: opioid-use-disorder, reason: "treated elsewhere", by: "Dr. B. Example"}
acknowledged: [outside-protocol-range]
reviewed: {by: "Dr. B. Example", on: 2026-11-30, plan: 0123456789abcdef}
)";

/// The least that a case says.
const std::string least = "stepdown: case/1\nopioids:\n  - morphine ER 60 mg q12h\n";

/// The problems of a text as "id line:column".
using Found = std::vector<std::string>;
std::string joined(const Found& found) {
    std::string all;
    for (const std::string& one : found) all += (all.empty() ? "" : ", ") + one;
    return all;
}

std::string at(const Place& place) {
    return std::to_string(place.line) + ":" + std::to_string(place.column);
}
Found problems_of(const std::string& text) {
    const Result<Case> read = case_of(text);
    Found found;
    if (read) return found;
    for (const Problem& problem : read.problems()) {
        CHECK(problem.place.file == "case.yaml");
        CHECK_FALSE(problem.message.empty());
        CHECK_FALSE(problem.instead.empty());
        found.push_back(problem.id + " " + at(problem.place));
    }
    return found;
}
Found problems_with(const std::string& old, const std::string& replacement) {
    return problems_of(with(whole, old, replacement));
}
/// The same where `replacement` holds an @ at the very place that the one problem must name: only the id.
std::string told_at_mark(const std::string& old, std::string replacement) {
    std::string text = with(whole, old, replacement);
    const std::size_t mark = text.find('@');
    REQUIRE(mark != std::string::npos);
    text.erase(mark, 1);
    const std::string before = text.substr(0, mark);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::string place = std::to_string(line) + ":" + std::to_string(mark - before.rfind('\n'));
    std::string told;
    for (const std::string& problem : problems_of(text)) {
        const bool there = problem.ends_with(" " + place);
        told += (told.empty() ? "" : ", ") +
                (there ? problem.substr(0, problem.find(' ')) : problem + " not " + place);
    }
    return told;
}
/// The least case and some lines more, the first of them line 4.
Found problems_and(const std::string& lines) {
    return problems_of(least + lines + "\n");
}

Case good_with(const std::string& old, const std::string& replacement) {
    return good_case(with(whole, old, replacement));
}

Goal goal_of(const std::string& words) {
    return *good_with("goal: discontinue", "goal: " + words).goal;
}

}  // namespace

TEST_CASE("every key of a case file is read") {
    const Case one = good_case(whole);
    const Patient& patient = one.patient;
    CHECK(patient.reference == "chart 0042");
    CHECK(patient.name == "A. Example");
    CHECK(patient.birth_date == day("1968-03-09"));
    CHECK(patient.age_years == 58);
    CHECK(patient.sex == Sex::female);
    CHECK(*patient.weight == unit::kg(72));
    CHECK(*patient.height == unit::cm(165));
    CHECK(in(patient.serum_creatinine->value, unit::creatinine_mg_per_dl) == doctest::Approx(1.1));
    CHECK(patient.serum_creatinine->on == day("2026-11-15"));
    CHECK(patient.dialysis == "none");
    CHECK(patient.liver == "child-pugh-a");
    CHECK(patient.pregnant == false);
    CHECK(patient.breastfeeding == false);
    CHECK(patient.frail == true);
    CHECK(in(patient.qtc->value, unit::milliseconds) == doctest::Approx(430));
    CHECK(patient.qtc->on == day("2026-11-01"));
    CHECK(patient.conditions == std::vector<std::string>{"sleep apnea", "fibromyalgia"});
    CHECK(patient.medicines ==
          std::vector<std::string>{"sertraline 50 mg daily", "alprazolam 0.5 mg at night"});
    CHECK(patient.allergies == std::vector<std::string>{});
    REQUIRE(one.opioids.size() == 2);
    CHECK(one.opioids[0].id == "o1");
    CHECK(one.opioids[0].purpose == Purpose::unsaid);
    CHECK_FALSE(one.opioids[0].verified_not_taking);
    CHECK(one.opioids[1].id == "o2");
    CHECK(one.opioids[1].purpose == Purpose::pain);
    CHECK(one.opioids[1].since == day("2022-03-01"));
    CHECK(*one.used_for == unit::days(1344));
    CHECK(std::holds_alternative<Discontinue>(*one.goal));
    CHECK(one.protocol == "slow-long-term");
    CHECK(one.start == day("2026-12-01"));
    CHECK(one.supervision.prescriber == "Dr. B. Example");
    CHECK(*one.supervision.review_every == unit::days(28));
    CHECK(one.supervision.patient_agrees == true);
    CHECK(one.supervision.setting == "outpatient");
    CHECK(one.clinic.name == "The clinic");
    CHECK(one.clinic.phone == "555-0100");
    CHECK(one.clinic.after_hours == "555-0199");
    CHECK(one.readiness.naloxone == true);
    CHECK(one.readiness.pdmp_checked == "2026-11-20");
    CHECK(one.readiness.mood_screen == "done");
    CHECK(one.readiness.suicidality == false);
    CHECK(one.readiness.opioid_use_disorder == false);
    CHECK(one.hyperalgesia.worse_despite_increase == true);
    CHECK(one.hyperalgesia.spreading == true);
    CHECK(one.hyperalgesia.allodynia == true);
    CHECK(one.hyperalgesia.new_injury_or_progression == false);
    CHECK_FALSE(one.hyperalgesia.less_pain_after_reduction);
    CHECK_FALSE(one.preferences.tablets_scored);
    CHECK(one.preferences.liquid_acceptable == true);
    CHECK(one.preferences.heavier_dose == TimeOfDay::bedtime);
    CHECK(one.preferences.max_tablets_per_dose == 4);
    CHECK(*one.preferences.fill_every == unit::days(28));
    CHECK(one.preferences.products == std::vector<std::string>{"morphine_er_tab12"});
    CHECK(one.preferences.avoid_products == std::vector<std::string>{"morphine_conc"});
    CHECK(one.preferences.keep_as_needed == false);
    REQUIRE(one.overrides.size() == 1);
    CHECK(one.overrides[0].rule == "opioid-use-disorder");
    CHECK(one.overrides[0].reason == "treated elsewhere");
    CHECK(one.overrides[0].by == "Dr. B. Example");
    CHECK(one.acknowledged == std::vector<std::string>{"outside-protocol-range"});
    CHECK(one.reviewed->by == "Dr. B. Example");
    CHECK(one.reviewed->on == day("2026-11-30"));
    CHECK(one.reviewed->plan == "0123456789abcdef");
}

TEST_CASE("what a case leaves out stays unknown and is not taken as normal") {
    const Case one = good_case(least);
    CHECK_FALSE(one.patient.age_years);
    CHECK_FALSE(one.patient.sex);
    CHECK_FALSE(one.patient.pregnant);
    CHECK_FALSE(one.patient.conditions);
    CHECK_FALSE(one.patient.serum_creatinine);
    CHECK_FALSE(one.patient.dialysis);
    CHECK_FALSE(one.used_for);
    CHECK_FALSE(one.goal);
    CHECK_FALSE(one.protocol);
    CHECK_FALSE(one.start);
    CHECK_FALSE(one.supervision.patient_agrees);
    CHECK_FALSE(one.readiness.suicidality);
    CHECK_FALSE(one.readiness.opioid_use_disorder);
    CHECK_FALSE(one.readiness.naloxone);
    CHECK_FALSE(one.reviewed);
    CHECK(one.preferences.heavier_dose == TimeOfDay::bedtime);
}

TEST_CASE("quantities in other units are the same quantities") {
    CHECK(in(*good_with("weight: 72 kg", "weight: 158.73 lb").patient.weight, unit::kg) ==
          doctest::Approx(72).epsilon(1e-4));
    CHECK(in(*good_with("height: 165 cm", "height: 65 in").patient.height, unit::cm) ==
          doctest::Approx(165.1));
    const Case molar = good_with("{value: 1.1 mg/dL, on: 2026-11-15}", "88.4 umol/L");
    CHECK(in(molar.patient.serum_creatinine->value, unit::creatinine_mg_per_dl) ==
          doctest::Approx(1.0).epsilon(1e-4));
    CHECK_FALSE(molar.patient.serum_creatinine->on);
    CHECK(good_with("age: 58 years", "age: 1 year").patient.age_years == 1);
    CHECK(*good_with("used_for: 4 years", "used_for: 10 weeks").used_for == unit::days(70));
}

TEST_CASE("goals in words") {
    CHECK(std::get<ReduceToMme>(goal_of("reduce to 50 MME/day")).target == unit::mme_per_day(50));
    const auto to_dose = std::get<ReduceToDose>(goal_of("reduce to oxycodone 20 mg/day"));
    CHECK(to_dose.target == unit::mg_per_day(20));
    CHECK(to_dose.drug == *shipped_library().formulary.drug("oxycodone"));
    CHECK(std::get<RotateTo>(goal_of("rotate to methadone")).words == "methadone");
    CHECK(std::get<RotateTo>(goal_of("\"rotate to buprenorphine, then discontinue\"")).words ==
          "buprenorphine, then discontinue");
}

TEST_CASE("a goal that is not understood is an error at the goal") {
    for (const char* goal :
         {"stop", "Discontinue", "reduce to 50", "reduce to 50 mg/day", "reduce to 50 MME",
          "reduce to 0 MME/day", "reduce to oxycodone 20 mg", "reduce to oxycodone 0 mg/day",
          "reduce to oxycodone", "reduce to -5 MME/day", "reduce to 50MME/day", "reduce"}) {
        CAPTURE(goal);
        CHECK(told_at_mark("goal: discontinue", std::string("goal: @") + goal) == "goal");
    }
    CHECK(told_at_mark("goal: discontinue", "goal: @reduce to oxycodon 20 mg/day") == "unknown-drug");
}

TEST_CASE("a bare number is an error, for every quantity") {
    CHECK(told_at_mark("age: 58 years", "age: @58") == "quantity-form");
    CHECK(told_at_mark("weight: 72 kg", "weight: @72") == "quantity-form");
    CHECK(told_at_mark("height: 165 cm", "height: @165") == "quantity-form");
    CHECK(told_at_mark("{value: 1.1 mg/dL, on", "{value: @1.1, on") == "quantity-form");
    CHECK(told_at_mark("{value: 430 ms, on", "{value: @430, on") == "quantity-form");
    CHECK(told_at_mark("used_for: 4 years", "used_for: @4") == "quantity-form");
    CHECK(told_at_mark("review_every: 4 weeks", "review_every: @4") == "quantity-form");
    CHECK(told_at_mark("fill_every: 28 days", "fill_every: @28") == "quantity-form");
}

TEST_CASE("a wrong unit is told at the unit") {
    CHECK(told_at_mark("age: 58 years", "age: 58 @months") == "unit");
    CHECK(told_at_mark("weight: 72 kg", "weight: 72 @stone") == "unit");
    CHECK(told_at_mark("height: 165 cm", "height: 165 @m") == "unit");
    CHECK(told_at_mark("1.1 mg/dL", "1.1 @mg/L") == "unit");
    CHECK(told_at_mark("430 ms", "430 @sec") == "unit");
}

TEST_CASE("a number is written plainly") {
    CHECK(told_at_mark("age: 58 years", "age: @5e1 years") == "number");
    CHECK(told_at_mark("weight: 72 kg", "weight: @-72 kg") == "number");
    CHECK(told_at_mark("max_tablets_per_dose: 4", "max_tablets_per_dose: @0") == "number");
    CHECK(told_at_mark("max_tablets_per_dose: 4", "max_tablets_per_dose: @21") == "number");
    CHECK(told_at_mark("max_tablets_per_dose: 4", "max_tablets_per_dose: @1.5") == "number");
    CHECK(problems_with("max_tablets_per_dose: 4", "max_tablets_per_dose: 1").empty());
    CHECK(problems_with("max_tablets_per_dose: 4", "max_tablets_per_dose: 20").empty());
}

TEST_CASE("nobody is older than 130 years: just below, at and just above") {
    CHECK(problems_with("age: 58 years", "age: 129.9 years").empty());
    CHECK(problems_with("age: 58 years", "age: 130 years").empty());
    CHECK(told_at_mark("age: 58 years", "age: @130.1 years") == "age");
}

TEST_CASE("reviews and fills are at least a day apart: just below, at and just above") {
    CHECK(told_at_mark("review_every: 4 weeks", "review_every: @23 hours") == "review-every");
    CHECK(problems_with("review_every: 4 weeks", "review_every: 1 day").empty());
    CHECK(problems_with("review_every: 4 weeks", "review_every: 25 hours").empty());
    CHECK(told_at_mark("fill_every: 28 days", "fill_every: @23 hours") == "fill-every");
    CHECK(problems_with("fill_every: 28 days", "fill_every: 1 day").empty());
}

TEST_CASE("a day that does not exist is an error at the day") {
    CHECK(told_at_mark("birth_date: 1968-03-09", "birth_date: @1968-02-30") == "date");
    CHECK(told_at_mark("on: 2026-11-15", "on: @15.11.2026") == "date");
    CHECK(told_at_mark("on: 2026-11-01", "on: @2026-11-31") == "date");
    CHECK(told_at_mark("since: 2022-03-01", "since: @March 2022") == "date");
    CHECK(told_at_mark("start: 2026-12-01", "start: @12/01/2026") == "date");
    CHECK(told_at_mark("on: 2026-11-30", "on: @yesterday") == "date");
}

TEST_CASE("an unknown word names what is allowed, at the word") {
    CHECK(told_at_mark("stepdown: case/1", "stepdown: @case/2") == "unknown-word");
    CHECK(told_at_mark("sex: female", "sex: @f") == "unknown-word");
    CHECK(told_at_mark("dialysis: none", "dialysis: @yes") == "unknown-word");
    CHECK(told_at_mark("liver: child-pugh-a", "liver: @child-pugh-d") == "unknown-word");
    CHECK(told_at_mark("for: pain,", "for: @ache,") == "unknown-word");
    CHECK(told_at_mark("taking: as-written", "taking: @sometimes") == "unknown-word");
    CHECK(told_at_mark("protocol: slow-long-term", "protocol: @slow") == "unknown-word");
    CHECK(told_at_mark("setting: outpatient", "setting: @home") == "unknown-word");
    CHECK(told_at_mark("heavier_dose: bedtime", "heavier_dose: @dawn") == "unknown-word");
    CHECK(told_at_mark("{rule: opioid-use-disorder", "{rule: @opioid-use-disorders") == "unknown-word");
    const Result<Case> read = case_of(with(whole, "protocol: slow-long-term", "protocol: slow-long-trem"));
    REQUIRE_FALSE(read);
    const std::string instead = read.problems().front().instead;
    CHECK(instead.starts_with(
        "write slow-long-term; allowed: acute-1-4-weeks, acute-3-6-days, acute-none, australia-long-use, "));
    CHECK(instead.ends_with(" others"));
}

TEST_CASE("yes and no are the only answers to a yes or no question") {
    CHECK(told_at_mark("pregnant: no", "pregnant: @maybe") == "yes-or-no");
    CHECK(told_at_mark("breastfeeding: no", "breastfeeding: @false") == "yes-or-no");
    CHECK(told_at_mark("patient_agrees: yes", "patient_agrees: @true") == "yes-or-no");
    CHECK(told_at_mark("suicidality: no", "suicidality: @NO") == "yes-or-no");
    CHECK(told_at_mark("allodynia: yes", "allodynia: @severe") == "yes-or-no");
    CHECK(told_at_mark("tablets_scored: no", "tablets_scored: @0") == "yes-or-no");
}

TEST_CASE("an unknown key is an error at the key, and the nearest known one is named") {
    CHECK(told_at_mark("used_for: 4 years", "@usedfor: 4 years") == "unknown-key");
    CHECK(told_at_mark("  frail: yes", "  @fraile: yes") == "unknown-key");
    CHECK(told_at_mark("setting: outpatient", "@settings: outpatient") == "unknown-key");
    CHECK(told_at_mark("phone: \"555-0100\"", "@fone: \"555-0100\"") == "unknown-key");
    CHECK(told_at_mark("mood_screen: done", "@moodscreen: done") == "unknown-key");
    CHECK(told_at_mark("since: 2022", "@sinze: 2022") == "unknown-key");
    CHECK(told_at_mark("{value: 430 ms, on", "{value: 430 ms, @at") == "unknown-key");
    CHECK(told_at_mark("keep_as_needed: no", "@keep_needed: no") == "unknown-key");
    CHECK(told_at_mark("pain_spreading: yes", "@pain_spread: yes") == "unknown-key");
    const Result<Case> read = case_of(with(whole, "used_for: 4 years", "usd_for: 4 years"));
    REQUIRE_FALSE(read);
    CHECK(read.problems().front().instead == "write used_for");
}

TEST_CASE("what must be there is told where it is missing") {
    CHECK(joined(problems_of("opioids:\n  - morphine ER 60 mg q12h\n")) == "missing-key 1:1");
    CHECK(joined(problems_of("stepdown: case/1\n")) == "missing-key 1:1");
    CHECK(joined(problems_of("stepdown: case/1\nopioids: []\n")) == "no-opioids 2:10");
    CHECK(joined(problems_with("regimen: \"methadone 10 mg q8h\", ", "")) == "missing-key 22:5");
    CHECK(joined(problems_with("value: 430 ms, ", "")) == "missing-key 16:8");
    CHECK(joined(problems_with("rule: opioid-use-disorder, ", "")) == "missing-key 35:5");
    CHECK(joined(problems_with("reason: \"treated elsewhere\", ", "")) == "missing-key 35:5");
    CHECK(joined(problems_with(", by: \"Dr. B. Example\"}\nack", "}\nack")) == "missing-key 35:5");
    CHECK(joined(problems_with(", plan: 0123456789abcdef", "")) == "missing-key 37:11");
}

TEST_CASE("an override says why and who") {
    CHECK_FALSE(problems_with("reason: \"treated elsewhere\"", "reason: \"\"").empty());
    CHECK_FALSE(problems_with("by: \"Dr. B. Example\"}\nack", "by: \"\"}\nack").empty());
}

TEST_CASE("a rule that does not exist cannot be acknowledged") {
    const Found found = problems_with("[outside-protocol-range]", "[outside-protocol-rage]");
    REQUIRE(found.size() == 1);
    CHECK(found.front().starts_with("unknown-rule "));
}

TEST_CASE("the place of a rule that cannot be acknowledged is the rule's") {
    CHECK(told_at_mark("[outside-protocol-range]", "[@outside-protocol-rage]") == "unknown-rule");
}

TEST_CASE("the place of a product that does not exist is the product's") {
    CHECK(told_at_mark("[morphine_er_tab12]", "[@morphine_er_tab]") == "unknown-product");
    CHECK(told_at_mark("[morphine_conc]", "[@no_such_line]") == "unknown-product");
}

TEST_CASE("methadone and sublingual buprenorphine must say what they are for") {
    CHECK(joined(problems_with("for: pain, ", "")) == "purpose-unsaid 22:5");
    CHECK(joined(problems_of(least + "  - methadone 10 mg q8h\n")) == "purpose-unsaid 4:5");
    CHECK(joined(problems_of(least + "  - buprenorphine 8 mg SL daily\n")) == "purpose-unsaid 4:5");
    CHECK(problems_of(least + "  - {regimen: \"buprenorphine 8 mg SL daily\", for: oud}\n").empty());
    CHECK(problems_of(least + "  - {regimen: methadone 10 mg q8h, for: oud}\n").empty());
}

TEST_CASE("a regimen that is not understood is told at its very word") {
    CHECK(told_at_mark("- morphine ER 60 mg PO q12h", "- @morfine ER 60 mg PO q12h") == "unknown-drug");
    CHECK(told_at_mark("- morphine ER 60 mg PO q12h", "- morphine ER @60 PO q12h") == "dose-without-unit");
    CHECK(told_at_mark("- morphine ER 60 mg PO q12h", "- \"morphine ER @60 PO q12h\"") ==
          "dose-without-unit");
    CHECK(told_at_mark("methadone 10 mg q8h", "methadone @10 q8h") == "dose-without-unit");
    CHECK(told_at_mark("- morphine ER 60 mg PO q12h", "- @[morphine]") == "not-text");
}

TEST_CASE("a list is a list, a mapping a mapping, a text a text") {
    CHECK(told_at_mark("conditions: [sleep apnea, fibromyalgia]", "conditions: @sleep apnea") ==
          "not-a-list");
    CHECK(joined(problems_with("[outside-protocol-range]", "outside-protocol-range")) == "not-a-list 36:15");
    CHECK(told_at_mark("goal: discontinue", "goal: @[discontinue]") == "not-text");
    CHECK(joined(problems_and("clinic: the clinic")) == "not-a-mapping 4:9");
    CHECK(joined(problems_and("patient: [58 years]")) == "not-a-mapping 4:10");
    CHECK(joined(problems_of("just words\n")) == "not-a-mapping 1:1");
}

TEST_CASE("taking none means that it is verified not to be taken") {
    const Case one = good_with("taking: as-written", "taking: none");
    CHECK_FALSE(one.opioids[0].verified_not_taking);
    CHECK(one.opioids[1].verified_not_taking);
}

TEST_CASE("all problems of a case are told at once") {
    std::string text = with(whole, "age: 58 years", "age: 58");
    text = with(text, "weight: 72 kg", "weight: 72 stone");
    text = with(text, "- morphine ER 60 mg PO q12h", "- morfine ER 60 mg PO q12h");
    text = with(text, "used_for: 4 years", "usedfor: 4 years");
    text = with(text, "goal: discontinue", "goal: stop");
    text = with(text, "start: 2026-12-01", "start: soon");
    text = with(text, "patient_agrees: yes", "patient_agrees: maybe");
    Found found = problems_of(text);
    std::sort(found.begin(), found.end());
    CHECK(found == Found{"date 26:8", "goal 24:7", "quantity-form 6:8", "unit 8:14", "unknown-drug 21:5",
                         "unknown-key 23:1", "yes-or-no 27:84"});
}

TEST_CASE(
    "an age is as stated, else counted from the day of birth: the day before the birthday and the day "
    "itself") {
    Patient patient;
    CHECK_FALSE(age_on(patient, day("2026-12-01")));
    patient.birth_date = day("2008-12-01");
    CHECK(age_on(patient, day("2026-11-30")) == 17);
    CHECK(age_on(patient, day("2026-12-01")) == 18);
    CHECK(age_on(patient, day("2026-12-02")) == 18);
    patient.birth_date = day("2008-02-29");
    CHECK(age_on(patient, day("2026-02-28")) == 17);
    CHECK(age_on(patient, day("2026-03-01")) == 18);
    CHECK(age_on(patient, day("2028-02-29")) == 20);
}

TEST_CASE("where the stated age and the day of birth differ, the younger age counts") {
    Patient patient;
    patient.age_years = 40;
    CHECK(age_on(patient, day("2026-12-01")) == 40);
    patient.birth_date = day("2009-06-01");
    CHECK(age_on(patient, day("2026-12-01")) == 17);
    patient.age_years = 16;
    CHECK(age_on(patient, day("2026-12-01")) == 16);
}

TEST_CASE("a condition is found by its words, and an exception takes it back for that condition only") {
    const ConditionWords cancer{"active-cancer", {"cancer", "lymphoma"}, {"remission", "history of"}, {}};
    CHECK(condition_found({"low back pain"}, cancer).empty());
    CHECK(condition_found({}, cancer).empty());
    CHECK(condition_found({"Breast CANCER"}, cancer) == "Breast CANCER");
    CHECK(condition_found({"history of breast cancer"}, cancer).empty());
    CHECK(condition_found({"history of breast cancer", "lymphoma"}, cancer) == "lymphoma");
    const ConditionWords kidney{
        "kidney", {"renal", "kidney"}, {"adrenal", "history of"}, {}, Evidence::derived};
    CHECK(condition_found({"adrenal insufficiency"}, kidney).empty());
    CHECK(condition_found({"adrenal insufficiency in renal failure"}, kidney) ==
          "adrenal insufficiency in renal failure");
    CHECK(condition_found({"active adrenal disease"}, kidney).empty());
    CHECK(condition_found({"history of renal failure"}, kidney).empty());
    CHECK(condition_found({"Cancer in Remission"}, cancer).empty());
}

TEST_CASE("what was seen of a pain that the opioid may cause is read, and what is left out stays unknown") {
    const std::string start = "stepdown: case/1\nopioids: [oxycodone 10 mg every 6 hours]\nhyperalgesia: ";
    const Hyperalgesia all =
        good_case(start +
                  "{less_pain_after_reduction: no, worse_before_next_dose: yes, dose_raised_quickly: yes, "
                  "recent_surgery_with_high_dose: no, low_mood: yes, cows: 48, comt: val/met, "
                  "sensory_testing: {threshold_away_from_injury: lowered, on: 2026-11-02}}\n")
            .hyperalgesia;
    CHECK(all.less_pain_after_reduction == false);
    CHECK(all.worse_before_next_dose == true);
    CHECK(all.raised_quickly == true);
    CHECK(all.recent_surgery_with_high_dose == false);
    CHECK(all.low_mood == true);
    CHECK(all.cows == 48);
    CHECK(all.comt == "val/met");
    CHECK(all.threshold_away_from_injury == "lowered");
    CHECK(all.tested_on == day("2026-11-02"));
    CHECK_FALSE(all.allodynia);
    for (const std::string wrong :
         {"{cows: 49}", "{comt: met/val}", "{sensory_testing: {on: 2026-11-02}}", "{allodynia: maybe}",
          "{sensory_testing: {threshold_away_from_injury: low}}", "{alodynia: yes}"}) {
        CAPTURE(wrong);
        CHECK_FALSE(case_of(start + wrong + "\n"));
    }
}
