#include "planner/assessment.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <memory>

#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string suspicious =
    "stepdown: case/1\n"
    "patient: {age: 61 years, sex: female, weight: 70 kg, height: 165 cm, dialysis: none, liver: none,\n"
    "  serum_creatinine: {value: 1.4 mg/dL, on: 2026-11-10}, qtc: {value: 430 ms, on: 2026-11-01},\n"
    "  conditions: [fibromyalgia], medicines: [sertraline 50 mg daily], allergies: []}\n"
    "opioids: [morphine ER 60 mg PO q8h]\n"
    "used_for: 4 years\n"
    "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n"
    "hyperalgesia: {pain_worse_despite_increase: yes, pain_spreading: yes, allodynia: yes, "
    "new_injury_or_progression: no}\n";

Assessment assessed(const std::string& text) {
    static std::vector<std::unique_ptr<Case>> kept;
    kept.push_back(std::make_unique<Case>(good_case(text)));
    const auto made = assess(*kept.back(), "case.yaml", shipped_library(), day("2026-11-30"));
    REQUIRE(made);
    return *made;
}

FactState state(const std::vector<FoundClue>& clues, const std::string& id) {
    for (const FoundClue& one : clues) {
        if (one.clue->id == id) return one.answer.state;
    }
    FAIL("no clue " << id);
    return FactState::unknown;
}

FoundExplanation explanation(const Assessment& made, const std::string& id) {
    for (const FoundExplanation& one : made.explanations) {
        if (one.what->id == id) return one;
    }
    FAIL("no explanation " << id);
    return {};
}

FoundScore score(const Assessment& made, const std::string& id) {
    for (const FoundScore& one : made.scores) {
        if (one.what->id == id) return one;
    }
    FAIL("no score " << id);
    return {};
}

}  // namespace

TEST_CASE("a fact that is not given is unknown, never absent") {
    const Assessment empty = assessed("stepdown: case/1\nopioids: [oxycodone 5 mg every 12 hours]\n");
    for (const std::string id :
         {"worse-with-more", "spread", "allodynia", "better-with-less", "no-new-injury"})
        CHECK(state(empty.pattern, id) == FactState::unknown);
    for (const std::string id : {"long-use", "fast-rise", "surgery", "pain-history", "comt"})
        CHECK(state(empty.risks, id) == FactState::unknown);
    CHECK(state(empty.risks, "high-dose") == FactState::absent);    // 15 MME a day
    CHECK(state(empty.risks, "metabolites") == FactState::absent);  // no morphine, no hydromorphone
    CHECK(empty.state == PatternState::incomplete);
}

TEST_CASE("risk factors are found in the case") {
    const Assessment made = assessed(suspicious);
    for (const std::string id : {"high-dose", "long-use", "long-acting", "metabolites", "pain-history"}) {
        CAPTURE(id);
        CHECK(state(made.risks, id) == FactState::present);
    }
    CHECK(state(made.risks, "methadone") == FactState::absent);
    // Good kidneys: no metabolites pile up. Without a creatinine nobody knows.
    CHECK(state(assessed(with(suspicious, "value: 1.4 mg/dL", "value: 0.7 mg/dL")).risks, "metabolites") ==
          FactState::absent);
    CHECK(
        state(
            assessed(with(suspicious, "  serum_creatinine: {value: 1.4 mg/dL, on: 2026-11-10},", " ")).risks,
            "metabolites") == FactState::unknown);
}

TEST_CASE("the dose counts as high at 50 MME a day and not just below") {
    const auto at = [](const std::string& opioid) {
        return state(assessed("stepdown: case/1\nopioids: [" + opioid + "]\n").risks, "high-dose");
    };
    CHECK(at("morphine 12 mg every 6 hours") == FactState::absent);     // 48
    CHECK(at("morphine 12.5 mg every 6 hours") == FactState::present);  // 50
    CHECK(at("morphine 15 mg every 6 hours") == FactState::present);    // 60
    // Buprenorphine has no factor: a low rest does not make the dose low.
    CHECK(at("Butrans 20 mcg/h weekly") == FactState::unknown);
}

TEST_CASE("hyperalgesia is possible with a key sign and no new injury, and is never more than possible") {
    CHECK(assessed(suspicious).state == PatternState::possible);
    const std::string injury = "new_injury_or_progression: no";
    CHECK(assessed(with(suspicious, injury, "new_injury_or_progression: yes")).state ==
          PatternState::incomplete);
    CHECK(assessed(with(suspicious, ", " + injury, "")).state == PatternState::incomplete);
    const std::string signs = "pain_worse_despite_increase: yes, pain_spreading: yes, allodynia: yes";
    const std::string none = "pain_worse_despite_increase: no, pain_spreading: no, allodynia: no";
    CHECK(assessed(with(suspicious, signs, none)).state == PatternState::incomplete);
    CHECK(assessed(with(suspicious, signs, none + ", less_pain_after_reduction: no")).state ==
          PatternState::none);
    CHECK(assessed(with(suspicious, signs, none + ", less_pain_after_reduction: yes")).state ==
          PatternState::possible);
}

