#pragma once
// Transdermal fentanyl and the starts of buprenorphine for pain: bands that a label prints, one way only.
#include <optional>
#include <string>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/rotation.hpp"

namespace stepdown {

/// One printed row: from this much a day of the drug, start with this. The row after it begins where this one
/// ends: a dose between two printed rows belongs to the lower one.
struct StartBand {
    DoseRate from;
    DoseRate printed_until;   // as printed; above the last row's the label says nothing
    Sourced<DoseRate> start;  // patches: the sum worn, as mcg/h; films: a day's sum
    std::string note;         // "taper to 30 mg a day first" and the like
};
/// A label's way to start one drug by one route from the day's dose of another. One way: never read
/// backwards.
struct StartTable {
    std::string id, title;
    DrugByRoute to;
    CitationId citation;
    bool is_default = false;       // the one that is recommended from; the others are shown beside it
    bool needs_tolerance = false;  // only for somebody opioid tolerant
    bool needs_reduction = false;  // the rest of incomplete cross-tolerance is not yet in it
    std::vector<std::string> cautions;
    std::vector<CitationId> caution_citations;
    struct Row {
        DrugByRoute from;
        std::vector<StartBand> bands;  // rising
    };
    std::vector<Row> rows;  // the oral-morphine row serves every drug without one of its own

    const Row* row(DrugByRoute from) const;
};
/// Reads a file of kind `start/1`.
Result<StartTable> read_start_table(const DataFile& file, const Formulary& formulary, Citer& citer);

/// The row that holds a dose; `below`/`above` when the table does not reach it.
struct StartFound {
    const StartBand* band = nullptr;
    bool below = false, above = false,
         between_rows = false;  // between: the label prints nothing for this dose
};
StartFound find_start(const StartTable::Row& row, DoseRate per_day);

}  // namespace stepdown
