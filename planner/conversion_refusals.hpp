#pragma once
// What refuses a conversion before anything is computed, and how a finding of it is made.
#include <string>
#include <vector>

#include "planner/conversion.hpp"

namespace stepdown {

Finding refusing(std::string rule, std::string message, std::string instead,
                 std::vector<CitationId> citations);
Finding warning_of(std::string rule, std::string message, std::string instead,
                   std::vector<CitationId> citations);

/// What the person, the products and the drugs themselves speak against. Each function gives blocks and
/// warnings, none where nothing is found.
class ConversionRefusals {
public:
    /// All are kept by reference: they outlive this.
    ConversionRefusals(const ConversionRequest& request, const std::vector<FromOpioid>& from,
                       const Library& library, Date as_of)
        : request_(request), from_(from), library_(library), as_of_(as_of) {}

    /// Age, treatment of opioid use disorder, pregnancy.
    std::vector<Finding> by_patient() const;
    /// Milligrams of another substance than the ratios count.
    std::vector<Finding> by_basis() const;
    /// The refusals of the data. `own_way`: the target has a method of its own and goes by no ratio.
    std::vector<Finding> by_bounds(const std::vector<DrugByRoute>& drugs, bool own_way) const;
    /// Methadone and the QTc.
    std::vector<Finding> by_qtc() const;

private:
    enum class Holds { no, yes, not_known };
    Holds holds(const RotationRefusal& refusal, bool own_way) const;
    Holds breastfeeding() const;
    Holds severe_kidney_or_liver() const;
    std::string other_basis() const;
    std::vector<CitationId> grounds(const std::string& rule) const;

    const ConversionRequest& request_;
    const std::vector<FromOpioid>& from_;
    const Library& library_;
    Date as_of_;
};

}  // namespace stepdown
