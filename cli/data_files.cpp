#include "cli/data_files.hpp"

#include <algorithm>
#include <utility>

#include "cli/shipped_data.hpp"

namespace stepdown {

namespace {

bool same_datum(const DataHead& a, const DataHead& b) {
    return !a.id.empty() && a.kind == b.kind && a.id == b.id;
}

bool is_among(const DataHead& head, const std::vector<DataFile>& files) {
    return std::any_of(files.begin(), files.end(), [&](const DataFile& file) {
        return same_datum(head, head_of(file).value_or(DataHead{}));
    });
}

void append(Problems& to, const Problems& more) {
    to.insert(to.end(), more.begin(), more.end());
}

Problem empty_folder(const std::string& folder) {
    return {"data-folder",
            "this folder has no data file",
            "name the folder with your .yaml files, or leave --data out",
            {folder, 0, 0}};
}

OwnData together(OwnData first, OwnData second) {
    for (DataFile& file : second.files) first.files.push_back(std::move(file));
    first.texts.merge(second.texts);
    return first;
}

}  // namespace

void add_own_file(const std::string& path, const std::string& text, OwnData& to, Problems& problems) {
    to.texts[path] = text;
    Result<yaml::Node> tree = yaml::parse(text, path);
    if (!tree) return append(problems, tree.problems());
    DataFile file{path, *std::move(tree)};
    const std::optional<DataHead> head = head_of(file);
    if (head) {
        for (const DataFile& other : to.files) {
            if (!same_datum(*head, head_of(other).value_or(DataHead{}))) continue;
            problems.push_back({"duplicate-id", head->kind + " " + head->id + " is given twice",
                                "it stands in " + other.name + " already; keep one of them",
                                file.tree.place});
        }
    }
    to.files.push_back(std::move(file));
}

OwnData read_own_data(const std::vector<std::string>& folders, const Shell& shell, Problems& problems) {
    OwnData all;
    for (const std::string& folder : folders) {
        const auto texts = shell.read_folder(folder);
        if (!texts) {
            append(problems, texts.problems());
            continue;
        }
        if (texts->empty()) problems.push_back(empty_folder(folder));
        OwnData own;
        for (const auto& [path, text] : *texts) add_own_file(path, text, own, problems);
        all = together(std::move(all), std::move(own));
    }
    return all;
}

std::vector<OwnDatum> own_data(const OwnData& own) {
    const std::vector<DataFile> shipped = shipped_data();
    std::vector<OwnDatum> all;
    for (const DataFile& file : own.files) {
        const DataHead head = head_of(file).value_or(DataHead{});
        std::erase_if(all, [&](const OwnDatum& earlier) {
            return same_datum(head, {earlier.kind, earlier.id});
        });
        all.push_back({head.kind, head.id, file.name, is_among(head, shipped)});
    }
    return all;
}

Result<Library> load_with(const OwnData& own) {
    std::vector<DataFile> files = shipped_data();
    files.insert(files.end(), own.files.begin(), own.files.end());
    Result<Library> loaded = Library::load(files);
    if (!loaded) return loaded.problems();
    Library library = *std::move(loaded);
    if (!own.files.empty()) library.own = own_data(own);
    return library;
}

}  // namespace stepdown
