// Each shipped protocol against the table of its source, by numbers written out here by hand.
#include <doctest/doctest.h>
#include <map>
#include <set>

#include "protocols/library.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

struct Stretch {
    Base base;
    double from, nominal, to;  // percent
    int days;
    double until = 0;  // percent of the original; 0: to the end
    int held_to = 0;   // days; 0: the source gives no range
};
constexpr Base original = Base::original, current = Base::current;

const std::map<std::string, std::vector<Stretch>> table{
    // CDC 2022: no taper; half for 2 days; 20 % every 2 days; 10 % a week to 30 %; 10 % a month.
    {"acute-none", {}},
    {"acute-3-6-days", {{original, 0, 50, 50, 2}}},
    {"acute-1-4-weeks", {{original, 0, 20, 20, 2}}},
    {"short-use-weekly", {{original, 0, 10, 10, 7, 30}, {current, 0, 10, 10, 7}}},
    {"slow-long-term", {{current, 5, 10, 10, 28}}},
    {"standard", {{current, 5, 10, 20, 28}}},
    // VA 2016: 2 to 10 % every 4 to 8 weeks; 5 to 20 % every 4 weeks; 10 to 20 % a week (VA/DoD: 5 to 20 %);
    // 20 to 50 % first, then 10 to 20 % a day.
    {"va-slowest", {{original, 2, 5, 10, 28}}},
    {"va-slower", {{original, 5, 10, 20, 28}}},
    {"va-faster", {{original, 5, 10, 20, 7}}},
    {"va-rapid", {{original, 20, 20, 50, 1, 80}, {original, 10, 10, 20, 1}}},
    // VA/DoD 2017: 5 to 10 % every 4 weeks; 5 to 20 % a week.
    {"va-dod", {{current, 5, 5, 10, 28}}},
    {"va-dod-fast", {{current, 5, 5, 20, 7}}},
    // US labels: no greater than 10 to 25 % every 2 to 4 weeks.
    {"us-label", {{current, 0, 10, 25, 14, 0, 28}}},
    // Canada: 5 to 10 % every 2 to 4 weeks; RxFiles from a third on 5 % or less every 4 to 8 weeks; CaDeN 10
    // to
    // 20 % every 1 to 4 weeks, the last third slowest.
    {"canada", {{current, 5, 5, 10, 14, 0, 28}}},
    {"canada-rxfiles", {{current, 5, 5, 10, 14, 33.3, 28}, {current, 0, 5, 5, 28, 0, 56}}},
    {"canada-deprescribing", {{current, 10, 10, 20, 14, 33.3, 28}, {current, 10, 10, 20, 28}}},
    // Australia: 10 to 25 % every 4 weeks or every week.
    {"australia-long-use", {{original, 10, 10, 25, 28}}},
    {"australia-short-use", {{original, 10, 10, 25, 7}}},
    {"australia-nsw-monthly", {{current, 10, 10, 25, 28}}},
    {"australia-nsw-weekly", {{current, 10, 10, 25, 7}}},
    // UK: 10 % every week or every two weeks.
    {"uk-weekly", {{current, 0, 10, 10, 7, 0, 14}}},
    {"uk-two-weekly", {{current, 0, 10, 10, 14}}},
    // 10 % a week to 20 %, then 5 % of the baseline; 25 % every 3 to 7 days.
    {"medical-algorithms-slow", {{original, 0, 10, 10, 7, 20}, {original, 0, 5, 5, 7}}},
    {"medical-algorithms-rapid", {{original, 0, 25, 25, 7}}}};

double percent(const Sourced<Fraction>& share) {
    return 100 * share.for_caution().of_one;
}

const TaperProtocol& protocol(const std::string& id) {
    const TaperProtocol* found = shipped_library().taper(id);
    REQUIRE_MESSAGE(found, id);
    return *found;
}

}  // namespace

