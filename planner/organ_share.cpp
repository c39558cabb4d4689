#include "planner/organ_share.hpp"

#include "planner/kidney.hpp"

namespace stepdown {

namespace {

/// Keeps the smaller of two shares.
void keep(std::optional<OrganShare>& smallest, const OrganAdvice* advice, const std::string& because) {
    if (!advice || !advice->share) return;
    if (smallest && smallest->of_start.of_one <= advice->share->of_one) return;
    smallest = OrganShare{*advice->share, because, {advice->citation}};
}

const OrganAdvice* kidney_advice(const KidneyOpioid* about, const Kidney& kidney) {
    if (!about) return nullptr;
    if (kidney.state == KidneyState::dialysis) return &about->on_dialysis;
    const std::optional<Clearance> lowest = kidney.lowest();
    return lowest ? &about->at(*lowest) : nullptr;
}

}  // namespace

std::optional<OrganShare> organ_share(const Patient& patient, const RotationTarget& target,
                                      const Library& library, Date day) {
    std::optional<OrganShare> smallest;
    const Kidney kidney = kidney_of(patient, day, library.kidney);
    keep(smallest, kidney_advice(library.kidney.about(target.drug, target.route), kidney), in_words(kidney));
    const LiverOpioid* liver = library.liver.about(target.drug, target.route);
    const auto child_pugh = patient.liver ? child_pugh_class(*patient.liver) : std::nullopt;
    if (liver && child_pugh) keep(smallest, &liver->classes.at(*child_pugh), "liver: " + *patient.liver);
    if (smallest && smallest->of_start.of_one >= 1) return std::nullopt;
    return smallest;
}

}  // namespace stepdown
