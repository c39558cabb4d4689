#pragma once
// The arithmetic of one estimate: its figures, and what is left after what is taken off.
#include <optional>
#include <string>
#include <vector>

#include "planner/conversion.hpp"

namespace stepdown {

Estimate empty_estimate(std::string id, std::string title, CitationId citation);
/// value: in the new opioid; least and most: what sources make of it.
void set_figures(Estimate& estimate, DoseRate value, DoseRate least, DoseRate most);
/// What is left when `off` is taken off what is converted; the new opioid's own dose is kept.
DoseRate reduced(const Estimate& estimate, Fraction off);
/// after_low to after_high: by the window; by the source's own reduction alone where it has one; of a start
/// that holds its reduction nothing, or the label's own in old age and in liver or kidney impairment.
void set_after(Estimate& estimate, const ReductionWindow& window,
               const std::optional<Sourced<Fraction>>& own_reduction);
/// What bounds judge: who is above a ceiling by any table is refused.
DoseRate largest_of(const std::vector<Estimate>& estimates);
/// Orders doses, for std::min and std::max.
bool by_rate(const DoseRate& a, const DoseRate& b);

}  // namespace stepdown
