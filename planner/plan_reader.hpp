#pragma once
#include <string>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/result.hpp"
#include "conversions/text/yaml_tree.hpp"
#include "planner/written_plan.hpp"

namespace stepdown {

/// A cell of a plan that is written as a table: a column's name, and what stands there.
struct PlanCell {
    std::string column, text;
    Place place;
};
/// One dose of one opioid of one step.
using PlanRow = std::vector<PlanCell>;

/// A plan as a list of doses: start, days, drug, release, route, at, amount, unit, every_days. Rows with the
/// same start are one step. A last step of nothing but 0 is the stop after the plan. Problems, each with its
/// place: plan-empty, missing-key, date, number, unit, unknown-drug, unknown-word, step-days.
Result<WrittenPlan> read_plan_rows(const std::vector<PlanRow>& rows, const std::string& format,
                                   const Formulary& formulary, const Place& origin);
/// The same from YAML: a list of mappings with those keys.
Result<WrittenPlan> read_plan_list(const yaml::Node& list, const Formulary& formulary);
/// Whether a plan is as it was written: its id is that of what stands in it.
enum class Wording { as_written, changed };
/// A plan of ours (`stepdown/plan/1`) as a tree. What it says of cuts, totals and flags is left unread; that
/// a step departs from a taper (a step back, a dose as taken) is believed only of a plan that is as it was
/// written.
Result<WrittenPlan> read_plan_document(const yaml::Node& document, const Formulary& formulary,
                                       Wording wording);

}  // namespace stepdown