TEST_CASE("every shipped protocol has the cuts and intervals of its source, and no other is shipped") {
    CHECK(shipped_library().tapers.size() == table.size());
    for (const auto& [id, stretches] : table) {
        CAPTURE(id);
        const std::vector<Phase>& phases = protocol(id).phases;
        REQUIRE(phases.size() == stretches.size());
        for (std::size_t i = 0; i < phases.size(); ++i) {
            CAPTURE(i);
            CHECK(phases[i].base == stretches[i].base);
            CHECK(percent(phases[i].smallest_cut) == doctest::Approx(stretches[i].from));
            CHECK(percent(phases[i].nominal_cut) == doctest::Approx(stretches[i].nominal));
            CHECK(percent(phases[i].largest_cut) == doctest::Approx(stretches[i].to));
            CHECK(phases[i].interval.for_caution() == unit::days(stretches[i].days));
            CHECK((phases[i].until ? percent(*phases[i].until) : 0) == doctest::Approx(stretches[i].until));
            CHECK((phases[i].interval_to ? phases[i].interval_to->for_caution() : unit::days(0)) ==
                  unit::days(stretches[i].held_to));
        }
    }
}

TEST_CASE("what was read only in a copy is marked so, and nothing unverified sets a pace") {
    const std::set<std::string> in_a_copy{"us-label",
                                          "canada",
                                          "canada-rxfiles",
                                          "australia-long-use",
                                          "australia-short-use",
                                          "medical-algorithms-slow",
                                          "medical-algorithms-rapid"};
    for (const TaperProtocol& one : shipped_library().tapers) {
        CAPTURE(one.id);
        const Evidence evidence = shipped_library()[one.citation].evidence;
        CHECK((evidence == Evidence::secondary) == in_a_copy.contains(one.id));
        CHECK(evidence != Evidence::unverified);
        for (const Phase& phase : one.phases) {
            CHECK(phase.nominal_cut.for_dosing() != nullptr);
            CHECK(phase.largest_cut.for_dosing() != nullptr);
            CHECK(phase.interval.for_dosing() != nullptr);
        }
    }
}

TEST_CASE("only protocols of short use, and locked ones, are ever free of the ceilings") {
    for (const TaperProtocol& one : shipped_library().tapers) {
        CAPTURE(one.id);
        const bool acute = one.id.starts_with("acute-");
        CHECK(one.for_acute_use() == acute);
        CHECK(one.locked.has_value() == (one.id == "va-rapid" || one.id == "medical-algorithms-rapid"));
        if (acute) {
            CHECK(one.exempt_below->for_caution() == unit::days(28));
        } else if (one.id == "short-use-weekly") {
            CHECK(one.exempt_below->for_caution() == unit::days(84));
        } else {
            CHECK_FALSE(one.exempt_below.has_value());
        }
        if (one.locked) CHECK(one.locked->setting == "inpatient");
    }
}

TEST_CASE("an early stop is for immediate release below 50 MME a day and for the days that CDC has for it") {
    for (const TaperProtocol& one : shipped_library().tapers) {
        CAPTURE(one.id);
        CHECK(one.early_stop.has_value() == (one.id == "acute-none" || one.id == "acute-3-6-days"));
        CHECK(one.short_acting_only.has_value() == one.early_stop.has_value());
        if (one.short_acting_only) CHECK(one.short_acting_only->below.for_caution() == unit::mme_per_day(50));
    }
    CHECK(protocol("acute-none").early_stop->when == StopWhen::at_once);
    CHECK(protocol("acute-none").early_stop->used_below.for_caution() == unit::days(3));
    CHECK(protocol("acute-3-6-days").early_stop->when == StopWhen::after_one_step);
    CHECK(protocol("acute-3-6-days").early_stop->used_below.for_caution() == unit::days(7));
}

TEST_CASE("faster tapers ask for a reason and a visit every week; a rapid one for a visit every day") {
    for (const char* id : {"va-faster", "va-dod-fast"}) {
        CHECK(protocol(id).asks_reason.has_value());
        CHECK(protocol(id).visit_every.for_caution() == unit::days(7));
    }
    CHECK_FALSE(protocol("va-slower").asks_reason.has_value());
    CHECK(protocol("va-rapid").visit_every.for_caution() == unit::days(1));
}

TEST_CASE("every protocol says that no trial compares rates") {
    for (const TaperProtocol& one : shipped_library().tapers) {
        CAPTURE(one.id);
        REQUIRE_FALSE(one.notes.empty());
        CHECK(one.notes.back().text == "No trial compares taper rates. All published rates are consensus.");
    }
}
