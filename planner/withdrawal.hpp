#pragma once
// What to expect after the cuts of a taper, when, and what may be given for it to this patient.
#include <optional>
#include <string>
#include <vector>

#include "planner/adjuncts.hpp"
#include "planner/case.hpp"
#include "planner/plan.hpp"
#include "protocols/library.hpp"

namespace stepdown {

struct DateSpan {
    Date from, to;
};

/// When withdrawal is to be expected after one cut. Empty: no source says.
struct ExpectedAfterCut {
    std::optional<int> step;  // its number; empty: what follows the last step
    Date on;
    std::string opioid;  // "o1": what is reduced
    const WithdrawalCourse* course = nullptr;
    std::optional<DateSpan> begins, worst;
    std::optional<Date> over_by;
    std::optional<Date> judge_from;  // before this day nobody can tell how the cut went
    std::vector<Date> seen_on;       // visits until the next cut
    std::vector<CitationId> citations;
};

/// An adjunct for some symptoms, and what it is for this patient.
struct SymptomMedicine {
    const SymptomRelief* relief = nullptr;
    AdjunctAdvice advice;
};

struct WithdrawalSupport {
    std::vector<ExpectedAfterCut> cuts;
    std::vector<SymptomMedicine> medicines;  // in the order of the data
};

/// For the cuts of the firm part of a taper of ours that are not over on `as_of`, and the medicines of
/// adjuncts_for(): one verdict for one patient, whoever asks.
WithdrawalSupport withdrawal_support(const DraftPlan& plan, const Case& patient_case, const Library& library,
                                     Date as_of);

/// The course after the cut of a step or of the ending; null where nothing is cut or no source says.
const WithdrawalCourse* course_after(const std::vector<Taking>& before, const std::vector<Taking>& after,
                                     const Library& library);

}  // namespace stepdown
