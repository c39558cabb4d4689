#include "cli/shipped_data.hpp"

namespace stepdown {

std::vector<DataFile> shipped_data() {
    std::vector<DataFile> files;
    for (const auto& [name, bytes] : shipped_trees()) {
        files.push_back({std::string(name), yaml::from_binary(bytes, std::string(name))});
    }
    return files;
}

}  // namespace stepdown
