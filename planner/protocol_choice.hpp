#pragma once
#include <string>
#include <vector>

#include "planner/baseline.hpp"
#include "planner/case.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// The protocol of a plan and, in words, why it is this one.
struct ChosenProtocol {
    const TaperProtocol* protocol = nullptr;
    std::string why;
};

/// The protocol that the case names; else the one whose span of use fits; else, when the span is unknown, the
/// one for the longest use. A protocol of acute use that does not suit what is taken gives way to the next
/// slower one.
ChosenProtocol choose_protocol(const Case& patient_case, const std::vector<BaselineOpioid>& opioids,
                               const Library& library);

/// Why an early stop of this protocol is not for what is taken: "the release is extended", "150 MME/day".
/// Empty where it suits, and for protocols without one.
std::string early_stop_hindered_by(const TaperProtocol& protocol, const Case& patient_case,
                                   const std::vector<BaselineOpioid>& opioids, const Library& library);

}  // namespace stepdown
