#include "protocols/library.hpp"

#include <algorithm>

#include "conversions/digest.hpp"
#include "conversions/text/spans.hpp"

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

std::vector<const TaperProtocol*> chosen_by_span(const std::vector<TaperProtocol>& tapers) {
    std::vector<const TaperProtocol*> all;
    for (const TaperProtocol& protocol : tapers) {
        if (protocol.chosen_by_span) all.push_back(&protocol);
    }
    const auto from = [](const TaperProtocol* one) {
        return one->used_from ? one->used_from->for_caution() : unit::days(0);
    };
    std::stable_sort(all.begin(), all.end(), [&](const TaperProtocol* a, const TaperProtocol* b) {
        return exceeds(from(b), from(a));
    });
    return all;
}

/// Every span of use has exactly one protocol, so that none is chosen by accident and none is left without.
Problems gaps_in_spans(const std::vector<TaperProtocol>& tapers) {
    Problems problems;
    const auto complain = [&](const std::string& what) {
        problems.push_back({"span-of-use",
                            what,
                            "write `used_for` so that each protocol begins where the one before it ends",
                            {}});
    };
    std::optional<Duration> reached = unit::days(0);
    std::string before = "no use at all";
    for (const TaperProtocol* protocol : chosen_by_span(tapers)) {
        const Duration from = protocol->used_from ? protocol->used_from->for_caution() : unit::days(0);
        if (!reached || !(reaches(from, *reached) && reaches(*reached, from))) {
            complain("protocol " + protocol->id + " is chosen from " + show_span(from) + " of use, " +
                     before + (reached ? " ends at " + show_span(*reached) : " has no end"));
        }
        reached = protocol->used_below ? std::optional(protocol->used_below->for_caution()) : std::nullopt;
        if (reached && reaches(from, *reached))
            complain("the span of protocol " + protocol->id + " is empty");
        before = protocol->id;
    }
    if (reached) complain("no protocol is chosen from " + show_span(*reached) + " of use on");
    return problems;
}

/// A step that is held for less than the week of the weekly ceiling would leave no room under it.
Problems paces_without_guard(const std::vector<TaperProtocol>& tapers, const SafetyLimits& limits) {
    Problems problems;
    for (const TaperProtocol& protocol : tapers) {
        if (protocol.for_acute_use() || protocol.locked) continue;
        for (const Phase& phase : protocol.phases) {
            if (reaches(phase.interval.for_caution(), limits.week.for_caution())) continue;
            problems.push_back({"interval-too-short",
                                "protocol " + protocol.id + " holds a step for less than " +
                                    show_span(limits.week.for_caution()),
                                "hold it longer; only acute use and locked protocols go faster",
                                {}});
        }
    }
    return problems;
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
    std::vector<DrugAdvice> advice;
    for (const DataFile& file : files) {
        const std::string kind = head_of(file).value_or(DataHead{}).kind;
        if (kind == "exposure/1") {
            add(read_exposure_table(file, known, citer), exposures, problems);
        } else if (kind == "taper/1") {
            add(read_taper_protocol(file, citer), tapers, problems);
        } else if (kind == "limits/1") {
            add(read_safety_limits(file, citer), limits, problems);
        } else if (kind == "drug-advice/1") {
            add(read_drug_advice(file, known, citer), advice, problems);
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
    if (problems.empty()) {
        problems = gaps_in_spans(tapers);
        const Problems unguarded = paces_without_guard(tapers, limits.front());
        problems.insert(problems.end(), unguarded.begin(), unguarded.end());
    }
    if (!problems.empty()) return problems;
    const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
    std::sort(tapers.begin(), tapers.end(), by_id);
    std::sort(advice.begin(), advice.end(), by_id);
    return Library{std::move(known),          std::move(exposures), std::move(tapers),
                   std::move(limits.front()), digest_of_all(files), std::move(advice)};
}

std::vector<const TaperProtocol*> Library::tapers_by_span() const {
    return chosen_by_span(tapers);
}

std::vector<const DrugAdvice*> Library::advice_about(DrugId drug) const {
    std::vector<const DrugAdvice*> all;
    for (const DrugAdvice& one : drug_advice) {
        if (one.drug == drug) all.push_back(&one);
    }
    return all;
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
