#include "planner/rotation_watch.hpp"

#include <algorithm>
#include <set>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/rotation_days.hpp"

namespace stepdown {

namespace {

constexpr double drawn_hours = 14 * 24, point_every = 4;

/// Every dose of the new opioid, in hours after the first one.
std::vector<DoseAt> doses_of_target(const DraftPlan& plan, const FirstDoseOf& first) {
    std::vector<DoseAt> doses;
    for (const Step& step : plan.steps) {
        for (int day = 0; day < step.days; ++day) {
            const int since = days_between(first.on, plus_days(step.start, day));
            for (const Taking& taking : step.taking) {
                if (taking.role != Role::target) continue;
                for (const PlannedDose& dose : taking.doses)
                    doses.push_back({24.0 * since + (dose.time.minute - first.minute) / 60.0,
                                     given_in_a_day(dose.amount)});
            }
        }
    }
    std::sort(doses.begin(), doses.end(), [](const DoseAt& a, const DoseAt& b) { return a.hours < b.hours; });
    return doses;
}

/// Dates what is to be looked at, in the order of the days.
class Dater {
public:
    Dater(const Case& patient_case, const DraftPlan& plan, const Library& library, FirstDoseOf first,
          RotationBasis& basis)
        : case_(patient_case), plan_(plan), library_(library), first_(first), basis_(basis) {}

    void methadone() {
        const MethadoneRotation& rules = library_.rotation.methadone;
        add(0, ecg_before(), {library_.conversion.qtc_avoid_from.citation()});
        // What adds up does so anew when the dose rises to its full one: the days go on for as long after it.
        const int later = days_between(first_.on, first_in_full());
        for (const Watch& watch : rules.watch) {
            for (int day = watch.from_day; day <= watch.to_day + later; ++day)
                add(day - 1, watch.what, {watch.citation}, 24.0 * (day - 1));
        }
        const std::string contact =
            "Speak with the patient: sedation, breathing, pain, withdrawal, what was really taken.";
        add(whole_days(rules.contact_from.for_caution()), contact, {rules.contact_from.citation()});
        const Date alone = first_alone();
        if (alone != first_.on)
            add(days_between(first_.on, alone) + whole_days(rules.contact_from.for_caution()), contact,
                {rules.contact_from.citation()});
        const int from = whole_days(rules.ecg_from.for_caution()),
                  to = whole_days(rules.ecg_to.for_caution());
        add(from,
            "ECG, at the latest on " + in_words(plus_days(first_.on, to)) +
                "; and again before and after every change of the dose.",
            {rules.ecg_from.citation()});
        if (reaches(basis_.dose_used, rules.ecg_at.for_caution()))
            add(whole_days(rules.hold.for_caution()),
                "The dose has reached " + show(rules.ecg_at.for_caution(), unit::mg_per_day) +
                    ": an ECG for everybody.",
                {rules.ecg_at.citation()});
    }

    /// What the method's own source looks for, and what leaving a patch asks for.
    void methods() {
        watch(basis_.method->watch, 0);
        std::set<const SwitchProtocol*> left;
        for (const Taking& one : plan_.baseline) {
            const SwitchProtocol* out = worn(one) ? way_out_of(one, library_) : nullptr;
            if (out && left.insert(out).second)
                watch(out->watch, days_between(first_.on, plan_.steps.front().start));
        }
    }

    void reviews() {
        for (const Step& step : plan_.steps) {
            if (step.kind == StepKind::reduce)
                add(days_between(first_.on, step.start),
                    "The old opioid comes down: speak with the patient about withdrawal and pain.",
                    {basis_.method->citation});
            if (step.kind == StepKind::overlap)
                add(days_between(first_.on, step.start),
                    taken_on(step) + ": speak with the patient about sedation, breathing and withdrawal.",
                    {library_.rotation.overlap_ceiling.citation()});
            for (const Visit& visit : step.visits) {
                if (visit.kind == VisitKind::review)
                    add(days_between(first_.on, visit.on), decision(),
                        {library_.rotation.first_review.citation()});
            }
        }
    }

