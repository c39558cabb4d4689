#pragma once
#include <optional>
#include <string>
#include <vector>

#include "conversions/exposure.hpp"
#include "planner/case.hpp"
#include "planner/kidney.hpp"
#include "protocols/fact_test.hpp"
#include "protocols/library.hpp"

namespace stepdown {

enum class FactState { present, absent, unknown };

/// What a case says to a question: what was found ("180 MME/day"), or what would have to be known.
struct Answer {
    FactState state = FactState::unknown;
    std::vector<std::string> found, missing;
};

/// The facts of a case, to be asked by data. Both arguments must outlive it.
class CaseFacts {
public:
    CaseFacts(const Case& patient_case, const Library& library, Date as_of);

    /// Whether all tests hold: absent as soon as one surely does not, unknown while a fact is missing. No
    /// tests: present. Medicines that one of the names `but_not` names are passed over.
    Answer answer(const FactTests& tests, const std::vector<std::string>& but_not = {}) const;
    /// The medicine of the case that one of these names names; empty when none does.
    std::string medicine_named(const std::vector<std::string>& names) const;
    std::string allergy_named(const std::vector<std::string>& names) const;

    const Case& patient_case() const { return case_; }
    const Library& library() const { return library_; }
    Date as_of() const { return as_of_; }
    const Kidney& kidney() const { return kidney_; }
    /// The opioids that are really taken.
    const std::vector<Regimen>& opioids() const { return opioids_; }
    const Exposure& exposure() const { return exposure_; }
    /// As said, or longer where an opioid has been taken since an earlier day.
    std::optional<Duration> used_for() const { return used_for_; }

private:
    struct Asking;
    const Case& case_;
    const Library& library_;
    Date as_of_;
    Kidney kidney_;
    std::vector<Regimen> opioids_;
    Exposure exposure_;
    std::optional<Duration> used_for_;
};

}  // namespace stepdown
