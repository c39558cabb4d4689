#include "cli/formats/schedule_csv.hpp"

#include "conversions/quantity_format.hpp"
#include "conversions/text/csv.hpp"
#include "planner/documents/findings.hpp"

namespace stepdown {

namespace {

/// The word where it stands for the very time, else the clock.
std::string time_field(DoseTime time) {
    return time_of(time.at) == time ? std::string(word(time.at)) : clock(time);
}

/// One dose, without the end of the line.
std::string row(Date start, int days, const Taking& taking, const std::string& at, const DoseAmount& amount,
                const Formulary& formulary) {
    const Worn* patches = std::get_if<Worn>(&amount);
    const double number =
        patches ? in(patches->rate, unit::mcg_per_hour) : in(given_in_a_day(amount), unit::mg);
    return iso(start) + "," + std::to_string(days) + "," + csv_field(formulary[taking.drug].id) + "," +
           std::string(word(taking.release)) + "," + std::string(word(taking.route)) + "," + at + "," +
           show_decimal(number, 6, false) + (patches ? ",mcg/h," : ",mg,") +
           std::to_string(taking.every_days);
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
    std::string out = "start,days,drug,release,route,at,amount,unit,every_days";
    out += end == "\n" ? "\n" : ",overrides\n";
    for (const Step& step : plan.steps) {
        for (const Taking& taking : step.taking) {
            for (const PlannedDose& dose : taking.doses)
                out +=
                    row(step.start, step.days, taking, time_field(dose.time), dose.amount, formulary) + end;
        }
    }
    if (plan.ending.taking.empty() && !plan.steps.empty()) {
        for (const Taking& taking : plan.steps.back().taking)
            out += row(plan.ending.from, 1, taking, "morning", unit::mg(0), formulary) + end;
    }
    return out;
}

}  // namespace stepdown
