#include "protocols/care_data.hpp"

#include <algorithm>

#include "protocols/library.hpp"

namespace stepdown {

namespace {

template <class T>
void add(Result<T> read, std::vector<T>& to, Problems& problems) {
    if (read) {
        to.push_back(*std::move(read));
    } else {
        problems.insert(problems.end(), read.problems().begin(), read.problems().end());
    }
}

template <class T>
void add_all(Result<std::vector<T>> read, std::vector<T>& to, Problems& problems) {
    if (read) {
        to.insert(to.end(), read->begin(), read->end());
    } else {
        problems.insert(problems.end(), read.problems().begin(), read.problems().end());
    }
}

}  // namespace

bool CareData::read(const std::string& kind, const DataFile& file, const Formulary& known, Citer& citer,
                    Problems& problems) {
    if (kind == "adjunct/1") {
        add(read_adjunct_guide(file, known, citer), adjuncts, problems);
    } else if (kind == "adjunct-general/1") {
        add_all(read_adjunct_general(file, known, citer), general, problems);
    } else if (kind == "non-drug/1") {
        add_all(read_non_drug(file, citer), non_drug, problems);
    } else if (kind == "case-words/1") {
        add_all(read_case_words(file, citer), words, problems);
    } else if (kind == "assessment/1") {
        add(read_assessment_guide(file, known, citer), assessments, problems);
    } else if (kind == "instrument/1") {
        add(read_instrument(file, known, citer), instruments, problems);
    } else {
        return false;
    }
    return true;
}

void CareData::sort() {
    std::sort(adjuncts.begin(), adjuncts.end(), [](const auto& a, const auto& b) {
        return std::pair(a.order, a.id) < std::pair(b.order, b.id);
    });
    std::sort(instruments.begin(), instruments.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
}

Problems unknown_words(const Library& library) {
    Problems problems;
    const auto look = [&](const std::string& where, const FactTests& tests) {
        for (const std::string& id : words_named(tests)) {
            if (library.words_of(id) || library.adjunct(id)) continue;
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

}  // namespace stepdown
