#pragma once
#include <optional>
#include <string>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/result.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"
#include "protocols/advice.hpp"

namespace stepdown {

/// A span of time, counted from a cut.
struct AfterCut {
    Sourced<Duration> from, to;
};

/// How withdrawal goes after a cut of some drugs, or of one kind of form. What no source says is empty.
struct WithdrawalCourse {
    std::string id;             // "short-acting"
    std::vector<DrugId> drugs;  // empty: those of `release` that no other course names
    std::optional<Release> release;
    std::optional<AfterCut> begins, worst;
    std::optional<Sourced<Duration>> over_by;
    std::optional<Advice> besides;
};

/// Signs that come together, and when.
struct WithdrawalSigns {
    std::string name, when, signs;  // "early", "hours to days", "anxiety, restlessness ..."
    CitationId citation;
};

/// Symptoms, and the adjuncts that are given for them: ids of `adjunct/1`.
struct SymptomRelief {
    std::string symptoms;
    std::vector<std::string> medicines;
    CitationId citation;
};

/// What is known of withdrawal in a taper: data of kind `withdrawal/1`. Nothing in it doses an opioid.
struct WithdrawalGuide {
    std::vector<WithdrawalCourse> courses;
    std::vector<WithdrawalSigns> signs;
    std::vector<Advice> expect, first, never;
    std::vector<SymptomRelief> relief;

    /// The course after a cut of this drug in this form; null where none is known.
    const WithdrawalCourse* course_of(DrugId drug, Release release) const;
};

/// Reads the file of kind `withdrawal/1`. Problem id besides those of the readers: withdrawal-course (a span
/// that ends before it begins, or a course of nothing).
Result<WithdrawalGuide> read_withdrawal_guide(const DataFile& file, const Formulary& formulary, Citer& citer);

}  // namespace stepdown
