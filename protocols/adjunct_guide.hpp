#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/source.hpp"
#include "conversions/units.hpp"
#include "conversions/weight_units.hpp"
#include "protocols/advice.hpp"
#include "protocols/condition_words.hpp"
#include "protocols/fact_test.hpp"

namespace stepdown {

/// What is said of an adjunct for one patient, the more careful the later. note: changes nothing.
enum class Verdict { note, option, caution, confirm, not_here };
enum class AdjunctFor { overdose, pain, withdrawal, hyperalgesia };
enum class AdjunctSetting { outpatient, monitored };

/// A reason for or against, told where its tests hold; `verdict` is the least that then stands.
struct AdjunctReason {
    Verdict verdict = Verdict::note;
    FactTests when;
    Advice text;
    bool matters_unknown = true;  // false: a missing fact is passed over
};

/// A strength that is sold.
struct AdjunctStrength {
    Mass value;
    std::string rxcui;
    CitationId citation;
};
struct AdjunctUnits {
    Form form = Form::capsule;
    std::vector<AdjunctStrength> strengths;  // rising
};

/// One row of a kidney table, the first that fits from the top: at or above (`from`) or above (`above`) a
/// clearance, or, without either, all that is left, in proportion to `proportional_to`.
struct RenalBand {
    std::optional<Clearance> from, above, proportional_to;
    Sourced<DoseRate> low, high;
    Sourced<DoseRate> target;  // where the schedule ends
    int doses_a_day = 1;
};
struct HemodialysisRule {
    Sourced<Clearance> at_most_clearance;  // the row is that of the estimate, or of this where that is higher
    std::vector<Advice> supplement;
};
struct RenalTable {
    std::vector<RenalBand> bands;  // falling
    HemodialysisRule hemodialysis;
};

/// From `start`, `by` more after each `every`.
struct Rise {
    Sourced<DoseRate> start, by;
    Sourced<Duration> every;
};
struct RiseUntil {
    Sourced<DoseRate> until, by;
    Sourced<Duration> every;
};
struct CarefulWhen {
    FactTests when;
    std::string because;
    CitationId citation;
};
/// How a dose is raised: the label's way, `first` up to a dose and `usual` above it; or the careful way.
struct Titration {
    Rise usual, careful;
    std::optional<RiseUntil> first;
    std::vector<CarefulWhen> careful_when;
};

/// A dose that holds for fewer people than `AdjunctDose::high`.
struct DoseLimit {
    FactTests when;
    Sourced<DoseRate> high;
    std::string text;
};
struct DoseStep {
    Sourced<DoseRate> by;
    Sourced<Duration> every;
};
/// The dose of a drug without a table of its own.
struct AdjunctDose {
    std::optional<Sourced<DoseRate>> start, low;
    Sourced<DoseRate> high;
    std::optional<DoseStep> step;
    std::vector<DoseLimit> limits;
};

/// A dose by body weight, once or per hour, in one setting.
struct PerKg {
    std::optional<Sourced<WeightDose>> low;
    Sourced<WeightDose> high;
};
struct PerKgAndHour {
    std::optional<Sourced<WeightRate>> low;
    Sourced<WeightRate> high;
};
struct ByWeight {
    std::string what, setting, text;
    std::variant<PerKg, PerKgAndHour> dose;
};

struct AdjunctStop {
    std::optional<Sourced<Duration>> over_at_least;
    std::vector<Advice> advice;
};

/// What is known of one adjunct: data of kind `adjunct/1`.
struct AdjunctGuide {
    std::string id, title, group;  // of one group only one is taken at a time; empty: no group
    std::string counts;            // an active substance that products of the case can hold besides
    int order = 0;
    AdjunctFor purpose = AdjunctFor::pain;
    AdjunctSetting setting = AdjunctSetting::outpatient;
    std::vector<std::string> names;  // by which a medicine of the case is found, lower case
    bool rescue = false;             // given once, in an emergency
    std::optional<AdjunctUnits> units;
    std::optional<RenalTable> renal;
    std::optional<Titration> titration;
    std::optional<AdjunctDose> dose;
    std::vector<ByWeight> by_weight;
    std::vector<Advice> directions;
    AdjunctStop stop;
    std::vector<AdjunctReason> why, why_not;
};

/// Reads a file of kind `adjunct/1`. Problem ids besides those of the readers: renal-bands (rows that do not
/// fall, or leave a clearance without a row), unverified-dose (a row or pace that would compute a dose).
Result<AdjunctGuide> read_adjunct_guide(const DataFile& file, const Formulary& formulary, Citer& citer);

/// Reasons against every adjunct that is not for an emergency: data of kind `adjunct-general/1`.
Result<std::vector<AdjunctReason>> read_adjunct_general(const DataFile& file, const Formulary& formulary,
                                                        Citer& citer);

/// A treatment without drugs, as dates: data of kind `non-drug/1`.
struct NonDrug {
    std::string id, title;
    Sourced<Duration> first_after, every;
    Sourced<double> sessions;  // a whole number, 1 to 60
    Advice text;
};
Result<std::vector<NonDrug>> read_non_drug(const DataFile& file, Citer& citer);

/// Groups of words: data of kind `case-words/1`.
Result<std::vector<ConditionWords>> read_case_words(const DataFile& file, Citer& citer);

/// "option", "caution", "confirm", "not-here", "note".
std::string_view word(Verdict verdict);

}  // namespace stepdown
