#include "cli/shipped_data.hpp"

namespace stepdown {

std::vector<DataFile> shipped_data() {
    std::vector<DataFile> files;
    files.reserve(shipped_trees().size());
    for (const ShippedTree& one : shipped_trees()) {
        const std::string name(one.name);
        files.push_back({name, yaml::from_binary(one.bytes, name), std::string(one.digest)});
    }
    return files;
}

}  // namespace stepdown
