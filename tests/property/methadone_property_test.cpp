#include <cmath>
#include <doctest/doctest.h>
#include <limits>

#include "conversions/methadone.hpp"
#include "tests/support/library.hpp"
#include "tests/support/property.hpp"

// The start of methadone against the rules as written out here from their sources, and against a brute-force
// infimum.

using namespace stepdown;
using namespace stepdown::test;

namespace {

constexpr double none = std::numeric_limits<double>::infinity();

/// Low end of the label's percentages; above 1000 mg only its upper limit.
double label_low(double morphine) {
    if (morphine < 100) return 0.2 * morphine;
    if (morphine < 300) return 0.1 * morphine;
    if (morphine < 600) return 0.08 * morphine;
    return 0.05 * morphine;
}
/// AAHPM 2010, a dose between two printed bands in the one that gives less.
double aahpm(double morphine) {
    if (morphine < 30) return morphine / 2;
    if (morphine <= 99) return morphine / 4;
    if (morphine <= 299) return morphine / 8;
    if (morphine <= 499) return morphine / 12;
    if (morphine <= 999) return morphine / 15;
    return morphine <= 1200 ? morphine / 20 : none;
}
double low_dose_cap(double morphine) {
    return morphine < 60 ? 7.5 : none;
}

std::optional<double> start(const MethadoneGuide& guide, double morphine,
                            MethadoneCap cap = MethadoneCap::usual) {
    const auto found = methadone_start(guide, unit::mg_per_day(morphine), cap);
    if (!found) return std::nullopt;
    return in(found->dose.amount, unit::mg_per_day);
}

/// Every 0.1 mg a day from 0 to 2000.
void check_every_tenth(MethadoneCap cap, double most) {
    constexpr int last = 12000;
    const MethadoneGuide& guide = shipped_library().methadone;
    std::vector<double> lowest(last + 1, none);  // of all sampled doses from here on
    for (int i = last; i > 0; --i) {
        const double at = i / 10.0;
        const double here = std::min({label_low(at), aahpm(at), low_dose_cap(at), most});
        lowest[static_cast<std::size_t>(i)] =
            i == last ? here : std::min(here, lowest[static_cast<std::size_t>(i) + 1]);
    }
    double before = 0, rounded_before = 0;
    for (int i = 0; i <= 20000; ++i) {
        const double at = i / 10.0;
        const std::optional<double> dose = start(guide, at, cap);
        if (dose.has_value() != (i > 0 && i <= last)) FAIL("wrongly given or refused at " << at);
        if (!dose) continue;
        const double rounded =
            in(round_down({unit::mg_per_day(*dose)}, guide.caps.increment.for_caution()).amount,
               unit::mg_per_day);
        const double tiny = 1e-9;
        if (*dose < before - tiny) FAIL("falls at " << at);
        if (*dose <= 0) FAIL("nothing at " << at);
        if (rounded > *dose + tiny) FAIL("rounded up at " << at);
        if (rounded < rounded_before || rounded > rounded_before + 2.5 + tiny) FAIL("jumps at " << at);
        if (*dose > label_low(at) + tiny || *dose > aahpm(at) + tiny) FAIL("above a rule at " << at);
        if (*dose > low_dose_cap(at) + tiny || *dose > most + tiny) FAIL("above a cap at " << at);
        // The smallest rule stands at a sampled dose: the infimum is neither below nor above it.
        if (std::abs(*dose - lowest[static_cast<std::size_t>(i)]) > 1e-9)
            FAIL("not the infimum at " << at << ": " << *dose << ", sampled "
                                       << lowest[static_cast<std::size_t>(i)]);
        before = *dose;
        rounded_before = rounded;
    }
    CHECK(before == doctest::Approx(most));
}

int number_between(int least, int most) {
    return *rc::gen::resize(100, rc::gen::inRange(least, most + 1));
}
Sourced<Fraction> share(int percent) {
    return {Fraction{percent / 100.0}, {}, Evidence::verified};
}

/// Bands that meet, with shares that rise and fall at random; some only bound, some methods have a limit.
MethadoneMethod random_method(const std::string& id) {
    MethadoneMethod method;
    method.id = id;
    method.sets_start = true;
    int from = number_between(0, 20);
    const int count = number_between(1, 6);
    for (int i = 0; i < count; ++i) {
        const int end = from + number_between(1, 60);
        MethadoneBand band{unit::mg_per_day(from), {}, false, {}, share(number_between(1, 60)), ""};
        if (number_between(1, 6) > 1) band.least = band.most;
        if (i + 1 < count || number_between(0, 1) == 0) {
            band.below = unit::mg_per_day(end);
            band.includes_end = number_between(0, 1) == 0;
        }
        method.bands.push_back(band);
        from = end;
    }
    if (number_between(0, 2) == 0)
        method.limit.emplace(FirstDose{unit::mg_per_day(number_between(1, 30))}, CitationId{},
                             Evidence::verified);
    return method;
}

/// One method as a plain function: its figure, or its upper limit where it gives none; empty outside.
std::optional<double> bound(const MethadoneMethod& method, double morphine) {
    const auto found = methadone_by(method, unit::mg_per_day(morphine));
    if (!found) return std::nullopt;
    return in(found->range.least.value_or(found->range.most).amount, unit::mg_per_day);
}
bool gives_figure(const MethadoneMethod& method, double morphine) {
    const auto found = methadone_by(method, unit::mg_per_day(morphine));
    return found && found->range.least;
}

}  // namespace

TEST_CASE("over every tenth of a milligram from 0 to 2000 the start never falls, jumps or exceeds a rule") {
    check_every_tenth(MethadoneCap::usual, 30);
    check_every_tenth(MethadoneCap::with_override, 40);
}

TEST_CASE("for any methods the start is the greatest dose that no larger morphine dose would lower") {
    CHECK(holds("methadone start is the infimum", 200, [] {
        const MethadoneCaps& caps = shipped_library().methadone.caps;
        const MethadoneGuide guide{{random_method("a"), random_method("b")}, {}, caps};
        double lowest = none;
        // From above: each half milligram, and a little above it, where a band begins that leaves its edge
        // out.
        for (int halves = 1000; halves > 0; --halves) {
            for (const double at : {halves / 2.0 + 1e-5, halves / 2.0}) {
                bool reaches_here = false;
                for (const MethadoneMethod& method : guide.methods) {
                    lowest = std::min(lowest, bound(method, at).value_or(none));
                    reaches_here = reaches_here || gives_figure(method, at);
                }
                const double expected = std::min({lowest, 30.0, low_dose_cap(at)});
                const std::optional<double> found = start(guide, at);
                RC_ASSERT(found.has_value() == reaches_here);
                if (found) RC_ASSERT(std::abs(*found - expected) < 1e-4);
            }
        }
    }));
}
