#include "cli/formats/schedule_csv.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "conversions/text/csv.hpp"
#include "planner/documents/findings.hpp"

namespace stepdown {

namespace {

/// The word where it stands for the very time, else the clock.
std::string time_field(DoseTime time) {
    return time_of(time.at) == time ? std::string(word(time.at)) : clock(time);
}

struct Row {
    Date start;
    int days = 0;
    const Taking& taking;
};

/// One dose, without the end of the line.
std::string row(const Row& of, const std::string& at, const DoseAmount& amount, const Formulary& formulary) {
    const Worn* patches = std::get_if<Worn>(&amount);
    const double number =
        patches ? in(patches->rate, unit::mcg_per_hour) : in(given_in_a_day(amount), unit::mg);
    const Taking& taking = of.taking;
    return iso(of.start) + "," + std::to_string(of.days) + "," + csv_field(formulary[taking.drug].id) + "," +
           std::string(word(taking.release)) + "," + std::string(word(taking.route)) + "," + at + "," +
           show_decimal(number, 6, false) + (patches ? ",mcg/h," : ",mg,") +
           std::to_string(taking.every_days);
}

/// "as-needed", with one dose as the amount; then what is really used, and what the order allows.
std::string row_as_needed(const Row& of, const Formulary& formulary) {
    const AsNeededUse& use = *of.taking.as_needed;
    const std::string at = of.taking.role == Role::rescue ? "rescue" : "as-needed";
    std::string text = row(of, at, use.amount, formulary) + "," + show_decimal(use.counted_per_day, 6, false);
    text += "," + (use.most_per_day ? show_decimal(*use.most_per_day, 6, false) : "");
    return text + "," +
           (use.at_most_every ? show_decimal(in(*use.at_most_every, unit::hours), 6, false) : "");
}

bool has_as_needed(const std::vector<Taking>& taking) {
    return std::any_of(taking.begin(), taking.end(),
                       [](const Taking& one) { return one.as_needed.has_value(); });
}

/// "active-cancer, overridden by Dr. B: agreed with oncology; ..." as a last field; empty where nothing was.
std::string overrides_field(const Review& review) {
    std::string all;
    for (const CaseOverride& lifted : lifted_by(review)) all += (all.empty() ? "" : "; ") + in_words(lifted);
    return all.empty() ? "" : "," + csv_field(all);
}

}  // namespace

std::string schedule_csv(const IssuedPlan& issued, const Formulary& formulary) {
    const DraftPlan& plan = issued.plan();
    const std::string end = overrides_field(issued.review()) + "\n";
    const bool as_needed = std::any_of(plan.steps.begin(), plan.steps.end(),
                                       [](const Step& step) { return has_as_needed(step.taking); });
    const std::string none = (as_needed ? ",,," : "") + end;
    std::string out = "start,days,drug,release,route,at,amount,unit,every_days";
    out += as_needed ? ",uses_per_day,most_per_day,hours_between" : "";
    out += end == "\n" ? "\n" : ",overrides\n";
    for (const Step& step : plan.steps) {
        for (const Taking& taking : step.taking) {
            const Row of{step.start, step.days, taking};
            for (const PlannedDose& dose : taking.doses)
                out += row(of, time_field(dose.time), dose.amount, formulary) + none;
            if (taking.as_needed) out += row_as_needed(of, formulary) + end;
        }
    }
    const std::vector<Taking>& after = plan.ending.taking;
    const bool stops = std::all_of(after.begin(), after.end(),
                                   [](const Taking& one) { return one.as_needed && one.doses.empty(); });
    if (!stops || plan.steps.empty()) return out;
    for (const Taking& taking : plan.steps.back().taking) {
        const Row of{plan.ending.from, 1, taking};
        if (!find(after, taking.id)) out += row(of, "morning", unit::mg(0), formulary) + none;
    }
    for (const Taking& taking : after) out += row_as_needed({plan.ending.from, 1, taking}, formulary) + end;
    return out;
}

}  // namespace stepdown
