#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/cli/schema_support.hpp"

using nlohmann::json;
using stepdown::test::DocumentSchema;
using stepdown::test::schema_errors;

namespace {

/// An answer that is right in every field, by name: "taper" is tests/meta/schema_examples/taper.json.
json example(const std::string& name) {
    std::ifstream stream(STEPDOWN_SOURCE_DIR "/tests/meta/schema_examples/" + name + ".json");
    REQUIRE(stream);
    return json::parse(stream);
}

/// One fault put into an example: the operations of a JSON patch (RFC 6902).
struct Fault {
    std::string what;
    json patch;
};

json put(const std::string& path, const json& value) {
    return {{"op", "replace"}, {"path", path}, {"value", value}};
}
json add(const std::string& path, const json& value) {
    return {{"op", "add"}, {"path", path}, {"value", value}};
}
json cut(const std::string& path) {
    return {{"op", "remove"}, {"path", path}};
}
json one(const json& operation) {
    return json::array({operation});
}

void check_refused(const std::string& name, const std::string& schema_file,
                   const std::vector<Fault>& faults) {
    const json right = example(name);
    const DocumentSchema schema(schema_file);
    for (const Fault& fault : faults) {
        CAPTURE(fault.what);
        CHECK_FALSE(schema.errors(right.patch(one(fault.patch)).dump()).empty());
    }
}

void check_accepted(const json& document, const std::string& schema) {
    const std::vector<std::string> errors = schema_errors(document.dump(), schema);
    CAPTURE(document.value("kind", ""));
    CHECK(errors == std::vector<std::string>{});
}

/// Each key of an object, at any depth, as a JSON pointer.
void each_key(const json& node, const std::string& path, std::vector<std::string>& paths) {
    for (const auto& [key, value] : node.items()) {
        std::string here = path;
        here.append("/").append(key);
        if (node.is_object()) paths.push_back(here);
        if (value.is_structured()) each_key(value, here, paths);
    }
}

/// The pointers of `document` whose removal leaves it a conforming document.
std::set<std::string> removable(const std::string& name, const std::string& schema_file) {
    const json document = example(name);
    const DocumentSchema schema(schema_file);
    std::vector<std::string> paths;
    each_key(document, "", paths);
    std::set<std::string> free;
    for (const std::string& path : paths) {
        if (path.starts_with("/citations/")) continue;  // a map by id, whose ids hold slashes
        if (schema.errors(document.patch(one(cut(path))).dump()).empty()) free.insert(path);
    }
    return free;
}

}  // namespace

TEST_CASE("the examples of the documents conform to their schemas") {
    check_accepted(example("taper"), "plan-1.schema.json");
    check_accepted(example("rotation"), "plan-1.schema.json");
    check_accepted(example("mme"), "mme-1.schema.json");
    check_accepted(example("convert"), "convert-1.schema.json");
    check_accepted(example("error"), "error-1.schema.json");
}

TEST_CASE("a field that the contract lists cannot be left out") {
    // What the case holds is free; outcomes come only with --explain.
    CHECK(removable("taper", "plan-1.schema.json") == std::set<std::string>{"/case/stepdown"});
    CHECK(removable("rotation", "plan-1.schema.json") == std::set<std::string>{"/outcomes"});
    CHECK(removable("mme", "mme-1.schema.json").empty());
    CHECK(removable("convert", "convert-1.schema.json").empty());
    CHECK(removable("error", "error-1.schema.json").empty());
}

