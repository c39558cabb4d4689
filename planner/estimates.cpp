#include "planner/estimates.hpp"

#include <algorithm>

namespace stepdown {

namespace {

/// What of an estimate is kept: the new opioid's own dose.
DoseRate kept_in(const Estimate& estimate) {
    DoseRate kept = unit::mg_per_day(0);
    for (const EstimateItem& item : estimate.items) {
        if (item.lines.empty()) kept += item.result;
    }
    return kept;
}

/// Whether one of the reasons is present for which a label lowers its own start.
ReasonState reason_of_start(const ReductionWindow& window) {
    ReasonState state = ReasonState::absent;
    for (const ReasonFound& reason : window.toward_more) {
        if (reason.id != "age" && reason.id != "liver" && reason.id != "kidney") continue;
        if (reason.state == ReasonState::present) return ReasonState::present;
        if (reason.state != ReasonState::absent) state = ReasonState::unknown;
    }
    return state;
}

/// A label's start; `own` is what the label itself takes off of it in old age and in impairment.
void set_after_start(Estimate& estimate, const ReductionWindow& window, Fraction own) {
    const ReasonState halved = reason_of_start(window);
    const Fraction low = halved == ReasonState::absent ? Fraction{0} : own,
                   high = halved == ReasonState::present ? own : Fraction{0};
    if (low.of_one > 0) {
        estimate.own_reduction = own;
        estimate.own_reduction_when = " in old age and in liver or kidney impairment";
    }
    const auto twice = [](Fraction once, Fraction again) {
        return Fraction{1 - (1 - once.of_one) * (1 - again.of_one)};
    };
    estimate.after_low = reduced(estimate, low);
    estimate.after_high = reduced(estimate, high);
    estimate.twice_low = reduced(estimate, twice(low, window.most.for_caution()));
    estimate.twice_high = reduced(estimate, twice(high, window.at_least));
    estimate.twice_by = "the window, taken once more";
}

}  // namespace

bool by_rate(const DoseRate& a, const DoseRate& b) {
    return exceeds(b, a);
}

DoseRate reduced(const Estimate& estimate, Fraction off) {
    const DoseRate kept = kept_in(estimate);
    return kept + (estimate.equianalgesic - kept) * (1 - off.of_one);
}

Estimate empty_estimate(std::string id, std::string title, CitationId citation) {
    Estimate estimate;
    estimate.method = std::move(id);
    estimate.title = std::move(title);
    estimate.citation = citation;
    return estimate;
}
void set_figures(Estimate& estimate, DoseRate value, DoseRate least, DoseRate most) {
    estimate.equianalgesic = value;
    estimate.least = least;
    estimate.most = most;
}
void set_after(Estimate& estimate, const ReductionWindow& window,
               const std::optional<Sourced<Fraction>>& own_reduction) {
    const Fraction own = own_reduction ? own_reduction->for_caution() : Fraction{0};
    if (estimate.contains_reduction) {
        set_after_start(estimate, window, own);
    } else if (own_reduction) {
        estimate.own_reduction = own;
        estimate.after_low = estimate.after_high = reduced(estimate, own);
    } else {
        estimate.after_low = reduced(estimate, window.most.for_caution());
        estimate.after_high = reduced(estimate, window.at_least);
    }
}

DoseRate largest_of(const std::vector<Estimate>& estimates) {
    DoseRate largest = unit::mg_per_day(0);
    for (const Estimate& one : estimates) largest = std::max(largest, one.equianalgesic, by_rate);
    return largest;
}

}  // namespace stepdown
