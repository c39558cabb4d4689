#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "planner/baseline.hpp"
#include "planner/case.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// Whether the goal of the case asks for less of this opioid: not of as-needed use that is kept, and not of
/// another drug than the one that a goal in milligrams names.
bool is_to_be_tapered(const BaselineOpioid& opioid, const Case& patient_case);

/// One place in the order in which opioids are tapered.
struct InTurn {
    std::size_t opioid = 0;  // index into the opioids
    /// What put it before the next one: empty for the last, and where nothing but the order of the case did.
    std::optional<TaperOrder> by_rule;
    bool by_wish = false;  // the case says so
};

/// The opioids to taper, in turn: first as the case wishes, then as the data's rule has it, then in the order
/// of the case. How potent a drug is follows from its factor of exposure, which orders here and doses
/// nothing.
std::vector<InTurn> taper_order(const Case& patient_case, const std::vector<BaselineOpioid>& opioids,
                                const Library& library);

}  // namespace stepdown
