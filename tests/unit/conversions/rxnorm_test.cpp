#include "conversions/rxnorm.hpp"

#include <array>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "conversions/quantity_format.hpp"
#include "conversions/regimen_text.hpp"
#include "tests/support/data_files.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const Formulary& formulary() {
    static const Formulary one = shipped_formulary();
    return one;
}

Problems problems(const std::string& text) {
    const Result<Regimen> regimen = read_regimen(text, formulary(), {"regimen", 1, 1});
    return regimen ? Problems{} : regimen.problems();
}

/// "oxycodone oral immediate 60 mg a day, unit 15 mg", with what else the unit holds.
std::string told(const std::string& text) {
    const Result<Regimen> regimen = read_regimen(text, formulary(), {"regimen", 1, 1});
    if (!regimen) return regimen.problems().front().id + ": " + regimen.problems().front().message;
    std::string out = fmt::format("{} {} {} {}", formulary()[regimen->drug].id, word(regimen->route),
                                  word(regimen->release),
                                  show(*per_day(*regimen, Counting::really_used), unit::mg_per_day));
    if (regimen->unit_strength) out += ", unit " + show(*regimen->unit_strength, unit::mg);
    for (const auto& [drug, mass] : regimen->also_per_unit)
        out += " with " + drug + " " + show(mass, unit::mg);
    return out;
}

/// The problems of a formulary whose table of codes has these rows.
Problems problems_of(const std::string& rows) {
    std::vector<DataFile> files = data_files_under("conversions/data");
    std::erase_if(files, [](const DataFile& file) { return head_of(file)->kind == "rxnorm/1"; });
    files.push_back(
        data_file("stepdown: rxnorm/1\nid: rxnorm\nsource: rxnorm\nat: names\nevidence: secondary\ntable: |\n"
                  "  rxcui,name,drug,form,routes,release,strength,also,not_counted\n" +
                  rows));
    const Result<Formulary> loaded = Formulary::load(files);
    return loaded ? Problems{} : loaded.problems();
}

}  // namespace

// The contents are those that the names of the codes state.
TEST_CASE("a code gives drug, route, release, strength and what else the unit holds") {
    CHECK(told("rxcui:1049611 1 tablet q6h") == "oxycodone oral immediate 60 mg/day, unit 15 mg");
    // acetaminophen 300 MG / codeine phosphate 30 MG Oral Tablet [Tylenol with Codeine]: no product line has
    // this code
    CHECK(told("rxcui:993837 2 tablets q6h") ==
          "codeine oral immediate 240 mg/day, unit 30 mg with acetaminophen 300 mg");
    // acetaminophen 300 MG / butalbital 50 MG / caffeine 40 MG / codeine phosphate 30 MG Oral Capsule
    CHECK(told("rxcui:1433802 1 capsule daily") ==
          "codeine oral immediate 30 mg/day, unit 30 mg with acetaminophen 300 mg with butalbital 50 mg with "
          "caffeine 40 mg");
    CHECK(told("rxcui:197696 1 patch q72h") == "fentanyl transdermal extended 1.8 mg/day");  // 75 mcg/h
    CHECK(told("rxcui:261106 1 lozenge buccal QID") == "fentanyl buccal immediate 0.8 mg/day, unit 0.2 mg");
    CHECK(told("rxcui:1115575 1 spray nasal QID") == "fentanyl nasal immediate 0.4 mg/day, unit 0.1 mg");
    CHECK(told("rxcui:152717 2 mL daily") == "methadone oral immediate 40 mg/day");  // 20 mg/mL
}

TEST_CASE("a route or form that the code does not have is told, and one that it leaves open is asked for") {
    CHECK(problems("rxcui:261106 1 lozenge QID").front().id == "ambiguous-route");
    CHECK(problems("rxcui:205533 1 mL q6h").front().instead ==
          "write the route: intravenous, subcutaneous or intramuscular");
    CHECK(told("rxcui:205533 1 mL IM q6h") == "buprenorphine intramuscular immediate 1.2 mg/day");
    CHECK(problems("rxcui:993837 2 capsules q6h").front().id == "contradiction");
    CHECK(problems("rxcui:993837 2 tablets SL q6h").front().id == "contradiction");
    CHECK(problems("rxcui:993837 ER 2 tablets q6h").front().id == "contradiction");
    CHECK(problems("Norco rxcui:993837 2 tablets q6h").front().id == "ambiguous-drug");
    CHECK(told("rxcui:993837 acetaminophen/codeine 1 tablet daily") ==
          "codeine oral immediate 30 mg/day, unit 30 mg with acetaminophen 300 mg");
    CHECK(problems("rxcui:993837 codeine/aspirin 1 tablet daily").size() == 1);
}