TEST_CASE("a plan with one wrong field is not a plan") {
    check_refused(
        "taper", "plan-1.schema.json",
        {
            {"a key that nobody knows", add("/steps/0/dose", 5)},
            {"a key that nobody knows, in the envelope", add("/note", "")},
            {"a key that nobody knows, in an opioid", add("/steps/0/opioids/0/strength", 5)},
            {"the schema of another document", put("/schema", "stepdown/mme/1")},
            {"an unknown status", put("/status", "ok")},
            {"an error is another schema", put("/status", "error")},
            {"an unknown kind of step", put("/steps/0/kind", "increase")},
            {"an unknown limit", put("/steps/0/limited_by", "none")},
            {"an unknown role", put("/steps/0/opioids/0/role", "taper")},
            {"an unknown release", put("/steps/0/opioids/0/release", "ER")},
            {"an unknown way of counting", put("/steps/0/opioids/0/counted_as", "guessed")},
            {"an unknown time of day", put("/steps/0/opioids/0/doses/0/at", "07:00")},
            {"no such clock time", put("/steps/0/opioids/0/doses/0/time", "24:00")},
            {"a daily dose in the unit of one dose", put("/steps/0/opioids/0/daily_dose/unit", "mg")},
            {"a dose in the unit of a day", put("/steps/0/opioids/0/doses/0/amount/unit", "mg/d")},
            {"MME in the unit of a drug", put("/steps/0/mme/unit", "mg/d")},
            {"a bare number as a dose", put("/steps/0/opioids/0/daily_dose", 165)},
            {"a number in quotes", put("/steps/0/opioids/0/daily_dose/value", "165")},
            {"a dose below zero", put("/steps/0/opioids/0/daily_dose/value", -1)},
            {"a dose of zero", put("/steps/0/opioids/0/doses/0/amount/value", 0)},
            {"fewer than no tablets", put("/steps/0/opioids/0/doses/0/units/0/count", -1)},
            {"no tablet", put("/steps/0/opioids/0/doses/0/units/0/count", 0)},
            {"a quarter of a tablet", put("/steps/0/opioids/0/doses/0/units/0/count", 0.25)},
            {"a dose without its tablets", put("/steps/0/opioids/0/doses/0/units", json::array())},
            {"neither doses nor an as-needed dose", put("/steps/0/opioids/0/doses", json::array())},
            {"an opioid of a step without its change", put("/steps/0/opioids/0/change", nullptr)},
            {"a cut of more than all", put("/steps/0/change/of_original", -1.01)},
            {"more lost than there was", put("/steps/0/change/lost_14d", 1.01)},
            {"a tablet dose with patch changes",
             add("/steps/0/opioids/0/doses/0/change_on", json::array({"2026-12-01"}))},
            {"a date that is not ISO 8601", put("/steps/0/start", "12/01/2026")},
            {"a month that does not exist", put("/steps/0/start", "2026-13-01")},
            {"half a day", put("/steps/0/days", 27.5)},
            {"a step of no days", put("/steps/0/days", 0)},
            {"a step that reduces without a review", put("/steps/0/review", nullptr)},
            {"an issued plan without steps", put("/steps", json::array())},
            {"an issued plan without a protocol", put("/protocol", nullptr)},
            {"an issued plan with a block that stands", put("/findings/0/severity", "block")},
            {"a refused plan without a block", put("/status", "refused")},
            {"a plan with steps where no taper is needed", put("/status", "done")},
            {"a new version without its parent", put("/kind", "replan")},
            {"a rotation without its estimates", put("/kind", "rotate")},
            {"an unknown severity", put("/findings/0/severity", "error")},
            {"a finding at a step 0", put("/findings/0/step", 0)},
            {"a finding at a step in words", put("/findings/0/step", "1")},
            {"an acknowledgement that is not a yes or no", put("/findings/0/acknowledge", nullptr)},
            {"an override without a reason", put("/findings/0/overridden_by", {{"by", "Dr. A"}})},
            {"a rule that is not an id", put("/findings/0/rule", "Naloxone offered")},
            {"a citation without evidence", cut("/citations/va-2016~1page-4/evidence")},
            {"an unknown grade of evidence", put("/citations/va-2016~1page-4/evidence", "good")},
            {"a base that no protocol has", put("/protocol/base", "previous")},
            {"stopped, with a dose", put("/after/opioids", example("taper")["steps"][0]["opioids"])},
            {"an unknown end", put("/after/kind", "zero")},
            {"a fill of part of a tablet", put("/steps/0/fills/0/quantity", 84.5)},
            {"a fill of an unknown schedule", put("/steps/0/fills/0/schedule", "C2")},
            {"a problem in an issued plan", put("/problems", example("error")["problems"])},
        });
}

