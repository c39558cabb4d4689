#pragma once
// Transdermal fentanyl and the starts of buprenorphine for pain: bands that a label prints, one way only.
#include <optional>
#include <string>
#include <vector>

#include "conversions/first_dose.hpp"
#include "conversions/formulary.hpp"
#include "conversions/rotation.hpp"

namespace stepdown {

/// One printed row: from this much a day of the drug, start with this. The row after it begins where its
/// `from` says: a dose between two printed rows belongs to the lower one.
struct StartBand {
    DoseRate from;
    DoseRate printed_until;  // as printed; above the last row's the source says nothing
    Sourced<FirstDose> start;
    /// How the source divides a film's day: 150 mcg every 12 hours. Empty for patches.
    std::optional<Mass> each;
    std::optional<Duration> every;
    /// Bring the present opioid down to this much oral morphine a day first.
    std::optional<Sourced<DoseRate>> taper_first_to;
    std::string note;  // empty, or what else the row says
};
/// A published way to start one drug by one route from the day's dose of another. One way: there is no
/// function, and no type, that leads from the start back to a dose. Nothing more is taken off it for
/// incomplete cross-tolerance.
struct StartTable {
    std::string id, title, jurisdiction;
    DrugByRoute to;
    CitationId citation;
    bool is_default = false;       // the one that is recommended from; the others are shown beside it
    bool needs_tolerance = false;  // only for somebody opioid tolerant
    std::vector<std::string> cautions;
    std::vector<CitationId> caution_citations;
    std::vector<DrugId> not_from;  // the source forbids a start from these, whatever the dose
    struct Row {
        DrugByRoute from;
        std::vector<StartBand> bands;  // rising
    };
    std::vector<Row> rows;  // the oral-morphine row serves every drug without one of its own

    /// The row of exactly this drug and route; null when there is none, or when it is one of `not_from`.
    const Row* row(DrugByRoute from) const;
    bool forbids(DrugId from) const;
};
/// Reads a file of kind `start/1`. A start that nobody has verified is a problem.
Result<StartTable> read_start_table(const DataFile& file, const Formulary& formulary, Citer& citer);

/// The row that holds a dose; `below`/`above` when the table does not reach it.
struct StartFound {
    const StartBand* band = nullptr;
    bool below = false, above = false,
         between_rows = false;  // between: the source prints nothing for this dose
};
StartFound find_start(const StartTable::Row& row, DoseRate per_day);

/// A published rule of thumb: this much of one a day is this much of the other, at every dose.
struct StartRule {
    std::string id, title;
    DoseRate of;
    Sourced<FirstDose> gives;
    std::string published;  // "90 mg/day : 25 mcg/h"
};
/// Rules that compete with a start table. Only ever shown beside it, and only where it reaches: none of them
/// is a start, and none knows a tolerance line or an upper end.
struct StartRules {
    std::string id, title;
    DrugByRoute from, to;
    Sourced<DoseRate> step;  // starts that exist are multiples of this
    std::vector<StartRule> rules;
};
/// Reads a file of kind `start-rules/1`.
Result<StartRules> read_start_rules(const DataFile& file, const Formulary& formulary, Citer& citer);

struct StartEstimate {
    FirstDose calculated, rounded_down;
};
StartEstimate estimate_by(const StartRule& rule, const StartRules& of, DoseRate per_day);

}  // namespace stepdown