TEST_CASE("a code that cannot be counted is named, with the reason") {
    CHECK(told("rxcui:1797655 1 implant daily")
              .starts_with("unknown-drug: the RxNorm code \"1797655\" (buprenorphine 74.2 MG Drug Implant "
                           "[Probuphine]) cannot be counted"));
    CHECK(told("rxcui:1716076 1 tablet daily") ==
          "unknown-drug: the RxNorm code \"1716076\" (Buprenorphine 0.075 MG) cannot be counted: its name "
          "tells no dose form");
    CHECK(told("rxcui:7804 1 tablet daily") ==
          "unknown-drug: the RxNorm code \"7804\" is oxycodone in any form and strength");
    CHECK(told("rxcui:999 1 tablet daily") == "unknown-drug: no opioid product has the RxNorm code \"999\"");
    CHECK(told("rxcui:01049611 1 tablet daily").starts_with("unknown-drug: no opioid product"));
}

TEST_CASE("every code that can be counted is read, with a dose of its own strength") {
    std::size_t counted = 0;
    for (const CodedProduct& one : formulary().codes()) {
        CAPTURE(one.code);
        if (!one.not_counted.empty()) continue;
        ++counted;
        constexpr std::array words{"tablet",      "capsule", "pill", "mL",    "mL",
                                   "suppository", "patch",   "film", "spray", "lozenge"};
        const bool patch = one.form == FormWord::patch;
        const Result<Regimen> regimen =
            read_regimen(fmt::format("rxcui:{} 2 {} {} {}", one.code,
                                     words[static_cast<std::size_t>(one.form)], word(one.routes.front()),
                                     !patch                                   ? "daily"
                                     : formulary()[one.drug].id == "fentanyl" ? "every 72 hours"
                                                                              : "weekly"),
                         formulary(), {"", 1, 1});
        REQUIRE(regimen);
        const DoseRate unit_a_day = std::visit(
            overloaded{[](const Mass& mass) { return mass / unit::days(1); },
                       [](const Concentration& liquid) { return liquid * unit::ml(1) / unit::days(1); },
                       [](const DoseRate& rate) { return rate; }},
            one.strength);
        const DoseRate daily = *per_day(*regimen, Counting::really_used);
        CHECK(reaches(daily, unit_a_day * 2.0));
        CHECK(reaches(unit_a_day * 2.0, daily));
        CHECK(regimen->also_per_unit.size() == one.also.size());
        CHECK(regimen->release == one.release);
    }
    CHECK(counted == 1190);  // of 1,228 with a dose form, 38 cannot be counted
}

TEST_CASE("the table of codes is read strictly") {
    CHECK(problems_of("  12,a,oxycodone,tablet,oral,immediate,15 mg,,\n").empty());
    CHECK(problems_of("  12,a,,,,,,,its name tells no dose form\n").empty());
    for (const char* row :
         {"12,a,oxycodone,tablet,oral,immediate,15 mg,", "12,a,oxycodone,tablet,oral,immediate,15 mg,,,",
          "x12,a,oxycodone,tablet,oral,immediate,15 mg,,", "12,a,oxycodon,tablet,oral,immediate,15 mg,,",
          "12,a,oxycodone,pill,oral,immediate,15 mg,,", "12,a,oxycodone,tablet,orall,immediate,15 mg,,",
          "12,a,oxycodone,tablet,oral,ER,15 mg,,", "12,a,oxycodone,tablet,oral,immediate,15,,",
          "12,a,oxycodone,tablet,oral,immediate,0 mg,,", "12,a,oxycodone,tablet,oral,immediate,15 mg/mL,,",
          "12,a,oxycodone,liquid,oral,immediate,15 mg,,", "12,a,fentanyl,patch,transdermal,extended,15 mg,,",
          "12,a,oxycodone,tablet,oral,immediate,15 mg,acetaminophen,",
          "12,a,oxycodone,tablet,oral,immediate,15 mg,acetaminophen 325 g,"}) {
        CAPTURE(row);
        const Problems found =
            problems_of("  11,a,oxycodone,tablet,oral,immediate,5 mg,,\n  " + std::string(row) + "\n");
        REQUIRE(found.size() == 1);
        CHECK(found.front().place.line == 9);
    }
    CHECK(problems_of("  12,a,,,,,,,b\n  12,a,,,,,,,b\n").front().id == "duplicate-code");
    CHECK(problems_of("  12,a,,,,,,,b\n  9,a,,,,,,,b\n").front().id == "duplicate-code");
}
