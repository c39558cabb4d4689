#include "planner/assessment.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "conversions/quantity_format.hpp"
#include "planner/rotation_plan.hpp"

namespace stepdown {

namespace {

std::vector<FoundClue> ask(const std::vector<Clue>& clues, const CaseFacts& facts) {
    std::vector<FoundClue> all;
    for (const Clue& clue : clues) all.push_back({&clue, facts.answer(clue.when)});
    return all;
}

PatternState state_of(const std::vector<FoundClue>& pattern) {
    const auto any = [&](FactState state) {
        return std::any_of(pattern.begin(), pattern.end(), [&](const FoundClue& one) {
            return one.clue->is_key && one.answer.state == state;
        });
    };
    const bool excluded = std::none_of(pattern.begin(), pattern.end(), [](const FoundClue& one) {
        return one.clue->id == "no-new-injury" && one.answer.state != FactState::present;
    });
    if (any(FactState::present)) return excluded ? PatternState::possible : PatternState::incomplete;
    return any(FactState::unknown) ? PatternState::incomplete : PatternState::none;
}

FoundExplanation weigh(const Explanation& one, const CaseFacts& facts) {
    FoundExplanation found{&one, {}, {}};
    for (const ClueFor& clue : one.clues) {
        if (facts.answer(clue.when).state != FactState::present) continue;
        (clue.speaks_for ? found.speaks_for : found.against)
            .push_back({clue.text.text, {clue.text.citation}});
    }
    return found;
}

/// A dose that is reduced by the option's largest cut, in the words of a goal: of the only opioid in its own
/// milligrams, else in MME. Rounded up, so that no more is cut. Empty where neither is known.
std::string goal_of(const AssessmentOption& option, const CaseFacts& facts) {
    const double left = 1 - option.largest_cut->for_caution().of_one;
    const std::vector<Regimen>& all = facts.opioids();
    if (all.size() == 1 && all.front().route == Route::oral) {
        const auto rate = per_day(all.front(), Counting::really_used);
        if (!rate) return "";
        const double target = std::ceil(in(*rate, unit::mg_per_day) * left * (1 - 1e-9));
        return fmt::format("reduce to {} {} mg/day", facts.library().formulary[all.front().drug].id,
                           show_decimal(target));
    }
    const Exposure used = exposure(all, facts.library().exposure(), Counting::really_used);
    if (!used.total || !used.complete) return "";
    return fmt::format("reduce to {} MME/day",
                       show_decimal(std::ceil(in(*used.total, unit::mme_per_day) * left * (1 - 1e-9))));
}

std::string quoted(const std::string& name) {
    return name.find(' ') == std::string::npos ? name : "\"" + name + "\"";
}

/// The form of buprenorphine to which this case can be rotated, the patch before tablets under the tongue;
/// the patch where it is neither, so that the refusal says why.
std::string buprenorphine_for(const CaseFacts& facts) {
    for (std::string form : {"buprenorphine patch", "buprenorphine sublingual"}) {
        const auto target = read_target(form, facts.library().formulary, {"--to", 1, 1});
        if (!target) continue;
        const auto made = rotate(facts.patient_case(), *target, facts.library(), facts.as_of());
        if (made && made->plan) return form;
    }
    return "buprenorphine patch";
}

std::string command_of(const AssessmentOption& option, const std::string& case_name, const CaseFacts& facts) {
    const std::string file = quoted(case_name);
    switch (option.command) {
        case OptionCommand::rotate_to_methadone:
            return "stepdown rotate " + file + " --to methadone";
        case OptionCommand::rotate_to_buprenorphine:
            return "stepdown rotate " + file + " --to \"" + buprenorphine_for(facts) + "\"";
        case OptionCommand::adjuncts:
            return "stepdown adjuncts " + file;
        case OptionCommand::reduce:
            break;
    }
    const std::string goal = goal_of(option, facts);
    return "stepdown taper " + file + (goal.empty() ? "" : " --goal \"" + goal + "\"");
}

/// Nobody changes to what is taken already.
bool is_taken_already(const AssessmentOption& option, const CaseFacts& facts) {
    const std::string_view to = option.command == OptionCommand::rotate_to_methadone       ? "methadone"
                                : option.command == OptionCommand::rotate_to_buprenorphine ? "buprenorphine"
                                                                                           : "";
    return std::any_of(facts.opioids().begin(), facts.opioids().end(),
                       [&](const Regimen& one) { return facts.library().formulary[one.drug].id == to; });
}

FoundOption choose(const AssessmentOption& option, int order, const std::string& case_name,
                   const CaseFacts& facts) {
    FoundOption found{
        &option,
        order,
        command_of(option, case_name, facts),
        {},
        {},
        working_day_at_or_before(plus_days(facts.as_of(), whole_days(option.review_after.for_caution())))};
    for (const ClueFor& clue : option.against) {
        const Answer answer = facts.answer(clue.when);
        if (answer.state == FactState::present)
            found.why_not.push_back({clue.text.text, {clue.text.citation}});
        if (answer.state != FactState::unknown) continue;
        for (const std::string& fact : answer.missing) {
            if (std::find(found.missing.begin(), found.missing.end(), fact) == found.missing.end())
                found.missing.push_back(fact);
        }
    }
    return found;
}

double percent_at(const Instrument& instrument, int points) {
    double percent = 0;
    for (const ScoreBand& band : instrument.bands) {
        if (points >= band.from) percent = band.percent;
    }
    return percent;
}

/// A score counts diagnoses. What is measured makes one possible, and is asked for; by itself it is none.
FactState counted_as(const ScoreLevel& level, const CaseFacts& facts) {
    const FactState state = facts.answer(level.when).state;
    const bool is_measured = std::any_of(level.when.begin(), level.when.end(), [](const FactTest& test) {
        return std::holds_alternative<asks::ClearanceBelow>(test);
    });
    if (!is_measured) return state;
    return state == FactState::present ? FactState::unknown : FactState::absent;
}

}  // namespace

FoundScore score_of(const Instrument& instrument, const CaseFacts& facts) {
    FoundScore score;
    score.what = &instrument;
    for (const ScoreItem& item : instrument.items) {
        int sure = 0, possible = 0;
        for (const ScoreLevel& level : item.levels) {
            const FactState state = item.in_case ? counted_as(level, facts) : FactState::unknown;
            if (state == FactState::present) sure = std::max(sure, level.points);
            if (state != FactState::absent) possible = std::max(possible, level.points);
        }
        score.low += sure;
        score.high += possible;
        if (sure > 0) score.counted.push_back(fmt::format("{} +{}", item.title, sure));
        if (possible > sure)
            score.missing.push_back(fmt::format("{} (up to +{})", item.title, possible - sure));
    }
    score.percent_low = percent_at(instrument, score.low);
    score.percent_high = percent_at(instrument, score.high);
    return score;
}

Result<Assessment> assess(const Case& patient_case, const std::string& case_name, const Library& library,
                          Date as_of) {
    if (library.assessments.size() != 1) {
        return Problem{"assessment-missing",
                       "there is not exactly one guide to the assessment of hyperalgesia",
                       "keep one file of kind assessment/1",
                       {}};
    }
    const CaseFacts facts(patient_case, library, as_of);
    Assessment made;
    made.guide = &library.assessments.front();
    made.as_of = as_of;
    if (facts.exposure().complete) made.exposure = facts.exposure().total;
    made.kidney = facts.kidney();
    made.risks = ask(made.guide->risks, facts);
    made.pattern = ask(made.guide->pattern, facts);
    made.state = state_of(made.pattern);
    for (const Explanation& one : made.guide->explanations) made.explanations.push_back(weigh(one, facts));
    for (const AssessmentOption& option : made.guide->options) {
        if (is_taken_already(option, facts)) continue;
        made.options.push_back(choose(option, static_cast<int>(made.options.size()) + 1, case_name, facts));
    }
    for (const Instrument& instrument : library.instruments)
        made.scores.push_back(score_of(instrument, facts));
    return made;
}

}  // namespace stepdown