TEST_CASE("a rotation with one wrong field is not a plan") {
    const std::string at = "/steps/0/opioids/0";
    check_refused(
        "rotation", "plan-1.schema.json",
        {
            {"a patch that is changed every day", put(at + "/every_days", 1)},
            {"a patch dosed in mg", put(at + "/doses/0/amount/unit", "mg")},
            {"a patch without its change days", cut(at + "/doses/0/change_on")},
            {"half a capsule", put("/steps/0/opioids/1/as_needed/units/0/count_unit", "capsule")},
            {"half a patch", put(at + "/doses/0/units/0/count", 0.5)},
            {"an override that has been taken away", put("/findings/0/overridden_by", nullptr)},
            {"a curve that claims to be exact", put("/rotation/curve/illustrative", false)},
            {"an estimate in MME", put("/rotation/estimates/0/equianalgesic/unit", "{MME}/d")},
            {"an as-needed interval in days", put("/steps/0/opioids/1/as_needed/at_most_every/unit", "d")},
            {"an unknown result of a rule", put("/outcomes/0/result", "ok")},
        });
}

TEST_CASE("an MME answer with one wrong field is not an answer") {
    check_refused("mme", "mme-1.schema.json",
                  {
                      {"complete, with something left out", put("/complete", true)},
                      {"incomplete, with nothing left out", put("/unconverted", json::array())},
                      {"a total in mg", put("/total/unit", "mg/d")},
                      {"a total below zero", put("/total/value", -1)},
                      {"MME without a factor", put("/items/0/factor", nullptr)},
                      {"a factor without MME", put("/items/0/mme", nullptr)},
                      {"MME without a citation", put("/items/0/citations", json::array())},
                      {"MME without the working", put("/items/0/working", json::array())},
                      {"a factor without a unit", put("/items/0/factor", 1.5)},
                      {"a factor in no unit of factors", put("/items/0/factor/unit", "mg")},
                      {"refused, which this command never is", put("/status", "refused")},
                      {"a year in place of the citation", put("/citations/cdc-2022~1mme-table", "2022")},
                      {"an indication that nobody knows", put("/items/1/for", "cough")},
                      {"a route that nobody knows", put("/items/1/route", "PO")},
                      {"a field of the plan", add("/steps", json::array())},
                  });
}

TEST_CASE("a conversion with one wrong field is not a conversion") {
    check_refused("convert", "convert-1.schema.json",
                  {
                      {"an answer that is refused as well", put("/status", "refused")},
                      {"an answer without a dose", put("/recommended", nullptr)},
                      {"a block that stands in an answer", put("/findings/0/severity", "block")},
                      {"a dose without a unit", put("/recommended/daily_dose", 40)},
                      {"a day's dose in the unit of one dose", put("/recommended/daily_dose/unit", "mg")},
                      {"a dose below zero", put("/recommended/low/value", -1)},
                      {"a reduction in percent", put("/recommended/reduction/high", 50)},
                      {"a reduction chosen by nobody", put("/recommended/reduction/chosen_by", nullptr)},
                      {"a state that nobody knows", put("/recommended/why/0/state", "maybe")},
                      {"a reason without a source", put("/recommended/why/0/citations", json::array())},
                      {"neither a regimen nor why there is none", put("/recommended/regimen", nullptr)},
                      {"no regimens beside one", put("/recommended/regimens", json::array())},
                      {"no estimate", put("/estimates", json::array())},
                      {"an estimate without working", put("/estimates/0/working", json::array())},
                      {"an estimate without a source", put("/estimates/0/citations", json::array())},
                      {"an estimate in MME", put("/estimates/0/equianalgesic/unit", "{MME}/d")},
                      {"nothing converted", put("/from", json::array())},
                      {"an order, not a draft", put("/draft", false)},
                      {"a field of a plan", add("/steps", json::array())},
                  });
}

