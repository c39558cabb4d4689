// What a review says of people as they come to a practice: no rule stands in the way of an ordinary taper or
// rotation, and what it says is short.
#include <map>
#include <set>

#include "planner/documents/findings.hpp"
#include "planner/references.hpp"
#include "tests/rules/rotation_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

using Lines = std::vector<std::string>;

std::string person(const std::string& patient, const std::string& opioids,
                   const std::string& rest = "goal: discontinue") {
    return "stepdown: case/1\npatient: {" + patient + "}\nopioids:\n" + opioids + "used_for: 3 years\n" +
           rest +
           "\nstart: 2026-12-01\n"
           "supervision: {prescriber: \"Dr. A. Example\", review_every: 4 weeks, patient_agrees: yes, "
           "setting: "
           "outpatient}\n"
           "readiness: {naloxone: yes, pdmp_checked: 2026-11-20, mood_screen: done, suicidality: no, "
           "opioid_use_disorder: no}\n";
}

/// A knee or a back, and nothing else.
const std::string low_risk = person(
    "age: 46 years, sex: male, weight: 82 kg, height: 180 cm, serum_creatinine: {value: 0.9 mg/dL, on: "
    "2026-11-10}, dialysis: none, liver: none, frail: no, conditions: [chronic low back pain, hypertension], "
    "medicines: [lisinopril 10 mg daily, ibuprofen 400 mg as needed], allergies: []",
    "  - OxyContin 20 mg q12h\n");

/// Ordinary people, by what is ordinary about them.
const std::map<std::string, std::string> tapers{
    {"low risk", low_risk},
    {"older, well", person("age: 71 years, sex: female, weight: 66 kg, height: 163 cm, serum_creatinine: "
                           "{value: 0.8 mg/dL, on: "
                           "2026-11-10}, dialysis: none, liver: none, frail: no, conditions: [osteoarthritis "
                           "of the hip, hypothyroidism], "
                           "medicines: [levothyroxine 75 mcg daily, acetaminophen 650 mg three times a day]",
                           "  - MS Contin 30 mg q12h\n")},
    {"a young woman",
     person("age: 34 years, sex: female, pregnant: no, breastfeeding: no, weight: 60 kg, height: 168 cm, "
            "serum_creatinine: {value: 0.7 mg/dL, on: 2026-11-10}, dialysis: none, liver: none, frail: no, "
            "conditions: "
            "[endometriosis], medicines: [combined oral contraceptive]",
            "  - hydrocodone/acetaminophen 5/325 mg 1 tablet q6h\n")},
    {"a patch",
     person(
         "age: 62 years, sex: male, weight: 90 kg, height: 183 cm, serum_creatinine: {value: 1.0 mg/dL, on: "
         "2026-11-10}, dialysis: none, liver: none, frail: no, conditions: [spinal stenosis], medicines: "
         "[atorvastatin 20 mg]",
         "  - fentanyl patch 50 mcg/h every 72 hours\n", "goal: reduce to fentanyl 25 mcg/h")},
    {"tramadol",
     person("age: 55 years, sex: female, pregnant: no, weight: 70 kg, height: 165 cm, serum_creatinine: "
            "{value: 0.8 "
            "mg/dL, on: 2026-11-10}, breastfeeding: no, dialysis: none, liver: none, frail: no, conditions: "
            "[osteoarthritis], medicines: [metformin 500 mg]",
            "  - tramadol 50 mg q6h\n")},
    {"methadone for pain",
     person(
         "age: 58 years, sex: male, weight: 80 kg, height: 178 cm, serum_creatinine: {value: 0.9 mg/dL, on: "
         "2026-11-10}, dialysis: none, liver: none, frail: no, qtc: {value: 430 ms, on: 2026-11-01}, "
         "conditions: "
         "[neuropathy], medicines: [amlodipine 5 mg]",
         "  - {regimen: \"methadone 10 mg q8h\", for: pain}\n")},
    {"with what is asked for",
     person(
         "age: 50 years, sex: male, weight: 80 kg, height: 178 cm, serum_creatinine: {value: 0.9 mg/dL, on: "
         "2026-11-10}, dialysis: none, liver: none, frail: no, conditions: [], medicines: []",
         "  - MS Contin 30 mg q12h\n  - {regimen: \"oxycodone 5 mg q6h prn, uses 2 a day\"}\n",
         "goal: reduce to 30 MME/day\nhyperalgesia: {pain_worse_despite_increase: no, pain_spreading: no}\n"
         "preferences: {liquid_acceptable: no, keep_as_needed: no}")}};

