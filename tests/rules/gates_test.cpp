// Who is stopped and who is not, what an override lifts, and in which order findings stand.
#include <algorithm>

#include "tests/rules/rules_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string nothing_wrong = R"(stepdown: case/1
patient: {age: 58 years, sex: male, conditions: []}
opioids: [MS Contin 60 mg q12h]
used_for: 4 years
goal: discontinue
start: 2026-12-01
supervision: {prescriber: "Dr. A. Example", patient_agrees: yes}
readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}
)";

std::string with_patient(const std::string& facts) {
    return with(nothing_wrong, "age: 58 years, sex: male, conditions: []", facts);
}

std::string with_conditions(const std::string& list) {
    return with(nothing_wrong, "conditions: []", "conditions: " + list);
}

std::string overriding(const std::string& case_text, const std::string& rule) {
    return case_text + "overrides: [{rule: " + rule +
           ", reason: \"agreed with the team\", by: \"Dr. B. Example\"}]\n";
}

const Finding& the_finding(const Review& review, const std::string& rule) {
    const auto found = std::find_if(review.findings.begin(), review.findings.end(),
                                    [&](const Finding& finding) { return finding.rule == rule; });
    REQUIRE_MESSAGE(found != review.findings.end(), rule);
    return *found;
}

std::vector<std::string> blocks(const Tapered& result) {
    std::vector<std::string> rules;
    for (const Finding& finding : result.review.findings) {
        if (finding.severity == Severity::block) rules.push_back(finding.rule);
    }
    return rules;
}

using Rules = std::vector<std::string>;

/// A locked protocol in this setting, its lock still on.
std::string with_setting(const std::string& setting) {
    return with(nothing_wrong, "patient_agrees: yes", "patient_agrees: yes, setting: " + setting) +
           "protocol: va-rapid\n";
}

struct Absolute {
    std::string rule, case_text;
};
std::vector<Absolute> absolute_gates() {
    const auto taking = [](const std::string& opioids) {
        return with(nothing_wrong, "[MS Contin 60 mg q12h]", opioids);
    };
    return {{"pregnancy", with_patient("age: 30 years, sex: female, pregnant: yes, conditions: []")},
            {"pregnancy", with_patient("age: 30 years, sex: female, conditions: []")},
            {"under-age", with_patient("age: 17 years, sex: male, conditions: []")},
            {"under-age", with_patient("sex: male, conditions: []")},
            {"oud-treatment", taking("[{regimen: \"methadone 10 mg q8h\", for: oud}]")},
            {"single-opioid", with(taking("[oxycodone 5 mg q6h, morphine 15 mg daily]"), "used_for: 4 years",
                                   "used_for: 4 days")},
            {"taper-drug", taking("[dihydrocodeine 30 mg q6h]")},
            {"oral-only", taking("[morphine 10 mg rectal q4h]")},
            {"daily-use", taking("[morphine 15 mg every other day]")},
            {"product-offered", taking("[meperidine 50 mg q4h]")},
            {"acute-use-only", nothing_wrong + "protocol: acute-1-4-weeks\n"},
            {"protocol-setting", with_setting("outpatient")},
            {"dated-review", with(nothing_wrong, "prescriber: \"Dr. A. Example\", ", "")}};
}

struct Liftable {
    std::string rule, case_text;
};
std::vector<Liftable> liftable_gates() {
    return {
        {"opioid-use-disorder", with(nothing_wrong, "opioid_use_disorder: no", "opioid_use_disorder: yes")},
        {"suicidality", with(nothing_wrong, "suicidality: no", "suicidality: yes")},
        {"active-cancer", with_conditions("[lung cancer]")},
        {"palliative-care", with_conditions("[palliative care]")},
        {"sickle-cell", with_conditions("[sickle cell disease]")},
        {"patient-agreement", with(nothing_wrong, "patient_agrees: yes", "patient_agrees: no")},
        {"locked-protocol", with_setting("inpatient")}};
}

}  // namespace

