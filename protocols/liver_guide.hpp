#pragma once
#include <array>
#include <string_view>
#include <vector>

#include "conversions/result.hpp"
#include "protocols/advice.hpp"
#include "protocols/organ_advice.hpp"

namespace stepdown {

/// What liver disease means for one opioid, by Child-Pugh class A, B, C.
struct LiverOpioid {
    OrganDrug of;
    std::array<OrganAdvice, 3> classes;
};

struct LiverGuide {
    Advice besides;  // what goes with any opioid in liver disease
    std::vector<LiverOpioid> opioids;

    /// Null where nothing is known of the drug by that route.
    const LiverOpioid* about(DrugId drug, Route route) const;
};

/// 0, 1, 2 for "child-pugh-a", "-b", "-c"; nothing for another word.
std::optional<std::size_t> child_pugh_class(std::string_view liver);

/// Reads the file of kind `liver/1`.
Result<LiverGuide> read_liver_guide(const DataFile& file, const Formulary& formulary, Citer& citer);

}  // namespace stepdown
