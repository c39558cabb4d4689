#include "planner/conversion.hpp"

#include <algorithm>
#include <iterator>

#include "conversions/quantity_format.hpp"
#include "planner/conversion_refusals.hpp"
#include "planner/documents/exposure.hpp"
#include "planner/equianalgesia.hpp"
#include "planner/estimates.hpp"

namespace stepdown {

namespace {

const DoseRate nothing = unit::mg_per_day(0);

// --- what is taken

Problem use_unknown(const CaseOpioid& opioid) {
    return {"as-needed-use-unknown",
            "it is not said how much of \"" + opioid.regimen.text + "\" is really used",
            "write for example: as needed, uses 3 a day", opioid.place};
}

std::optional<Duration> taken_for(const CaseOpioid& opioid, const std::optional<Duration>& used_for,
                                  Date as_of) {
    if (!opioid.since) return used_for;
    return unit::days(std::max(0, days_between(*opioid.since, as_of)));
}

Result<std::vector<FromOpioid>> from_opioids(const ConversionRequest& request, Date as_of) {
    std::vector<FromOpioid> all;
    Problems problems;
    for (const CaseOpioid& opioid : request.opioids) {
        if (opioid.verified_not_taking) continue;
        const std::optional<DoseRate> daily = per_day(opioid.regimen, Counting::really_used);
        if (!daily) {
            problems.push_back(use_unknown(opioid));
        } else if (exceeds(*daily, nothing)) {
            all.push_back({opioid.id, opioid.regimen, *daily, taken_for(opioid, request.used_for, as_of)});
        }
    }
    if (!problems.empty()) return problems;
    if (all.empty())
        return Problem{"nothing-taken",
                       "no opioid is really taken, so there is nothing to convert",
                       "write what is taken, as in oxycodone 10 mg every 6 hours",
                       {}};
    return all;
}

/// Everything of one drug by one route, as one dose.
struct Group {
    DrugByRoute drug;
    DoseRate per_day;
};
std::vector<Group> grouped(const std::vector<FromOpioid>& from) {
    std::vector<Group> groups;
    for (const FromOpioid& one : from) {
        const DrugByRoute drug{one.regimen.drug, one.regimen.route};
        const auto same = std::find_if(groups.begin(), groups.end(),
                                       [&](const Group& group) { return group.drug == drug; });
        if (same == groups.end()) {
            groups.push_back({drug, one.per_day});
        } else {
            same->per_day += one.per_day;
        }
    }
    return groups;
}

template <class T>
bool names(const std::vector<T>& all, const T& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

/// Makes one conversion, step by step.
class Converter {
public:
    Converter(const ConversionRequest& request, const Library& library, Date as_of,
              std::vector<FromOpioid> from)
        : request_(request),
          library_(library),
          as_of_(as_of),
          to_{request.target.drug, request.target.route},
          groups_(grouped(from)) {
        made_.from = std::move(from);
        made_.target = request.target;
    }

    Result<Conversion> make() {
        if (const auto problem = nothing_to_convert()) return *problem;
        std::vector<DrugByRoute> drugs;
        for (const Group& group : groups_) drugs.push_back(group.drug);
        add(asked_.by_patient());
        add(asked_.by_basis());
        add(asked_.by_bounds(drugs, has_own_way()));
        tolerance_ = tolerance_of(made_.from, library_);
        if (!blocked()) {
            if (const auto problem = estimate_and_recommend()) return *problem;
        }
        finish();
        return std::move(made_);
    }

private:
    const Formulary& formulary() const { return library_.formulary; }
    std::string name(DrugByRoute of) const {
        const std::string& drug = formulary()[of.drug].id;
        return of.route == Route::oral          ? "oral " + drug
               : of.route == Route::transdermal ? drug + " patches"
                                                : std::string(word(of.route)) + " " + drug;
    }
    bool blocked() const {
        return std::any_of(made_.findings.begin(), made_.findings.end(),
                           [](const Finding& finding) { return finding.severity == Severity::block; });
    }
    void add(std::vector<Finding> findings) {
        std::move(findings.begin(), findings.end(), std::back_inserter(made_.findings));
    }
    bool all_kept() const {
        return std::all_of(groups_.begin(), groups_.end(),
                           [&](const Group& group) { return group.drug == to_; });
    }

    // --- wrong input
    std::optional<Problem> nothing_to_convert() const {
        if (!asked_.by_basis().empty()) return std::nullopt;
        if (!all_kept() || !request_.target.products.empty() || !request_.target.forms.empty())
            return std::nullopt;
        const std::optional<Release> release = request_.target.release;
        const bool other_release =
            release && std::any_of(made_.from.begin(), made_.from.end(),
                                   [&](const FromOpioid& one) { return one.regimen.release != *release; });
        if (other_release) return std::nullopt;
        return Problem{"nothing-to-convert",
                       "\"" + request_.target.text + "\" is what is taken already",
                       "write another drug or route, or another release, as in " + formulary()[to_.drug].id +
                           (release == Release::extended ? " IR" : " ER"),
                       {"--to", 0, 0}};
    }
    std::optional<Problem> reduction_not_used(const std::string& because) const {
        if (!request_.reduction) return std::nullopt;
        return Problem{"reduction-not-used",
                       "no reduction can be chosen here: " + because,
                       "leave --reduction out",
                       {"--reduction", 0, 0}};
    }

    // --- refusals before anything is computed
    bool has_own_way() const { return is_methadone() || !start_tables().empty(); }
    bool is_methadone() const {
        return formulary()[to_.drug].id == "methadone" && to_.route == Route::oral && !all_kept();
    }
    // --- the ways
    std::optional<Problem> estimate_and_recommend() {
        if (all_kept()) return keep_dose();
        if (is_methadone()) return to_methadone();
        if (!start_tables().empty()) return start_by_label();
        return by_ratios();
    }

    /// Same drug by the same route: the day's dose, in another product.
    std::optional<Problem> keep_dose() {
        if (auto problem = reduction_not_used("the drug and the route stay, so the day's dose is kept"))
            return problem;
        const Sourced<Fraction>& none = library_.conversion.same_route_reduction;
        const DoseRate dose = groups_.front().per_day * (1 - none.for_caution().of_one);
        if (!names(library_.conversion.kept_routes, to_.route)) {
            made_.findings.push_back(
                refusing("products-not-interchangeable",
                         "A dose of " + name(to_) + " is not carried over from one product to another.",
                         "Start the new product by its own label.", {library_.default_rotation().citation}));
        }
        if (formulary()[to_.drug].id == "methadone") add(asked_.by_qtc());
        if (above_ceiling(dose) || blocked()) return std::nullopt;
        warn_of_ceiling_by_age(dose);
        Estimate estimate = empty_estimate("same-drug", "The same drug by the same route", none.citation());
        estimate.by = EstimateBy::same_drug;
        estimate.contains_reduction = true;
        estimate.items = {{to_, dose, {}, dose, dose, dose}};
        set_figures(estimate, dose, dose, dose);
        estimate.after_low = estimate.after_high = dose;
        estimate.recommended = true;
        made_.estimates.push_back(std::move(estimate));
        settle_fixed(dose, "The drug and the route stay: the day's dose is kept.");
        return std::nullopt;
    }

    // --- ratios
    std::optional<Estimate> by_table(const RotationTable& table) const {
        Estimate estimate = empty_estimate(table.id, table.title, table.citation);
        estimate.contains_reduction = table.contains_reduction;
        estimate.cautions = table.cautions;
        estimate.caution_citations = table.caution_citations;
        if (!add_items(estimate, to_, table)) return std::nullopt;
        DoseRate least = nothing, most = nothing;
        for (const EstimateItem& item : estimate.items) {
            least += item.least;
            most += item.most;
        }
        set_figures(estimate, estimate.items_total, least, most);
        return estimate;
    }
    bool add_items(Estimate& estimate, DrugByRoute to, const RotationTable& table) const {
        for (const Group& group : groups_) {
            const auto working = equivalent_of(group.drug, group.per_day, to, table, library_);
            if (!working) return false;
            estimate.items.push_back(
                {group.drug, group.per_day, working->lines, working->result, working->least, working->most});
            estimate.items_total += working->result;
        }
        return true;
    }
    std::optional<Problem> by_ratios() {
        const bool other_route = std::all_of(groups_.begin(), groups_.end(),
                                             [&](const Group& group) { return group.drug.drug == to_.drug; });
        const auto window = reduction_window(facts(), other_route, request_.reduction, library_);
        if (!window) return window.problems().front();
        std::vector<Estimate> estimates;
        for (const RotationTable& table : library_.rotation_tables) {
            if (auto estimate = by_table(table)) {
                set_after(*estimate, *window, table.own_reduction);
                estimate->recommended = &table == &library_.default_rotation();
                estimates.push_back(*std::move(estimate));
            }
        }
        if (estimates.empty()) {
            refuse_without_ratio(to_);
            return std::nullopt;
        }
        sort_and_choose(estimates);
        const Estimate& first = estimates.front();
        largest_ = largest_of(estimates);
        if (first.contains_reduction) {
            if (auto problem = reduction_not_used("the reduction is in the figures of " + first.title))
                return problem;
        }
        if (above_ceiling(largest_)) return std::nullopt;
        warn_of_ceiling_by_age(largest_);
        made_.estimates = std::move(estimates);
        settle_by_window(made_.estimates.front(), *window);
        return std::nullopt;
    }
    /// The recommended one first. Where the recommended table does not reach, the smallest dose of the
    /// others.
    void sort_and_choose(std::vector<Estimate>& estimates) {
        std::sort(estimates.begin(), estimates.end(),
                  [](const Estimate& a, const Estimate& b) { return a.method < b.method; });
        auto first = std::find_if(estimates.begin(), estimates.end(),
                                  [](const Estimate& one) { return one.recommended; });
        if (first == estimates.end()) {
            first = std::min_element(estimates.begin(), estimates.end(),
                                     [](const Estimate& a, const Estimate& b) {
                                         return exceeds(b.equianalgesic, a.equianalgesic);
                                     });
            first->recommended = true;
            made_.findings.push_back(warning_of(
                "not-in-default-table",
                "The table by which this program recommends has no ratio for this; the smallest of " +
                    std::to_string(estimates.size()) + (estimates.size() == 1 ? " table" : " tables") +
                    " is used: " + first->title + ".",
                "Check the ratio with a pharmacist.", {first->citation}));
        }
        std::rotate(estimates.begin(), first, std::next(first));
    }
    void settle_by_window(const Estimate& estimate, const ReductionWindow& window) {
        Recommendation made;
        made.value = reduced(estimate, window.chosen);
        made.low = reduced(estimate, window.most.for_caution());
        made.high = reduced(estimate, window.at_least);
        made.equianalgesic = estimate.equianalgesic;
        made.reduction_low = window.at_least;
        made.reduction_high = window.most.for_caution();
        made.window = window;
        if (estimate.contains_reduction || estimate.own_reduction) {  // taken off once, by the source itself
            made.value = made.low = *estimate.after_low;
            made.high = estimate.after_high;
            made.reduction_low = made.reduction_high = Fraction{0};
            made.how =
                "This source's figure is a starting dose: the reduction is in it and is not taken twice.";
        }
        made_.recommended = std::move(made);
        add_regimens({});
    }
    void refuse_without_ratio(DrugByRoute to) {
        std::string from;
        for (const Group& group : groups_) {
            if (group.drug == to) continue;
            from += (from.empty() ? "" : ", ") + name(group.drug);
        }
        made_.findings.push_back(refusing(
            "no-ratio", "No verified table leads from " + from + " to " + name(to) + ".",
            "Ask a pharmacist or a pain specialist, or choose another opioid; an MME factor must not "
            "stand in.",
            mme_citations()));
    }
    /// A label's start and methadone's methods go by the recommended table alone, whatever others have.
    void refuse_without_morphine() {
        std::string from;
        for (const Group& group : groups_) {
            if (equivalent_of(group.drug, group.per_day, oral_morphine(library_), library_.default_rotation(),
                              library_))
                continue;
            from += (from.empty() ? "" : ", ") + name(group.drug);
        }
        made_.findings.push_back(refusing(
            "no-ratio",
            "The table by which this program recommends has no ratio from " + from +
                " to oral morphine, and a start of " + name(to_) + " goes by no other table.",
            "Ask a pharmacist or a pain specialist, or choose another opioid; an MME factor must not "
            "stand in.",
            mme_citations()));
    }
    std::vector<CitationId> mme_citations() const {
        std::vector<CitationId> all;
        for (const ConversionAdvice& one : library_.conversion.advice) {
            if (one.when == AdviceWhen::always && all.empty()) all.push_back(one.advice.citation);
        }
        return all;
    }

    const DailyCeiling* ceiling(Release release) const {
        return ceiling_of(library_.rotation_bounds, to_.drug, release, age_on(request_.patient, as_of_));
    }
    bool is_above_ceiling(Release release, DoseRate dose) const {
        const DailyCeiling* most = ceiling(release);
        return most && exceeds(dose, most->most.for_caution());
    }
    /// An age that is not given may lower the ceiling.
    void warn_of_ceiling_by_age(DoseRate equianalgesic) {
        if (age_on(request_.patient, as_of_)) return;
        for (const DailyCeiling& one : library_.rotation_bounds.ceilings) {
            if (one.drug == to_.drug && one.from_age_years && exceeds(equianalgesic, one.most.for_caution()))
                made_.findings.push_back(
                    warning_of("daily-ceiling-unknown",
                               "Age is not given: from " + show_decimal(*one.from_age_years, 0) +
                                   " years at most " + show(one.most.for_caution(), unit::mg_per_day) +
                                   " of " + name(to_) + " may be given.",
                               "Give the age, as in --patient \"age: 58 years\".", {one.most.citation()}));
        }
    }
    /// Refuses where what would be equal is more than the drug's most a day, in every release that is open.
    bool above_ceiling(DoseRate equianalgesic) {
        std::vector<Release> releases = releases_of(request_.target, library_);
        if (releases.empty()) releases = {Release::immediate};
        const DailyCeiling* highest = nullptr;
        for (const Release release : releases) {
            if (!is_above_ceiling(release, equianalgesic)) return false;
            const DailyCeiling* most = ceiling(release);
            if (!highest || exceeds(most->most.for_caution(), highest->most.for_caution())) highest = most;
        }
        made_.findings.push_back(
            refusing("daily-ceiling",
                     "Equal would be " + show_dose(to_, equianalgesic, 1) + " of " + name(to_) +
                         " by what gives most; at most " +
                         show(highest->most.for_caution(), unit::mg_per_day) + " may be given.",
                     "Choose an opioid without such a ceiling, or reduce the present dose first.",
                     {highest->most.citation()}));
        return true;
    }

    // --- labels' starts
    std::vector<const StartTable*> start_tables() const {
        std::vector<const StartTable*> tables;
        for (const StartTable& table : library_.start_tables) {
            if (table.to == to_) tables.push_back(&table);
        }
        std::stable_sort(tables.begin(), tables.end(), [](const StartTable* a, const StartTable* b) {
            return std::pair(!a->is_default, a->id) < std::pair(!b->is_default, b->id);
        });
        return tables;
    }
    /// The day's oral morphine by the recommended table, with its lines in `estimate`.
    bool add_as_morphine(Estimate& estimate) const {
        return add_items(estimate, oral_morphine(library_), library_.default_rotation());
    }
    struct Start {
        Estimate estimate;
        const StartTable::Row* row = nullptr;
        DoseRate dose;
        StartFound found;
    };
    /// One drug that has a row of its own by that row; anything else as oral morphine.
    std::optional<Start> start_by(const StartTable& table) const {
        Start start{empty_estimate(table.id, table.title, table.citation), nullptr, nothing, {}};
        start.estimate.by = EstimateBy::label_start;
        start.estimate.cautions = table.cautions;
        start.estimate.caution_citations = table.caution_citations;
        if (std::any_of(groups_.begin(), groups_.end(),
                        [&](const Group& group) { return table.forbids(group.drug.drug); }))
            return std::nullopt;
        if (groups_.size() == 1) start.row = table.row(groups_.front().drug);
        if (start.row) {
            const Group& only = groups_.front();
            start.estimate.items = {{only.drug, only.per_day, {}, only.per_day, only.per_day, only.per_day}};
            start.estimate.items_total = only.per_day;
        } else {
            start.row = table.row(oral_morphine(library_));
            if (!start.row || !add_as_morphine(start.estimate)) return std::nullopt;
        }
        start.dose = start.estimate.items_total;
        start.found = find_start(*start.row, start.dose);
        return start;
    }
    std::optional<Problem> start_by_label() {
        if (auto problem = reduction_not_used("the label's table gives the starting dose itself"))
            return problem;
        const std::vector<const StartTable*> tables = start_tables();
        refuse_beside_itself(*tables.front());
        if (blocked()) return std::nullopt;
        const std::optional<Start> first = start_by(*tables.front());
        if (!first) {
            refuse_without_start(*tables.front());
            return std::nullopt;
        }
        refuse_start(*tables.front(), *first);
        if (blocked()) return std::nullopt;
        for (const StartTable* table : tables) add_start(*table);
        made_.estimates.front().recommended = true;
        if (auto problem = add_shown_only()) return problem;
        add_rules(*first);
        std::vector<DoseRate> printed;
        for (const StartBand& band : first->row->bands) printed.push_back(band.start.for_caution().amount);
        settle_fixed(first->found.band->start.for_caution().amount, start_in_words(made_.estimates.front()),
                     printed);
        return std::nullopt;
    }
    /// What is worn or taken of the new opioid would go outward by one ratio and back in by another.
    void refuse_beside_itself(const StartTable& table) {
        const bool kept = std::any_of(groups_.begin(), groups_.end(),
                                      [&](const Group& group) { return group.drug == to_; });
        if (kept)
            made_.findings.push_back(refusing(
                "start-beside-itself",
                table.title + " starts " + name(to_) + "; it does not say what is added to a dose of " +
                    name(to_) + " that is taken already.",
                "Keep that dose, and raise it by its label's titration when it is needed.",
                {table.citation}));
    }
    /// Ratios beside the label's start: never used.
    std::optional<Problem> add_shown_only() {
        const auto window = reduction_window(facts(), false, std::nullopt, library_);
        if (!window) return window.problems().front();
        const std::size_t starts = made_.estimates.size();
        for (const RotationTable& table : library_.rotation_tables) {
            auto estimate = by_table(table);
            if (!estimate) continue;
            set_after(*estimate, *window, table.own_reduction);
            estimate->cautions.insert(estimate->cautions.begin(),
                                      "Shown for comparison, never used: the label decides.");
            estimate->caution_citations.insert(estimate->caution_citations.begin(), table.citation);
            made_.estimates.push_back(*std::move(estimate));
        }
        std::sort(made_.estimates.begin() + static_cast<std::ptrdiff_t>(starts), made_.estimates.end(),
                  [](const Estimate& a, const Estimate& b) { return a.method < b.method; });
        return std::nullopt;
    }
    void add_start(const StartTable& table) {
        std::optional<Start> start = start_by(table);
        if (!start || !start->found.band || start->found.below || start->found.above) return;
        const DoseRate dose = start->found.band->start.for_caution().amount;
        start->estimate.start = *start->found.band;
        start->estimate.contains_reduction = true;
        set_figures(start->estimate, dose, dose, dose);
        start->estimate.after_low = start->estimate.after_high = dose;
        made_.estimates.push_back(std::move(start->estimate));
    }
    void refuse_without_start(const StartTable& table) {
        for (const Group& group : groups_) {
            if (!table.forbids(group.drug.drug)) continue;
            made_.findings.push_back(refusing("no-start",
                                              table.title + " gives no start from " + name(group.drug) + ".",
                                              "Choose another opioid.", {table.citation}));
        }
        if (!blocked()) refuse_without_morphine();
    }
    /// The rules of thumb that compete with the table, for the same oral morphine.
    void add_rules(const Start& first) {
        if (first.row->from != oral_morphine(library_)) return;
        for (const StartRules& rules : library_.start_rules) {
            if (rules.to != to_ || rules.from != first.row->from) continue;
            for (const StartRule& rule : rules.rules) {
                const StartEstimate estimate = estimate_by(rule, rules, first.dose);
                made_.rules.push_back({rule.title, rule.published, estimate.calculated.amount,
                                       estimate.rounded_down.amount, rule.gives.citation()});
            }
        }
    }
    std::string start_in_words(const Estimate& estimate) const {
        std::string text = estimate.title + " gives the starting dose itself: nothing more is taken off.";
        if (estimate.start->each && estimate.start->every)
            text += " " + show(*estimate.start->each, unit::mcg) + " every " +
                    show(*estimate.start->every, unit::hours) + ".";
        const auto& first = estimate.start->taper_first_to;
        if (first && exceeds(estimate.items_total, first->for_caution()))
            text += " Before that, bring the present opioid down to " +
                    show(first->for_caution(), unit::mg_per_day) + " of oral morphine.";
        if (!estimate.start->note.empty()) text += " " + estimate.start->note;
        return text;
    }
    /// Below the first row, above the last, or for tolerant people only.
    void refuse_start(const StartTable& table, const Start& start) {
        const std::string dose = show_dose(start.row->from, start.dose, 1) + " of " + name(start.row->from);
        const auto& bands = start.row->bands;
        if (start.found.below)
            made_.findings.push_back(refusing("dose-below-start",
                                              dose + " is below the " +
                                                  show_dose(start.row->from, bands.front().from) +
                                                  " at which " + table.title + " begins.",
                                              "Choose a short-acting opioid by mouth, or another opioid.",
                                              {bands.front().start.citation()}));
        if (start.found.above)
            made_.findings.push_back(refusing(
                "dose-above-start",
                dose + " is above the " + show_dose(start.row->from, bands.back().printed_until) +
                    " at which " + table.title + " ends: the label gives no start there." +
                    why_not_by_morphine(table, start),
                "Reduce the present dose first, or ask a pain specialist.", {bands.back().start.citation()}));
        if (table.needs_tolerance) refuse_without_tolerance();
    }
    /// A row of the drug's own holds, even where the row of oral morphine goes further.
    std::string why_not_by_morphine(const StartTable& table, const Start& start) const {
        const DrugByRoute morphine = oral_morphine(library_);
        if (start.row->from == morphine || !table.row(morphine)) return "";
        return " Its row of oral morphine goes further, but a drug with a row of its own is not led into it: "
               "the label does not say so, and the two give different doses.";
    }
    void refuse_without_tolerance() {
        const Sourced<Duration>& needed = library_.conversion.tolerant_for;
        const std::string days = show(needed.for_caution(), unit::days);
        std::vector<CitationId> citations = tolerance_.citations;
        if (tolerance_.tolerance == Tolerance::not_tolerant) {
            const bool dose = tolerance_.share < 1 - 1e-9;
            made_.findings.push_back(refusing(
                "not-opioid-tolerant",
                dose && !tolerance_.complete
                    ? "The labels' lines for an opioid-tolerant person cannot be compared with all that is "
                      "taken; this product can kill a person who is not."
                : dose ? "The doses are " + show_percent(tolerance_.share) +
                             " of what the labels ask of an opioid-tolerant person; this product can kill a "
                             "person who is not."
                       : "The doses that make opioid tolerant have not been taken for " + days + ".",
                "Choose an opioid that does not ask for tolerance.", citations));
        } else if (tolerance_.tolerance == Tolerance::not_known) {
            made_.findings.push_back(warning_of(
                "tolerance-duration-unknown",
                "It is not said since when these doses are taken: this product is only for somebody who has "
                "taken them for at least " +
                    days + ".",
                "Make sure of it before the first patch; in a case file write since or used_for.",
                citations));
        }
    }

    // --- methadone
    std::optional<Problem> to_methadone() {
        if (auto problem = reduction_not_used("methadone is started by its own methods and caps"))
            return problem;
        add(asked_.by_qtc());
        if (blocked()) return std::nullopt;
        Estimate start = empty_estimate("methadone-start", "The lowest of the methods and caps",
                                        library_.methadone.caps.most.citation());
        start.by = EstimateBy::methadone_method;
        if (!add_as_morphine(start)) {
            refuse_without_morphine();
            return std::nullopt;
        }
        const auto found = methadone_start(library_.methadone, start.items_total, request_.methadone_cap);
        if (!found) {
            made_.findings.push_back(
                refusing("no-method",
                         "No method for a first dose of methadone reaches " +
                             show(start.items_total, unit::mg_per_day, 1) + " of oral morphine.",
                         "Ask a specialist.", {library_.methadone.caps.most.citation()}));
            return std::nullopt;
        }
        start.contains_reduction = start.recommended = true;
        start.cautions = library_.methadone.caps.cautions;
        start.caution_citations = library_.methadone.caps.caution_citations;
        const DoseRate dose = found->dose.amount;
        set_figures(start, dose, dose, dose);
        start.after_low = start.after_high = dose;
        const DoseRate morphine = start.items_total;
        made_.estimates.push_back(std::move(start));
        for (const MethadoneMethod& method : library_.methadone.methods) add_method(method, morphine);
        settle_fixed(dose, methadone_in_words(*found));
        made_.findings.push_back(warning_of(
            "methadone-decision",
            "No method for methadone is proved best: this figure is the lowest of those that set a "
            "start and of the caps, and "
            "needs the decision of a clinician who knows methadone.",
            "Compare the methods below; ask a specialist where they differ much.",
            {library_.methadone.caps.most.citation()}));
        return std::nullopt;
    }
    void add_method(const MethadoneMethod& method, DoseRate morphine) {
        const auto figure = methadone_by(method, morphine);
        if (!figure) return;
        Estimate estimate = empty_estimate(method.id, method.title, method.citation);
        estimate.by = EstimateBy::methadone_method;
        estimate.contains_reduction = true;
        estimate.of_one_dose = method.figure_of == MethadoneFigureOf::single_dose;
        estimate.items_total = morphine;
        if (figure->band) estimate.band = *figure->band;
        const MethadoneRange& range = figure->range;
        const DoseRate most = range.most.amount;
        const DoseRate least = range.least ? range.least->amount : nothing;
        set_figures(estimate, range.least ? least : most, least, most);
        if (range.least) estimate.after_low = range.least->amount;
        estimate.after_high = most;
        if (figure->cut_further) {
            if (figure->cut_further->least) estimate.twice_low = figure->cut_further->least->amount;
            estimate.twice_high = figure->cut_further->most.amount;
            estimate.twice_by = method.further_cut->title;
        }
        estimate.cautions = method.cautions;
        estimate.caution_citations = method.caution_citations;
        made_.estimates.push_back(std::move(estimate));
    }
    std::string decider_of(const MethadoneStart& start) const {
        for (const MethadoneMethod& method : library_.methadone.methods) {
            if (method.id == start.decided_by) return method.title;
        }
        return start.decided_by == "low-dose-cap" ? "the cap after low doses" : "the cap on a first dose";
    }
    std::string methadone_in_words(const MethadoneStart& start) const {
        std::string text = "Decided by " + decider_of(start);
        if (start.from_edge)
            text += ", at its edge of " + show(*start.from_edge, unit::mg_per_day) +
                    " of oral morphine (a larger dose now never starts lower than a smaller one)";
        return text + ". The reduction is in the methods: nothing more is taken off.";
    }

    // --- what all ways share
    ReasonFacts facts() {
        DoseRate most = nothing;
        bool known = true;
        for (const Group& group : groups_) {
            const auto working = equivalent_of(group.drug, group.per_day, oral_morphine(library_),
                                               library_.default_rotation(), library_);
            known = known && working.has_value();
            if (working) most += working->most;
        }
        return {request_.patient, as_of_, made_.from, known ? std::optional(most) : std::nullopt};
    }
    /// A dose that is one figure, with no window.
    void settle_fixed(DoseRate dose, std::string how, const std::vector<DoseRate>& patch_starts = {}) {
        Recommendation made;
        made.value = made.low = made.high = dose;
        made.equianalgesic = made_.estimates.front().equianalgesic;
        made.how = std::move(how);
        made_.recommended = std::move(made);
        add_regimens(patch_starts);
    }
    void add_regimens(const std::vector<DoseRate>& patch_starts) {
        Recommendation& made = *made_.recommended;
        made.no_regimen_because = no_product_because(request_.target, library_);
        if (!made.no_regimen_because.empty()) {
            made.no_regimen_instead = "Have the pharmacy say what can be given at this dose a day.";
            return;
        }
        std::optional<NewRegimen> least;
        for (const Release release : releases_of(request_.target, library_)) {
            if (is_above_ceiling(release, std::max(largest_, made.equianalgesic, by_rate))) {
                made.left_out.push_back(
                    "No " + std::string(word(release)) +
                    "-release regimen: what would be equal is above its largest daily dose.");
                continue;
            }
            const RegimenRequest asked{request_.target,      release,
                                       made.value,           tolerance_of_products(),
                                       request_.preferences, interval_of_start()};
            const auto regimen = to_.route == Route::transdermal ? patches_of(asked, patch_starts, library_)
                                                                 : new_regimen(asked, library_);
            if (regimen) made.regimens.push_back(*regimen);
            const auto smallest = smallest_regimen(asked, library_);
            if (!regimen) made.left_out.push_back(left_out_because(release, smallest));
            if (smallest && (!least || exceeds(least->per_day, smallest->per_day))) least = smallest;
        }
        if (made.regimens.empty()) say_why_none(least);
        for (const NewRegimen& regimen : made.regimens) warn_of_rounding(regimen);
    }
    void warn_of_rounding(const NewRegimen& regimen) {
        const Sourced<Fraction>& most = library_.limits.acknowledge_above;
        const double off = ratio(regimen.rounded_off, made_.recommended->value);
        if (off <= most.for_caution().of_one) return;
        made_.findings.push_back(warning_of(
            "rounded-far-down",
            "Rounding the " + std::string(word(regimen.release)) + "-release regimen down takes off " +
                show_percent(off) + " more: withdrawal and pain are to be expected.",
            "Use another form or strength; strengths for tolerant people need since or "
            "used_for in a case file.",
            {most.citation()}));
    }
    std::string left_out_because(Release release, const std::optional<NewRegimen>& smallest) const {
        const std::string what = "No " + std::string(word(release)) + "-release regimen. ";
        return smallest ? what + "The least that these products allow is " +
                              show_dose(to_, smallest->per_day) + "."
                        : what + not_startable;
    }
    static constexpr const char* not_startable =
        "None of its products may be newly started here at a label interval that is verified.";
    /// A label's row can say how a film's day is divided.
    std::optional<Duration> interval_of_start() const {
        const std::optional<StartBand>& start = made_.estimates.front().start;
        return start ? start->every : std::nullopt;
    }
    /// Patches for tolerant people were refused before, or their prescriber is asked to make sure of it.
    Tolerance tolerance_of_products() const {
        const bool asked_for =
            to_.route == Route::transdermal && tolerance_.tolerance == Tolerance::not_known;
        return asked_for ? Tolerance::tolerant : tolerance_.tolerance;
    }
    void say_why_none(const std::optional<NewRegimen>& least) {
        Recommendation& made = *made_.recommended;
        made.no_regimen_because = least ? "The least that these products allow is " +
                                              show_dose(to_, least->per_day) + ", which is more than " +
                                              show_dose(to_, made.value, 1) + "."
                                        : std::string(not_startable);
        const RegimenRequest any{request_.target, Release::immediate, made.value, tolerance_.tolerance,
                                 request_.preferences};
        const std::vector<std::string> forms =
            to_.route == Route::transdermal ? std::vector<std::string>() : forms_that_fit(any, library_);
        made.no_regimen_instead =
            forms.empty() ? "Choose another opioid." : "It could be given as " + join_or(forms) + ".";
    }
    void finish() {
        if (blocked()) {
            made_.recommended = std::nullopt;
            made_.estimates.clear();
        }
        std::stable_sort(made_.findings.begin(), made_.findings.end(),
                         [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
        int number = 0;
        for (Finding& finding : made_.findings) {
            ++number;
            finding.id = finding.rule + "-" + std::to_string(number);
        }
        if (!blocked()) add_advice();
    }
    void add_advice() {
        const auto any_patch = std::any_of(groups_.begin(), groups_.end(), [&](const Group& group) {
            return group.drug.route == Route::transdermal && !(group.drug == to_);
        });
        const auto extended = std::any_of(
            made_.recommended->regimens.begin(), made_.recommended->regimens.end(),
            [](const NewRegimen& one) { return one.release == Release::extended && one.patches.empty(); });
        const bool patch = to_.route == Route::transdermal;
        const bool buprenorphine = formulary()[to_.drug].agonism == Agonism::partial;
        for (const ConversionAdvice& one : library_.conversion.advice) {
            const bool holds = one.when == AdviceWhen::always ||
                               (one.when == AdviceWhen::from_patch && any_patch) ||
                               (one.when == AdviceWhen::to_patch && patch && !buprenorphine) ||
                               (one.when == AdviceWhen::to_methadone && is_methadone()) ||
                               (one.when == AdviceWhen::to_buprenorphine && buprenorphine) ||
                               (one.when == AdviceWhen::to_extended_release && extended);
            if (holds) made_.advice.push_back(one.advice);
        }
    }

    const ConversionRequest& request_;
    const Library& library_;
    const Date as_of_;
    const DrugByRoute to_;
    const std::vector<Group> groups_;
    Conversion made_;
    const ConversionRefusals asked_{request_, made_.from, library_, as_of_};
    ToleranceFound tolerance_;
    DoseRate largest_ = nothing;  // that any table gives
};

}  // namespace

Result<Conversion> convert(const ConversionRequest& request, const Library& library, Date as_of) {
    Result<std::vector<FromOpioid>> from = from_opioids(request, as_of);
    if (!from) return from.problems();
    std::vector<Regimen> regimens;
    for (const FromOpioid& one : *from) regimens.push_back(one.regimen);
    Result<Conversion> made = Converter(request, library, as_of, *std::move(from)).make();
    if (!made) return made;
    Conversion conversion = *std::move(made);
    for (Finding& finding : use_findings(regimens)) conversion.findings.push_back(std::move(finding));
    return conversion;
}

}  // namespace stepdown
