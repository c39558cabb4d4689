#pragma once
// The rules, one file each. The list is in catalogue.cpp.
#include "planner/review.hpp"

namespace stepdown::rules {

// What a taper can be drafted for.
Outcome not_taking(const ReviewInput& in);
Outcome single_opioid(const ReviewInput& in);
Outcome oud_treatment(const ReviewInput& in);
Outcome taper_drug(const ReviewInput& in);
Outcome oral_only(const ReviewInput& in);
Outcome daily_use(const ReviewInput& in);
Outcome use_too_short(const ReviewInput& in);
Outcome acute_use_only(const ReviewInput& in);
Outcome product_offered(const ReviewInput& in);
// Who may be tapered.
Outcome pregnancy(const ReviewInput& in);
Outcome under_age(const ReviewInput& in);
Outcome opioid_use_disorder(const ReviewInput& in);
/// The case says so, or one of its conditions is one: of two answers that differ the stricter one holds.
bool has_opioid_use_disorder(const ReviewInput& in);
Outcome suicidality(const ReviewInput& in);
Outcome active_cancer(const ReviewInput& in);
Outcome palliative_care(const ReviewInput& in);
Outcome sickle_cell(const ReviewInput& in);
Outcome patient_agreement(const ReviewInput& in);
Outcome locked_protocol(const ReviewInput& in);
Outcome protocol_setting(const ReviewInput& in);
// What each transition of a plan must keep.
Outcome abrupt_stop(const ReviewInput& in);
Outcome window_ceiling(const ReviewInput& in);
Outcome weekly_ceiling(const ReviewInput& in);
Outcome no_increase(const ReviewInput& in);
Outcome step_back(const ReviewInput& in);
Outcome dose_as_taken(const ReviewInput& in);
Outcome whole_units(const ReviewInput& in);
Outcome steps_meet(const ReviewInput& in);
Outcome dated_review(const ReviewInput& in);
Outcome outside_protocol_range(const ReviewInput& in);
Outcome smallest_patch_step(const ReviewInput& in);
Outcome patch_change_days(const ReviewInput& in);
Outcome drug_pace(const ReviewInput& in);
Outcome extended_release_interval(const ReviewInput& in);
Outcome acetaminophen_total(const ReviewInput& in);
Outcome tolerant_only_form(const ReviewInput& in);
// What to think of besides.
Outcome product_assumed(const ReviewInput& in);
Outcome as_needed_scheduled(const ReviewInput& in);
Outcome wishes_left_out(const ReviewInput& in);
Outcome naloxone(const ReviewInput& in);
Outcome benzodiazepine(const ReviewInput& in);
Outcome other_form(const ReviewInput& in);
Outcome uneven_day(const ReviewInput& in);
Outcome long_directions(const ReviewInput& in);
Outcome specialist_support(const ReviewInput& in);
Outcome protocol_fits_use(const ReviewInput& in);
Outcome risk_reason(const ReviewInput& in);
Outcome slowed_by_ceiling(const ReviewInput& in);
Outcome goal_in_whole_units(const ReviewInput& in);
Outcome start_date(const ReviewInput& in);
// Kidneys, liver, and what goes badly with an opioid.
Outcome kidney_opioid(const ReviewInput& in);
Outcome liver_opioid(const ReviewInput& in);
Outcome daily_ceiling(const ReviewInput& in);
Outcome qtc(const ReviewInput& in);
Outcome qt_medicines(const ReviewInput& in);
Outcome opioid_contraindicated(const ReviewInput& in);
Outcome opioid_antagonist(const ReviewInput& in);
Outcome maoi(const ReviewInput& in);
Outcome seizure_risk(const ReviewInput& in);
Outcome cyp2d6(const ReviewInput& in);
Outcome cyp3a4_inhibitor(const ReviewInput& in);
Outcome cyp3a4_inducer(const ReviewInput& in);
Outcome methadone_level(const ReviewInput& in);
Outcome alcohol(const ReviewInput& in);
Outcome gabapentinoid(const ReviewInput& in);
Outcome sedatives(const ReviewInput& in);
Outcome sedating_medicines(const ReviewInput& in);
Outcome breathing(const ReviewInput& in);
Outcome frailty(const ReviewInput& in);
Outcome hyperalgesia(const ReviewInput& in);
Outcome overdose_risk(const ReviewInput& in);
Outcome raised_pressure(const ReviewInput& in);
Outcome serotonergic(const ReviewInput& in);
Outcome adrenal_insufficiency(const ReviewInput& in);
Outcome heat_patch(const ReviewInput& in);
Outcome breastfeeding(const ReviewInput& in);

/// An opioid by one route, as it is taken now and as a plan has it.
struct PlannedOpioid {
    std::string id;  // "o1"; that of the plan for one that is not taken now
    DrugId drug;
    Route route = Route::oral;
    Release release = Release::immediate;  // extended when any part of it is
    DoseRate now;
    DoseRate most;        // the highest day of the plan; `now` without a plan
    bool starts = false;  // the plan starts it, raises it above what is taken now, or rotates to it
};
/// Every opioid of the case and of the plan. The one place that says what a plan starts or raises: a
/// contraindication blocks only that.
std::vector<PlannedOpioid> planned_opioids(const ReviewInput& in);
/// What the interactions of the data with this rule's id find.
Outcome interaction(const ReviewInput& in, std::string_view rule);

// What a rotation must keep, and one to methadone besides.
Outcome methadone_program(const ReviewInput& in);
Outcome methadone_qtc(const ReviewInput& in);
Outcome methadone_caution(const ReviewInput& in);
Outcome methadone_tolerance(const ReviewInput& in);
Outcome methadone_cap(const ReviewInput& in);
Outcome early_raise(const ReviewInput& in);
Outcome rotation_watched(const ReviewInput& in);
Outcome overlap_ceiling(const ReviewInput& in);
Outcome start_above_estimate(const ReviewInput& in);

/// What a rule without a threshold of its own rests on (limits data, by rule id).
std::vector<CitationId> grounds(const ReviewInput& in, std::string_view rule);
/// A finding about the case as a whole.
Finding finding(Severity severity, std::string message, std::string instead,
                std::vector<CitationId> citations);
/// A fact that is missing: `severity` as the contract has it for this rule.
Outcome fact_missing(Severity severity, std::string fact, std::string where,
                     std::vector<CitationId> citations);
/// A finding about what a transition leads to.
Finding at(const Transition& transition, Finding finding);
/// The opioids that the case says are taken.
std::vector<const CaseOpioid*> taken(const Case& patient_case);
/// Fires when the conditions of the case name the one with this id (limits data): blocks a taper, warns in a
/// rotation.
Outcome condition_gate(const ReviewInput& in, std::string_view condition, std::string message,
                       std::string instead);
/// The same input under the protocol of the stretch of the plan that a transition leads into: a plan that was
/// slowed down has more than one.
ReviewInput under_protocol_of(const ReviewInput& in, const Transition& change);
/// The change of the plan that a step which departs from a taper rests on; null when none with a reason and a
/// name is of the day on which the step begins.
const Replan* replan_behind(const Step& step, const DraftPlan& plan);
/// How many times the protocol's interval a step that begins on `on` is held: more than once after a step
/// back.
double slower_by(const ReviewInput& in, Date on);
/// True while this protocol's exemption for short use holds for the case, or its lock is lifted.
bool exempt_from_ceilings(const ReviewInput& in);
/// The stretch of the protocol in which a cut from `before` is made. The protocol must have one.
const Phase& phase_at(const TaperProtocol& protocol, DoseRate original, DoseRate before);
/// The largest cut from a daily dose that the protocol's range allows; without a protocol, that of the
/// ceilings.
DoseRate largest_cut(const ReviewInput& in, DoseRate original, DoseRate before);
/// True where more than half of the dose in force goes (limits data) outside the last-unit zone.
bool is_more_than_half(const Transition& change, const BaselineOpioid& opioid, const ReviewInput& in);
/// What can be done where the next smaller patch is a large cut.
std::string instead_of_patch_step(const BaselineOpioid& opioid, DoseRate before, const ReviewInput& in);
/// True when the ceilings need not be spoken of step by step: after acute use one finding says it for all.
bool is_acute_use(const ReviewInput& in);
/// "Short use allows it.", "The lifted lock of the protocol allows it."
std::string why_exempt(const ReviewInput& in);
/// The stop that a protocol of very short use allows: at once, or after its one step, held as long as it
/// says.
bool stops_early(const Transition& change, const ReviewInput& in);
/// For each drug that is taken before the transition, the opioid of the case that it lowers; the first one of
/// the drug where it lowers none.
std::vector<const BaselineOpioid*> lowered(const Transition& change, const ReviewInput& in);
/// Of this drug one smallest accepted unit, once a day or less often.
bool is_one_smallest_unit_a_day(const std::vector<Taking>& taking, DrugId drug, const ReviewInput& in);

}  // namespace stepdown::rules
