// How many regimens a second: parsed ones added up, and texts read and added up. One core.
#include <array>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "cli/shipped_data.hpp"
#include "conversions/exposure.hpp"
#include "conversions/regimen_text.hpp"
#include "protocols/library.hpp"

using namespace stepdown;

namespace {

/// What a day at a pharmacy counter brings: tablets, ranges, as needed, combinations, liquids, patches.
constexpr std::array<std::string_view, 30> texts{
    "oxycodone ER 40 mg PO q12h",
    "oxycodone 10 mg every 6 hours as needed, uses 3 a day",
    "MS Contin 60 mg BID",
    "fentanyl patch 50 mcg/h every 72 hours",
    "hydrocodone/acetaminophen 10/325 mg 1-2 tablets q4-6h prn max 8/day",
    "Butrans 20 mcg/h weekly",
    "morphine 20 mg/mL solution 0.5 mL every 4 hours",
    "morphine ER 30 mg morning, 15 mg noon, 30 mg bedtime",
    "rxcui:1049611 1 tablet q6h",
    "Percocet 5/325 1 tab q6h prn max 6/day",
    "methadone 10 mg TID",
    "tramadol 50 mg 1-2 tablets by mouth every 4 to 6 hours as needed for pain, max 8 a day",
    "Norco 7.5/325 1 tablet every 6 hours as needed",
    "hydromorphone 4 mg q4h prn",
    "tapentadol ER 100 mg twice a day",
    "acetaminophen/codeine 300/30 mg 1 tablet q4h prn pain",
    "Suboxone 8/2 mg film SL daily",
    "buprenorphine 8 mg SL tablet twice daily",
    "OxyContin 20 mg every 12 hours",
    "oxymorphone ER 15 mg q12h",
    "morphine 10 mg/5 mL oral solution 7.5 mL every 4 hours as needed",
    "Dilaudid 2 mg tablets, 1-2 tablets every 4 to 6 hours as needed, uses 4 tablets a day",
    "fentanyl 25 mcg/hr patch, 2 patches every 3 days",
    "oxycodone 5 mg 2 tablets in the morning and 1 tablet at bedtime",
    "take two tablets of oxycodone 5 mg by mouth three times a day",
    "levorphanol 2 mg every 8 hours",
    "codeine 30 mg four times a day",
    "Belbuca 450 mcg q12h",
    "hydrocodone ER 40 mg daily",
    "meperidine 50 mg po q4h prn max 6 doses a day",
};

const Library& library() {
    static const Library one = [] {
        Result<Library> loaded = Library::load(shipped_data());
        if (!loaded) std::exit(1);
        return *std::move(loaded);
    }();
    return one;
}

/// A text of the lists above; one that is not read would be measured as an error, which is another thing.
Regimen regimen(std::string_view text) {
    Result<Regimen> read = read_regimen(text, library().formulary, {"bench", 1, 1});
    if (read) return *std::move(read);
    std::fprintf(stderr, "not read: %s\n", std::string(text).c_str());
    std::exit(1);
}

void three_drugs_added_up(benchmark::State& state) {
    const std::vector<Regimen> three{regimen("oxycodone ER 40 mg PO q12h"),
                                     regimen("fentanyl patch 50 mcg/h every 72 hours"),
                                     regimen("hydromorphone 4 mg q4h prn, uses 3 a day")};
    for (auto _ : state)
        benchmark::DoNotOptimize(exposure(three, library().exposure(), Counting::most_allowed));
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(three_drugs_added_up);

void texts_read_and_added_up(benchmark::State& state) {
    for (const std::string_view text : texts) regimen(text);
    for (auto _ : state)
        for (const std::string_view text : texts) {
            const std::array one{*read_regimen(text, library().formulary, {"bench", 1, 1})};
            benchmark::DoNotOptimize(exposure(one, library().exposure(), Counting::most_allowed));
        }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * texts.size()));
}
BENCHMARK(texts_read_and_added_up);

}  // namespace
