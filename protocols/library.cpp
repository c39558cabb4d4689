#include "protocols/library.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "conversions/digest.hpp"
#include "conversions/text/spans.hpp"
#include "protocols/contents.hpp"

namespace stepdown {

namespace {

std::string digest_of_all(const std::vector<HeadedFile>& files) {
    std::string all;
    for (const HeadedFile& one : files) {
        const std::string& known = one.file->digest;  // of what is shipped since it was built
        all += (known.empty() ? digest_of_tree(one.file->tree) : known) + "\n";
    }
    return digest_of(all);
}

/// A refusal that holds for everybody.
bool is_for_all(const RotationRefusal* refusal) {
    return refusal->condition.empty() && !refusal->under_years;
}

/// No table may hold a ratio for what is refused: else it would be one slip away from being used.
void check_refused_pairs(const Formulary& known, const PlacedRotation& rotation, const RotationBounds& bounds,
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

/// One table of ratios to recommend from, and all within the bounds.
void check_rotation(const Formulary& known, const std::vector<PlacedRotation>& rotations,
                    const RotationBounds& bounds, Problems& problems) {
    const auto defaults = std::count_if(rotations.begin(), rotations.end(),
                                        [](const PlacedRotation& one) { return one.table.is_default; });
    if (defaults != 1) {
        problems.push_back({"rotation-default",
                            "not exactly one table of ratios is the default",
                            "write `default: yes` in one file of kind rotation/1",
                            {}});
    }
    for (const PlacedRotation& one : rotations) check_refused_pairs(known, one, bounds, problems);
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

void append(Problems& all, const Problems& more) {
    all.insert(all.end(), more.begin(), more.end());
}

/// The reasons to take off more that the facts of a case settle: under another id they would not be looked
/// at.
constexpr std::array settled_reasons{"high-dose",   "age",          "frailty",   "kidney",         "liver",
                                     "sleep-apnea", "lung-disease", "sedatives", "several-opioids"};

Problems missing_reasons(const ReductionGuide& guide) {
    Problems problems;
    for (const std::string id : settled_reasons) {
        const bool is_there = std::any_of(guide.toward_more.begin(), guide.toward_more.end(),
                                          [&](const ReductionReason& reason) { return reason.id == id; });
        if (is_there) continue;
        problems.push_back(
            {"missing-reason",
             "the reason " + id + " is not among those to reduce more, and would not be looked at",
             "keep it under this id",
             {}});
    }
    return problems;
}

/// What no file alone can get wrong.
Problems contradictions(const Contents& read, const Formulary& known) {
    Problems problems = groups_without_words(read.interactions.front(), read.words.front());
    if (std::none_of(read.exposures.begin(), read.exposures.end(), [&](const ExposureTable& table) {
            return table.id == read.limits.front().exposure_table;
        })) {
        problems.push_back({"exposure-missing",
                            "the limits name a factor set that does not exist",
                            "name one of the files of kind exposure/1",
                            {}});
    }
    append(problems, missing_reasons(read.reductions.front()));
    append(problems, gaps_in_spans(read.tapers));
    append(problems, paces_without_guard(read.tapers, read.limits.front()));
    check_rotation(known, read.rotations, read.bounds.front(), problems);
    prove_one_default(read.starts, problems);
    return problems;
}

std::vector<RotationTable> default_first(std::vector<PlacedRotation> rotations) {
    std::vector<RotationTable> tables;
    for (PlacedRotation& one : rotations) tables.push_back(std::move(one.table));
    std::sort(tables.begin(), tables.end(), [](const auto& a, const auto& b) {
        return a.is_default != b.is_default ? a.is_default : a.id < b.id;
    });
    return tables;
}

void sort(Contents& read) {
    by_id(read.tapers);
    by_id(read.drug_advice);
    by_id(read.starts);
    by_id(read.switches);
    by_id(read.start_rules);
    by_id(read.instruments);
    std::sort(read.adjuncts.begin(), read.adjuncts.end(), [](const auto& a, const auto& b) {
        return std::pair(a.order, a.id) < std::pair(b.order, b.id);
    });
}

// The groups of words that rules look for by their ids. Without one of them its rule would find nothing.
constexpr std::array sought_conditions{"active-cancer",
                                       "alcohol-use",
                                       "kidney",
                                       "liver",
                                       "lung-disease",
                                       "nobody-watches",
                                       "nobody-watches-answer",
                                       "opioid-use-disorder",
                                       "palliative-care",
                                       "sickle-cell",
                                       "sleep-apnea"};
constexpr std::array sought_medicines{"benzodiazepine", "gabapentinoid", "sedatives"};
constexpr std::array sought_words{"malnutrition", "tall-man"};

Problems missing_words(const Library& library) {
    Problems problems;
    const auto need = [&](const ConditionWords* found, const std::string& id) {
        if (found) return;
        problems.push_back({"missing-words",
                            "no words have the id \"" + id + "\", which rules look for",
                            "add the group, with the words of the shipped file",
                            {}});
    };
    for (const std::string id : sought_conditions) need(library.words.condition(id), id);
    for (const std::string id : sought_medicines) need(library.words.medicine(id), id);
    for (const std::string id : sought_words) need(library.words_of(id), id);
    return problems;
}

/// Two that are never taken together have one group: a group of one names none, and is a slip of the pen.
Problems lonely_groups(const Library& library) {
    Problems problems;
    for (const AdjunctGuide& guide : library.adjuncts) {
        const auto members =
            std::count_if(library.adjuncts.begin(), library.adjuncts.end(),
                          [&](const AdjunctGuide& other) { return other.group == guide.group; });
        if (guide.group.empty() || members > 1) continue;
        problems.push_back({"lonely-group",
                            guide.id + " is the only adjunct of the group \"" + guide.group + "\"",
                            "write the group as the other adjuncts of its kind have it, or leave it out",
                            {}});
    }
    return problems;
}

std::vector<std::string> conditions_named(const FactTests& tests) {
    std::vector<std::string> all;
    for (const FactTest& test : tests) {
        if (const auto* condition = std::get_if<asks::HasCondition>(&test))
            all.insert(all.end(), condition->words.begin(), condition->words.end());
    }
    return all;
}

/// Every group of words that a test names must exist: else it would never be found, and nobody would know.
/// Among the medicines an adjunct is found as well, by its names.
Problems unknown_words(const Library& library) {
    Problems problems;
    const auto look = [&](const std::string& where, const FactTests& tests) {
        const std::vector<std::string> conditions = conditions_named(tests);
        for (const std::string& id : words_named(tests)) {
            const bool is_sought_in_conditions =
                std::find(conditions.begin(), conditions.end(), id) != conditions.end();
            if (library.words_of(id) || (library.adjunct(id) && !is_sought_in_conditions)) continue;
            problems.push_back({"unknown-words",
                                where + " names the words \"" + id + "\", which do not exist",
                                "write the id of a group of words or of an adjunct",
                                {}});
        }
    };
    for (const AdjunctReason& reason : library.adjunct_general) look("general", reason.when);
    for (const AdjunctGuide& guide : library.adjuncts) {
        for (const auto* reasons : {&guide.why, &guide.why_not}) {
            for (const AdjunctReason& reason : *reasons) look(guide.id, reason.when);
        }
        if (guide.titration)
            for (const CarefulWhen& one : guide.titration->careful_when) look(guide.id, one.when);
        if (guide.dose)
            for (const DoseLimit& limit : guide.dose->limits) look(guide.id, limit.when);
    }
    for (const AssessmentGuide& guide : library.assessments) {
        for (const auto* clues : {&guide.risks, &guide.pattern})
            for (const Clue& clue : *clues) look(clue.id, clue.when);
        for (const Explanation& one : guide.explanations)
            for (const ClueFor& clue : one.clues) look(one.id, clue.when);
        for (const AssessmentOption& option : guide.options)
            for (const ClueFor& clue : option.against) look(option.id, clue.when);
    }
    for (const Instrument& instrument : library.instruments) {
        for (const ScoreItem& item : instrument.items)
            for (const ScoreLevel& level : item.levels) look(instrument.id, level.when);
    }
    return problems;
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
    Contents read = read_contents(files, known, citer, problems);
    if (problems.empty()) problems = contradictions(read, known);
    if (!problems.empty()) return problems;
    Result<MethadoneGuide> methadone =
        make_methadone_guide(std::move(read.methadone_methods), std::move(read.methadone_caps.front()));
    if (!methadone) return methadone.problems();
    sort(read);
    Library library{.formulary = std::move(known),
                    .exposure_tables = std::move(read.exposures),
                    .start_tables = std::move(read.starts),
                    .start_rules = std::move(read.start_rules),
                    .methadone = *std::move(methadone),
                    .tapers = std::move(read.tapers),
                    .limits = std::move(read.limits.front()),
                    .rotation_tables = default_first(std::move(read.rotations)),
                    .reduction = std::move(read.reductions.front()),
                    .rotation_bounds = std::move(read.bounds.front()),
                    .conversion = std::move(read.conversions.front()),
                    .replanning = std::move(read.replannings.front()),
                    .words = std::move(read.words.front()),
                    .kidney = std::move(read.kidneys.front()),
                    .liver = std::move(read.livers.front()),
                    .interactions = std::move(read.interactions.front()),
                    .switches = std::move(read.switches),
                    .rotation = std::move(read.rotation_guides.front()),
                    .digest = digest_of_all(files),
                    .drug_advice = std::move(read.drug_advice),
                    .adjuncts = std::move(read.adjuncts),
                    .adjunct_general = std::move(read.adjunct_general),
                    .non_drug = std::move(read.non_drug),
                    .case_words = std::move(read.case_words),
                    .assessments = std::move(read.assessments),
                    .instruments = std::move(read.instruments),
                    .withdrawal = std::move(read.withdrawals.front())};
    problems = unknown_words(library);
    append(problems, unknown_medicines(library));
    append(problems, missing_words(library));
    append(problems, lonely_groups(library));
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
