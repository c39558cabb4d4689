#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/run_support.hpp"
#include "tests/cli/schema_support.hpp"

using namespace stepdown::test;
using Json = nlohmann::json;

namespace {

const std::string patient_case =
    "stepdown: case/1\n"
    "patient: {age: 58 years, sex: male, conditions: [], medicines: []}\n"
    "opioids: [\"morphine ER 60 mg q8h\"]\n"
    "used_for: 4 years\n"
    "goal: discontinue\n"
    "start: 2026-12-01\n"
    "supervision: {prescriber: Dr. A, patient_agrees: yes, review_every: 4 weeks}\n"
    "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n";

Ran compared(const std::string& ids, const std::string& format = "json") {
    return run_program({"taper", "case.yaml", "--compare", ids, "--format", format},
                       {{"case.yaml", patient_case}});
}

}  // namespace

TEST_CASE("protocols side by side say what the plan of each says") {
    const Ran ran = compared("slow-long-term,standard, va-slower");
    REQUIRE_MESSAGE(ran.code == 0, ran.err);
    for (const std::string& error : schema_errors(ran.out, "comparison-1.schema.json")) FAIL_CHECK(error);
    const Json document = Json::parse(ran.out);
    REQUIRE(document["compared"].size() == 3);
    for (const Json& one : document["compared"]) {
        const std::string id = one["protocol"];
        CAPTURE(id);
        const Ran alone = run_program({"taper", "case.yaml", "--format", "json"},
                                      {{"case.yaml", patient_case + "protocol: " + id + "\n"}});
        REQUIRE(alone.code == 0);
        const Json plan = Json::parse(alone.out);
        int days = 0, flagged = 0;
        std::size_t visits = plan["after"]["visits"].size();
        double largest = 0, tablets = 0;
        for (const Json& step : plan["steps"]) {
            days += step["days"].get<int>();
            flagged += step["limited_by"].is_null() ? 0 : 1;
            visits += step["visits"].size();
            largest = std::max(largest, -step["opioids"][0]["change"]["from_previous"].get<double>());
            double today = 0;
            for (const Json& dose : step["opioids"][0]["doses"])
                for (const Json& unit : dose["units"]) today += unit["count"].get<double>();
            tablets = std::max(tablets, today);
        }
        CHECK(one["plan"]["days"] == days);
        CHECK(one["plan"]["steps"] == plan["steps"].size());
        CHECK(one["plan"]["flagged_steps"] == flagged);
        CHECK(one["plan"]["visits"] == visits);
        CHECK(one["plan"]["largest_cut"]["of_current"].get<double>() == doctest::Approx(largest));
        CHECK(one["plan"]["most_per_day"]["count"].get<double>() == tablets);
        CHECK(one["plan"]["end"] == plan["steps"].back()["end"]);
    }
}

TEST_CASE("a protocol that is refused stands beside the others with the reason") {
    const Ran ran = compared("slow-long-term,va-rapid");
    CHECK(ran.code == 0);
    const Json document = Json::parse(ran.out);
    CHECK(document["compared"][1]["possible"] == false);
    CHECK(document["compared"][1]["plan"].is_null());
    const Ran text = compared("slow-long-term,va-rapid", "text");
    CHECK(text.code == 0);
    CHECK(text.out.find("locked-protocol") != std::string::npos);
    CHECK(text.out.find("slow-long-term") != std::string::npos);
}

TEST_CASE("a comparison is refused where every protocol is") {
    const Ran ran = compared("va-rapid");
    CHECK(ran.code == 3);
    CHECK(Json::parse(ran.out)["status"] == "refused");
    for (const std::string& error : schema_errors(ran.out, "comparison-1.schema.json")) FAIL_CHECK(error);
}

TEST_CASE("an unknown protocol is named with the nearest") {
    const Ran ran = compared("slow-long-tem,standard", "text");
    CHECK(ran.code == 2);
    CHECK(ran.err.find("write slow-long-term") != std::string::npos);
    CHECK(compared("slow-long-term,", "text").code == 2);
}

TEST_CASE("--goal stands instead of the file's own goal in a comparison, too") {
    const Ran asked = run_program(
        {"taper", "case.yaml", "--compare", "standard", "--goal", "reduce to 50 MME/day", "--format", "json"},
        {{"case.yaml", patient_case}});
    std::string text = patient_case;
    const std::string stop = "goal: discontinue";
    text.replace(text.find(stop), stop.size(), "goal: reduce to 50 MME/day");
    const Ran written = run_program({"taper", "case.yaml", "--compare", "standard", "--format", "json"},
                                    {{"case.yaml", text}});
    REQUIRE_MESSAGE(asked.code == 0, asked.err);
    CHECK(asked.out == written.out);
    CHECK(asked.out != compared("standard").out);
}
