#include "planner/documents/dose_chart.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/dose_words.hpp"

namespace stepdown {

namespace {

constexpr int days_shown_before = 7;

/// Draws one chart: in what unit, and how much a day is in it.
class DoseChart {
public:
    DoseChart(const DraftPlan& plan, const Library& library) : plan_(plan), library_(library) {}

    Chart draw() {
        Chart chart{"dose", "Dose over time", "", "From", unit_word(), ChartShape::steps, {}};
        if (plan_.steps.empty() || !amount(plan_.baseline)) return chart;
        const Date start = plan_.steps.front().start;
        add(chart, plus_days(start, -days_shown_before), plan_.baseline, true);
        chart.points.back().label = plan_.replans.empty() ? "now" : "before";
        for (const Step& step : plan_.steps) {
            const bool is_over_or_in_force = !plan_.replans.empty() && step.start <= plan_.replans.back().on;
            add(chart, step.start, step.taking, step.firm || is_over_or_in_force);
        }
        const bool is_all_firm = plan_.steps.back().firm;
        add(chart, plan_.ending.from, plan_.ending.taking, is_all_firm);
        if (!is_all_firm) {
            chart.solid = "firm";
            chart.dashed = "projected";
        }
        chart.description = chart.points.front().value + " before the plan, " + chart.points[1].value +
                            " from " + short_date(start) + " on, " + chart.points.back().value + " from " +
                            short_date(plan_.ending.from) + " on. The numbers stand in the schedule.";
        return chart;
    }

private:
    bool has_one() const { return plan_.baseline.size() == 1; }
    std::string unit_word() const {
        return !has_one() ? "MME/day" : std::string(daily_unit(plan_.baseline.front().route));
    }

    /// Empty where one opioid has no factor.
    std::optional<double> amount(const std::vector<Taking>& taking) const {
        if (!has_one()) {
            const auto mme = mme_of(taking, library_.exposure());
            return mme ? std::optional(in(*mme, unit::mme_per_day)) : std::nullopt;
        }
        DoseRate sum = unit::mg_per_day(0);
        for (const Taking& one : taking) sum += per_day(one);
        return in_daily_unit(sum, plan_.baseline.front().route);
    }

    void add(Chart& chart, Date on, const std::vector<Taking>& taking, bool is_firm) {
        const double value = amount(taking).value_or(0);
        chart.points.push_back({static_cast<double>(days_between(plan_.steps.front().start, on)), value,
                                value, value, short_date(on),
                                show_decimal(value, has_one() ? 3 : 1) + " " + unit_word(), is_firm});
    }

    const DraftPlan& plan_;
    const Library& library_;
};

}  // namespace

Chart dose_chart(const DraftPlan& plan, const Library& library) {
    return DoseChart(plan, library).draw();
}

}  // namespace stepdown
