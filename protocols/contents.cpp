#include "protocols/contents.hpp"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

namespace stepdown {

namespace {

/// What the reader of one file needs, and where it writes to.
struct Reading {
    const Formulary& known;
    Citer& citer;
    Problems& problems;
    Contents& out;
};

/// Reads a file with `read` and adds what it says to `list`.
template <auto read, auto list>
void into(const DataFile& file, Reading& in) {
    auto result = [&] {
        if constexpr (std::is_invocable_v<decltype(read), const DataFile&, const Formulary&, Citer&>)
            return read(file, in.known, in.citer);
        else
            return read(file, in.citer);
    }();
    auto& to = in.out.*list;
    if (!result) {
        in.problems.insert(in.problems.end(), result.problems().begin(), result.problems().end());
    } else if constexpr (std::is_same_v<decltype(result), Result<std::decay_t<decltype(to)>>>) {
        to.insert(to.end(), result->begin(), result->end());
    } else {
        to.push_back(*std::move(result));
    }
}

void by_the_formulary(const DataFile&, Reading&) {}

Result<PlacedRotation> read_placed_rotation(const DataFile& file, const Formulary& known, Citer& citer) {
    Result<RotationTable> table = read_rotation_table(file, known, citer);
    if (!table) return table.problems();
    return PlacedRotation{*std::move(table), file.tree.place};
}

enum class Needed { any, exactly_one };
constexpr Needed any = Needed::any, one = Needed::exactly_one;

struct Kind {
    std::string_view name;
    Needed needed;
    void (*read)(const DataFile& file, Reading& in);
};

const std::array kinds{
    Kind{"sources/1", any, by_the_formulary},
    Kind{"drug/1", any, by_the_formulary},
    Kind{"rxnorm/1", any, by_the_formulary},
    Kind{"plausible/1", one, by_the_formulary},
    Kind{"exposure/1", any, into<read_exposure_table, &Contents::exposures>},
    Kind{"rotation/1", any, into<read_placed_rotation, &Contents::rotations>},
    Kind{"reduction/1", one, into<read_reduction_guide, &Contents::reductions>},
    Kind{"rotation-bounds/1", one, into<read_rotation_bounds, &Contents::bounds>},
    Kind{"conversion/1", one, into<read_conversion_guide, &Contents::conversions>},
    Kind{"start/1", any, into<read_start_table, &Contents::starts>},
    Kind{"start-rules/1", any, into<read_start_rules, &Contents::start_rules>},
    Kind{"methadone/1", any, into<read_methadone_method, &Contents::methadone_methods>},
    Kind{"methadone-caps/1", one, into<read_methadone_caps, &Contents::methadone_caps>},
    Kind{"taper/1", any, into<read_taper_protocol, &Contents::tapers>},
    Kind{"switch/1", any, into<read_switch_protocol, &Contents::switches>},
    Kind{"rotation-guide/1", one, into<read_rotation_guide, &Contents::rotation_guides>},
    Kind{"replanning/1", one, into<read_replan_guide, &Contents::replannings>},
    Kind{"limits/1", one, into<read_safety_limits, &Contents::limits>},
    Kind{"words/1", one, into<read_word_lists, &Contents::words>},
    Kind{"kidney/1", one, into<read_kidney_guide, &Contents::kidneys>},
    Kind{"liver/1", one, into<read_liver_guide, &Contents::livers>},
    Kind{"interactions/1", one, into<read_interactions, &Contents::interactions>},
    Kind{"withdrawal/1", one, into<read_withdrawal_guide, &Contents::withdrawals>},
    Kind{"drug-advice/1", any, into<read_drug_advice, &Contents::drug_advice>},
    Kind{"adjunct/1", any, into<read_adjunct_guide, &Contents::adjuncts>},
    Kind{"adjunct-general/1", any, into<read_adjunct_general, &Contents::adjunct_general>},
    Kind{"non-drug/1", any, into<read_non_drug, &Contents::non_drug>},
    Kind{"case-words/1", any, into<read_case_words, &Contents::case_words>},
    Kind{"assessment/1", any, into<read_assessment_guide, &Contents::assessments>},
    Kind{"instrument/1", any, into<read_instrument, &Contents::instruments>},
};

Problem not_one_of(std::string_view kind) {
    return {std::string(kind.substr(0, kind.find('/'))) + "-missing",
            "there is not exactly one file of kind " + std::string(kind),
            "keep one",
            {}};
}

}  // namespace

Contents read_contents(std::span<const HeadedFile> files, const Formulary& known, Citer& citer,
                       Problems& problems) {
    Contents contents;
    Reading reading{known, citer, problems, contents};
    std::map<std::string_view, int> seen;
    for (const HeadedFile& file : files) {
        const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                       [&](const Kind& each) { return each.name == file.head.kind; });
        if (kind == kinds.end()) {
            problems.push_back({"unknown-kind", "this file does not say what it is",
                                "begin it with `stepdown: taper/1` or another kind", file.file->tree.place});
            continue;
        }
        kind->read(*file.file, reading);
        ++seen[kind->name];
    }
    if (!problems.empty()) return contents;
    for (const Kind& kind : kinds) {
        if (kind.needed == Needed::exactly_one && seen[kind.name] != 1)
            problems.push_back(not_one_of(kind.name));
    }
    return contents;
}

}  // namespace stepdown
