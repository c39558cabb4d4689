#pragma once
// What can be meant by a text: wide limits that tell a slip of the pen from a dose. They are no clinical
// limits, and nothing is computed from them.
#include <vector>

#include "conversions/drug.hpp"
#include "conversions/result.hpp"
#include "conversions/units.hpp"

namespace stepdown {

class Citer;
class Formulary;
struct DataFile;

struct Plausible {
    /// One dose: at most so many of the largest unit that is made, at least one part in so many of the
    /// smallest.
    double units = 0;
    Volume volume;           // at once
    double doses_a_day = 0;  // of stated use and of a maximum, in doses
    Duration infusion;       // what runs in this time is compared with the least dose
    double patches = 0;      // of the largest strength
    double range = 0;        // how many times the low end of a range its high end may be
    struct ChangedEarly {
        DrugId drug;
        Duration every;
    };
    std::vector<ChangedEarly> changed_early;  // patches, sooner than their label's interval
};

/// Reads the file of kind `plausible/1`. The drugs of `formulary` are loaded already.
Plausible read_plausible(const DataFile& file, const Formulary& formulary, Citer& citer, Problems& problems);

}  // namespace stepdown
