#pragma once
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/regimen.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"

namespace stepdown {

/// [from, below) of the drug's whole day: half open, so that no dose falls between two bands. Some sources
/// print (above, through] instead: a band that includes its end takes it from the band after it.
struct Band {
    DoseRate from;
    std::optional<DoseRate> below;  // empty: no upper end
    Sourced<MmePerMass> factor;
    std::string published;      // the factor as its source prints it, unit included: "2.4 (MME/day)/(mcg/h)"
    bool includes_end = false;  // `below` itself still belongs to this band
};
/// The source says that this drug is not to be counted, and why; an absent row is something else.
struct NotConvertible {
    std::string why;
    CitationId citation;
};
/// `forms`: only these; empty: any. Rows of one drug and route have no form in common.
struct ExposureRow {
    DrugId drug;
    Route route = Route::oral;
    std::vector<Form> forms;
    std::variant<std::vector<Band>, NotConvertible> rule;
};
/// A published set of factors to gauge risk; never to pick a new dose. A RotationTable is another type on
/// purpose.
struct ExposureTable {
    std::string id, title;
    CitationId citation;
    std::vector<std::string> cautions;          // what the source says that its totals must not be used for
    std::vector<CitationId> caution_citations;  // where each of them stands, in the same order
    std::vector<ExposureRow> rows;
    std::vector<Form> form_of_product;  // by ProductId: what a brand tells of the form
};

/// Reads a file of kind `exposure/1`.
Result<ExposureTable> read_exposure_table(const DataFile& file, const Formulary& formulary, Citer& citer);

/// One line of working: this regimen's daily dose times this factor.
struct ExposureLine {
    std::size_t regimen = 0;
    DoseRate per_day;
    Counting counted = Counting::really_used;   // how as-needed use was counted
    std::optional<Sourced<MmePerMass>> factor;  // empty: unconverted
    std::string published;
    std::string note;  // why this factor, where the words leave more than one: the highest counts
    std::optional<MmeRate> result;
    std::string reason;                     // why there is no result
    std::optional<CitationId> reason_from;  // where the source itself says so
    bool known_unconvertible = false;       // the source itself leaves the drug out (buprenorphine)
};
/// total is empty as soon as one drug that ought to count has no factor; a drug that its source leaves out
/// only makes the answer incomplete.
struct Exposure {
    std::optional<MmeRate> total;
    bool complete = true;
    std::vector<ExposureLine> lines;
};

/// Morphine equivalents per day with the working. Bands are chosen by the drug's total over all regimens of a
/// route. As-needed use counts as `counting` says; with most_allowed, stated use is still preferred where it
/// is known.
Exposure exposure(std::span<const Regimen> regimens, const ExposureTable& table, Counting counting);

/// "film or spray".
std::string show_forms(const std::vector<Form>& forms);

/// The same orders with what is really used left out wherever the most that they allow is known: what
/// exposure() makes of them is the most that the orders allow.
std::vector<Regimen> at_most_allowed(std::span<const Regimen> regimens);

}  // namespace stepdown
