#include "planner/rotation_plan.hpp"

#include <algorithm>
#include <set>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/conversion_refusals.hpp"
#include "planner/organ_share.hpp"
#include "planner/rotation_days.hpp"
#include "planner/rotation_table.hpp"
#include "planner/rotation_then.hpp"
#include "planner/rotation_watch.hpp"
#include "planner/taper.hpp"
#include "planner/taper_goal.hpp"

namespace stepdown {

namespace {

bool is_for(const SwitchProtocol& method, const RotationTarget& target, const Library& library) {
    const bool has_its_own = std::any_of(
        library.switches.begin(), library.switches.end(),
        [&](const SwitchProtocol& one) { return one.to == target.drug && one.to_route == target.route; });
    return !method.leaving && method.to_route == target.route &&
           (has_its_own ? method.to == target.drug : !method.to);
}

/// How somebody gets there: what the case names, else a method that is described for this dose, else at once.
struct Method {
    const SwitchProtocol* chosen = nullptr;
    std::string why;
    std::vector<const SwitchProtocol*> others;
};

bool is_described_for(const SwitchProtocol& method, DoseRate morphine) {
    return !method.described_above || exceeds(morphine, method.described_above->for_caution());
}

/// Whether the method leads there from what is taken: patches cannot be given in part, and some opioids are
/// not waited out.
bool leads_from(const SwitchProtocol& method, const std::vector<BaselineOpioid>& opioids) {
    return std::none_of(opioids.begin(), opioids.end(), [&](const BaselineOpioid& one) {
        const bool in_part = worn(one.taking) && (!method.overlap.empty() || method.table);
        const bool unknown_wait =
            method.wait && std::find(method.wait->not_after.begin(), method.wait->not_after.end(),
                                     one.taking.drug) != method.wait->not_after.end();
        return in_part || unknown_wait;
    });
}

/// Whether the words of the target can mean this product line.
bool means(const RotationTarget& target, const ProductLine& line, ProductId id) {
    const auto has = [](const auto& all, const auto& one) {
        return all.empty() || std::find(all.begin(), all.end(), one) != all.end();
    };
    return has(target.products, id) && has(target.forms, line.form);
}

/// Of two methods that can be used the one that is described for lower doses: it has the wider base.
bool reaches_lower(const SwitchProtocol& a, const SwitchProtocol& b) {
    const auto from = [](const SwitchProtocol& one) {
        return one.described_above ? one.described_above->for_caution() : unit::mg_per_day(0);
    };
    return exceeds(from(b), from(a));
}

Method choose_method(const Case& patient_case, const RotationTarget& target,
                     const std::vector<BaselineOpioid>& opioids, DoseRate morphine, const Library& library) {
    Method method;
    std::vector<const SwitchProtocol*> usable;
    for (const SwitchProtocol& one : library.switches) {
        if (!is_for(one, target, library)) continue;
        if (one.not_available_because.empty() && leads_from(one, opioids)) usable.push_back(&one);
        if (patient_case.switch_method == one.id) {
            method.chosen = &one;
            method.why = "named in the case";
        }
    }
    for (const SwitchProtocol* one : usable) {
        if (method.chosen || !is_described_for(*one, morphine)) continue;
        const bool is_better = std::none_of(usable.begin(), usable.end(), [&](const SwitchProtocol* other) {
            return is_described_for(*other, morphine) && reaches_lower(*other, *one);
        });
        if (!is_better) continue;
        method.chosen = one;
        method.why = !one->chosen_because.empty() ? one->chosen_because
                     : one->described_above
                         ? "described above " + show(one->described_above->for_caution(), unit::mg_per_day) +
                               " of oral morphine"
                         : "the only one whose days are verified";
    }
    for (const SwitchProtocol* one : usable) {
        if (method.chosen || !one->overlap.empty() || one->table) continue;
        method.chosen = one;
        method.why =
            "no verified method is described for so low a dose: the old opioid stops, with no day of both";
    }
    for (const SwitchProtocol& one : library.switches) {
        const bool leads = !one.not_available_because.empty() || leads_from(one, opioids);
        if (is_for(one, target, library) && leads && &one != method.chosen) method.others.push_back(&one);
    }
    return method;
}

/// Where a published day table leads to the new opioid, no ratio is asked for.
bool goes_by_table(const RotationTarget& target, const Library& library) {
    return std::any_of(library.switches.begin(), library.switches.end(),
                       [&](const SwitchProtocol& one) { return one.table && is_for(one, target, library); });
}

/// What the conversion says besides; what the rules have said already is not said twice.
void add_findings(Review& review, const std::vector<Finding>& findings) {
    std::set<std::string> known;
    for (const Finding& one : review.findings) known.insert(one.rule);
    for (Finding one : findings) {
        if (known.contains(one.rule) || known.contains("methadone-" + one.rule)) continue;
        one.id = one.rule;
        review.findings.push_back(std::move(one));
    }
    std::stable_sort(review.findings.begin(), review.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
}

/// Makes one rotation, part by part.
class Rotator {
public:
    Rotator(const Case& patient_case, const RotationTarget& target, const Library& library, Date as_of)
        : case_(patient_case), target_(target), library_(library), as_of_(as_of) {}

    Result<Rotated> make() {
        result_.used_for = case_.used_for;
        Problems problems;
        for (const CaseOpioid& opioid : case_.opioids) read(opioid, problems);
        if (!problems.empty()) return problems;
        if (const auto problem = other_way()) return *problem;
        Result<Conversion> converted = convert(conversion_for(case_, target_), library_, as_of_);
        if (!converted) return converted.problems();
        basis_.conversion = *std::move(converted);
        const bool by_table = goes_by_table(target_, library_);
        if (basis_.conversion.refused() && !by_table) return refused({});
        const Method method =
            choose_method(case_, target_, result_.opioids, by_table ? DoseRate{} : morphine(), library_);
        if (by_table && method.chosen && !method.chosen->not_available_because.empty()) {
            basis_.conversion.findings.clear();  // they speak of a ratio, which no table asks for
            return refused({not_available(*method.chosen)});
        }
        if (by_table && !method.chosen) {
            forget_ratios(basis_.conversion, library_);
            return refused(no_table_from_here());
        }
        if (by_table && method.chosen && method.chosen->table)
            basis_.conversion = conversion_by_table(basis_.conversion, *method.chosen, library_);
        if (basis_.conversion.refused()) return refused({});
        if (!by_table) {
            limit_by_organs();
            limit_by_exposure();
        }
        if (basis_.conversion.recommended->regimens.empty()) return refused({no_regimen()});
        if (unread_) return refused({*unread_});
        if (!method.chosen) return refused({no_method()});
        basis_.method = method.chosen;
        basis_.why_this_method = method.why;
        basis_.other_methods = method.others;
        if (const auto finding = not_by(*method.chosen)) return refused({*finding});
        return drafted();
    }

private:
    const NewRegimen& regimen() const { return basis_.conversion.recommended->regimens.front(); }
    bool is_methadone() const { return library_.formulary[target_.drug].id == "methadone"; }
    /// What the conversion counted all old opioids as; only methadone's methods need it.
    DoseRate morphine() const { return basis_.conversion.estimates.front().items_total; }

    void read(const CaseOpioid& opioid, Problems& problems) {
        if (opioid.since && *opioid.since > as_of_)
            problems.push_back({"since-in-future",
                                "\"" + opioid.regimen.text + "\" is taken since a day that is still to come",
                                "write the day on which it was first taken", opioid.place});
        if (opioid.verified_not_taking) return;
        basis_.from.push_back(opioid.id);
        Taking by_route;
        by_route.drug = opioid.regimen.drug;
        by_route.route = opioid.regimen.route;
        if (opioid.regimen.route != Route::oral && !way_out_of(by_route, library_)) {
            unread_ = refusing(
                "rotation-from-route",
                "\"" + opioid.regimen.text +
                    "\" is neither swallowed nor a patch whose days are verified: how to leave it day by day "
                    "is "
                    "not known here.",
                "Let a specialist write the days; stepdown convert shows the start of the new opioid.", {});
            return;
        }
        Preferences all_at_fixed_times = case_.preferences;
        all_at_fixed_times.keep_as_needed = false;
        Result<BaselineOpioid> baseline = baseline_of(opioid, all_at_fixed_times, library_);
        if (baseline) {
            result_.opioids.push_back(*std::move(baseline));
        } else {
            problems.insert(problems.end(), baseline.problems().begin(), baseline.problems().end());
        }
    }

    /// A review without a plan, and what stands in the way besides.
    Rotated refused(const std::vector<Finding>& more) {
        ReviewInput input = review_input();
        result_.review = review(input);
        add_findings(result_.review, basis_.conversion.findings);
        add_findings(result_.review, more);
        return std::move(result_);
    }
    ReviewInput review_input() const {
        ReviewInput input{case_, library_, as_of_, result_.opioids};
        input.kind = PlanKind::rotation;
        input.target = &target_;
        return input;
    }
    Finding no_regimen() const {
        const Recommendation& made = *basis_.conversion.recommended;
        return refusing("no-dispensable-start", made.no_regimen_because, made.no_regimen_instead,
                        {basis_.conversion.estimates.front().citation});
    }
    /// A way that the case names has to lead to the new opioid.
    std::optional<Problem> other_way() const {
        if (!case_.switch_method) return std::nullopt;
        const SwitchProtocol* named = library_.switch_protocol(*case_.switch_method);
        if (named && is_for(*named, target_, library_)) return std::nullopt;
        return Problem{"switch-method", "\"" + *case_.switch_method + "\" is no way to " + target_.text,
                       "leave protocol out, or name a way of stepdown protocols list that leads there",
                       place_of_goal(case_)};
    }
    /// Why none of the published tables leads there from what is taken here: one finding.
    std::vector<Finding> no_table_from_here() const {
        std::vector<Finding> one;
        for (const SwitchProtocol& method : library_.switches) {
            if (!method.table || !is_for(method, target_, library_)) continue;
            auto finding = not_by(method);
            if (!finding || !method.not_available_because.empty()) continue;
            if (one.empty()) {
                one.push_back(*std::move(finding));
            } else {
                one.front().message += " " + finding->message;
                one.front().citations.push_back(finding->citations.front());
            }
        }
        return one;
    }
    /// Why no days can be drawn up by this method, for what is taken here.
    std::optional<Finding> not_by(const SwitchProtocol& method) const {
        if (!method.not_available_because.empty()) return not_available(method);
        if (!leads_from(method, result_.opioids)) {
            const bool waits = method.wait.has_value();
            return refusing(
                "switch-not-from-here",
                method.title + (waits ? ": " + method.wait->not_after_because
                                      : ": a patch cannot be given in part, and the days of this way "
                                        "ask for that."),
                "Choose a way that fits (stepdown protocols list), or rotate to an opioid that is "
                "swallowed first.",
                {waits ? method.wait->not_after_citation : method.citation});
        }
        if (method.table && !means(target_, library_.formulary[method.table->product], method.table->product))
            return refusing(
                "table-product",
                method.title + ": its doses are those of " + library_.formulary[method.table->product].id +
                    ", and another product of the same milligrams can give another amount.",
                "Leave the brand and the form out (buprenorphine SL), or let a specialist write the days.",
                {method.citation});
        const auto down = coming_down(basis_);
        const bool on_patches = std::any_of(result_.opioids.begin(), result_.opioids.end(),
                                            [](const BaselineOpioid& one) { return worn(one.taking); });
        if (!down || (method.come_down_over && !on_patches)) return std::nullopt;
        const DoseRate to = basis_.conversion.estimates.front().start->taper_first_to->for_caution();
        return refusing("come-down-first",
                        "The label starts " + target_.text + " once the present opioid has come down to " +
                            show(to, unit::mg_per_day) + " of oral morphine" +
                            (on_patches ? ", and patches come down in steps of weeks."
                                        : ", and does not say over how long."),
                        "Taper the present opioid to that dose first (stepdown taper), then plan the "
                        "rotation; the start is "
                        "then that of the lower dose.",
                        {basis_.conversion.estimates.front().citation});
    }
    /// Weak kidneys and a sick liver make the start lower: the largest dose that is within their share of it.
    void limit_by_organs() {
        Recommendation& made = *basis_.conversion.recommended;
        const auto share = organ_share(case_.patient, target_, library_, as_of_);
        if (!share || made.regimens.empty()) return;
        const DoseRate most = made.value * share->of_start.of_one;
        std::vector<NewRegimen> kept;
        for (const NewRegimen& one : made.regimens) {
            if (const auto lower = lowered(one, most)) kept.push_back(*lower);
        }
        const std::string percent = show_decimal(100 * share->of_start.of_one, 0) + "%";
        basis_.conversion.findings.push_back(
            warning_of("start-lowered",
                       "The start is at most " + percent + " of what the conversion gives (" +
                           show_daily(made.value, target_.route) + "): " + share->because + ".",
                       "Withdrawal and pain are to be expected; look early, and decide at each review.",
                       share->citations));
        if (kept.empty())
            made.no_regimen_because = "The least that these products allow is more than " +
                                      show_daily(most, target_.route) + ", which " + share->because +
                                      " leaves.";
        made.regimens = std::move(kept);
    }
    /// The same start in units that are at most so much a day. What it is made of now was allowed before.
    std::optional<NewRegimen> lowered(const NewRegimen& regimen, DoseRate most) const {
        const Tolerance found = tolerance_of(basis_.conversion.from, library_).tolerance;
        const bool is_patch = !regimen.patches.empty();
        const Tolerance tolerance = is_patch && found == Tolerance::not_known ? Tolerance::tolerant : found;
        const RegimenRequest asked{target_, regimen.release, most, tolerance, case_.preferences};
        return is_patch ? patches_of(asked, {}, library_) : new_regimen(asked, library_);
    }
    /// A label's row can count as more exposure than what is taken now. The start then is the largest dose
    /// that does not: a factor of exposure is only ever a limit here.
    void limit_by_exposure() {
        Recommendation& made = *basis_.conversion.recommended;
        std::vector<Taking> before;
        for (const BaselineOpioid& one : result_.opioids) before.push_back(one.taking);
        const auto now = mme_of(before, library_.exposure());
        const Sourced<Fraction>& ceiling = library_.rotation.overlap_ceiling;
        if (!now || result_.opioids.empty()) return;
        const MmeRate most = *now * ceiling.for_caution().of_one;
        std::vector<NewRegimen> kept;
        for (const NewRegimen& one : made.regimens) {
            const auto then = mme_of({taking_of(one)}, library_.exposure());
            if (!then || !exceeds(*then, most)) {
                kept.push_back(one);
                continue;
            }
            const auto lower = lowered(one, one.per_day * ratio(most, *then));
            const std::string start = show_daily(one.per_day, target_.route);
            if (lower) {
                kept.push_back(*lower);
                basis_.conversion.findings.push_back(warning_of(
                    "start-lowered",
                    "The start by the conversion, " + start + ", counts as " +
                        show(*then, unit::mme_per_day) + "; what is taken now is " +
                        show(*now, unit::mme_per_day) +
                        ". No day of a rotation holds more than before, so it begins with " +
                        show_daily(lower->per_day, target_.route) + ".",
                    "Pain and withdrawal are to be expected; look early, and decide at each review.",
                    {ceiling.citation()}));
            } else {
                made.no_regimen_because = "The smallest start counts as more exposure than the " +
                                          show(*now, unit::mme_per_day) + " that are taken now (" + start +
                                          " as " + show(*then, unit::mme_per_day) + ").";
                made.no_regimen_instead = "Choose another opioid, or plan it with a specialist.";
            }
        }
        made.regimens = std::move(kept);
    }
    Taking taking_of(const NewRegimen& regimen) const {
        Taking taking;
        taking.drug = target_.drug;
        taking.route = target_.route;
        taking.release = regimen.release;
        taking.doses = regimen.doses;
        if (!regimen.patches.empty()) {
            taking.every_days = whole_days(regimen.interval);
            taking.doses = {{DoseTime{}, Worn{regimen.per_day, {}}, regimen.patches}};
        }
        return taking;
    }
    Finding no_method() const {
        return refusing("no-switch-method", "No verified method leads to " + target_.text + " day by day.",
                        "Ask a specialist.", {basis_.conversion.estimates.front().citation});
    }
    static Finding not_available(const SwitchProtocol& method) {
        return refusing("switch-not-available", method.title + ": " + method.not_available_because,
                        "Leave protocol out, or name a method whose days are verified.", {method.citation});
    }

    Rotated drafted() {
        basis_.dose_used = regimen().per_day;
        if (is_methadone()) {
            const MethadoneCaps& caps = library_.methadone.caps;
            basis_.cap = conversion_for(case_, target_).methadone_cap == MethadoneCap::usual
                             ? caps.most
                             : caps.most_with_override;
        }
        note_range();
        DraftPlan plan = draft_rotation(case_, result_.opioids, target_, library_, as_of_, basis_);
        add_monitoring(case_, plan, library_, target_, basis_);
        ReviewInput input = review_input();
        input.plan = &plan;
        result_.review = review(input);
        add_findings(result_.review, basis_.conversion.findings);
        result_.plan = issue(std::move(plan), result_.review);
        result_.basis = std::move(basis_);
        return std::move(result_);
    }

    /// A way that the case names for less than it is published for.
    void note_range() {
        const SwitchProtocol& method = *basis_.method;
        if (method.table || case_.switch_method != method.id || is_described_for(method, morphine())) return;
        basis_.conversion.findings.push_back(warning_of(
            "way-out-of-range",
            method.title + " is described above " +
                show(method.described_above->for_caution(), unit::mg_per_day) +
                " of oral morphine; taken now is as much as " + show(morphine(), unit::mg_per_day, 1) + ".",
            "Leave protocol out for the way that is described here, or have a reason for this one.",
            {method.described_above->citation()}));
    }

    const Case& case_;
    const RotationTarget& target_;
    const Library& library_;
    Date as_of_;
    Rotated result_;
    RotationBasis basis_;
    std::optional<Finding> unread_;
};

}  // namespace

ConversionRequest conversion_for(const Case& patient_case, const RotationTarget& target) {
    ConversionRequest request;
    request.opioids = patient_case.opioids;
    request.target = target;
    request.patient = patient_case.patient;
    request.used_for = patient_case.used_for;
    request.preferences = patient_case.preferences;
    const bool lifted = std::any_of(patient_case.overrides.begin(), patient_case.overrides.end(),
                                    [](const CaseOverride& one) { return one.rule == "methadone-cap"; });
    request.methadone_cap = lifted ? MethadoneCap::with_override : MethadoneCap::usual;
    return request;
}

Result<Rotated> rotate(const Case& written_case, const RotationTarget& target, const Library& library,
                       Date as_of) {
    const Case patient_case = with_longest_use(written_case, as_of);
    Result<Rotated> made = Rotator(patient_case, target, library, as_of).make();
    return made ? with_taper(*std::move(made), patient_case, library, as_of) : made;
}

}  // namespace stepdown
