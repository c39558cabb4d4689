#include "tests/support/check_support.hpp"

#include "cli/formats/plan_file.hpp"
#include "cli/formats/plan_json.hpp"
#include "tests/support/library.hpp"

namespace stepdown::test {

namespace {

/// All but what only the one who drew the plan up can know.
std::string told(const std::vector<Finding>& findings) {
    std::string all;
    for (const Finding& finding : findings)
        if (finding.rule != "slowed-by-ceiling") all += finding.id + ": " + finding.message + "\n";
    return all;
}

}  // namespace

std::string disagreement_with_check(const Case& patient_case, const Tapered& tapered, Date as_of) {
    const Library& library = shipped_library();
    const std::string json = plan_json(tapered, patient_case, library, as_of, false).text;
    const Result<WrittenPlan> written = read_plan_file(json, "plan.json", library.formulary);
    if (!written) return "unreadable: " + written.problems().front().message;
    const Result<Checked> checked = check(patient_case, *written, library, as_of);
    if (!checked) return "not checked: " + checked.problems().front().message;
    const std::string ours = told(tapered.review.findings), theirs = told(checked->review.findings);
    return ours == theirs ? "" : "taper says\n" + ours + "check says\n" + theirs;
}

}  // namespace stepdown::test