TEST_CASE("explanations stand side by side with what speaks for and against each") {
    const Assessment made = assessed(suspicious);
    CHECK(explanation(made, "hyperalgesia").speaks_for.size() == 4);
    CHECK(explanation(made, "hyperalgesia").against.empty());
    CHECK(explanation(made, "tolerance").speaks_for.empty());
    CHECK(explanation(made, "tolerance").against.size() == 2);
    CHECK(explanation(made, "progression").against.size() == 2);
    CHECK(explanation(made, "opioid-use-disorder").against.size() == 1);
    for (const FoundExplanation& one : made.explanations) CHECK_FALSE(one.what->ask.empty());
    const Assessment trough =
        assessed(with(suspicious, "allodynia: yes", "allodynia: no, worse_before_next_dose: yes, cows: 5"));
    CHECK(explanation(trough, "withdrawal").speaks_for.size() == 2);
    CHECK(explanation(assessed(with(suspicious, "allodynia: yes", "allodynia: no, cows: 4")), "withdrawal")
              .speaks_for.empty());
}

TEST_CASE("options stand in order, each one command away, with a day to look again") {
    const Assessment made = assessed(suspicious);
    REQUIRE(made.options.size() == 6);
    CHECK(made.options[0].command == "stepdown taper case.yaml --goal \"reduce to morphine 135 mg/day\"");
    CHECK(made.options[1].command == "stepdown rotate case.yaml --to methadone");
    CHECK(made.options[2].command == "stepdown rotate case.yaml --to \"buprenorphine patch\"");
    for (std::size_t i = 3; i < 6; ++i) CHECK(made.options[i].command == "stepdown adjuncts case.yaml");
    CHECK(made.options[0].review_on == day("2026-12-28"));  // 4 weeks
    CHECK(made.options[1].why_not.empty());
    const Assessment long_qt = assessed(with(suspicious, "value: 430 ms", "value: 450 ms"));
    CHECK(long_qt.options[1].why_not.size() == 1);
    CHECK(assessed(with(suspicious, "value: 430 ms", "value: 449 ms")).options[1].why_not.empty());
    const Assessment unknown = assessed(with(suspicious, "qtc: {value: 430 ms, on: 2026-11-01},", ""));
    CHECK(unknown.options[1].missing == std::vector<std::string>{"QTc"});
    // Several opioids: a goal in MME, never below three quarters of what is really used.
    const Assessment two = assessed(with(suspicious, "[morphine ER 60 mg PO q8h]",
                                         "[morphine ER 60 mg PO q8h, \"oxycodone 5 mg every 6 hours\"]"));
    CHECK(two.options[0].command ==
          "stepdown taper case.yaml --goal \"reduce to 158 MME/day\"");  // 210 x 0.75
}

TEST_CASE("RIOSORD is a span while an item is not known, and each item counts once") {
    const Assessment made = assessed(suspicious);
    const FoundScore vha = score(made, "riosord-vha");
    // Extended release 9, antidepressant 7, 100 MME or more 16; a visit (11) and a stay (8) are not in a
    // case.
    // The clearance of about 41 mL/min may be kidney disease (5), which nobody has named.
    CHECK(vha.low == 32);
    CHECK(vha.high == 56);
    CHECK(vha.percent_low == 14);
    CHECK(vha.percent_high == 76);
    CHECK(vha.missing.size() == 3);
    // Extended release 5, morphine 11, antidepressant 8, 100 MME or more 7; kidney disease 8 is to be asked.
    const FoundScore commercial = score(made, "riosord-commercial");
    CHECK(commercial.low == 31);
    CHECK(commercial.high == 39);
    CHECK(commercial.percent_low == doctest::Approx(55.1));
    // Nothing known of conditions and medicines: everything that they could add.
    const FoundScore blind = score(
        assessed(with(suspicious, "conditions: [fibromyalgia], medicines: [sertraline 50 mg daily], ", "")),
        "riosord-commercial");
    CHECK(blind.low == 23);
    CHECK(blind.high == 23 + 25 + 10 + 9 + 5 + 8 + 7 + 7 + 5 + 8 + 9);
}

TEST_CASE(
    "a low clearance asks for kidney disease in RIOSORD and never counts as it; a named one counts once") {
    const auto span = [](const std::string& text) {
        const FoundScore found = score(assessed(text), "riosord-commercial");
        return std::pair(found.low, found.high);
    };
    const std::string conditions = "conditions: [fibromyalgia]", weak = "value: 1.4 mg/dL";
    CHECK(span(suspicious) == std::pair(31, 39));
    CHECK(span(with(suspicious, conditions, "conditions: [chronic kidney disease]")) == std::pair(39, 39));
    CHECK(span(with(suspicious, weak, "value: 0.8 mg/dL")) == std::pair(31, 31));  // about 72 mL/min
    CHECK(span(with(suspicious, "serum_creatinine: {value: 1.4 mg/dL, on: 2026-11-10}, ", "")) ==
          std::pair(31, 31));  // no measurement raises no question: the conditions are given
    CHECK(span(with(suspicious, "dialysis: none", "dialysis: hemodialysis")) == std::pair(39, 39));
}

TEST_CASE("methadone counts as methadone and as long-acting") {
    const FoundScore score_now = score(assessed(with(suspicious, "[morphine ER 60 mg PO q8h]",
                                                     "[{regimen: methadone 10 mg q8h, for: pain}]")),
                                       "riosord-commercial");
    CHECK(std::count(score_now.counted.begin(), score_now.counted.end(), "methadone +10") == 1);
    CHECK(std::count(score_now.counted.begin(), score_now.counted.end(),
                     "an extended-release or long-acting opioid +5") == 1);
}
