#pragma once
// Cases of rotations, in parts that a test can change.
#include <string>

#include "planner/rotation_plan.hpp"
#include "tests/rules/rules_support.hpp"

namespace stepdown::test {

struct RotationCase {
    std::string opioid = "morphine ER 60 mg q12h";
    std::string qtc = "qtc: {value: 430 ms, on: 2026-11-01}, ";
    std::string medicines = "medicines: [], ";
    std::string conditions = "conditions: []";
    std::string age = "58 years";
    std::string used_for = "4 years";
    std::string watched = "watched_by: \"her daughter, day and night\", ";
    std::string oud = "no";
    std::string more = "";
};

inline std::string case_of(const RotationCase& one) {
    return "stepdown: case/1\n"
           "patient: {age: " +
           one.age +
           ", sex: male, weight: 80 kg, height: 178 cm, "
           "serum_creatinine: {value: 0.9 mg/dL, on: 2026-11-15}, liver: none, dialysis: none, " +
           one.qtc + one.medicines + one.conditions +
           "}\n"
           "opioids:\n  - " +
           one.opioid + "\n" + (one.used_for.empty() ? "" : "used_for: " + one.used_for + "\n") +
           "start: 2026-12-01\n"
           "supervision: {" +
           one.watched +
           "prescriber: \"Dr. A. Example\", patient_agrees: yes}\n"
           "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: " +
           one.oud +
           "}\n"
           "preferences: {tablets_scored: yes}\n" +
           one.more;
}
/// Morphine 120 mg a day; start 2026-12-01.
inline std::string morphine_120(const RotationCase& one = {}) {
    return case_of(one);
}

inline RotationTarget target(const std::string& words) {
    Result<RotationTarget> read = read_target(words, shipped_library().formulary, {"--to", 1, 1});
    if (!read) FAIL("the target is not understood: " << read.problems().front().message);
    return *std::move(read);
}

inline Rotated rotated_to(const std::string& words, const std::string& case_text) {
    Result<Rotated> made = rotate(good_case(case_text), target(words), shipped_library(), day_of_run());
    if (!made) {
        for (const Problem& problem : made.problems()) MESSAGE(show_problem(problem, case_text));
        FAIL("the case has a fault");
    }
    if (!made->plan) {
        for (const Finding& one : made->review.findings) MESSAGE(in_a_line(one) << ": " << one.message);
    }
    return *std::move(made);
}

}  // namespace stepdown::test