TEST_CASE("everyday patients are not stopped") {
    for (const std::string facts :
         {"age: 30 years, sex: male, conditions: []",    // pregnancy is not asked of a man
          "age: 60 years, sex: female, conditions: []",  // nor of a woman past the age
          "age: 60 years, conditions: []",               // nor, past the age, of anybody
          "age: 30 years, sex: female, pregnant: no, conditions: []",
          "age: 18 years, sex: male, conditions: []",
          "birth_date: 2008-11-30, sex: male, conditions: []",  // 18 on the day of the run
          "age: 58 years, sex: male, conditions: [breast cancer in remission]",
          "age: 58 years, sex: male, conditions: [history of melanoma]",
          "age: 58 years, sex: male, conditions: [cancer survivor]",
          "age: 58 years, sex: male, conditions: [Sickle Cell Trait]",
          "age: 58 years, sex: male, conditions: [sleep apnea, fibromyalgia, COPD, depression]",
          "age: 58 years, sex: male"}) {  // conditions unknown: warnings only
        CAPTURE(facts);
        const Tapered result = tapered(with_patient(facts));
        CHECK(blocks(result) == Rules{});
        CHECK(result.plan.has_value());
    }
}

TEST_CASE("pregnancy is asked of whoever may be pregnant, from 12 to 55 years") {
    const auto says = [](const std::string& facts) {
        return lines_of(tapered(with_patient(facts + ", conditions: []")).review, "pregnancy");
    };
    const Rules asked{"pregnancy-unknown block"}, not_asked{}, pregnant{"pregnancy block"};
    CHECK(says("age: 11 years, sex: female") == not_asked);
    CHECK(says("age: 12 years, sex: female") == asked);
    CHECK(says("age: 55 years, sex: female") == asked);
    CHECK(says("age: 55.9 years, sex: female") == asked);
    CHECK(says("age: 56 years, sex: female") == not_asked);
    CHECK(says("birth_date: 1970-11-30, sex: female") == not_asked);  // 56 on the day of the run
    CHECK(says("birth_date: 1970-12-01, sex: female") == asked);      // 56 tomorrow
    CHECK(says("age: 30 years") == asked);
    CHECK(says("sex: female") == asked);
    CHECK(says("age: 30 years, sex: male") == not_asked);
    CHECK(says("age: 60 years, sex: female, pregnant: yes") == pregnant);
    CHECK(says("age: 30 years, sex: male, pregnant: yes") == pregnant);
}

TEST_CASE("a patient is of age from 18 years on") {
    const auto says = [](const std::string& facts) {
        return lines_of(tapered(with_patient(facts + ", sex: male, conditions: []")).review, "under-age");
    };
    CHECK(says("age: 17 years") == Rules{"under-age block"});
    CHECK(says("age: 17.9 years") == Rules{"under-age block"});
    CHECK(says("age: 18 years") == Rules{});
    CHECK(says("birth_date: 2008-12-01") == Rules{"under-age block"});  // 18 tomorrow
    CHECK(says("birth_date: 2008-11-30") == Rules{});
    CHECK(says("birth_date: 2008-11-29") == Rules{});
}

TEST_CASE("a condition is found by its words, however it is written") {
    const auto fires = [](const std::string& condition, const std::string& rule) {
        return !lines_of(tapered(with_conditions("[\"" + condition + "\"]")).review, rule).empty();
    };
    for (const std::string cancer : {"cancer", "Lung CANCER", "multiple myeloma", "acute leukaemia",
                                     "non-Hodgkin lymphoma", "metastatic prostate carcinoma"}) {
        CAPTURE(cancer);
        CHECK(fires(cancer, "active-cancer"));
    }
    for (const std::string care :
         {"hospice", "Palliative care", "end-of-life care", "end of life", "terminal illness"}) {
        CAPTURE(care);
        CHECK(fires(care, "palliative-care"));
    }
    CHECK(fires("Sickle cell anemia", "sickle-cell"));
    CHECK(fires("sickle-cell disease", "sickle-cell"));
    CHECK(lines_of(tapered(with_conditions("[sickle cell trait]")).review, "sickle-cell") ==
          Rules{"sickle-cell note"});
    CHECK_FALSE(fires("lung cancer", "palliative-care"));
    CHECK_FALSE(fires("low back pain", "active-cancer"));
}

TEST_CASE("cancer that is past is no block and is said to be read so; in doubt it counts") {
    const auto said = [](const std::string& condition) {
        return lines_of(tapered(with_conditions("[\"" + condition + "\"]")).review, "active-cancer");
    };
    for (const std::string past :
         {"skin cancer removed 2015", "breast cancer in remission", "history of colon cancer"}) {
        CAPTURE(past);
        CHECK(said(past) == Rules{"active-cancer note"});
    }
    for (const std::string now :
         {"lung cancer removed; on chemotherapy", "breast cancer incompletely resected",
          "removed but recurrent melanoma", "on chemotherapy", "active lymphoma", "melanoma, excised"}) {
        CAPTURE(now);
        CHECK(said(now) == Rules{"active-cancer block"});
    }
    CHECK(said("neuropathy after chemotherapy") == Rules{});
    CHECK(said("chemotherapy-induced neuropathy") == Rules{});
}

