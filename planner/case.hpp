#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "conversions/regimen.hpp"
#include "conversions/renal.hpp"
#include "conversions/result.hpp"
#include "conversions/text/yaml_tree.hpp"
#include "conversions/units.hpp"
#include "planner/calendar.hpp"
#include "protocols/library.hpp"

namespace stepdown {

/// A measured value and the day it was measured, where that is known.
template <class T>
struct Measured {
    T value;
    std::optional<Date> on;
};

/// What is known of the patient. Everything may be missing: a rule that needs a fact says so.
struct Patient {
    std::string reference;
    std::optional<std::string> name;
    std::optional<double> age_years;  // as stated; age_on() knows the birth date too
    std::optional<Date> birth_date;
    std::optional<Sex> sex;
    std::optional<BodyMass> weight;
    std::optional<BodyLength> height;
    std::optional<Measured<CreatinineLevel>> serum_creatinine;
    std::optional<std::string> dialysis, liver;
    std::optional<bool> pregnant, breastfeeding, frail;
    std::optional<Measured<Duration>> qtc;
    std::optional<std::vector<std::string>> conditions, medicines, allergies;
};

/// Age in years on a day: as stated, else counted from the birth date; empty when neither is known.
std::optional<double> age_on(const Patient& patient, Date day);

enum class Purpose { unsaid, pain, opioid_use_disorder };

/// One opioid of the case, in the order in which it is written. Its id in every plan is "o1", "o2" ...
struct CaseOpioid {
    std::string id;
    Regimen regimen;
    Purpose purpose = Purpose::unsaid;
    bool verified_not_taking = false;
    std::optional<Date> since;
    Place place;
};

/// What the plan is to reach.
struct Discontinue {};
struct ReduceToMme {
    MmeRate target;
};
struct ReduceToDose {
    DrugId drug;
    DoseRate target;
};
struct RotateTo {
    std::string words;
};
using Goal = std::variant<Discontinue, ReduceToMme, ReduceToDose, RotateTo>;

struct Supervision {
    std::string prescriber;  // empty: not named
    std::optional<Duration> review_every;
    std::optional<bool> patient_agrees;
    std::string setting;
    std::string watched_by;  // who is with the patient in the first days of a rotation; empty: not said
};

struct Clinic {
    std::string name, phone, after_hours;
};

struct Readiness {
    std::optional<bool> naloxone, suicidality, opioid_use_disorder;
    std::string pdmp_checked, mood_screen;
};

/// What the prescriber saw of a pain that may come from the opioid itself. Everything may be missing.
struct Hyperalgesia {
    std::optional<bool> worse_despite_increase, spreading, allodynia, new_injury_or_progression;
    std::optional<bool> less_pain_after_reduction, worse_before_next_dose, raised_quickly;
    std::optional<bool> recent_surgery_with_high_dose, low_mood;
    std::optional<int> cows;  // clinical opiate withdrawal scale, 0 to 48
    /// Quantitative sensory testing away from the injury: "lowered", "unchanged" or "raised" thresholds.
    std::string threshold_away_from_injury;
    std::optional<Date> tested_on;
    std::string comt;  // "val/val", "val/met" or "met/met"; empty: not known
};

/// The opioid that all others are changed to before the taper, in words ("morphine ER"), and where they
/// stand.
struct ConsolidateTo {
    std::string words;
    Place place;
};

struct Preferences {
    bool tablets_scored = false;
    std::optional<bool> liquid_acceptable, immediate_release_acceptable, keep_as_needed;
    TimeOfDay heavier_dose = TimeOfDay::bedtime;
    std::optional<int> max_tablets_per_dose;
    std::optional<Volume> smallest_volume;  // what the oral syringe in use measures, 0.01 to 5 mL
    std::optional<Duration> fill_every;
    std::vector<std::string> products, avoid_products;
    /// Ids of opioids, those to be tapered first in front; the ids of one group in the usual order.
    std::vector<std::vector<std::string>> taper_first;
    std::optional<ConsolidateTo> consolidate_to;
    bool adjuncts = false;  // the plan names adjuncts for pain as options
};

struct CaseOverride {
    std::string rule, reason, by;
};

struct ReviewedBy {
    std::string by, plan;
    std::optional<Date> on;
};

/// The prescriber's request, validated: every word understood, every quantity with its unit.
struct Case {
    Patient patient;
    std::vector<CaseOpioid> opioids;
    std::optional<Duration> used_for;
    std::optional<Goal> goal;
    std::optional<std::string> protocol;       // the id of a taper protocol that the library has
    std::optional<std::string> switch_method;  // or that of a way to change opioids
    std::optional<Date> start;
    Supervision supervision;
    Clinic clinic;
    Readiness readiness;
    Hyperalgesia hyperalgesia;
    Preferences preferences;
    std::vector<CaseOverride> overrides;
    std::vector<std::string> acknowledged;
    std::optional<ReviewedBy> reviewed;
    yaml::Node written;  // as it stands in the file
};

/// Reads a case file (`stepdown: case/1`). All problems at once, each with its place. `rule_ids` are the
/// rules that an override or acknowledgement may name.
Result<Case> read_case(const yaml::Node& tree, const Library& library,
                       const std::vector<std::string>& rule_ids);

/// Reads the facts of a patient alone: what stands under `patient` in a case file, with the same keys.
Result<Patient> read_patient(const yaml::Node& tree, const Library& library);

/// The first condition in `conditions` that one of the words names and no exception takes back; empty when
/// none does.
std::string condition_found(const std::vector<std::string>& conditions, const ConditionWords& words);

}  // namespace stepdown
