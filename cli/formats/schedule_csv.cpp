#include "cli/formats/schedule_csv.hpp"

#include "conversions/quantity_format.hpp"
#include "conversions/text/csv.hpp"

namespace stepdown {

namespace {

/// The word where it stands for the very time, else the clock.
std::string time_field(DoseTime time) {
    return time_of(time.at) == time ? std::string(word(time.at)) : clock(time);
}

std::string row(Date start, int days, const Taking& taking, const std::string& at, Mass amount,
                const Formulary& formulary) {
    return iso(start) + "," + std::to_string(days) + "," + csv_field(formulary[taking.drug].id) + "," +
           std::string(word(taking.release)) + "," + std::string(word(taking.route)) + "," + at + "," +
           show_decimal(in(amount, unit::mg), 6, false) + ",mg," + std::to_string(taking.every_days) + "\n";
}

}  // namespace

std::string schedule_csv(const DraftPlan& plan, const Formulary& formulary) {
    std::string out = "start,days,drug,release,route,at,amount,unit,every_days\n";
    for (const Step& step : plan.steps) {
        for (const Taking& taking : step.taking) {
            for (const PlannedDose& dose : taking.doses)
                out += row(step.start, step.days, taking, time_field(dose.time), dose.amount, formulary);
        }
    }
    if (plan.ending.taking.empty() && !plan.steps.empty()) {
        for (const Taking& taking : plan.steps.back().taking)
            out += row(plan.ending.from, 1, taking, "morning", unit::mg(0), formulary);
    }
    return out;
}

}  // namespace stepdown
