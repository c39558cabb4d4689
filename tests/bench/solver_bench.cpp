// The solver in its worst case, and a plan of a year with its full safety review. One core.
#include <benchmark/benchmark.h>
#include <string>
#include <vector>

#include "planner/schedule_solver.hpp"
#include "planner/taper.hpp"
#include "tests/bench/bench_support.hpp"

using namespace stepdown;

namespace {

DoseGrid grid_of(const std::vector<std::int64_t>& strengths, std::int64_t at_most) {
    std::vector<Piece> pieces;
    for (const std::int64_t strength : strengths) pieces.push_back({strength});
    return {dispensable_amounts(pieces, 4, at_most), strengths.front()};
}

/// Nine strengths, three doses a day, 600 mg, at most four tablets a dose: under a pace for every 4 weeks
/// (0), one for every 4 weeks of the dose in force (1), and a weekly one, where the window counts (2).
void worst_case(benchmark::State& state) {
    TaperProblem problem;
    problem.start = {200'000, 200'000, 200'000};
    problem.original = 600'000;
    problem.last_unit_zone = 10'000;
    problem.heaviest = 2;
    const std::vector<Pace> paces{
        {true, 0.05, 0.10, 0.20, 0, 28}, {false, 0.05, 0.10, 0.20, 0, 28}, {true, 0, 0.10, 0.10, 0, 7}};
    problem.paces = {paces[static_cast<std::size_t>(state.range(0))]};
    problem.ceilings = {true, 0.25, 14, 0.10, 7};
    std::size_t steps = 0;
    for (auto _ : state) {
        problem.grid =
            grid_of({5'000, 7'500, 10'000, 15'000, 20'000, 30'000, 40'000, 60'000, 80'000}, 200'000);
        steps = solve(problem).size();
        benchmark::DoNotOptimize(steps);
    }
    state.counters["steps"] = static_cast<double>(steps);
}

/// From a case that has been read to a plan that every rule has looked at.
void one_year_plan(benchmark::State& state) {
    double days = 0;
    for (auto _ : state) {
        const Result<Tapered> tapered =
            taper(bench::year_case(), bench::library(), *parse_date("2026-11-30"));
        if (!tapered || !tapered->plan) bench::stop("no plan");
        const std::vector<Step>& steps = tapered->plan->plan().steps;
        days = days_between(steps.front().start, steps.back().end());
    }
    state.counters["days"] = days;
}

}  // namespace

BENCHMARK(worst_case)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(one_year_plan)->Unit(benchmark::kMillisecond);
