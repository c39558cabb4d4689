#include "planner/adjuncts.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <memory>

#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string everything =
    "stepdown: case/1\n"
    "patient: {age: 50 years, sex: male, weight: 80 kg, height: 180 cm, dialysis: none, liver: none, frail: "
    "no,\n"
    "  serum_creatinine: {value: 1.0 mg/dL, on: 2026-11-15}, qtc: {value: 420 ms, on: 2026-11-01},\n"
    "  conditions: [], medicines: [], allergies: []}\n"
    "opioids: [oxycodone 10 mg every 6 hours]\n"
    "start: 2026-12-01\n"
    "supervision: {prescriber: Dr. A, setting: outpatient}\n"
    "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n";

Adjuncts advise(const std::string& text) {
    static std::vector<std::unique_ptr<Case>> kept;
    kept.push_back(std::make_unique<Case>(good_case(text)));
    return adjuncts_for(*kept.back(), shipped_library(), day("2026-11-30"));
}

AdjunctAdvice one(const Adjuncts& all, const std::string& id) {
    for (const AdjunctAdvice& advice : all.all) {
        if (advice.guide->id == id) return advice;
    }
    FAIL("no adjunct " << id);
    return all.all.front();
}
AdjunctAdvice one(const std::string& text, const std::string& id) {
    return one(advise(text), id);
}

bool says(const std::vector<Told>& all, const std::string& part) {
    return std::any_of(all.begin(), all.end(),
                       [&](const Told& told) { return told.text.find(part) != std::string::npos; });
}
double mg(const std::optional<DoseRate>& rate) {
    REQUIRE(rate);
    return std::round(in(*rate, unit::mg_per_day) * 1e6) / 1e6;
}
std::string with_list(const std::string& key, const std::string& items) {
    return with(everything, key + ": []", key + ": [" + items + "]");
}

}  // namespace

TEST_CASE("never two gabapentinoids: one that is taken closes the other and is not started again") {
    const Adjuncts all = advise(with_list("medicines", "gabapentin 300 mg three times a day"));
    const AdjunctAdvice gabapentin = one(all, "gabapentin"), pregabalin = one(all, "pregabalin");
    CHECK(pregabalin.verdict == Verdict::not_here);
    CHECK(pregabalin.titration.empty());
    CHECK_FALSE(pregabalin.ceiling);
    CHECK(says(pregabalin.why_not, "gabapentin 300 mg"));
    CHECK(gabapentin.verdict == Verdict::caution);
    CHECK(gabapentin.taken_already == "gabapentin 300 mg three times a day");
    CHECK(gabapentin.titration.empty());
    CHECK_FALSE(gabapentin.start);
    CHECK(mg(gabapentin.ceiling) == 3600);
    CHECK(one(with_list("medicines", "Lyrica 75 mg"), "gabapentin").verdict == Verdict::not_here);
}

TEST_CASE("a list of medicines that is not given clears no gabapentinoid") {
    const std::string text = with(everything, "medicines: [], ", "");
    for (const std::string id : {"gabapentin", "pregabalin"}) {
        const AdjunctAdvice advice = one(text, id);
        CHECK(advice.verdict == Verdict::confirm);
        CHECK_FALSE(advice.is_cleared);
        CHECK(std::count(advice.missing.begin(), advice.missing.end(), "medicines") == 1);
    }
}

TEST_CASE("without creatinine or age no dose by the kidneys is cleared, and the fact is named") {
    const std::string creatinine = "  serum_creatinine: {value: 1.0 mg/dL, on: 2026-11-15},";
    for (const std::string id : {"gabapentin", "pregabalin"}) {
        const AdjunctAdvice unknown = one(with(everything, creatinine, " "), id);
        CHECK(unknown.verdict == Verdict::confirm);
        CHECK_FALSE(unknown.is_cleared);
        CHECK_FALSE(unknown.ceiling);
        CHECK(unknown.titration.empty());
        CHECK(std::count(unknown.missing.begin(), unknown.missing.end(), "serum creatinine") == 1);
        const AdjunctAdvice ageless = one(with(everything, "age: 50 years, ", ""), id);
        CHECK(ageless.verdict == Verdict::confirm);
        CHECK(ageless.titration.empty());
        CHECK(std::count(ageless.missing.begin(), ageless.missing.end(), "age") == 1);
        // An old creatinine shows a row to look up, and plans nothing from it.
        const AdjunctAdvice old = one(with(everything, "on: 2026-11-15", "on: 2025-11-15"), id);
        CHECK(old.verdict == Verdict::confirm);
        CHECK_FALSE(old.is_cleared);
        CHECK(old.titration.empty());
        CHECK_FALSE(old.start);
    }
}

