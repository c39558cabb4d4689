#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/result.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"
#include "protocols/advice.hpp"

namespace stepdown {

/// Of what a cut is a share: the dose on the day the plan began, or the dose now in force.
enum class Base { original, current };

/// One stretch of a taper with one rule for its cuts.
struct Phase {
    Base base = Base::current;
    Sourced<Fraction> smallest_cut, nominal_cut, largest_cut;
    Sourced<Duration> interval;  // how long a step is held
    std::optional<Sourced<Duration>>
        interval_to;  // where the source gives a range: a step may be held so long
    std::optional<Sourced<Fraction>>
        until;  // the phase ends when the dose has come down to this share of the original
};

/// After very short use: stop without a taper, or after a single step.
enum class StopWhen { at_once, after_one_step };
struct EarlyStop {
    StopWhen when = StopWhen::at_once;
    Sourced<Duration> used_below;  // the dose may stop so only while the span of use is below this
};

/// For whom a protocol for acute use is meant, besides the span of use: immediate release, and less than this
/// much a day. Longer-acting forms and higher doses are tapered more slowly.
struct ShortActingOnly {
    Sourced<MmeRate> below;
};

/// A protocol that is used only with an override of the rule `locked-protocol` and in this setting; the
/// ceilings then do not bind.
struct Locked {
    std::string setting, because;  // "inpatient"
    CitationId citation;
};

/// A way to taper, as a guideline gives it. Everything in it is data; adding a protocol is adding a file.
struct TaperProtocol {
    std::string id, title, for_whom;
    CitationId citation;  // of the protocol as a whole
    std::vector<Phase> phases;
    /// Spans of opioid use for which it is meant, [from, below); empty ends are open.
    std::optional<Sourced<Duration>> used_from, used_below;
    /// Chosen when a case names no protocol and its span of use lies within [used_from, used_below).
    bool chosen_by_span = false;
    /// The ceilings on cuts do not bind while the span of use is below this: acute and short use only.
    std::optional<Sourced<Duration>> exempt_below;
    Sourced<Duration> visit_every;
    std::vector<Advice> hold, end_game, notes;
    /// Acute use: steps of days share one review at the end. What is enough as that review.
    std::optional<Advice> one_review;
    std::optional<EarlyStop> early_stop;
    std::optional<ShortActingOnly> short_acting_only;
    std::optional<Locked> locked;
    /// What must be written down before this pace is taken: it is faster than usual.
    std::optional<Advice> asks_reason;

    /// "original", "current" or "original-then-current"; "original" where the opioid stops without a taper.
    std::string_view base_word() const;
    /// True when its steps or its end are those of acute use: never for a longer span of use.
    bool for_acute_use() const { return one_review.has_value() || early_stop.has_value(); }
};

/// Reads a file of kind `taper/1`. A cut or an interval that nobody has verified is a problem: it would set a
/// dose.
Result<TaperProtocol> read_taper_protocol(const DataFile& file, Citer& citer);

}  // namespace stepdown
