// The papers of a plan of a year, rendered: what a click on "print" waits for. One core.
#include <benchmark/benchmark.h>

#include "cli/formats/html.hpp"
#include "cli/formats/pdf.hpp"
#include "planner/documents/patient.hpp"
#include "planner/taper.hpp"
#include "tests/bench/bench_support.hpp"

using namespace stepdown;

namespace {

/// For the patient with its calendar, in normal type (0) and large print (1); for the prescriber (2).
Document paper(long which) {
    static const Tapered tapered = [] {
        Result<Tapered> made = taper(bench::year_case(), bench::library(), *parse_date("2026-11-30"));
        if (!made || !made->plan) bench::stop("no plan");
        return *std::move(made);
    }();
    const Versions versions{"bench", bench::library().data_version(), *parse_date("2026-11-30"), "0000"};
    if (which == 2)
        return prescriber_document(tapered, bench::year_case(), bench::library(), versions, true, false);
    Document document = patient_document(*tapered.plan, bench::year_case(), bench::library(), versions, true);
    document.print = which == 1 ? Print::large : Print::normal;
    return document;
}

void year_on_paper(benchmark::State& state) {
    const Document document = paper(state.range(0));
    std::size_t bytes = 0;
    for (auto _ : state) {
        bytes = render_pdf(document).size();
        benchmark::DoNotOptimize(bytes);
    }
    state.counters["KB"] = static_cast<double>(bytes) / 1000;
}

void year_as_page(benchmark::State& state) {
    const Document document = paper(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(render_html(document).size());
}

}  // namespace

BENCHMARK(year_on_paper)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
BENCHMARK(year_as_page)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);
