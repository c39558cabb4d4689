// Which route is meant where only a drug is named.
#include "planner/rotation_route.hpp"

#include "tests/rules/rotation_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

ChosenTarget chosen(const std::string& words, const std::string& case_text) {
    auto made = choose_target(words, {"--to", 1, 1}, good_case(case_text), shipped_library(), day_of_run());
    REQUIRE(made);
    return *std::move(made);
}
std::string route_of_buprenorphine(const RotationCase& one) {
    return std::string(word(chosen("buprenorphine", case_of(one)).target.route));
}

}  // namespace

TEST_CASE("a drug's name alone is enough: a plan comes of it, or a refusal with a reason and a way out") {
    for (const Drug& drug : shipped_library().formulary.drugs()) {
        CAPTURE(drug.id);
        const auto target = chosen(drug.id, morphine_120());
        const auto made = rotate(good_case(morphine_120()), target, shipped_library(), day_of_run());
        if (drug.id == "morphine") {
            REQUIRE_FALSE(made);
            CHECK(made.problems().front().id == "nothing-to-convert");
            continue;
        }
        REQUIRE(made);
        CHECK(made->plan.has_value() != made->review.blocked());
        for (const Finding& one : made->review.findings) {
            if (one.severity != Severity::block) continue;
            CHECK_FALSE(one.message.empty());
            CHECK_FALSE(one.instead.empty());
        }
    }
}

TEST_CASE("buprenorphine goes by the patch as far as its label's bands reach, and by a day table above") {
    // Butrans: below 30 mg, and 30 to 80 mg of oral morphine a day; above that another opioid.
    CHECK(route_of_buprenorphine({.opioid = "morphine ER 15 mg daily"}) == "transdermal");
    CHECK(route_of_buprenorphine({.opioid = "morphine ER 30 mg q12h"}) == "transdermal");
    CHECK(route_of_buprenorphine({.opioid = "morphine 20 mg q6h"}) == "transdermal");
    CHECK(route_of_buprenorphine({.opioid = "morphine ER 45 mg q12h"}) == "sublingual");
    CHECK(route_of_buprenorphine({.opioid = "morphine ER 60 mg q12h"}) == "sublingual");
}

TEST_CASE("with opioid use disorder buprenorphine is what treats it, whatever the label of the patch gives") {
    CHECK(route_of_buprenorphine({.opioid = "morphine ER 30 mg q12h", .oud = "yes"}) == "sublingual");
}

TEST_CASE("the patch is the only way to fentanyl; a route that is named is kept, without a word on it") {
    const ChosenTarget patch = chosen("fentanyl", morphine_120());
    CHECK(patch.target.route == Route::transdermal);
    CHECK(patch.target.text == "fentanyl patch");
    REQUIRE(patch.why.has_value());
    CHECK(patch.why->severity == Severity::note);
    CHECK_FALSE(chosen("buprenorphine buccal", morphine_120()).why.has_value());
    CHECK_FALSE(chosen("hydromorphone", morphine_120()).why.has_value());
}

TEST_CASE("the choice says why, and how the other routes are asked for") {
    const auto why = chosen("buprenorphine", case_of({.opioid = "morphine ER 30 mg q12h"})).why;
    REQUIRE(why.has_value());
    CHECK(why->rule == "route-chosen");
    CHECK(why->message.find("label has a start for the present dose") != std::string::npos);
    CHECK(why->instead.find("--to \"buprenorphine sublingual\"") != std::string::npos);
    CHECK(why->instead.find("--to \"buprenorphine buccal\"") != std::string::npos);
    const auto made = rotate(good_case(morphine_120()), chosen("buprenorphine", morphine_120()),
                             shipped_library(), day_of_run());
    REQUIRE(made);
    REQUIRE(made->plan.has_value());
    CHECK(lines_of(made->plan->review(), "route-chosen") == std::vector<std::string>{"route-chosen note"});
}

TEST_CASE("where one of goal and --to leaves the route open, the other one decides") {
    const auto read = [&](const std::string& goal, const std::string& to) -> std::string {
        const std::string text = morphine_120({.more = "goal: " + goal + "\n"});
        const auto made = target_of(good_case(text), chosen(to, text), shipped_library(), day_of_run());
        return made ? made->target.text : made.problems().front().id;
    };
    CHECK(read("rotate to buprenorphine", "buprenorphine SL") == "buprenorphine SL");
    CHECK(read("rotate to buprenorphine buccal", "buprenorphine") == "buprenorphine buccal");
    CHECK(read("rotate to buprenorphine", "buprenorphine") == "buprenorphine sublingual");
    CHECK(read("rotate to buprenorphine", "fentanyl") == "goal-target");
    CHECK(read("rotate to buprenorphine patch", "buprenorphine SL") == "goal-target");
}

TEST_CASE("words that fit no drug stay what they were: an error that names them") {
    const auto made = choose_target("buprenorfine", {"--to", 1, 1}, good_case(morphine_120()),
                                    shipped_library(), day_of_run());
    REQUIRE_FALSE(made);
    CHECK(made.problems().front().id == "unknown-drug");
}
