#include "planner/risk_lines.hpp"

namespace stepdown {

Reached reached(const Exposure& exposure, MmeRate line) {
    MmeRate counted = unit::mme_per_day(0);
    for (const ExposureLine& one : exposure.lines) {
        if (one.result) counted += *one.result;
    }
    if (reaches(counted, line)) return Reached::yes;
    return exposure.complete ? Reached::no : Reached::unknown;
}

std::string_view word(Reached reached) {
    switch (reached) {
        case Reached::no:
            return "no";
        case Reached::yes:
            return "yes";
        case Reached::unknown:
            break;
    }
    return "unknown";
}

}  // namespace stepdown