TEST_CASE("dialysis is confirmed with the unit, and no start is worked out") {
    const std::string text = with(everything, "dialysis: none", "dialysis: hemodialysis");
    const AdjunctAdvice gabapentin = one(text, "gabapentin"), pregabalin = one(text, "pregabalin");
    CHECK(gabapentin.verdict == Verdict::confirm);
    CHECK(gabapentin.titration.empty());
    CHECK(mg(gabapentin.ceiling) == 300);  // the row of 15 mL/min, whatever the formula says
    CHECK(says(gabapentin.directions, "125 mg beside 100 mg"));
    CHECK(pregabalin.titration.empty());
    CHECK(mg(pregabalin.ceiling) == 75);
    CHECK(says(pregabalin.directions, "Confirm before use"));
    const AdjunctAdvice peritoneal =
        one(with(everything, "dialysis: none", "dialysis: peritoneal"), "gabapentin");
    CHECK(peritoneal.verdict == Verdict::confirm);
    CHECK_FALSE(peritoneal.ceiling);
}

TEST_CASE("with an opioid a gabapentinoid starts at one smallest capsule and warns of breathing") {
    const AdjunctAdvice gabapentin = one(everything, "gabapentin");
    CHECK(gabapentin.verdict == Verdict::caution);
    CHECK(gabapentin.is_cleared);
    CHECK(mg(gabapentin.start) == 100);
    CHECK(mg(gabapentin.low) == 900);
    CHECK(mg(gabapentin.ceiling) == 3600);
    CHECK(gabapentin.titration.front().on == day("2026-12-01"));
    CHECK(mg(gabapentin.titration.back().per_day) == 1800);
    CHECK(says(gabapentin.why_not, "breathing"));
    CHECK(says(gabapentin.why_not, "an opioid is taken with it"));
    CHECK(
        says(gabapentin.stop, "at least 7 days. From 1,800 mg/day: 1,400, 900 and 500 mg/day, 3 days each"));
    CHECK(mg(one(everything, "pregabalin").start) == 25);
    CHECK(mg(one(everything, "pregabalin").ceiling) == 600);
    // Nobody takes an opioid: the label's own start, and no warning about one.
    const std::string none = with(everything, "opioids: [oxycodone 10 mg every 6 hours]",
                                  "opioids: [{regimen: oxycodone 10 mg every 6 hours, taking: none}]");
    CHECK(mg(one(none, "gabapentin").start) == 300);
    CHECK(one(none, "gabapentin").verdict == Verdict::option);
}

TEST_CASE("an allergy in the case closes an adjunct") {
    CHECK(one(with_list("allergies", "pregabalin (rash)"), "pregabalin").verdict == Verdict::not_here);
    CHECK(one(with_list("allergies", "penicillin"), "pregabalin").verdict == Verdict::caution);
}

TEST_CASE("acetaminophen counts what the opioids bring") {
    CHECK(mg(one(everything, "acetaminophen").ceiling) == 3000);
    const std::string opioid = "oxycodone 10 mg every 6 hours";
    const AdjunctAdvice some =
        one(with(everything, opioid, "\"hydrocodone/acetaminophen 10/325 mg 1 tablet every 6 hours\""),
            "acetaminophen");
    CHECK(mg(some.ceiling) == 1700);  // 3000 - 4 x 325
    CHECK(says(some.why_not, "1,300 mg/day"));
    const AdjunctAdvice full =
        one(with(everything, opioid, "\"hydrocodone/acetaminophen 10/325 mg 2 tablets every 6 hours\""),
            "acetaminophen");
    CHECK(full.verdict == Verdict::not_here);  // 2600 mg are brought; less than one dose is left
    CHECK(mg(one(with(everything, "liver: none", "liver: child-pugh-b"), "acetaminophen").ceiling) == 2000);
    // Not known is not normal: the lower ceiling, to be confirmed.
    const AdjunctAdvice unknown = one(with(everything, "liver: none, ", ""), "acetaminophen");
    CHECK(unknown.verdict == Verdict::confirm);
    CHECK(mg(unknown.ceiling) == 2000);
    CHECK(one(with_list("medicines", "Tylenol 500 mg"), "acetaminophen").taken_already == "Tylenol 500 mg");
}

