// What is left of the old opioid on the days with both.
#include "planner/rotation_share.hpp"

#include <algorithm>
#include <map>

#include "tests/rules/rotation_support.hpp"
#include "tests/support/property.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

DoseGrid grid(const std::vector<std::int64_t>& amounts) {
    DoseGrid made;
    for (const std::int64_t amount : amounts) made.amounts.push_back({{}, amount, 1});
    return made;
}
const std::vector<std::int64_t> morphine_er{15, 30, 45, 60, 75, 90, 100};

DraftPlan plan_for(const std::string& opioid) {
    const Rotated rotated = rotated_to("methadone", case_of({.opioid = opioid}));
    REQUIRE(rotated.plan.has_value());
    return rotated.plan->plan();
}

/// Milligrams of each dose of the opioids that play this part, in the order of the day.
std::vector<double> doses_of(const Step& step, Role role) {
    std::map<int, double> by_minute;
    for (const Taking& taking : step.taking) {
        if (taking.role != role) continue;
        for (const PlannedDose& dose : taking.doses)
            by_minute[dose.time.minute] += in(given_in_a_day(dose.amount), unit::mg);
    }
    std::vector<double> all;
    for (const auto& [minute, milligrams] : by_minute) all.push_back(milligrams);
    return all;
}

/// MME of what is taken at or after each time of `starts` and before the next one; what is taken before the
/// first belongs to the night that began with the last.
std::vector<double> exposure_from(const std::vector<int>& starts, const std::vector<Taking>& all) {
    std::vector<double> sums(starts.size(), 0);
    for (const Taking& taking : all) {
        if (taking.as_needed) continue;
        const std::string& drug = shipped_library().formulary[taking.drug].id;
        REQUIRE((drug == "morphine" || drug == "methadone"));
        const double factor = drug == "methadone" ? 4.7 : 1;  // CDC 2022
        for (const PlannedDose& dose : taking.doses) {
            std::size_t at = starts.size() - 1;
            for (std::size_t i = 0; i < starts.size(); ++i) {
                if (starts[i] <= dose.time.minute) at = i;
            }
            sums[at] += factor * in(given_in_a_day(dose.amount), unit::mg);
        }
    }
    return sums;
}

}  // namespace

TEST_CASE("two thirds of 100 mg twice a day are 60 mg twice, never 30 mg in the morning and 100 at night") {
    const DraftPlan plan = plan_for("morphine ER 100 mg q12h");
    CHECK(doses_of(plan.steps[0], Role::tapered) == std::vector<double>{60, 60});
    CHECK(doses_of(plan.steps[1], Role::tapered) == std::vector<double>{30, 30});
}

TEST_CASE("on the days with both opioids no time of day holds more exposure than before the switch") {
    for (const std::string opioid :
         {"morphine ER 60 mg q12h", "morphine ER 100 mg q12h", "morphine ER 200 mg q12h",
          "morphine ER 60 mg q8h", "morphine ER 100 mg q8h", "morphine 30 mg q6h"}) {
        CAPTURE(opioid);
        const DraftPlan plan = plan_for(opioid);
        std::vector<int> starts;
        for (const PlannedDose& dose : plan.baseline.front().doses) starts.push_back(dose.time.minute);
        std::sort(starts.begin(), starts.end());
        const std::vector<double> before = exposure_from(starts, plan.baseline);
        for (const Step& step : plan.steps) {
            if (step.kind != StepKind::overlap) continue;
            const std::vector<double> here = exposure_from(starts, step.taking);
            for (std::size_t i = 0; i < starts.size(); ++i) CHECK(here[i] <= before[i] + 1e-6);
        }
    }
}

TEST_CASE("a share is as even as the day was: an uneven day keeps its shape") {
    // Two thirds of 30 and 60 are 20 and 40: 15 and 30, and the 15 mg that are left go where more is missing.
    CHECK(even_share({30, 60}, {30, 60}, grid(morphine_er), 60) == DayDoses{15, 45});
    CHECK(even_share({60, 60}, {60, 60}, grid(morphine_er), 104) == DayDoses{45, 45});
    CHECK(even_share({60, 60}, {60, 60}, grid(morphine_er), 105) == DayDoses{45, 60});
    // 176 mg of 200: 88 each; 75 and 100 would be nearer, and 25 mg apart.
    CHECK(even_share({100, 100}, {100, 100}, grid({15, 30, 45, 60, 75, 90, 100}), 176) == DayDoses{75, 90});
}