TEST_CASE("what takes one condition back does not take back another") {
    const Tapered both = tapered(with_conditions("[history of melanoma, lung cancer]"));
    CHECK(blocks(both) == Rules{"active-cancer"});
    CHECK(the_finding(both.review, "active-cancer").message.find("lung cancer") != std::string::npos);
}

TEST_CASE(
    "a missing fact blocks only for age, pregnancy, suicidality, opioid use disorder and the prescriber") {
    const std::string bare = "stepdown: case/1\nopioids: [MS Contin 60 mg q12h]\ngoal: discontinue\n";
    const Tapered result = tapered(bare);
    CHECK(blocks(result) == Rules{"pregnancy-unknown", "under-age-unknown", "opioid-use-disorder-unknown",
                                  "suicidality-unknown", "dated-review-unknown"});
    CHECK_FALSE(result.plan);
    for (const std::string rule : {"use-under-four-weeks", "active-cancer", "palliative-care", "sickle-cell",
                                   "patient-agreement", "naloxone"}) {
        CHECK(lines_of(result.review, rule) == Rules{rule + "-unknown warn"});
    }
}

TEST_CASE("an override with reason and name lifts a block, and stays visible") {
    for (const auto& [rule, case_text] : liftable_gates()) {
        CAPTURE(rule);
        CHECK_FALSE(tapered(case_text).plan);
        CHECK(the_finding(tapered(case_text).review, rule).overridden_by == std::nullopt);
        const Tapered lifted = tapered(overriding(case_text, rule));
        CHECK(lifted.plan.has_value());
        const Finding& finding = the_finding(lifted.review, rule);
        CHECK(finding.severity == Severity::block);
        REQUIRE(finding.overridden_by);
        CHECK(finding.overridden_by->by == "Dr. B. Example");
        CHECK(finding.overridden_by->reason == "agreed with the team");
        CHECK_FALSE(lifted.review.blocked());
    }
}

TEST_CASE("an override lifts its own rule and no other") {
    const std::string two = with(with_conditions("[lung cancer]"), "suicidality: no", "suicidality: yes");
    const Tapered result = tapered(overriding(two, "active-cancer"));
    CHECK_FALSE(result.plan);
    CHECK(result.review.blocked());
    CHECK(the_finding(result.review, "active-cancer").overridden_by.has_value());
    CHECK_FALSE(the_finding(result.review, "suicidality").overridden_by.has_value());
}

TEST_CASE("an absolute guard is never lifted, and says so") {
    for (const auto& [rule, case_text] : absolute_gates()) {
        CAPTURE(rule);
        const Tapered result = tapered(overriding(case_text, rule));
        CHECK_FALSE(result.plan);
        CHECK(result.review.blocked());
        const bool unknown = lines_of(result.review, rule).front().starts_with(rule + "-unknown");
        const Finding& finding = the_finding(result.review, unknown ? rule + "-unknown" : rule);
        CHECK(finding.severity == Severity::block);
        CHECK_FALSE(finding.overridden_by.has_value());
        CHECK(finding.message.find("cannot be overridden") != std::string::npos);
    }
}

TEST_CASE("what may be overridden is fixed: seven gates, and nothing that guards a transition") {
    // A rule that only warns or notes has nothing to lift; these are all the rules that are not absolute.
    std::vector<std::string> liftable;
    for (const Rule& rule : rule_catalogue()) {
        if (rule.may_override == Override::with_reason) liftable.emplace_back(rule.id);
    }
    CHECK(liftable == Rules{"use-under-four-weeks",
                            "opioid-use-disorder",
                            "suicidality",
                            "active-cancer",
                            "palliative-care",
                            "sickle-cell",
                            "patient-agreement",
                            "locked-protocol",
                            "smallest-patch-step",
                            "drug-pace",
                            "tolerant-only-form",
                            "product-assumed",
                            "as-needed-scheduled",
                            "wishes-left-out",
                            "other-form",
                            "uneven-day",
                            "long-directions",
                            "naloxone",
                            "benzodiazepine",
                            "kidney-opioid",
                            "liver-opioid",
                            "daily-ceiling",
                            "opioid-contraindicated",
                            "opioid-antagonist",
                            "maoi",
                            "qtc",
                            "qt-medicines",
                            "seizure-risk",
                            "cyp3a4-inhibitor",
                            "cyp3a4-inducer",
                            "cyp2d6",
                            "methadone-level",
                            "alcohol",
                            "gabapentinoid",
                            "sedatives",
                            "sedating-medicines",
                            "serotonergic",
                            "raised-pressure",
                            "adrenal-insufficiency",
                            "heat-patch",
                            "breastfeeding",
                            "breathing",
                            "frailty",
                            "hyperalgesia",
                            "overdose-risk",
                            "specialist-support",
                            "protocol-fits-use",
                            "risk-reason",
                            "slowed-by-ceiling",
                            "goal-in-whole-units",
                            "methadone-caution",
                            "methadone-cap",
                            "rotation-watched",
                            "start-date"});
}

