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

/// One day on which the old and the new opioid are both taken: shares of the dose before and of the start.
struct OverlapDay {
    Sourced<Fraction> old_share, new_share;
};

/// What somebody looks for on these days after the first dose; the day of that dose is day 1.
struct Watch {
    int from_day = 1, to_day = 1;
    std::string what;
    CitationId citation;
};
/// The list under `watch`.
std::vector<Watch> read_watch(MapReader& reader, Citer& citer, Problems& problems);

/// Days of a published table in milligrams: so much of what was taken before, and a dose of the new opioid so
/// many times a day.
struct TableDays {
    int days = 1;
    Sourced<Fraction> old_share;
    int times = 1;
    Sourced<Mass> each;
    /// On these days the same dose may come again, up to this much a day in all; empty: it may not.
    std::optional<Sourced<Mass>> up_to;
    std::optional<Sourced<Duration>> again_after;  // the least time between two doses
};
/// A way whose doses stand in a published table, because no ratio leads to the new opioid.
struct DayTable {
    ProductId product;  // what the doses are handed out in
    int parts = 1;      // into how many parts the source cuts one unit
    CitationId parts_citation;
    std::vector<TableDays> rows;  // in order; what is taken on the last one goes on
};

/// Withdrawal comes first: the old opioid stops, and the new one begins no earlier than this after its last
/// dose and with this score on the clinical opiate withdrawal scale.
struct WaitForWithdrawal {
    Sourced<Duration> after_short_acting, after_long_acting;  // the least
    Sourced<Duration> short_acting_until, long_acting_until;  // what the source gives as the most
    Sourced<double> score;
    std::vector<DrugId> not_after;  // from these the times are not known
    std::string not_after_because;
    CitationId not_after_citation;
};

/// Patches that come off: what is left in the skin lasts, so that other opioids wait.
struct WayOut {
    DrugId from;
    Route route = Route::transdermal;
    Sourced<Duration> wait;  // from the removal to the first regular dose of another opioid, at least
};

/// A published way to get from one opioid to another, day by day. Unless it has a table it says nothing of
/// the size of the new dose.
struct SwitchProtocol {
    std::string id, title;
    std::optional<DrugId> to;  // empty: any opioid
    Route to_route = Route::oral;
    std::optional<WayOut> leaving;  // then this is no way to an opioid but one away from it
    CitationId citation;
    std::string chosen_because;         // why it is taken where the case names none; may be empty
    std::string not_available_because;  // empty: a plan can be made by it
    std::optional<Sourced<DoseRate>> described_above;  // oral morphine a day for which it is published
    std::vector<OverlapDay> overlap;  // before the first day on the new one alone; none: at once
    std::optional<DayTable> table;
    std::optional<WaitForWithdrawal> wait;
    /// Where the label's start asks for less of the old opioid first: over how long it comes down.
    std::optional<Sourced<Duration>> come_down_over;
    std::vector<Watch> watch;
    std::vector<Advice> cautions;

    /// True where the old opioid is given in part on some day.
    bool shares_the_old() const;
};

/// Reads a file of kind `switch/1`. A share or a dose that nobody has verified is a problem, and so is one
/// day that gives more than the day before of the old or less of the new.
Result<SwitchProtocol> read_switch_protocol(const DataFile& file, const Formulary& formulary, Citer& citer);

}  // namespace stepdown