TEST_CASE("ketamine is for a monitored unit only, in mg for this weight, and never with a contraindication") {
    const AdjunctAdvice outside = one(everything, "ketamine");
    CHECK(outside.verdict == Verdict::not_here);
    const AdjunctAdvice inside =
        one(with(everything, "setting: outpatient", "setting: inpatient"), "ketamine");
    CHECK(inside.verdict == Verdict::caution);
    REQUIRE(inside.by_weight.size() == 5);
    CHECK(in(std::get<Mass>(*inside.by_weight[0].high), unit::mg) == doctest::Approx(28));  // 0.35 x 80
    CHECK(in(std::get<InfusionRate>(*inside.by_weight[1].high), unit::mg_per_hour) == doctest::Approx(80));
    const AdjunctAdvice psychotic =
        one(with(with_list("conditions", "schizophrenia"), "setting: outpatient", "setting: inpatient"),
            "ketamine");
    CHECK(psychotic.verdict == Verdict::not_here);
    CHECK(psychotic.by_weight.empty());
    const AdjunctAdvice weightless =
        one(with(with(everything, "weight: 80 kg, ", ""), "setting: outpatient", "setting: inpatient"),
            "ketamine");
    REQUIRE_FALSE(weightless.by_weight.empty());
    CHECK_FALSE(weightless.by_weight[0].high);
    CHECK(std::count(weightless.missing.begin(), weightless.missing.end(), "weight") == 1);
}

TEST_CASE("lofexidine follows the lower of the label's kidney and liver rows") {
    const auto ceiling = [](const std::string& text) { return mg(one(text, "lofexidine").ceiling); };
    const auto creatinine = [](const std::string& value) {
        return with(everything, "value: 1.0 mg/dL", "value: " + value);
    };
    CHECK(ceiling(everything) == 2.88);               // 90 x 75 / 72 = 93.75 mL/min
    CHECK(ceiling(creatinine("1.2 mg/dL")) == 1.44);  // 78
    CHECK(ceiling(creatinine("4.0 mg/dL")) == 0.72);  // 23
    CHECK(ceiling(with(everything, "liver: none", "liver: child-pugh-a")) == 2.16);
    CHECK(ceiling(with(everything, "liver: none", "liver: child-pugh-b")) == 1.44);
    CHECK(ceiling(with(everything, "liver: none", "liver: child-pugh-c")) == 0.72);
    CHECK(one(with(everything, "liver: none, ", ""), "lofexidine").verdict == Verdict::confirm);
}

TEST_CASE("what is to be confirmed has no start, and a note is no reason against") {
    const AdjunctAdvice weak = one(everything, "dextromethorphan");
    CHECK(weak.verdict == Verdict::confirm);
    CHECK_FALSE(weak.start);
    const AdjunctAdvice gabapentin = one(everything, "gabapentin");
    CHECK(says(gabapentin.directions, "Antacids"));
    CHECK_FALSE(says(gabapentin.why_not, "Antacids"));
}

TEST_CASE("duloxetine is closed by liver disease, poor kidneys and MAO inhibitors") {
    CHECK(one(everything, "duloxetine").verdict == Verdict::option);
    CHECK(mg(one(everything, "duloxetine").ceiling) == 60);
    CHECK(mg(one(everything, "duloxetine").start) == 30);
    CHECK(one(with(everything, "liver: none", "liver: child-pugh-a"), "duloxetine").verdict ==
          Verdict::not_here);
    CHECK(one(with(everything, "value: 1.0 mg/dL", "value: 4.0 mg/dL"), "duloxetine").verdict ==
          Verdict::not_here);
    CHECK(one(with_list("medicines", "phenelzine 15 mg"), "duloxetine").verdict == Verdict::not_here);
    CHECK(one(with(everything, "liver: none, ", ""), "duloxetine").verdict == Verdict::confirm);
}

TEST_CASE("an NSAID warns below 60 mL/min and is closed below 30") {
    const auto verdict = [](const std::string& creatinine) {
        return one(with(everything, "value: 1.0 mg/dL", "value: " + creatinine), "ibuprofen").verdict;
    };
    CHECK(verdict("1.0 mg/dL") == Verdict::option);
    CHECK(verdict("1.8 mg/dL") == Verdict::caution);   // 90 x 75 / (72 x 1.8) = 52
    CHECK(verdict("3.5 mg/dL") == Verdict::not_here);  // 27
}

