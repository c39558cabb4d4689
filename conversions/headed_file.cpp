#include "conversions/headed_file.hpp"

#include <map>
#include <string>
#include <utility>

namespace stepdown {

std::vector<HeadedFile> effective(std::span<const DataFile> files) {
    std::vector<HeadedFile> kept;
    std::map<std::pair<std::string, std::string>, std::size_t> at;  // by kind and id
    for (const DataFile& file : files) {
        DataHead head = head_of(file).value_or(DataHead{});
        if (!head.kind.empty() && !head.id.empty()) {
            const auto [earlier, is_new] = at.try_emplace({head.kind, head.id}, kept.size());
            if (!is_new) {
                kept[earlier->second].file = &file;
                continue;
            }
        }
        kept.push_back({std::move(head), &file});
    }
    return kept;
}

std::vector<const DataFile*> of_kind(std::span<const HeadedFile> files, std::string_view kind) {
    std::vector<const DataFile*> those;
    for (const HeadedFile& file : files) {
        if (file.head.kind == kind) those.push_back(file.file);
    }
    return those;
}

}  // namespace stepdown
