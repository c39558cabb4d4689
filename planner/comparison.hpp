#pragma once
// Protocols side by side for one case.
#include <optional>
#include <string>
#include <vector>

#include "planner/taper.hpp"

namespace stepdown {

/// What a plan by one protocol comes to. `figures` is empty where it is refused: `review` says why.
struct PlanFigures {
    int days = 0, steps = 0, flagged_steps = 0, visits = 0;
    double largest_cut_of_original = 0, largest_cut_of_current = 0;  // shares of one, the last cut left out
    int most_units_a_day = 0;                                        // thousandths; the unit is `unit_form`
    Form unit_form = Form::tablet;
    Date end;  // the last day of the last step
};
struct ComparedProtocol {
    const TaperProtocol* protocol = nullptr;
    std::optional<PlanFigures> figures;
    Review review;
};

/// The case planned by each of these protocols, in this order; each once. Problems are those of taper(), and
/// `protocol` for an id that is not known, with the nearest that is.
Result<std::vector<ComparedProtocol>> compare(const Case& patient_case, const std::vector<std::string>& ids,
                                              const Library& library, Date as_of);

}  // namespace stepdown
