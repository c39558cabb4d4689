#include "planner/documents/assessment.hpp"

#include "conversions/quantity_format.hpp"
#include "planner/documents/findings.hpp"
#include "planner/references.hpp"

namespace stepdown {

namespace {

std::string texts_of(const std::vector<Told>& all) {
    std::string text;
    for (const Told& one : all) text += (text.empty() ? "" : "; ") + one.text;
    return text.empty() ? "nothing known" : text;
}

/// Writes one document; each function a section.
class AssessmentWriter {
public:
    AssessmentWriter(const Assessment& made, const Case& patient_case, const Library& library)
        : made_(made), case_(patient_case), references_(library.formulary.bibliography()) {}

    Document write(const std::string& versions) {
        Document document;
        document.title = "Worse pain under opioids: could the opioid be the cause?" +
                         (case_.patient.reference.empty() ? "" : " " + case_.patient.reference);
        document.banner = "For a prescriber. It sorts what the case says; it does not diagnose.";
        document.versions = versions;
        document.sections = {short_answer(), explanations(), options(), pattern(), risks(), overdose()};
        document.references = references_.lines();
        return document;
    }

private:
    Section short_answer() {
        Section section{"answer", "In short", {}};
        section.blocks.emplace_back(Paragraph{in_words(made_.state), {}});
        std::string dose = "Daily dose: ";
        dose += made_.exposure ? show(*made_.exposure, unit::mme_per_day, 1)
                               : "no total: an opioid has no factor";
        section.blocks.emplace_back(Paragraph{dose + ". Kidneys: " + in_words(made_.kidney) + ".", {}});
        for (const Advice& one : made_.guide->first)
            section.blocks.emplace_back(Paragraph{"- " + one.text, references_.numbers({one.citation})});
        return section;
    }

    Section explanations() {
        Section section{"explanations", "What it could be", {}};
        for (const FoundExplanation& one : made_.explanations) {
            std::vector<CitationId> from;
            for (const auto* side : {&one.speaks_for, &one.against}) {
                for (const Told& told : *side)
                    from.insert(from.end(), told.citations.begin(), told.citations.end());
            }
            std::string text = one.what->title + ". For: " + texts_of(one.speaks_for) +
                               ". Against: " + texts_of(one.against) + ".";
            for (const Advice& ask : one.what->ask) {
                text += " Ask: " + ask.text;
                from.push_back(ask.citation);
            }
            section.blocks.emplace_back(Paragraph{text, references_.numbers(from)});
        }
        return section;
    }

    Section options() {
        Section section{"options", "What can be done, in this order", {}};
        for (const FoundOption& one : made_.options) {
            const AssessmentOption& what = *one.what;
            section.blocks.emplace_back(Paragraph{
                std::to_string(one.order) + ". " + what.what.text + ". Expected: " + what.expected_in.text +
                    ". Look again by " + in_words(one.review_on) + ".",
                references_.numbers({what.what.citation, what.expected_in.citation})});
            section.blocks.emplace_back(Paragraph{"   $ " + one.command, {}});
            for (const Told& told : one.why_not)
                section.blocks.emplace_back(
                    Paragraph{"   Against: " + told.text, references_.numbers(told.citations)});
            if (!one.missing.empty())
                section.blocks.emplace_back(Paragraph{"   Not known: " + joined(one.missing) + ".", {}});
        }
        if (!case_.goal)
            section.blocks.emplace_back(Paragraph{
                "The case has no goal: the command of the option chosen sets it, or write it into the case.",
                {}});
        if (case_.goal && !std::holds_alternative<RotateTo>(*case_.goal))
            section.blocks.emplace_back(Paragraph{
                "The goal of the case is a taper: for a rotation leave the goal out of the file, or "
                "write goal: rotate to the opioid chosen.",
                {}});
        return section;
    }

    Section pattern() { return clues("pattern", "The picture", made_.pattern); }
    Section risks() { return clues("risks", "What makes it likelier", made_.risks); }

    Section clues(const std::string& id, const std::string& heading, const std::vector<FoundClue>& all) {
        Section section{id, heading, {}};
        for (const FoundClue& one : all) {
            std::string text = one.clue->title + ": " + std::string(word(one.answer.state));
            if (one.answer.state == FactState::present && !one.answer.found.empty())
                text += " (" + joined(one.answer.found) + ")";
            text += ".";
            if (!one.answer.missing.empty()) text += " Not given: " + joined(one.answer.missing) + ".";
            text += " " + one.clue->text.text;
            if (!one.clue->strength.empty()) text += " Evidence: " + one.clue->strength + ".";
            section.blocks.emplace_back(Paragraph{text, references_.numbers({one.clue->text.citation})});
        }
        return section;
    }

    Section overdose() {
        Section section{"instruments", "Scores", {}};
        for (const Advice& one : made_.guide->no_score)
            section.blocks.emplace_back(Paragraph{one.text, references_.numbers({one.citation})});
        for (const FoundScore& one : made_.scores) {
            std::string text = one.what->title + ": " + score_in_words(one) + " of " +
                               std::to_string(one.what->max) + " points, " + share(one) + ".";
            if (!one.counted.empty()) text += " Counted: " + joined(one.counted) + ".";
            if (!one.missing.empty()) text += " Not known: " + joined(one.missing) + ".";
            section.blocks.emplace_back(
                Paragraph{text + " " + one.what->about, references_.numbers({one.what->citation})});
        }
        return section;
    }

    static std::string share(const FoundScore& score) {
        const std::string low = show_decimal(score.percent_low, 1),
                          high = show_decimal(score.percent_high, 1);
        return (low == high ? low : low + " to " + high) + " % in its samples";
    }

    const Assessment& made_;
    const Case& case_;
    References references_;
};

}  // namespace

std::string_view word(FactState state) {
    switch (state) {
        case FactState::present:
            return "present";
        case FactState::absent:
            return "absent";
        case FactState::unknown:
            break;
    }
    return "unknown";
}

std::string in_words(PatternState state) {
    switch (state) {
        case PatternState::possible:
            return "Possible hyperalgesia: at least one key sign is there, and a new injury was looked for "
                   "and not "
                   "found. It stays a diagnosis of exclusion.";
        case PatternState::none:
            return "No key sign of hyperalgesia: not worse with more opioid, not spreading, no pain from "
                   "touch, no "
                   "relief from less.";
        case PatternState::incomplete:
            break;
    }
    return "Not to be told yet: signs are missing, or another cause is not ruled out.";
}

std::string score_in_words(const FoundScore& score) {
    if (score.low == score.high) return std::to_string(score.low);
    return "between " + std::to_string(score.low) + " and " + std::to_string(score.high);
}

Document assessment_document(const Assessment& assessment, const Case& patient_case, const Library& library,
                             const std::string& versions) {
    return AssessmentWriter(assessment, patient_case, library).write(versions);
}

}  // namespace stepdown