TEST_CASE("where the new opioid takes room at one time of day, the old one is left at another") {
    CHECK(even_share({60, 60}, {60, 59}, grid(morphine_er), 105) == DayDoses{60, 45});
    CHECK(even_share({60, 60}, {59, 59}, grid(morphine_er), 105) == DayDoses{45, 45});
    CHECK(even_share({60, 60}, {60, 20}, grid(morphine_er), 80) == DayDoses{45, 15});
}

TEST_CASE("a share below the smallest doses is nothing; at them it is they") {
    CHECK_FALSE(even_share({30, 30}, {30, 30}, grid(morphine_er), 29).has_value());
    CHECK(even_share({30, 30}, {30, 30}, grid(morphine_er), 30) == DayDoses{15, 15});
    // A third of 15 and 100 is 38: 15 mg cannot be divided, and the rest comes off the evening.
    CHECK(even_share({15, 100}, {15, 100}, grid(morphine_er), 38) == DayDoses{15, 15});
    // Doses that are the smallest already: one of them less.
    CHECK(even_share({15, 15}, {15, 15}, grid(morphine_er), 20) == DayDoses{15});
    CHECK_FALSE(even_share({15, 15}, {15, 15}, grid(morphine_er), 14).has_value());
}

TEST_CASE("a fine grid with many doses is shared at once") {
    std::vector<std::int64_t> fine;
    for (std::int64_t amount = 1; amount <= 5000; ++amount) fine.push_back(amount);
    const DayDoses day(24, 5000);
    const auto shared = even_share(day, day, grid(fine), 80000);
    REQUIRE(shared.has_value());
    CHECK(total_of(*shared) == 80000);
    const auto [low, high] = std::minmax_element(shared->begin(), shared->end());
    CHECK(*low == 3333);
    CHECK(*high == 3334);
}

TEST_CASE("a rotation of a liquid that is measured in hundredths of a mL is planned") {
    std::string text = case_of({.opioid = "morphine 20 mg/mL solution 1.75 mL every 6 hours"});
    const std::string asked = "preferences: {tablets_scored: yes}";
    text.replace(text.find(asked), asked.size(),
                 "preferences: {tablets_scored: yes, smallest_volume: 0.01 mL, liquid_acceptable: yes}");
    const Rotated rotated = rotated_to("methadone", text);
    REQUIRE(rotated.plan.has_value());
    // Two thirds of 140 mg are 93.3 mg, a third 46.7: in steps of 0.2 mg four times a day.
    const auto sum = [](const std::vector<double>& doses) {
        double all = 0;
        for (const double dose : doses) all += dose;
        return all;
    };
    CHECK(sum(doses_of(rotated.plan->plan().steps[0], Role::tapered)) == doctest::Approx(93.2));
    CHECK(sum(doses_of(rotated.plan->plan().steps[1], Role::tapered)) == doctest::Approx(46.6));
}

TEST_CASE("random shares of an even day: never above the share, one step apart, and no dose can be raised") {
    const bool held = holds("an even share", 200, [] {
        std::vector<std::int64_t> amounts{*rc::gen::inRange(1, 20)};
        const int count = *rc::gen::inRange(1, 12);
        for (int i = 1; i < count; ++i) amounts.push_back(amounts.back() + *rc::gen::inRange(1, 20));
        const DayDoses now(*rc::gen::inRange<std::size_t>(1, 6), amounts.back());
        const std::int64_t most = *rc::gen::inRange<std::int64_t>(1, total_of(now) + 1);
        const auto day = even_share(now, now, grid(amounts), most);
        const auto slots = static_cast<std::int64_t>(now.size());
        if (!day) {
            RC_ASSERT(most < amounts.front() * (amounts.size() == 1 && slots > 1 ? slots - 1 : slots));
            return;
        }
        RC_ASSERT(total_of(*day) <= most);
        if (day->size() < now.size()) return;
        const auto at = [&](std::int64_t dose) {
            return std::find(amounts.begin(), amounts.end(), dose) - amounts.begin();
        };
        const auto [low, high] = std::minmax_element(day->begin(), day->end());
        RC_ASSERT(at(*high) - at(*low) <= 1);
        const auto next = std::find(amounts.begin(), amounts.end(), *low) + 1;
        if (next != amounts.end()) RC_ASSERT(total_of(*day) + *next - *low > most);
    });
    CHECK(held);
}
