#pragma once
#include <string>

#include "conversions/formulary.hpp"
#include "conversions/text/yaml_tree.hpp"
#include "planner/written_plan.hpp"

namespace stepdown {

/// A JSON document as a tree, without places; nulls are left out. Problem id: json (not JSON, a key given
/// twice, more than 32 levels, or text that is not UTF-8).
Result<yaml::Node> json_tree(const std::string& text, const std::string& file);

/// The case that stands in a plan of ours, as a tree; a problem `plan-document` where there is none.
Result<yaml::Node> case_in_plan(const std::string& text, const std::string& file);

/// Reads a plan that somebody wrote: JSON of ours, a YAML list of doses, or CSV with the same columns. Which
/// of them, the text tells.
Result<WrittenPlan> read_plan_file(const std::string& text, const std::string& file,
                                   const Formulary& formulary);

}  // namespace stepdown