TEST_CASE("from 65 years on, and in frailty, no start of an NSAID is worked out") {
    for (const std::string id : {"ibuprofen", "naproxen"}) {
        CAPTURE(id);
        const auto at_age = [&](const std::string& age) {
            return one(with(everything, "age: 50 years", "age: " + age), id);
        };
        CHECK(at_age("64 years").start.has_value());
        CHECK(at_age("65 years").verdict == Verdict::confirm);
        CHECK_FALSE(at_age("65 years").start);
        CHECK_FALSE(one(with(everything, "frail: no", "frail: yes"), id).start);
    }
}

TEST_CASE("below 15 mL/min what is shown of gabapentin can be given: whole capsules, rounded down") {
    const auto at = [](const std::string& creatinine) {
        return one(with(everything, "value: 1.0 mg/dL", "value: " + creatinine), "gabapentin");
    };
    // Cockcroft-Gault 90 x 75 / (72 x creatinine); CKD-EPI is lower here: 142 x (8 / 0.9)^-1.2 x 0.9938^50 =
    // 7.56, for this body 8.74 mL/min: 58 to 175 mg, of which capsules of 100 mg make 100.
    const AdjunctAdvice low = at("8.0 mg/dL");
    CHECK(mg(low.low) == 100);
    CHECK(mg(low.high) == 100);
    CHECK(mg(low.ceiling) == 100);
    CHECK(mg(low.start) == 100);
    CHECK(says(low.directions, "rounded down"));
    // 142 x (20 / 0.9)^-1.2 x 0.9938^50 = 2.52, for this body 2.91 mL/min: 19.4 to 58.2 mg, below any
    // capsule.
    const AdjunctAdvice least = at("20 mg/dL");
    CHECK(mg(least.low) == 19);
    CHECK(mg(least.high) == 58);
    CHECK_FALSE(least.start);
    CHECK(says(least.why_not, "a liquid, with the pharmacist"));
}

TEST_CASE("below 50 kg acetaminophen has no start: milligrams per kg decide") {
    CHECK(one(with(everything, "weight: 80 kg", "weight: 50 kg"), "acetaminophen").start.has_value());
    CHECK_FALSE(one(with(everything, "weight: 80 kg", "weight: 49 kg"), "acetaminophen").start);
}

TEST_CASE("nobody under 18 gets an adjunct but naloxone") {
    const Adjuncts all = advise(with(everything, "age: 50 years", "age: 17 years"));
    for (const AdjunctAdvice& advice : all.all) {
        CAPTURE(advice.guide->id);
        if (advice.guide->rescue) {
            CHECK(advice.verdict != Verdict::not_here);
        } else {
            CHECK(advice.verdict == Verdict::not_here);
            CHECK_FALSE(advice.ceiling);
        }
    }
}

TEST_CASE("naloxone is an option with every opioid, and says what makes it urgent") {
    const AdjunctAdvice plain = one(everything, "naloxone");
    CHECK(plain.verdict == Verdict::option);
    CHECK(says(plain.why, "Every taper"));
    CHECK(says(plain.why, "50 MME"));  // oxycodone 40 mg x 1.5 = 60 MME
    CHECK_FALSE(says(plain.why, "sedative"));
    CHECK(says(one(with_list("medicines", "alprazolam 0.5 mg"), "naloxone").why, "sedative"));
}

TEST_CASE("sessions without drugs are dated from the start, on working days") {
    const Adjuncts all = advise(everything);
    REQUIRE(all.non_drug.size() == 3);
    CHECK(all.non_drug[0].on.front() == day("2026-12-08"));
    CHECK(all.non_drug[0].on.size() == 8);
    CHECK(all.non_drug[1].on == std::vector<Date>{day("2026-12-08"), day("2026-12-22"), day("2027-01-05")});
    // A start that has passed counts from today.
    CHECK(advise(with(everything, "start: 2026-12-01", "start: 2026-01-01")).start == day("2026-11-30"));
}

TEST_CASE(
    "a case that says nothing clears no drug that needs a fact, and no unverified figure counts as cleared") {
    const Adjuncts all = advise("stepdown: case/1\nopioids: [oxycodone 10 mg every 6 hours]\n");
    for (const AdjunctAdvice& advice : all.all) {
        CAPTURE(advice.guide->id);
        if (advice.guide->rescue) continue;
        CHECK(advice.verdict >= Verdict::confirm);
        CHECK(advice.titration.empty());
    }
    CHECK(one(everything, "prochlorperazine").verdict == Verdict::confirm);
}
