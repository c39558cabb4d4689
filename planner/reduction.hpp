#pragma once
// How much is taken off an equianalgesic dose for incomplete cross-tolerance, and why.
#include <optional>
#include <string>
#include <vector>

#include "conversions/rotation.hpp"
#include "planner/case.hpp"
#include "planner/tolerance.hpp"

namespace stepdown {

/// to_judge: nothing in a case could say; the prescriber knows.
enum class ReasonState { present, absent, unknown, to_judge };

struct ReasonFound {
    std::string id, says;
    ReasonState state = ReasonState::unknown;
    std::string because;  // what was looked at: "age 78 years", "age is not given"
    CitationId citation;
    Evidence evidence = Evidence::unverified;
};

/// What the reasons are looked for in.
struct ReasonFacts {
    const Patient& patient;
    Date as_of;
    const std::vector<FromOpioid>& from;
    std::optional<DoseRate> oral_morphine;  // the most that sources make of `from`; empty: not known
};

/// The part of an equianalgesic dose that is taken off. 0 <= least <= chosen <= most <= 1.
struct ReductionWindow {
    Sourced<Fraction> least, most;  // as the guide has it
    /// As this patient has it: what the recommendation takes off, and the span inside which the prescriber
    /// may choose. Closed (all equal `most`) where a reason for more is present.
    Fraction chosen, at_least;
    bool by_prescriber = false;
    std::vector<ReasonFound> toward_more, toward_less;
};

/// Present, absent or unknown, each reason of the guide in its order.
std::vector<ReasonFound> look_for_more(const ReasonFacts& facts, const Library& library);

/// The window of a patient. `other_route`: the new opioid is the old one by another route, for which the
/// guide's lesser end is meant: it is taken when no reason for more is present or unknown.
/// Problem ids: reduction-window (the chosen part lies outside), reduction-facts-missing (it is less than the
/// most while a fact that would close the window is not given).
Result<ReductionWindow> reduction_window(const ReasonFacts& facts, bool other_route,
                                         std::optional<Fraction> chosen, const Library& library);

}  // namespace stepdown
