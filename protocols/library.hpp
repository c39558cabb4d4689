#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/exposure.hpp"
#include "conversions/formulary.hpp"
#include "protocols/drug_advice.hpp"
#include "protocols/safety_limits.hpp"
#include "protocols/taper_protocol.hpp"

namespace stepdown {

/// Everything that is known, loaded and cross-checked: drugs, products, factors, protocols, limits and their
/// sources. Only looked at once it is made.
struct Library {
    Formulary formulary;
    std::vector<ExposureTable> exposure_tables;
    std::vector<TaperProtocol> tapers;
    SafetyLimits limits;
    std::string digest;                   // of all data: two runs with the same digest knew the same
    std::vector<DrugAdvice> drug_advice;  // by id

    /// Builds the library. A later file with the kind and id of an earlier one replaces it. Every problem of
    /// every file is reported; a kind that nobody reads is one.
    static Result<Library> load(std::span<const DataFile> files);

    const TaperProtocol* taper(std::string_view id) const;
    /// The protocols that are chosen by span of use, shortest span first. The spans meet without a gap or an
    /// overlap, the first from no use at all, the last without an end: load() has checked it.
    std::vector<const TaperProtocol*> tapers_by_span() const;
    /// What is particular about a taper of this drug; empty where nothing is known.
    std::vector<const DrugAdvice*> advice_about(DrugId drug) const;
    const ExposureTable* exposure_table(std::string_view id) const;
    /// The factor set by which plans are totalled.
    const ExposureTable& exposure() const { return *exposure_table(limits.exposure_table); }
    const Citation& operator[](CitationId id) const { return formulary.bibliography()[id]; }
};

}  // namespace stepdown
