#include "cli/factor_set.hpp"

#include <algorithm>

#include "conversions/text/map_reader.hpp"

namespace stepdown {

Result<const ExposureTable*> chosen_set(const CommandInput& input) {
    const std::string& id = input.arguments.source;
    const ExposureTable* table = id.empty() ? &input.library.exposure() : input.library.exposure_table(id);
    if (table) return table;
    std::vector<std::string> ids;
    for (const ExposureTable& one : input.library.exposure_tables) ids.push_back(one.id);
    std::sort(ids.begin(), ids.end());
    if (input.arguments.command == "mme") ids.emplace_back("all");
    const std::string near = nearest(id, ids);
    return Problem{"factor-set",
                   "unknown set of factors \"" + id + "\"",
                   (near.empty() ? "write " : "write " + near + "; there are ") + join_or(ids),
                   {"--source", 0, 0}};
}

}  // namespace stepdown
