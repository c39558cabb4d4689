#pragma once
// Parts that every JSON document shares. With plan_json.cpp, mme_json.cpp and their tests the only files that
// know the JSON library.
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "conversions/source.hpp"
#include "conversions/units.hpp"
#include "planner/calendar.hpp"
#include "planner/plan.hpp"
#include "planner/review.hpp"
#include "protocols/library.hpp"

namespace stepdown::json {

using Json = nlohmann::ordered_json;

/// A number without binary noise: at most 9 digits after the point, whole numbers without one.
Json number(double value);

template <class U>
Json quantity(Canonical<U> value, Unit<U> unit) {
    return {{"value", number(in(value, unit))}, {"unit", std::string(unit.ucum)}};
}
Json strength(const StrengthValue& value);
/// mg of a dose, ug/h of patches.
Json amount(const DoseAmount& amount);
Json amount(const std::variant<Mass, DoseRate>& amount);
/// A daily dose in the unit of its route: mg/d, of patches ug/h.
Json daily(DoseRate per_day, Route route);
Json dates(const std::vector<Date>& dates);
Json mme_or_null(const std::optional<MmeRate>& mme);

/// Collects the citations that a document mentions, to resolve them at its end.
class Citations {
public:
    explicit Citations(const Bibliography& bibliography) : bibliography_(bibliography) {}
    Json ids(const std::vector<CitationId>& citations);
    Json resolved() const;

private:
    const Bibliography& bibliography_;
    std::set<CitationId> used_;
};

/// schema, status, id, parent, as_of, draft, software, problems: what every document begins with. `body` is
/// what the id is a digest of.
Json envelope(std::string_view kind, std::string_view status, const std::string& id, Date as_of, bool draft,
              const std::string& data_digest);
Json problems(const Problems& problems);
Json findings(const std::vector<Finding>& findings, Citations& citations);
/// Every rule, in the order of the catalogue, with its outcome.
Json outcomes(const Review& review);
Json units(const std::vector<UnitCount>& units, const Formulary& formulary);
Json doses(const std::vector<PlannedDose>& doses, const Formulary& formulary);
/// As-needed use that a plan keeps; null where there is none.
Json as_needed(const std::optional<AsNeededUse>& use, const Formulary& formulary);
/// Of a regimen as it is written: its doses without units (a patch is put on in the morning, an infusion has
/// none), its as-needed order (null when it has none) counted at `counted_per_day`, and after how many days
/// it repeats.
Json doses_said(const Regimen& regimen);
Json as_needed(const Regimen& regimen, DoseRate counted_per_day, Counting counting);
int every_days(const Regimen& regimen);
/// The tree of a YAML text: scalars stay text.
Json tree(const yaml::Node& node);
/// Bytes to print: indented, with a line feed at the end.
std::string text(const Json& document);

}  // namespace stepdown::json