    void finish() {
        std::stable_sort(basis_.monitoring.begin(), basis_.monitoring.end(),
                         [](const Monitoring& a, const Monitoring& b) { return a.on < b.on; });
    }

private:
    /// `from`: the day that is day 1 there, counted from the first dose.
    void watch(const std::vector<Watch>& all, int from) {
        for (const Watch& one : all) {
            for (int day = one.from_day; day <= one.to_day; ++day)
                add(from + day - 1, one.what, {one.citation});
        }
    }
    void add(int day, std::string what, std::vector<CitationId> citations,
             std::optional<double> after_hours = std::nullopt) {
        basis_.monitoring.push_back(
            {plus_days(first_.on, day), after_hours, std::move(what), std::move(citations)});
    }
    static bool takes(const Step& step, Role role) {
        return std::any_of(step.taking.begin(), step.taking.end(),
                           [&](const Taking& one) { return one.role == role && !one.as_needed; });
    }
    static std::string taken_on(const Step& step) {
        if (!takes(step, Role::target))
            return "Less of the old opioid from today, and none of the new one yet";
        return takes(step, Role::tapered) ? "Both opioids are taken from today"
                                          : "The new opioid alone is taken from today";
    }
    /// The first day of the dose that is held afterwards.
    Date first_in_full() const {
        for (const Step& step : plan_.steps) {
            DoseRate here = unit::mg_per_day(0);
            for (const Taking& one : step.taking) {
                if (one.role == Role::target) here += per_day(one);
            }
            if (reaches(here, basis_.dose_used)) return step.start;
        }
        return first_alone();
    }
    Date first_alone() const {
        for (const Step& step : plan_.steps) {
            if (step.kind != StepKind::overlap && step.start >= first_.on) return step.start;
        }
        return first_.on;
    }
    std::string ecg_before() const {
        const auto& qtc = case_.patient.qtc;
        if (!qtc) return "ECG before the first dose.";
        return "Before the first dose: QTc " + show(qtc->value, unit::milliseconds) +
               (qtc->on ? " on " + in_words(*qtc->on) : ", of an unknown day") +
               "; potassium, magnesium and calcium; no dose without it. Ask whether an opioid was taken on "
               "each of the "
               "last " +
               show(library_.rotation.methadone.lapse.for_caution(), unit::days) +
               ": after a longer break the person is not tolerant any more, and this plan does not hold.";
    }
    std::string decision() const {
        const bool is_methadone = library_.formulary[target()].id == "methadone";
        if (!is_methadone)
            return "Review: sedation, breathing, pain, rescue doses really taken, withdrawal. Stay, raise or "
                   "lower: "
                   "the plan raises nothing by itself.";
        const MethadoneRotation& rules = library_.rotation.methadone;
        const bool low =
            !exceeds(basis_.dose_used, library_.methadone.caps.low_dose_most.for_caution().amount);
        const Sourced<DoseRate>& most = low ? rules.low_dose_raise : rules.largest_raise;
        return "Review: may the dose rise? The plan raises nothing by itself. At most " +
               show(most.for_caution(), unit::mg_per_day) + " more, not within " +
               show(rules.hold.for_caution(), unit::days) +
               " of the last change, and only without sedation; then contact after " +
               show(rules.contact_from.for_caution(), unit::days) + " to " +
               show(rules.contact_to.for_caution(), unit::days) + ", and an ECG.";
    }
    DrugId target() const {
        for (const Step& step : plan_.steps) {
            for (const Taking& taking : step.taking) {
                if (taking.role == Role::target) return taking.drug;
            }
        }
        return {};
    }

    const Case& case_;
    const DraftPlan& plan_;
    const Library& library_;
    FirstDoseOf first_;
    RotationBasis& basis_;
};

}  // namespace

std::optional<FirstDoseOf> first_dose(const DraftPlan& plan) {
    for (const Step& step : plan.steps) {
        for (const Taking& taking : step.taking) {
            if (taking.role != Role::target || taking.doses.empty()) continue;
            int minute = taking.doses.front().time.minute;
            for (const PlannedDose& dose : taking.doses) minute = std::min(minute, dose.time.minute);
            return FirstDoseOf{step.start, minute};
        }
    }
    return std::nullopt;
}

void add_monitoring(const Case& patient_case, const DraftPlan& plan, const Library& library,
                    const RotationTarget& target, RotationBasis& basis) {
    const auto first = first_dose(plan);
    if (!first) return;
    Dater dater(patient_case, plan, library, *first, basis);
    if (library.formulary[target.drug].id == "methadone") {
        dater.methadone();
        basis.curve = curve_of(doses_of_target(plan, *first), library.rotation.methadone.kinetics,
                               drawn_hours, point_every);
    }
    dater.methods();
    dater.reviews();
    dater.finish();
}

}  // namespace stepdown
