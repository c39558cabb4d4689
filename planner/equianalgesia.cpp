#include "planner/equianalgesia.hpp"

namespace stepdown {

DrugByRoute oral_morphine(const Library& library) {
    return {library.formulary.drug("morphine").value_or(DrugId{}), Route::oral};
}

std::optional<RotationWorking> equivalent_of(DrugByRoute from, DoseRate per_day, DrugByRoute to,
                                             const RotationTable& table, const Library& library) {
    if (from == to) return RotationWorking{{}, per_day, per_day, per_day};
    return rotate_by(table, from, per_day, to, oral_morphine(library));
}

}  // namespace stepdown
