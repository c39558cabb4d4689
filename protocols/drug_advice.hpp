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

/// What is particular about reducing one drug, or one form of it. The limits only ever make a taper slower.
struct DrugAdvice {
    std::string id;
    DrugId drug;
    bool patch_only = false;  // about the patches of the drug, not about its other forms
    /// A step takes at most this share of the dose in force.
    std::optional<Sourced<Fraction>> largest_cut;
    /// No step is held for less.
    std::optional<Sourced<Duration>> shortest_hold;
    /// How long after a change nobody can tell yet how it went. May be unverified: it only asks to wait.
    std::optional<Sourced<Duration>> judge_after;
    std::vector<Advice> advice;    // read in a source
    std::vector<Advice> cautions;  // from memory as well: reasons to be more careful, never numbers of a dose
};

/// Reads a file of kind `drug-advice/1`. A cut or a hold that nobody has verified is a problem
/// (unverified-dose), so is advice that nobody has verified (unverified-advice): it belongs to the cautions.
Result<DrugAdvice> read_drug_advice(const DataFile& file, const Formulary& formulary, Citer& citer);

}  // namespace stepdown
