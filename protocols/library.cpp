#include "protocols/library.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "conversions/digest.hpp"
#include "conversions/text/spans.hpp"
#include "protocols/care_data.hpp"

namespace stepdown {

namespace {

/// A data file and what its head says; empty words where it says nothing.
struct HeadedFile {
    DataHead head;
    const DataFile* file;
};

/// The files in order, each one left out that a later one replaces.
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

std::string digest_of_all(const std::vector<HeadedFile>& files) {
    std::string all;
    for (const HeadedFile& one : files) {
        const std::string& known = one.file->digest;  // of what is shipped since it was built
        all += (known.empty() ? digest_of_tree(one.file->tree) : known) + "\n";
    }
    return digest_of(all);
}

template <class T>
void add(Result<T> read, std::vector<T>& to, Problems& problems) {
    if (read) {
        to.push_back(*std::move(read));
    } else {
        problems.insert(problems.end(), read.problems().begin(), read.problems().end());
    }
}

/// A table of ratios and where it was read.
struct Rotation {
    RotationTable table;
    Place place;
};

void add_rotation(const DataFile& file, const Formulary& known, Citer& citer, std::vector<Rotation>& to,
                  Problems& problems) {
    Result<RotationTable> table = read_rotation_table(file, known, citer);
    if (table) {
        to.push_back({*std::move(table), file.tree.place});
    } else {
        problems.insert(problems.end(), table.problems().begin(), table.problems().end());
    }
}

/// A refusal that holds for everybody.
bool is_for_all(const RotationRefusal* refusal) {
    return refusal->condition.empty() && !refusal->under_years;
}

/// No table may hold a ratio for what is refused: else it would be one slip away from being used.
void check_refused_pairs(const Formulary& known, const Rotation& rotation, const RotationBounds& bounds,
                         Problems& problems) {
    for (const RotationPair& pair : rotation.table.pairs) {
        for (const RotationRefusal* refusal : refusals_of(bounds, pair.from, pair.to)) {
            if (!is_for_all(refusal)) continue;
            problems.push_back({"refused-pair",
                                fmt::format("{} to {} is refused ({}) and has a ratio here",
                                            known[pair.from.drug].id, known[pair.to.drug].id, refusal->id),
                                "leave the ratio out", rotation.place});
        }
    }
}

/// One table of ratios to recommend from, one guide to reductions, one set of bounds, which all tables keep.
void check_rotation(const Formulary& known, const std::vector<Rotation>& rotations, std::size_t reductions,
                    const std::vector<RotationBounds>& bounds, Problems& problems) {
    const auto defaults = std::count_if(rotations.begin(), rotations.end(),
                                        [](const Rotation& one) { return one.table.is_default; });
    if (defaults != 1) {
        problems.push_back({"rotation-default",
                            "not exactly one table of ratios is the default",
                            "write `default: yes` in one file of kind rotation/1",
                            {}});
    }
    if (reductions != 1) {
        problems.push_back({"reduction-missing",
                            "there is not exactly one guide to reductions",
                            "keep one file of kind reduction/1",
                            {}});
    }
    if (bounds.size() != 1) {
        problems.push_back({"rotation-bounds-missing",
                            "there is not exactly one set of bounds of rotation",
                            "keep one file of kind rotation-bounds/1",
                            {}});
        return;
    }
    for (const Rotation& one : rotations) check_refused_pairs(known, one, bounds.front(), problems);
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

/// The program needs exactly one file of this kind.
void only_one(std::size_t count, const std::string& kind, Problems& problems) {
    if (count == 1) return;
    problems.push_back({kind.substr(0, kind.find('/')) + "-missing",
                        "there is not exactly one file of kind " + kind,
                        "keep one",
                        {}});
}

/// A symptom medicine that no file of adjuncts knows would be left out, and nobody would know.
Problems unknown_medicines(const Library& library) {
    Problems problems;
    for (const SymptomRelief& relief : library.withdrawal.relief) {
        for (const std::string& id : relief.medicines) {
            if (library.adjunct(id)) continue;
            problems.push_back({"unknown-medicine",
                                "the relief of withdrawal names \"" + id + "\", which is no adjunct",
                                "write the id of a file of kind adjunct/1",
                                {}});
        }
    }
    return problems;
}

}  // namespace

Result<Library> Library::load(std::span<const DataFile> all_files) {
    const std::vector<HeadedFile> files = effective(all_files);
    Result<Formulary> formulary = Formulary::load(all_files);
    if (!formulary) return formulary.problems();
    Formulary known = *std::move(formulary);
    Citer citer(known.bibliography());
    Problems problems;
    std::vector<ExposureTable> exposures;
    std::vector<TaperProtocol> tapers;
    std::vector<SafetyLimits> limits;
    std::vector<Rotation> rotations;
    std::vector<ReductionGuide> reductions;
    std::vector<RotationBounds> bounds;
    std::vector<ConversionGuide> conversions;
    std::vector<ReplanGuide> replannings;
    std::vector<WordLists> words;
    std::vector<KidneyGuide> kidneys;
    std::vector<LiverGuide> livers;
    std::vector<InteractionGuide> interactions;
    std::vector<WithdrawalGuide> withdrawals;
    std::vector<StartTable> starts;
    std::vector<StartRules> start_rules;
    std::vector<MethadoneMethod> methods;
    std::vector<MethadoneCaps> caps;
    std::vector<DrugAdvice> advice;
    CareData care;
    std::vector<SwitchProtocol> switches;
    std::vector<RotationGuide> rotation_guides;
    for (const HeadedFile& one : files) {
        const std::string& kind = one.head.kind;
        const DataFile& file = *one.file;
        if (kind == "exposure/1") {
            add(read_exposure_table(file, known, citer), exposures, problems);
        } else if (kind == "rotation/1") {
            add_rotation(file, known, citer, rotations, problems);
        } else if (kind == "reduction/1") {
            add(read_reduction_guide(file, citer), reductions, problems);
        } else if (kind == "rotation-bounds/1") {
            add(read_rotation_bounds(file, known, citer), bounds, problems);
        } else if (kind == "conversion/1") {
            add(read_conversion_guide(file, citer), conversions, problems);
        } else if (kind == "replanning/1") {
            add(read_replan_guide(file, citer), replannings, problems);
        } else if (kind == "kidney/1") {
            add(read_kidney_guide(file, known, citer), kidneys, problems);
        } else if (kind == "liver/1") {
            add(read_liver_guide(file, known, citer), livers, problems);
        } else if (kind == "withdrawal/1") {
            add(read_withdrawal_guide(file, known, citer), withdrawals, problems);
        } else if (kind == "words/1") {
            add(read_word_lists(file, citer), words, problems);
        } else if (kind == "interactions/1") {
            add(read_interactions(file, known, citer), interactions, problems);
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
        } else if (kind == "drug-advice/1") {
            add(read_drug_advice(file, known, citer), advice, problems);
        } else if (care.read(kind, file, known, citer, problems)) {
            continue;
        } else if (kind == "switch/1") {
            add(read_switch_protocol(file, known, citer), switches, problems);
        } else if (kind == "rotation-guide/1") {
            add(read_rotation_guide(file, citer), rotation_guides, problems);
        } else if (kind != "sources/1" && kind != "drug/1" && kind != "rxnorm/1" && kind != "plausible/1") {
            problems.push_back({"unknown-kind", "this file does not say what it is",
                                "begin it with `stepdown: taper/1` or another kind", file.tree.place});
        }
    }
    if (problems.empty() && !known.plausible()) {
        problems.push_back({"plausible-missing",
                            "there are no limits that tell a slip of the pen from a dose",
                            "keep one file of kind plausible/1",
                            {}});
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
    if (problems.empty() && conversions.size() != 1) {
        problems.push_back({"conversion-missing",
                            "there is not exactly one guide to conversions",
                            "keep one file of kind conversion/1",
                            {}});
    }
    if (problems.empty() && replannings.size() != 1) {
        problems.push_back({"replanning-missing",
                            "there is not exactly one guide to changing a running plan",
                            "keep one file of kind replanning/1",
                            {}});
    }
    if (problems.empty()) {
        only_one(words.size(), "words/1", problems);
        only_one(kidneys.size(), "kidney/1", problems);
        only_one(livers.size(), "liver/1", problems);
        only_one(interactions.size(), "interactions/1", problems);
        only_one(withdrawals.size(), "withdrawal/1", problems);
    }
    if (problems.empty()) problems = groups_without_words(interactions.front(), words.front());
    if (problems.empty() && rotation_guides.size() != 1) {
        problems.push_back({"rotation-guide-missing",
                            "there is not exactly one guide to rotations",
                            "keep one file of kind rotation-guide/1",
                            {}});
    }
    if (problems.empty()) {
        problems = gaps_in_spans(tapers);
        const Problems unguarded = paces_without_guard(tapers, limits.front());
        problems.insert(problems.end(), unguarded.begin(), unguarded.end());
    }
    if (problems.empty()) check_rotation(known, rotations, reductions.size(), bounds, problems);
    prove_one_default(starts, problems);
    std::optional<MethadoneGuide> methadone = methadone_guide(std::move(methods), std::move(caps), problems);
    if (!problems.empty()) return problems;
    care.sort();
    by_id(tapers);
    by_id(advice);
    by_id(starts);
    by_id(switches);
    by_id(start_rules);
    std::vector<RotationTable> rotation_tables;
    for (Rotation& one : rotations) rotation_tables.push_back(std::move(one.table));
    std::sort(rotation_tables.begin(), rotation_tables.end(), [](const auto& a, const auto& b) {
        return a.is_default != b.is_default ? a.is_default : a.id < b.id;
    });
    Library library{.formulary = std::move(known),
                    .exposure_tables = std::move(exposures),
                    .start_tables = std::move(starts),
                    .start_rules = std::move(start_rules),
                    .methadone = *std::move(methadone),
                    .tapers = std::move(tapers),
                    .limits = std::move(limits.front()),
                    .rotation_tables = std::move(rotation_tables),
                    .reduction = std::move(reductions.front()),
                    .rotation_bounds = std::move(bounds.front()),
                    .conversion = std::move(conversions.front()),
                    .replanning = std::move(replannings.front()),
                    .words = std::move(words.front()),
                    .kidney = std::move(kidneys.front()),
                    .liver = std::move(livers.front()),
                    .interactions = std::move(interactions.front()),
                    .switches = std::move(switches),
                    .rotation = std::move(rotation_guides.front()),
                    .digest = digest_of_all(files),
                    .drug_advice = std::move(advice),
                    .adjuncts = std::move(care.adjuncts),
                    .adjunct_general = std::move(care.general),
                    .non_drug = std::move(care.non_drug),
                    .case_words = std::move(care.words),
                    .assessments = std::move(care.assessments),
                    .instruments = std::move(care.instruments),
                    .withdrawal = std::move(withdrawals.front())};
    problems = unknown_words(library);
    const Problems missing = unknown_medicines(library);
    problems.insert(problems.end(), missing.begin(), missing.end());
    if (!problems.empty()) return problems;
    return library;
}

std::string Library::data_version() const {
    std::string text = digest;
    for (const OwnDatum& one : own) {
        const std::string kind = one.kind.substr(0, one.kind.find('/'));
        text += (&one == &own.front() ? ", not as shipped: " : ", ") + kind + (one.id.empty() ? "" : " ") +
                one.id + (one.replaces ? " (replaced)" : " (added)");
    }
    return text;
}

const ConditionWords* Library::words_of(std::string_view id) const {
    for (const auto* all : {&words.conditions, &words.medicines, &case_words}) {
        const auto found =
            std::find_if(all->begin(), all->end(), [&](const auto& one) { return one.id == id; });
        if (found != all->end()) return &*found;
    }
    return nullptr;
}

const AdjunctGuide* Library::adjunct(std::string_view id) const {
    const auto found =
        std::find_if(adjuncts.begin(), adjuncts.end(), [&](const auto& one) { return one.id == id; });
    return found == adjuncts.end() ? nullptr : &*found;
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

const SwitchProtocol* Library::switch_protocol(std::string_view id) const {
    const auto found =
        std::find_if(switches.begin(), switches.end(), [&](const auto& one) { return one.id == id; });
    return found == switches.end() ? nullptr : &*found;
}

const RotationTable* Library::rotation_table(std::string_view id) const {
    const auto found = std::find_if(rotation_tables.begin(), rotation_tables.end(),
                                    [&](const auto& one) { return one.id == id; });
    return found == rotation_tables.end() ? nullptr : &*found;
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

std::vector<const ExposureTable*> Library::other_exposures() const {
    std::vector<const ExposureTable*> others;
    for (const ExposureTable& table : exposure_tables) {
        if (table.id != limits.exposure_table) others.push_back(&table);
    }
    std::sort(others.begin(), others.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
    return others;
}

}  // namespace stepdown