std::string word_for(const Review& review, std::string_view rule) {
    const auto rules = rule_catalogue();
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (rules[i].id == rule) return std::string(word_of(review.outcomes[i]));
    }
    return "no such rule";
}

std::set<std::string> rules_that_speak(const Review& review) {
    std::set<std::string> rules;
    for (const Finding& finding : review.findings) rules.insert(finding.rule);
    return rules;
}

std::size_t notices_in(const Review& review) {
    References references(shipped_library().formulary.bibliography());
    return findings_section(review, references).blocks.size();
}

}  // namespace

TEST_CASE("no rule stands in the way of an ordinary taper") {
    for (const auto& [who, text] : tapers) {
        CAPTURE(who);
        const Tapered made = tapered(text);
        CHECK(made.plan);
        CHECK_FALSE(made.review.blocked());
    }
}

TEST_CASE("a clean low-risk case is told of its tablets and of nothing else, in a few lines") {
    const Review review = tapered(low_risk).review;
    CHECK(rules_that_speak(review) ==
          std::set<std::string>{"extended-release-interval", "outside-protocol-range"});
    CHECK(notices_in(review) <= 5);
    const Finding& first = review.findings.front();
    CHECK(first.rule == "outside-protocol-range");
    CHECK(first.acknowledge);
}

TEST_CASE("each ordinary person reads a short list") {
    for (const auto& [who, text] : tapers) {
        CAPTURE(who);
        const Review review = tapered(text).review;
        CHECK(notices_in(review) <= 10);
        for (const Finding& finding : review.findings) {
            CAPTURE(finding.rule);
            CHECK_FALSE(finding.rule.ends_with("-unknown"));
        }
    }
}

TEST_CASE("each rule looks at an ordinary person and lets the plan pass") {
    std::map<std::string, Review> reviews;
    for (const auto& [who, text] : tapers) reviews.emplace(who, tapered(text).review);
    RotationCase well;
    for (const std::string to : {"methadone", "hydromorphone"})
        reviews.emplace("to " + to, rotated_to(to, morphine_120(well)).review);
    // These speak of what is not ordinary, of what tablets allow, or of a plan that somebody changed: they
    // have case files and plans of their own.
    const std::set<std::string> not_ordinary{
        "acute-use-only",   "locked-protocol", "protocol-setting",       "step-back",
        "dose-as-taken",    "risk-reason",     "outside-protocol-range", "as-needed-scheduled",
        "protocol-fits-use"};
    for (const Rule& rule : rule_catalogue()) {
        const std::string id(rule.id);
        CAPTURE(id);
        bool passed = false;
        for (const auto& [who, review] : reviews) passed = passed || word_for(review, id) == "passed";
        CHECK(passed != not_ordinary.contains(id));
    }
}

