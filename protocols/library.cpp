#include "protocols/library.hpp"

#include <algorithm>

#include "conversions/digest.hpp"

namespace stepdown {

namespace {

/// The files in order, each one left out that a later one replaces.
std::vector<DataFile> effective(std::span<const DataFile> files) {
    std::vector<DataFile> kept;
    for (const DataFile& file : files) {
        const std::optional<DataHead> head = head_of(file);
        const auto same = std::find_if(kept.begin(), kept.end(), [&](const DataFile& other) {
            const std::optional<DataHead> theirs = head_of(other);
            return head && theirs && !head->id.empty() && head->kind == theirs->kind &&
                   head->id == theirs->id;
        });
        if (same == kept.end()) {
            kept.push_back(file);
        } else {
            *same = file;
        }
    }
    return kept;
}

std::string digest_of_all(const std::vector<DataFile>& files) {
    std::string bytes;
    for (const DataFile& file : files) bytes += yaml::to_binary(file.tree) + "\n";
    return digest_of(bytes);
}

template <class T>
void add(Result<T> read, std::vector<T>& to, Problems& problems) {
    if (read) {
        to.push_back(*std::move(read));
    } else {
        problems.insert(problems.end(), read.problems().begin(), read.problems().end());
    }
}

}  // namespace

Result<Library> Library::load(std::span<const DataFile> all_files) {
    const std::vector<DataFile> files = effective(all_files);
    Result<Formulary> formulary = Formulary::load(files);
    if (!formulary) return formulary.problems();
    Formulary known = *std::move(formulary);
    Citer citer(known.bibliography());
    Problems problems;
    std::vector<ExposureTable> exposures;
    std::vector<TaperProtocol> tapers;
    std::vector<SafetyLimits> limits;
    for (const DataFile& file : files) {
        const std::string kind = head_of(file).value_or(DataHead{}).kind;
        if (kind == "exposure/1") {
            add(read_exposure_table(file, known, citer), exposures, problems);
        } else if (kind == "taper/1") {
            add(read_taper_protocol(file, citer), tapers, problems);
        } else if (kind == "limits/1") {
            add(read_safety_limits(file, citer), limits, problems);
        } else if (kind != "sources/1" && kind != "drug/1" && kind != "rxnorm/1") {
            problems.push_back({"unknown-kind", "this file does not say what it is",
                                "begin it with `stepdown: taper/1` or another kind", file.tree.place});
        }
    }
    if (problems.empty() && limits.size() != 1) {
        problems.push_back(
            {"limits-missing", "there is no file of safety limits", "add one of kind limits/1", {}});
    }
    if (problems.empty() && std::none_of(exposures.begin(), exposures.end(), [&](const ExposureTable& table) {
            return table.id == limits.front().exposure_table;
        })) {
        problems.push_back({"exposure-missing",
                            "the limits name a factor set that does not exist",
                            "name one of the files of kind exposure/1",
                            {}});
    }
    if (!problems.empty()) return problems;
    std::sort(tapers.begin(), tapers.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return Library{std::move(known), std::move(exposures), std::move(tapers), std::move(limits.front()),
                   digest_of_all(files)};
}

const TaperProtocol* Library::taper(std::string_view id) const {
    const auto found =
        std::find_if(tapers.begin(), tapers.end(), [&](const auto& one) { return one.id == id; });
    return found == tapers.end() ? nullptr : &*found;
}

const ExposureTable* Library::exposure_table(std::string_view id) const {
    const auto found = std::find_if(exposure_tables.begin(), exposure_tables.end(),
                                    [&](const auto& one) { return one.id == id; });
    return found == exposure_tables.end() ? nullptr : &*found;
}

}  // namespace stepdown
