#include "protocols/condition_words.hpp"

#include <algorithm>

#include "conversions/data_reading.hpp"

namespace stepdown {

ConditionWords read_words_of(MapReader& reader, std::string id, Citer& citer) {
    ConditionWords words{std::move(id), reader.texts("words"), reader.texts("except"), {}, {}};
    if (words.words.empty())
        reader.complain("missing-words", "a group without words finds nothing", "add words: [...]");
    const Citer::Origin origin = citer.read(reader);
    words.citation = origin.citation;
    words.evidence = origin.evidence;
    return words;
}

namespace {

std::vector<ConditionWords> read_groups(MapReader& reader, std::string_view key, Citer& citer,
                                        Problems& problems) {
    std::vector<ConditionWords> all;
    const yaml::Node* list = reader.required(key);
    if (!list) return all;
    FirstUses ids("repeated-words");
    for_each_item(*list, key, problems, [&](const yaml::Node& item) {
        MapReader one(item, std::string(key), problems);
        const std::string id = one.text("id");
        ids.add(one, item, "the group", id);
        all.push_back(read_words_of(one, id, citer));
        one.finish();
    });
    return all;
}

const ConditionWords* find(const std::vector<ConditionWords>& groups, std::string_view id) {
    const auto found =
        std::find_if(groups.begin(), groups.end(), [&](const ConditionWords& one) { return one.id == id; });
    return found == groups.end() ? nullptr : &*found;
}

}  // namespace

const ConditionWords* WordLists::condition(std::string_view id) const {
    return find(conditions, id);
}
const ConditionWords* WordLists::medicine(std::string_view id) const {
    return find(medicines, id);
}

Result<WordLists> read_word_lists(const DataFile& file, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "words", problems);
    reader.text("stepdown");
    reader.text("id");
    WordLists lists{read_groups(reader, "conditions", citer, problems),
                    read_groups(reader, "medicines", citer, problems)};
    reader.finish();
    if (!problems.empty()) return problems;
    return lists;
}

}  // namespace stepdown
