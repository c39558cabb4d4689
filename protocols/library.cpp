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

void by_id(auto& all) {
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
}

/// Two tables to recommend from would leave open which one holds.
void prove_one_default(const std::vector<StartTable>& tables, Problems& problems) {
    for (const StartTable& table : tables) {
        const auto same = std::count_if(tables.begin(), tables.end(), [&](const StartTable& other) {
            return table.is_default && other.is_default && other.to == table.to;
        });
        if (same < 2) continue;
        problems.push_back({"start-default",
                            "two tables of starts are the default for one drug and route: " + table.id,
                            "write `default: yes` in one of them",
                            {}});
    }
}

std::optional<MethadoneGuide> methadone_guide(std::vector<MethadoneMethod> methods,
                                              std::vector<MethadoneCaps> caps, Problems& problems) {
    if (!problems.empty()) return std::nullopt;
    if (caps.size() != 1) {
        problems.push_back({"methadone-caps-missing",
                            "there is no one file of methadone caps",
                            "keep exactly one of kind methadone-caps/1",
                            {}});
        return std::nullopt;
    }
    Result<MethadoneGuide> guide = make_methadone_guide(std::move(methods), std::move(caps.front()));
    if (guide) return *std::move(guide);
    problems.insert(problems.end(), guide.problems().begin(), guide.problems().end());
    return std::nullopt;
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
    std::vector<StartTable> starts;
    std::vector<StartRules> start_rules;
    std::vector<MethadoneMethod> methods;
    std::vector<MethadoneCaps> caps;
    for (const DataFile& file : files) {
        const std::string kind = head_of(file).value_or(DataHead{}).kind;
        if (kind == "exposure/1") {
            add(read_exposure_table(file, known, citer), exposures, problems);
        } else if (kind == "taper/1") {
            add(read_taper_protocol(file, citer), tapers, problems);
        } else if (kind == "limits/1") {
            add(read_safety_limits(file, citer), limits, problems);
        } else if (kind == "start/1") {
            add(read_start_table(file, known, citer), starts, problems);
        } else if (kind == "start-rules/1") {
            add(read_start_rules(file, known, citer), start_rules, problems);
        } else if (kind == "methadone/1") {
            add(read_methadone_method(file, citer), methods, problems);
        } else if (kind == "methadone-caps/1") {
            add(read_methadone_caps(file, citer), caps, problems);
        } else if (kind != "sources/1" && kind != "drug/1") {
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
    prove_one_default(starts, problems);
    std::optional<MethadoneGuide> methadone = methadone_guide(std::move(methods), std::move(caps), problems);
    if (!problems.empty()) return problems;
    by_id(tapers);
    by_id(starts);
    by_id(start_rules);
    return Library{std::move(known),          std::move(exposures),  std::move(starts),
                   std::move(start_rules),    *std::move(methadone), std::move(tapers),
                   std::move(limits.front()), digest_of_all(files)};
}

const TaperProtocol* Library::taper(std::string_view id) const {
    const auto found =
        std::find_if(tapers.begin(), tapers.end(), [&](const auto& one) { return one.id == id; });
    return found == tapers.end() ? nullptr : &*found;
}

const StartTable* Library::start_table(DrugByRoute to) const {
    const auto found = std::find_if(start_tables.begin(), start_tables.end(),
                                    [&](const auto& one) { return one.is_default && one.to == to; });
    return found == start_tables.end() ? nullptr : &*found;
}

const ExposureTable* Library::exposure_table(std::string_view id) const {
    const auto found = std::find_if(exposure_tables.begin(), exposure_tables.end(),
                                    [&](const auto& one) { return one.id == id; });
    return found == exposure_tables.end() ? nullptr : &*found;
}

}  // namespace stepdown
