// The start of a rotation beside what is taken now, and every refusal with its reason and its way out.
#include "planner/rotation_route.hpp"
#include "tests/rules/rotation_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

using Lines = std::vector<std::string>;

struct Started {
    double patch = 0;
    Lines lowered, ceiling;
};
Started patch_after(const std::string& opioid) {
    CAPTURE(opioid);
    const Rotated rotated = rotated_to("fentanyl patch", case_of({.opioid = opioid}));
    REQUIRE(rotated.plan.has_value());
    return {in(rotated.basis->dose_used, unit::mcg_per_hour), lines_of(rotated.review, "start-lowered"),
            lines_of(rotated.review, "overlap-ceiling")};
}

Lines blocks_of(const Rotated& rotated) {
    Lines all;
    for (const Finding& one : rotated.review.findings) {
        if (one.severity == Severity::block) all.push_back(one.rule);
    }
    return all;
}
bool has(const Lines& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

TEST_CASE(
    "no patch begins with more exposure than was taken before, and no dose of the label's rows is refused") {
    // CDC 2022: oxycodone 1.5, hydromorphone 5, patches 2.4 MME for each mcg/h. 25 mcg/h are 60 MME.
    const Lines warned{"start-lowered warn"};
    struct Row {
        std::string opioid;
        double patch;
        bool is_lowered;
    };
    for (const Row& row :
         std::vector<Row>{{"oxycodone 5 mg q4h", 12, true},         // 30 mg, 45 MME
                          {"oxycodone 10 mg q6h", 25, false},       // 40 mg, 60 MME
                          {"oxycodone ER 20 mg q12h", 25, false},   //
                          {"oxycodone ER 35 mg q12h", 37.5, true},  // 70 mg, 105 MME: 50 mcg/h would be 120
                          {"oxycodone ER 40 mg q12h", 50, false},   // 80 mg, 120 MME
                          {"oxycodone ER 60 mg q12h", 75, false},   // 120 mg, 180 MME
                          {"hydromorphone 2 mg q6h", 12, true},     // 8 mg, 40 MME
                          {"hydromorphone 2 mg q4h", 25, false},    // 12 mg, 60 MME
                          {"morphine ER 30 mg q12h", 25, false},    // 60 mg, 60 MME
                          {"morphine ER 45 mg q8h", 50, false}}) {  // 135 mg
        CAPTURE(row.opioid);
        const Started started = patch_after(row.opioid);
        CHECK(started.patch == doctest::Approx(row.patch));
        CHECK((started.lowered == warned) == row.is_lowered);
        CHECK(started.ceiling.empty());
    }
}

TEST_CASE("a lowered start says what the label's row gives and as what it counts") {
    const Rotated rotated = rotated_to("fentanyl patch", case_of({.opioid = "oxycodone 5 mg q4h"}));
    for (const Finding& one : rotated.review.findings) {
        if (one.rule != "start-lowered") continue;
        for (const char* text : {"25 mcg/h", "60 MME/day", "45 MME/day", "12 mcg/h"})
            CHECK_MESSAGE(one.message.find(text) != std::string::npos, one.message);
    }
}

TEST_CASE("where the ceiling leaves no room for a rescue dose, the plan says so") {
    const Rotated rotated = rotated_to("fentanyl patch", case_of({.opioid = "oxycodone ER 40 mg q12h"}));
    REQUIRE(rotated.plan.has_value());  // 50 mcg/h are the 120 MME that were taken
    CHECK(rotated.basis->no_rescue_because.find("120 MME/day") != std::string::npos);
    for (const Step& step : rotated.plan->plan().steps) {
        for (const Taking& one : step.taking) CHECK(one.role != Role::rescue);
    }
}

TEST_CASE("a rescue dose is of whole tablets where one is small enough, though a half would be larger") {
    // 90 mg of oxycodone: at most 9 mg; half a tablet of 15 mg would be 7.5 mg. 15 MME are left beside 50
    // mcg/h.
    const Rotated rotated = rotated_to("fentanyl patch", case_of({.opioid = "oxycodone 15 mg q4h"}));
    REQUIRE(rotated.plan.has_value());
    for (const Step& step : rotated.plan->plan().steps) {
        const auto rescue = std::find_if(step.taking.begin(), step.taking.end(),
                                         [](const Taking& one) { return one.role == Role::rescue; });
        REQUIRE(rescue != step.taking.end());
        CHECK(in(rescue->as_needed->amount, unit::mg) == doctest::Approx(5));
        CHECK(rescue->as_needed->most_per_day == 2);
        for (const UnitCount& unit : rescue->as_needed->units) CHECK(unit.thousandths % 1000 == 0);
    }
}

TEST_CASE("a way that is named for less than it is described for is a warning; within its range it is none") {
    const auto warned = [](const std::string& opioid) {
        return lines_of(
            rotated_to("methadone", case_of({.opioid = opioid, .more = "protocol: methadone-stop-and-go\n"}))
                .review,
            "way-out-of-range");
    };
    CHECK(warned("morphine ER 200 mg q8h") == Lines{"way-out-of-range warn"});  // 600 mg: not above
    CHECK(warned("morphine ER 100 mg q8h") == Lines{"way-out-of-range warn"});
    CHECK(warned("morphine ER 200 mg q6h").empty());  // 800 mg
}

TEST_CASE("every refusal of a new opioid has its rule, its reason and a way out") {
    struct Row {
        std::string from, to, rule;
        std::string patient;  // put before the closing brace of the patient
    };
    const std::string q12 = "morphine ER 60 mg q12h";
    for (const Row& row : std::vector<Row>{
             {"morphine ER 100 mg q8h", "tapentadol", "daily-ceiling", ""},
             {"morphine ER 90 mg q12h", "tramadol", "daily-ceiling", ""},
             {q12, "codeine", "daily-ceiling", ""},
             {q12, "levorphanol", "daily-ceiling", ""},
             {q12, "dihydrocodeine", "to-dihydrocodeine", ""},
             {q12, "meperidine", "to-meperidine", ""},
             {q12, "butorphanol", "to-mixed-agonist", ""},
             {q12, "nalbuphine", "to-mixed-agonist", ""},
             {q12, "pentazocine", "to-mixed-agonist", ""},
             {q12, "fentanyl buccal", "to-transmucosal-fentanyl", ""},
             {q12, "fentanyl sublingual", "to-transmucosal-fentanyl", ""},
             {q12, "fentanyl nasal", "to-transmucosal-fentanyl", ""},
             {"morphine 15 mg q6h", "tapentadol", "tapentadol-severe-impairment", ", liver: child-pugh-c"},
             {"morphine 15 mg q6h", "tapentadol", "tapentadol-severe-impairment", ", dialysis: hemodialysis"},
             {"oxycodone 5 mg q8h", "tramadol", "tramadol-breastfeeding",
              ", sex: female, pregnant: no, breastfeeding: yes"},
             {"oxycodone 5 mg q8h", "codeine", "codeine-breastfeeding",
              ", sex: female, pregnant: no, breastfeeding: yes"},
             {"oxycodone 5 mg q8h", "tramadol", "tramadol-under-age", ", age: 11 years"},
             {"oxycodone 5 mg q8h", "codeine", "codeine-under-age", ", age: 11 years"},
             {"oxycodone 5 mg q8h", "hydromorphone", "under-age", ", age: 17 years"},
             {"{regimen: methadone 10 mg q8h, for: pain}", "morphine", "from-methadone", ""},
             {"{regimen: methadone 10 mg q8h, for: pain}", "buprenorphine", "methadone-to-buprenorphine", ""},
             {"fentanyl patch 50 mcg/h every 3 days", "buprenorphine SL", "switch-not-from-here", ""},
         }) {
        CAPTURE(row.from);
        CAPTURE(row.to);
        CAPTURE(row.rule);
        std::string text = case_of({.opioid = row.from});
        // The last of two facts would be a fault: the one that the case has is taken out.
        for (const std::string key :
             {"liver: none, ", "dialysis: none, ", "sex: male, ", "age: 58 years, "}) {
            const std::string name = key.substr(0, key.find(':') + 1);
            if (row.patient.find(name) == std::string::npos) continue;
            text.replace(text.find(key), key.size(), "");
        }
        text.insert(text.find("}\nopioids"), row.patient);
        const Case asked = good_case(text);
        const auto target = choose_target(row.to, {"--to", 1, 1}, asked, shipped_library(), day_of_run());
        REQUIRE(target);
        const auto made = rotate(asked, *target, shipped_library(), day_of_run());
        REQUIRE(made);
        CHECK_FALSE(made->plan.has_value());
        CHECK(has(blocks_of(*made), row.rule));
        for (const Finding& one : made->review.findings) {
            if (one.rule != row.rule) continue;
            CHECK_FALSE(one.message.empty());
            CHECK_FALSE(one.instead.empty());
            CHECK_FALSE(one.citations.empty());
        }
    }
}

TEST_CASE("levorphanol starts below the dose that its source advises against as a start, and not above") {
    // 30 mg of oral morphine are 4 mg: 45 mg are the 6 mg.
    const auto refused = [](const std::string& opioid) {
        return has(blocks_of(rotated_to("levorphanol", case_of({.opioid = opioid}))), "daily-ceiling");
    };
    CHECK_FALSE(refused("morphine ER 15 mg q8h"));
    CHECK(refused("morphine ER 15 mg q6h"));
}

TEST_CASE("of a spread of doses really used the low end counts, in the start and in the rescue dose") {
    const std::string order = "\"oxycodone 10 mg every 4 hours as needed, uses 2-4 a day\"";
    const auto low = rotated_to("morphine ER", case_of({.opioid = order}));
    const auto two = rotated_to(
        "morphine ER", case_of({.opioid = "\"oxycodone 10 mg every 4 hours as needed, uses 2 a day\""}));
    REQUIRE(low.plan.has_value());
    REQUIRE(two.plan.has_value());
    CHECK(in(low.basis->dose_used, unit::mg_per_day) == in(two.basis->dose_used, unit::mg_per_day));
    CHECK(in(*low.basis->exposure_ceiling, unit::mme_per_day) == doctest::Approx(30));  // 2 x 10 x 1.5
    for (const Rotated* one : {&low, &two}) {
        for (const Step& step : one->plan->plan().steps) {
            for (const Taking& taking : step.taking) {
                if (taking.role == Role::rescue)
                    CHECK(in(taking.as_needed->amount, unit::mg) <= 2.0);  // a tenth of 20 mg
            }
        }
    }
}

TEST_CASE("a rescue dose of tablets that are taken as needed keeps the interval they are prescribed with") {
    const auto rescue_after = [](const std::string& as_needed) {
        const Rotated rotated = rotated_to(
            "fentanyl patch",
            case_of({.opioid = "\"morphine ER 60 mg q12h\"\n  - \"morphine 15 mg " + as_needed + "\""}));
        REQUIRE(rotated.plan.has_value());
        for (const Taking& taking : rotated.plan->plan().steps.front().taking) {
            if (taking.role == Role::rescue) return *taking.as_needed;
        }
        FAIL("no rescue dose");
        return AsNeededUse{};
    };
    // 150 MME were taken, 50 mcg/h are 120: two doses of 15 mg have room, whenever they are needed.
    const AsNeededUse often = rescue_after("every 4 hours as needed, uses 2 a day");
    CHECK(in(often.amount, unit::mg) == 15.0);
    CHECK(in(*often.at_most_every, unit::hours) == 4.0);
    CHECK(*often.most_per_day == 2.0);
    CHECK(in(*rescue_after("every 8 hours as needed, uses 2 a day").at_most_every, unit::hours) == 8.0);
}
