#pragma once
// What the benchmarks of plans begin with.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "cli/shipped_data.hpp"
#include "conversions/text/yaml_tree.hpp"
#include "planner/case.hpp"
#include "planner/review.hpp"
#include "protocols/library.hpp"

namespace stepdown::bench {

[[noreturn]] inline void stop(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::abort();
}

inline const Library& library() {
    static const Library loaded = [] {
        Result<Library> all = Library::load(shipped_data());
        if (!all) stop(all.problems().front().message);
        return *std::move(all);
    }();
    return loaded;
}

/// Morphine, three doses a day, down to nothing in a year.
inline const Case& year_case() {
    static const Case read = [] {
        const auto tree = yaml::parse(
            "stepdown: case/1\n"
            "patient: {reference: bench, age: 58 years, sex: male, conditions: []}\n"
            "opioids:\n  - \"morphine ER 60 mg every 8 hours\"\n"
            "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no, pdmp_checked: "
            "2026-11-20}\n"
            "supervision: {prescriber: \"Dr. A\", review_every: 4 weeks, patient_agrees: yes, setting: "
            "outpatient}\n"
            "used_for: 4 years\ngoal: discontinue\nprotocol: va-slower\nstart: 2026-12-01\n",
            "bench.yaml");
        if (!tree) stop(tree.problems().front().message);
        Result<Case> patient_case = read_case(*tree, library(), rule_ids());
        if (!patient_case) stop(patient_case.problems().front().message);
        return *std::move(patient_case);
    }();
    return read;
}

}  // namespace stepdown::bench