TEST_CASE("an ordinary word that holds the name of a disease is not that disease") {
    const auto finds = [](const std::string& group, const std::string& condition) {
        const ConditionWords* words = shipped_library().words_of(group);
        REQUIRE(words);
        return !condition_found({condition}, *words).empty();
    };
    CHECK_FALSE(finds("active-cancer", "malignant hypertension"));
    CHECK_FALSE(finds("active-cancer", "anti-tumor necrosis factor for arthritis"));
    CHECK_FALSE(finds("active-cancer", "cancer screening due"));
    CHECK(finds("active-cancer", "lung cancer, malignant hypertension"));
    CHECK(finds("active-cancer", "active malignant melanoma"));
    CHECK_FALSE(finds("palliative-care", "Crohn's disease of the terminal ileum"));
    CHECK(finds("palliative-care", "terminal heart failure"));
    CHECK_FALSE(finds("kidney", "adrenal adenoma"));
    CHECK_FALSE(finds("liver", "cesarean delivery 2019"));
    CHECK(finds("liver", "cirrhosis of the liver"));
    CHECK_FALSE(finds("coronary", "persistent low back pain"));
    CHECK(finds("coronary", "drug-eluting stent 2020"));
}

TEST_CASE("what is said comes by harm: what stops, what asks, what warns, what is only told") {
    const Review review = tapered(person("age: 71 years, sex: female, frail: yes, conditions: [COPD, breast "
                                         "cancer], medicines: [alprazolam 0.5 mg "
                                         "at night, gabapentin 600 mg three times a day]",
                                         "  - MS Contin 60 mg q12h\n"))
                              .review;
    REQUIRE(review.findings.size() > 5);
    CHECK(review.findings.front().rule == "active-cancer");
    int last = 4;
    for (const Finding& finding : review.findings) {
        CAPTURE(finding.rule);
        const int harm = finding.severity == Severity::block  ? 4
                         : finding.severity == Severity::note ? 1
                         : finding.acknowledge                ? 3
                                                              : 2;
        CHECK(harm <= last);
        last = harm;
    }
}

TEST_CASE("one medicine beside two opioids is told once, and so are two medicines of one kind") {
    const Review review = tapered(person("age: 50 years, sex: male, conditions: [COPD, sleep apnea], "
                                         "medicines: [zolpidem 5 mg, tizanidine 4 mg]",
                                         "  - MS Contin 30 mg q12h\n  - oxycodone 5 mg q6h\n"))
                              .review;
    for (const std::string rule : {"sedatives", "breathing"}) {
        Lines messages;
        for (const Finding& finding : review.findings) {
            if (finding.rule == rule) messages.push_back(finding.message);
        }
        CAPTURE(rule);
        REQUIRE(messages.size() == 1);
        CHECK(messages.front().starts_with(
            rule == "sedatives" ? "\"zolpidem 5 mg\" and \"tizanidine 4 mg\" with morphine and oxycodone: "
                                : "\"COPD\" and \"sleep apnea\" with morphine and oxycodone: "));
    }
}

TEST_CASE("with weak kidneys the finding names the most that the label allows of a gabapentinoid") {
    // (140 - 71) x 52.4 / (72 x 1.4) x 0.85 = 30.5 mL/min: above 30, so at most 1,400 mg a day.
    const auto told = [](const std::string& creatinine, const std::string& medicines) {
        const Review review =
            tapered(
                person(
                    "age: 71 years, sex: female, weight: 61 kg, height: 160 cm, serum_creatinine: {value: " +
                        creatinine + " mg/dL, on: 2026-11-10}, conditions: [], medicines: [" + medicines +
                        "]",
                    "  - MS Contin 30 mg q12h\n"))
                .review;
        std::string all;
        for (const Finding& finding : review.findings) {
            if (finding.rule == "gabapentinoid") all += finding.message + " " + finding.instead + "\n";
        }
        return all;
    };
    const std::string weak = told("1.4", "gabapentin 600 mg three times a day");
    CHECK(weak.find("at most 1,400 mg/day") != std::string::npos);
    CHECK(told("0.6", "gabapentin 600 mg three times a day").find("at most") == std::string::npos);
    const std::string both = told("1.4", "gabapentin 300 mg, pregabalin 75 mg");
    CHECK(both.find("at most 300 mg/day") != std::string::npos);
    CHECK(both.find("two gabapentinoids") != std::string::npos);
    CHECK(told("1.4", "gabapentin 300 mg, neurontin 300 mg at night").find("two gabapentinoids") ==
          std::string::npos);
}
