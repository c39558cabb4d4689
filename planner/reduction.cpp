#include "planner/reduction.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

#include "conversions/quantity_format.hpp"
#include "planner/kidney.hpp"

namespace stepdown {

namespace {

struct Looked {
    ReasonState state = ReasonState::unknown;
    std::string because;
};

Looked yes_or_no(bool present, const std::string& because) {
    return {present ? ReasonState::present : ReasonState::absent, because};
}

struct Looking {
    const ReasonFacts& facts;
    const ReductionReason& reason;
    const Library& library;
};

Looked look_at_age(const Looking& in) {
    const std::optional<double> age = age_on(in.facts.patient, in.facts.as_of);
    if (!age) return {ReasonState::unknown, "age is not given"};
    const std::string years = "age " + show_decimal(*age, 0) + " years";
    if (!in.reason.from_years) return {ReasonState::to_judge, years};
    return yes_or_no(*age >= in.reason.from_years->for_caution(), years);
}

Looked look_at_frailty(const Looking& in) {
    const std::optional<bool> frail = in.facts.patient.frail;
    if (!frail) return {ReasonState::unknown, "frail is not given"};
    return yes_or_no(*frail, *frail ? "frail: yes" : "frail: no");
}

Looked look_at_dose(const Looking& in) {
    if (!in.facts.oral_morphine || !in.reason.from_oral_morphine)
        return {ReasonState::unknown, "the dose cannot be put as oral morphine"};
    const DoseRate limit = in.reason.from_oral_morphine->for_caution();
    return yes_or_no(reaches(*in.facts.oral_morphine, limit),
                     "up to " + show(*in.facts.oral_morphine, unit::mg_per_day, 1) +
                         " of oral morphine, limit " + show(limit, unit::mg_per_day));
}

/// A condition or a medicine of the case that the guide's words name; empty when none does.
std::string found_in(const std::optional<std::vector<std::string>>& texts, const ConditionWords* sought) {
    return texts && sought ? condition_found(*texts, *sought) : "";
}

Looked look_at_kidney(const Looking& in) {
    const Patient& patient = in.facts.patient;
    const std::string condition = found_in(patient.conditions, in.library.words.condition("kidney"));
    if (!condition.empty()) return {ReasonState::present, condition};
    const Kidney kidney = kidney_of(patient, in.facts.as_of, in.library.kidney);
    if (kidney.state == KidneyState::dialysis || kidney.state == KidneyState::unstable)
        return {ReasonState::present, in_words(kidney)};
    const Clearance limit = in.library.conversion.kidney_below.for_caution();
    const std::optional<Clearance> lowest = kidney.lowest();
    const bool low = lowest && !reaches(*lowest, limit);
    if (!low && !kidney.that_clears()) return {ReasonState::unknown, in_words(kidney)};
    return yes_or_no(low, in_words(kidney) + "; limit " + show(limit, unit::ml_per_minute));
}

Looked look_at_liver(const Looking& in) {
    const Patient& patient = in.facts.patient;
    if (patient.liver && *patient.liver != "none") return {ReasonState::present, "liver: " + *patient.liver};
    const std::string condition = found_in(patient.conditions, in.library.words.condition("liver"));
    if (!condition.empty()) return {ReasonState::present, condition};
    if (!patient.liver) return {ReasonState::unknown, "liver is not given"};
    return {ReasonState::absent, "liver: none"};
}

Looked look_at_condition(const Looking& in, std::string_view words) {
    const Patient& patient = in.facts.patient;
    if (!patient.conditions) return {ReasonState::unknown, "conditions are not given"};
    const std::string condition = found_in(patient.conditions, in.library.words.condition(words));
    return condition.empty() ? Looked{ReasonState::absent, "not among the conditions given"}
                             : Looked{ReasonState::present, condition};
}
Looked look_at_sleep_apnea(const Looking& in) {
    return look_at_condition(in, "sleep-apnea");
}
Looked look_at_lungs(const Looking& in) {
    return look_at_condition(in, "lung-disease");
}

Looked look_at_sedatives(const Looking& in) {
    const Patient& patient = in.facts.patient;
    std::string found = found_in(patient.medicines, in.library.words.medicine("sedatives"));
    if (found.empty()) found = found_in(patient.conditions, in.library.words.medicine("sedatives"));
    if (!found.empty()) return {ReasonState::present, found};
    if (!patient.medicines) return {ReasonState::unknown, "medicines are not given"};
    return {ReasonState::absent, "none known here among the medicines given"};
}

Looked look_at_number(const Looking& in) {
    std::set<DrugId> drugs;
    for (const FromOpioid& one : in.facts.from) drugs.insert(one.regimen.drug);
    return yes_or_no(drugs.size() > 1,
                     std::to_string(drugs.size()) + (drugs.size() == 1 ? " opioid" : " opioids"));
}

struct Finder {
    std::string_view id;
    Looked (*look)(const Looking&);
};
/// The reasons that the facts of a case can settle, by the ids of the reduction guide.
constexpr std::array finders{
    Finder{"high-dose", look_at_dose},        Finder{"age", look_at_age},
    Finder{"frailty", look_at_frailty},       Finder{"kidney", look_at_kidney},
    Finder{"liver", look_at_liver},           Finder{"sleep-apnea", look_at_sleep_apnea},
    Finder{"lung-disease", look_at_lungs},    Finder{"sedatives", look_at_sedatives},
    Finder{"several-opioids", look_at_number}};

ReasonFound found_as(const ReductionReason& reason, const Looked& looked) {
    return {reason.id, reason.says, looked.state, looked.because, reason.citation, reason.evidence};
}

bool any_is(const std::vector<ReasonFound>& reasons, ReasonState state) {
    return std::any_of(reasons.begin(), reasons.end(),
                       [&](const ReasonFound& reason) { return reason.state == state; });
}

std::string says_of(const std::vector<ReasonFound>& reasons, ReasonState state) {
    std::string text;
    for (const ReasonFound& reason : reasons) {
        const bool told = text.find(reason.because) != std::string::npos;
        if (reason.state == state && !told) text += (text.empty() ? "" : "; ") + reason.because;
    }
    return text;
}

Problem outside_window(Fraction chosen, const ReductionWindow& window) {
    const bool closed = window.at_least == window.most.for_caution();
    const std::string span = closed ? show_percent(window.at_least.of_one)
                                    : show_percent(window.at_least.of_one) + " to " +
                                          show_percent(window.most.for_caution().of_one);
    const std::string why =
        closed ? " for this patient (" + says_of(window.toward_more, ReasonState::present) + ")" : "";
    return {"reduction-window",
            fmt::format("a reduction of {} is outside the window of {}{}", show_percent(chosen.of_one), span,
                        why),
            fmt::format("write --reduction \"{}\", or leave it out",
                        show_percent(window.most.for_caution().of_one)),
            {"--reduction", 0, 0}};
}

}  // namespace

std::vector<ReasonFound> look_for_more(const ReasonFacts& facts, const Library& library) {
    std::vector<ReasonFound> all;
    for (const ReductionReason& reason : library.reduction.toward_more) {
        const auto finder = std::find_if(finders.begin(), finders.end(),
                                         [&](const Finder& one) { return one.id == reason.id; });
        all.push_back(found_as(reason, finder == finders.end()
                                           ? Looked{ReasonState::to_judge, "for the prescriber to judge"}
                                           : finder->look({facts, reason, library})));
    }
    return all;
}

Result<ReductionWindow> reduction_window(const ReasonFacts& facts, bool other_route,
                                         std::optional<Fraction> chosen, const Library& library) {
    const ReductionGuide& guide = library.reduction;
    ReductionWindow window{guide.least,
                           guide.most,
                           guide.most.for_caution(),
                           guide.least.for_caution(),
                           false,
                           look_for_more(facts, library),
                           {}};
    for (const ReductionReason& reason : guide.toward_less) {
        const bool is_route = reason.id == "same-drug-other-route";
        window.toward_less.push_back(found_as(
            reason, is_route ? yes_or_no(other_route, other_route ? "the drug stays, its route changes"
                                                                  : "the drug changes")
                             : Looked{ReasonState::to_judge, "for the prescriber to judge"}));
    }
    const bool closed = any_is(window.toward_more, ReasonState::present);
    const bool unknown = any_is(window.toward_more, ReasonState::unknown);
    if (closed) window.at_least = window.most.for_caution();
    if (other_route && !closed && !unknown) window.chosen = window.at_least;
    if (!chosen) return window;
    constexpr double slack = 1e-9;
    if (chosen->of_one < window.at_least.of_one - slack ||
        chosen->of_one > window.most.for_caution().of_one + slack)
        return outside_window(*chosen, window);
    if (unknown && chosen->of_one < window.most.for_caution().of_one - slack)
        return Problem{"reduction-facts-missing",
                       "less than " + show_percent(window.most.for_caution().of_one) +
                           " cannot be chosen while reasons against it are unknown: " +
                           says_of(window.toward_more, ReasonState::unknown),
                       "give these facts, as in --patient \"age: 58 years, frail: no, liver: none\"",
                       {"--reduction", 0, 0}};
    window.chosen = *chosen;
    window.by_prescriber = true;
    return window;
}

}  // namespace stepdown