TEST_CASE("an override of a rule that does not exist is an error that names the nearest") {
    const Result<Case> misspelt = read_case_text(overriding(nothing_wrong, "suicidalty"));
    REQUIRE_FALSE(misspelt);
    REQUIRE(misspelt.problems().size() == 1);
    CHECK(misspelt.problems().front().instead.find("suicidality") != std::string::npos);
    CHECK(misspelt.problems().front().place.line == 9);
}

TEST_CASE("an override needs a reason and a name") {
    for (const std::string one : {"{rule: suicidality, by: \"Dr. B\"}", "{rule: suicidality, reason: seen}",
                                  "{rule: suicidality, reason: \"\", by: \"Dr. B\"}",
                                  "{rule: suicidality, reason: seen, by: \"\"}"}) {
        CAPTURE(one);
        CHECK_FALSE(read_case_text(nothing_wrong + "overrides: [" + one + "]\n"));
    }
    CHECK(read_case_text(nothing_wrong + "overrides: [{rule: suicidality, reason: seen, by: \"Dr. B\"}]\n"));
}

TEST_CASE("an acknowledgement takes the question away and leaves the warning") {
    const std::string no_naloxone = with(nothing_wrong, "naloxone: yes", "naloxone: no");
    CHECK(lines_of(tapered(no_naloxone).review, "naloxone") == Rules{"naloxone warn acknowledge"});
    CHECK(lines_of(tapered(no_naloxone + "acknowledged: [naloxone]\n").review, "naloxone") ==
          Rules{"naloxone warn"});
    CHECK(lines_of(tapered(no_naloxone + "acknowledged: [start-date]\n").review, "naloxone") ==
          Rules{"naloxone warn acknowledge"});
}

TEST_CASE("an acknowledgement lifts no block") {
    for (const auto& [rule, case_text] : liftable_gates()) {
        CAPTURE(rule);
        CHECK_FALSE(tapered(case_text + "acknowledged: [" + rule + "]\n").plan);
    }
}

TEST_CASE("an acknowledgement of a rule that does not exist is an error that names the nearest") {
    const Result<Case> misspelt = read_case_text(nothing_wrong + "acknowledged: [naloxon]\n");
    REQUIRE_FALSE(misspelt);
    CHECK(misspelt.problems().front().instead.find("naloxone") != std::string::npos);
}

TEST_CASE("findings stand by harm: blocks, then warnings, then notes") {
    const std::string text = with(with(nothing_wrong, "start: 2026-12-01\n", ""),
                                  "naloxone: yes, suicidality: no", "naloxone: no, suicidality: yes");
    const Review review = tapered(with(text, "patient_agrees: yes", "patient_agrees: no")).review;
    Rules rules;
    for (const Finding& finding : review.findings) rules.push_back(finding.rule);
    CHECK(rules == Rules{"suicidality", "patient-agreement", "naloxone", "benzodiazepine-unknown",
                         "kidney-opioid-unknown", "liver-opioid-unknown", "overdose-risk", "start-date"});
}

TEST_CASE("nothing else is said where no opioid is taken") {
    const std::string none = with(with_patient("age: 17 years"), "[MS Contin 60 mg q12h]",
                                  "[{regimen: \"MS Contin 60 mg q12h\", taking: none}]");
    const Tapered result = tapered(none);
    CHECK_FALSE(result.plan);
    REQUIRE(result.review.findings.size() == 1);
    CHECK(in_a_line(result.review.findings.front()) == "not-taking note");
}
