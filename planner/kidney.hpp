#pragma once
#include <optional>
#include <string>
#include <vector>

#include "planner/case.hpp"
#include "protocols/kidney_guide.hpp"

namespace stepdown {

enum class WeightUsed { actual, ideal, adjusted };

/// The weight that goes into Cockcroft-Gault.
struct KidneyWeight {
    BodyMass value;
    WeightUsed which = WeightUsed::actual;
};

/// unstable: the kidneys change from day to day, so that no formula holds. dialysis: stands above every
/// estimate.
enum class KidneyState { unknown, unstable, dialysis, estimated };

/// later: dated after the day on which it is looked at.
enum class Timeliness { recent, old, undated, later };

/// What is known of a patient's kidneys on a day, with the working.
struct Kidney {
    KidneyState state = KidneyState::unknown;
    std::optional<Clearance> crcl;            // Cockcroft-Gault
    std::optional<ClearancePerSurface> egfr;  // CKD-EPI 2021
    std::optional<Clearance> egfr_of_body;    // the same for this body surface; needs weight and height
    std::optional<KidneyWeight> weight;
    std::optional<Date> measured_on;
    Timeliness timeliness = Timeliness::undated;  // of the creatinine
    std::vector<std::string> missing;  // "serum creatinine", "a serum creatinine of the last 90 days"
    std::vector<std::string> working;  // lines that can be redone by hand
    std::vector<CitationId> citations;

    /// The lower of the estimates, however old the creatinine: what a caution is judged by. Empty while the
    /// kidneys change. On dialysis it is what the formula says, which is not what the drug meets.
    std::optional<Clearance> lowest() const;
    /// lowest(), where it may speak in favor of a drug: nothing is missing, the creatinine is recent, there
    /// is no dialysis and the kidneys are stable.
    std::optional<Clearance> that_clears() const;
};

/// Kidney function from the facts of a case. `day` is the day of the run.
Kidney kidney_of(const Patient& patient, Date day, const KidneyGuide& guide);

/// The weight for Cockcroft-Gault: by the body mass index as the guide has it, and the actual weight where
/// the height is not known.
KidneyWeight kidney_weight(Sex sex, BodyMass actual, std::optional<BodyLength> height,
                           const KidneyGuide& guide);

/// "serum creatinine, weight": what kidney.missing names.
std::string missing_in_words(const Kidney& kidney);

/// "creatinine clearance 24 mL/min (Cockcroft-Gault, ideal weight, creatinine of 2026-11-15)", "dialysis:
/// hemodialysis", "kidney function is not known (serum creatinine)".
std::string in_words(const Kidney& kidney);

}  // namespace stepdown