TEST_CASE("an error with one wrong field is not an error document") {
    check_refused("error", "error-1.schema.json",
                  {
                      {"without a problem", put("/problems", json::array())},
                      {"that passes for an answer", put("/status", "done")},
                      {"with an answer", add("/total", 30)},
                      {"at a line before the first", put("/problems/0/line", -1)},
                      {"without saying what would be right", cut("/problems/0/instead")},
                      {"reviewed by somebody", put("/draft", false)},
                  });
}

TEST_CASE("what the schemas leave open is open") {
    json without_total = example("mme");
    without_total["total"] = nullptr;
    check_accepted(without_total, "mme-1.schema.json");

    json every_set = example("mme");
    every_set["sets"] = {{{"source", "cdc-2022"}, {"total", nullptr}, {"items", every_set["items"]}}};
    check_accepted(every_set, "mme-1.schema.json");

    json no_regimen = example("convert");
    no_regimen["recommended"]["regimen"] = nullptr;
    no_regimen["recommended"]["regimens"] = json::array();
    no_regimen["recommended"]["no_regimen"] = {{"because", "No product."}, {"instead", "Ask the pharmacy."}};
    check_accepted(no_regimen, "convert-1.schema.json");

    json not_converted = example("convert");
    not_converted["status"] = "refused";
    not_converted["recommended"] = nullptr;
    not_converted["estimates"] = not_converted["rules_of_thumb"] = json::array();
    not_converted["findings"][0]["severity"] = "block";
    check_accepted(not_converted, "convert-1.schema.json");

    json halved = example("taper");
    halved["steps"][0]["opioids"][0]["doses"][0]["units"][0]["count"] = 0.5;
    check_accepted(halved, "plan-1.schema.json");

    json without_factor = example("rotation");
    without_factor["steps"][0]["opioids"][1]["mme"] = without_factor["steps"][0]["mme"] = nullptr;
    without_factor["steps"][0]["mme_excludes"] = {"hydrocodone"};
    check_accepted(without_factor, "plan-1.schema.json");

    json refused = example("taper");
    refused["status"] = "refused";
    refused["findings"][0]["severity"] = "block";
    refused["protocol"] = refused["baseline"] = refused["after"] = nullptr;
    refused["steps"] = refused["segments"] = json::array();
    check_accepted(refused, "plan-1.schema.json");

    json replanned = example("taper");
    replanned["kind"] = "replan";
    replanned["parent"] = replanned["id"];
    check_accepted(replanned, "plan-1.schema.json");

    json maintained = example("taper");
    maintained["after"]["kind"] = "maintain";
    maintained["after"]["opioids"] = maintained["steps"][0]["opioids"];
    check_accepted(maintained, "plan-1.schema.json");
}

TEST_CASE("text that is not one JSON document is told as a fault") {
    const std::string good = example("error").dump();
    CHECK(schema_errors(good, "error-1.schema.json").empty());
    CHECK_FALSE(schema_errors("", "error-1.schema.json").empty());
    CHECK_FALSE(schema_errors(good + good, "error-1.schema.json").empty());
    CHECK_FALSE(schema_errors("{\"status\": \"error\", " + good.substr(1), "error-1.schema.json").empty());
    CHECK_FALSE(schema_errors(good, "no-such.schema.json").empty());
}

TEST_CASE("every schema file can be read, and refuses an empty object") {
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(STEPDOWN_SOURCE_DIR "/docs/schema")) {
        const std::string file = entry.path().filename().string();
        CAPTURE(file);
        CHECK(file.ends_with("-1.schema.json"));
        if (file == "common-1.schema.json") continue;  // definitions only
        ++files;
        const std::vector<std::string> errors = schema_errors("{}", file);
        CHECK_FALSE(errors.empty());
        CHECK(errors.front().find("exception") == std::string::npos);
    }
    CHECK(files >= 3);
}
