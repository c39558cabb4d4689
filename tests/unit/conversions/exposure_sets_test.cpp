#include <array>
#include <doctest/doctest.h>
#include <set>

#include "conversions/exposure.hpp"
#include "conversions/regimen_text.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const ExposureTable& set(const std::string& id) {
    const ExposureTable* table = shipped_library().exposure_table(id);
    REQUIRE_MESSAGE(table, "there is no set ", id);
    return *table;
}

Regimen regimen(const std::string& text) {
    Result<Regimen> read = read_regimen(text, shipped_library().formulary, {"test", 1, 1});
    if (!read) FAIL(text << ": " << show_problem(read.problems().front(), ""));
    return *std::move(read);
}

Exposure by(const std::string& id, const std::vector<std::string>& texts) {
    std::vector<Regimen> all;
    for (const std::string& text : texts) all.push_back(regimen(text));
    return exposure(all, set(id), Counting::most_allowed);
}

/// The total in MME per day; every opioid must have been counted.
double mme(const std::string& id, const std::vector<std::string>& texts) {
    CAPTURE(id);
    CAPTURE(texts.front());
    const Exposure result = by(id, texts);
    REQUIRE(result.total);
    CHECK(result.complete);
    return in(*result.total, unit::mme_per_day);
}

doctest::Approx exactly(double value) {
    return doctest::Approx(value).epsilon(1e-12);
}

/// One printed row: the drug, its route and the number as printed, per mg, per mcg or per mcg/h.
struct Printed {
    const char* drug;
    Route route;
    double factor;
    const char* unit;
    Evidence evidence = Evidence::verified;
    Form form = Form::tablet;  // looked at only where the row names forms
};

constexpr const char* per_mg = "MME/mg";
constexpr const char* per_mcg = "MME/mcg";
constexpr const char* per_mcg_h = "(MME/day)/(mcg/h)";
constexpr Evidence copy = Evidence::secondary;
constexpr Evidence worked_out = Evidence::derived;

double printed_value(const Band& band, std::string_view in_unit) {
    const MmePerMass factor = band.factor.for_caution();
    if (in_unit == per_mcg) return in(factor, unit::mme_per_mcg);
    if (in_unit == per_mcg_h) return in(factor, unit::mme_per_day_per_mcg_per_hour);
    return in(factor, unit::mme_per_mg);
}

/// The rows of a set that have factors: exactly these, with one band each. `banded` rows are left out.
void check_rows(const std::string& id, const std::vector<Printed>& printed, std::size_t banded = 0) {
    CAPTURE(id);
    std::size_t with_factors = 0;
    for (const ExposureRow& row : set(id).rows)
        with_factors += std::holds_alternative<std::vector<Band>>(row.rule) ? 1U : 0U;
    std::set<const ExposureRow*> found;
    for (const Printed& one : printed) {
        CAPTURE(one.drug);
        CAPTURE(word(one.route));
        const auto drug = shipped_library().formulary.drug(one.drug);
        REQUIRE(drug);
        const auto& rows = set(id).rows;
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const ExposureRow& candidate) {
            return candidate.drug == *drug && candidate.route == one.route &&
                   (candidate.forms.empty() || std::find(candidate.forms.begin(), candidate.forms.end(),
                                                         one.form) != candidate.forms.end());
        });
        REQUIRE(row != rows.end());
        found.insert(&*row);
        const auto* bands = std::get_if<std::vector<Band>>(&row->rule);
        REQUIRE(bands);
        REQUIRE(bands->size() == 1);
        CHECK(printed_value(bands->front(), one.unit) == exactly(one.factor));
        CHECK(bands->front().published.ends_with(std::string(" ") + one.unit));
        CHECK(bands->front().factor.evidence() == one.evidence);
    }
    CHECK(with_factors == found.size() + banded);
}

}  // namespace

TEST_CASE("there are the eight sets, and each is read with the cautions of its source") {
    CHECK(shipped_library().exposure_tables.size() == 8);
    for (const ExposureTable& table : shipped_library().exposure_tables) {
        CAPTURE(table.id);
        CHECK_FALSE(table.cautions.empty());
        CHECK(table.caution_citations.size() == table.cautions.size());
    }
    CHECK(set("cdc-ncipc-2016").cautions.front().starts_with("For analysis only"));
    CHECK(set("heal-2025").cautions.front().starts_with("For analysis only"));
    CHECK(set("von-korff-2008").cautions.front().starts_with("For analysis only"));
    CHECK(set("cms-2017").cautions.front().starts_with("For comparison with the past only"));
    CHECK(set("cdc-2016").cautions.front().starts_with("For comparison with the past only"));
}

TEST_CASE("the CDC 2016 factors are those of its table 4") {
    check_rows("cdc-2016",
               {{"codeine", Route::oral, 0.15, per_mg},
                {"fentanyl", Route::transdermal, 2.4, per_mcg_h},
                {"hydrocodone", Route::oral, 1, per_mg},
                {"hydromorphone", Route::oral, 4, per_mg},
                {"morphine", Route::oral, 1, per_mg},
                {"oxycodone", Route::oral, 1.5, per_mg},
                {"oxymorphone", Route::oral, 3, per_mg},
                {"tapentadol", Route::oral, 0.4, per_mg}},
               1);
    CHECK_FALSE(by("cdc-2016", {"tramadol 50 mg q6h"}).total);
}

TEST_CASE("the NCIPC factors are those of the file of August 2016, patches on a daily basis") {
    check_rows("cdc-ncipc-2016",
               {{"buprenorphine", Route::transdermal, 1.8, per_mcg_h, worked_out},
                {"buprenorphine", Route::sublingual, 30, per_mg},
                {"buprenorphine", Route::buccal, 0.03, per_mcg},
                {"butorphanol", Route::nasal, 7, per_mg},
                {"codeine", Route::oral, 0.15, per_mg},
                {"dihydrocodeine", Route::oral, 0.25, per_mg},
                {"fentanyl", Route::buccal, 0.13, per_mcg},
                {"fentanyl", Route::buccal, 0.13, per_mcg, Evidence::verified, Form::lozenge},
                {"fentanyl", Route::buccal, 0.18, per_mcg, Evidence::verified, Form::film},
                {"fentanyl", Route::buccal, 0.18, per_mcg, Evidence::verified, Form::spray},
                {"fentanyl", Route::sublingual, 0.13, per_mcg},
                {"fentanyl", Route::sublingual, 0.13, per_mcg, Evidence::verified, Form::lozenge},
                {"fentanyl", Route::sublingual, 0.18, per_mcg, Evidence::verified, Form::film},
                {"fentanyl", Route::sublingual, 0.18, per_mcg, Evidence::verified, Form::spray},
                {"fentanyl", Route::nasal, 0.16, per_mcg},
                {"fentanyl", Route::transdermal, 2.4, per_mcg_h, worked_out},
                {"hydrocodone", Route::oral, 1, per_mg},
                {"hydromorphone", Route::oral, 4, per_mg},
                {"levorphanol", Route::oral, 11, per_mg},
                {"meperidine", Route::oral, 0.1, per_mg},
                {"methadone", Route::oral, 3, per_mg},
                {"morphine", Route::oral, 1, per_mg},
                {"opium", Route::oral, 1, per_mg},
                {"oxycodone", Route::oral, 1.5, per_mg},
                {"oxymorphone", Route::oral, 3, per_mg},
                {"pentazocine", Route::oral, 0.37, per_mg},
                {"propoxyphene", Route::oral, 0.23, per_mg},
                {"tapentadol", Route::oral, 0.4, per_mg},
                {"tramadol", Route::oral, 0.1, per_mg}});
}

TEST_CASE("the HEAL factors are those of the 2025 list") {
    check_rows("heal-2025",
               {{"buprenorphine", Route::buccal, 0.039, per_mcg},
                {"buprenorphine", Route::transdermal, 2.2, per_mcg_h},
                {"buprenorphine", Route::sublingual, 38.8, per_mg},
                {"butorphanol", Route::nasal, 7, per_mg},
                {"codeine", Route::oral, 0.15, per_mg},
                {"dihydrocodeine", Route::oral, 0.25, per_mg},
                {"fentanyl", Route::buccal, 0.13, per_mcg},
                {"fentanyl", Route::buccal, 0.13, per_mcg, Evidence::verified, Form::lozenge},
                {"fentanyl", Route::buccal, 0.18, per_mcg, Evidence::verified, Form::film},
                {"fentanyl", Route::buccal, 0.18, per_mcg, Evidence::verified, Form::spray},
                {"fentanyl", Route::sublingual, 0.13, per_mcg},
                {"fentanyl", Route::sublingual, 0.13, per_mcg, Evidence::verified, Form::lozenge},
                {"fentanyl", Route::sublingual, 0.18, per_mcg, Evidence::verified, Form::film},
                {"fentanyl", Route::sublingual, 0.18, per_mcg, Evidence::verified, Form::spray},
                {"fentanyl", Route::nasal, 0.16, per_mcg},
                {"fentanyl", Route::transdermal, 2.4, per_mcg_h},
                {"hydrocodone", Route::oral, 1, per_mg},
                {"hydromorphone", Route::oral, 5, per_mg},
                {"levorphanol", Route::oral, 11, per_mg},
                {"meperidine", Route::oral, 0.1, per_mg},
                {"methadone", Route::oral, 4.7, per_mg},
                {"morphine", Route::oral, 1, per_mg},
                {"opium", Route::oral, 1, per_mg},
                {"oxycodone", Route::oral, 1.5, per_mg},
                {"oxymorphone", Route::oral, 3, per_mg},
                {"pentazocine", Route::oral, 0.37, per_mg},
                {"tapentadol", Route::oral, 0.3, per_mg},
                {"tramadol", Route::oral, 0.2, per_mg}});
}

TEST_CASE("the ANZCA factors are those of the 2021 appendix, read in a copy") {
    std::vector<Printed> printed{{"morphine", Route::oral, 1, per_mg, copy},
                                 {"oxycodone", Route::oral, 1.5, per_mg, copy},
                                 {"hydromorphone", Route::oral, 5, per_mg, copy},
                                 {"codeine", Route::oral, 0.13, per_mg, copy},
                                 {"propoxyphene", Route::oral, 0.1, per_mg, copy},
                                 {"tramadol", Route::oral, 0.2, per_mg, copy},
                                 {"tapentadol", Route::oral, 0.3, per_mg, copy},
                                 {"buprenorphine", Route::sublingual, 40, per_mg, copy},
                                 {"oxycodone", Route::rectal, 1.5, per_mg, copy},
                                 {"buprenorphine", Route::transdermal, 2, per_mcg_h, copy},
                                 {"fentanyl", Route::transdermal, 3, per_mcg_h, copy}};
    for (const Route route : {Route::intravenous, Route::subcutaneous, Route::intramuscular}) {
        printed.push_back({"morphine", route, 3, per_mg, copy});
        printed.push_back({"oxycodone", route, 3, per_mg, copy});
        printed.push_back({"hydromorphone", route, 15, per_mg, copy});
        printed.push_back({"codeine", route, 0.25, per_mg, copy});
        printed.push_back({"meperidine", route, 0.4, per_mg, copy});
        printed.push_back({"fentanyl", route, 0.2, per_mcg, copy});
        printed.push_back({"sufentanil", route, 2, per_mcg, copy});
    }
    check_rows("anzca-2021", printed);
}

TEST_CASE("the UK factors are those of Opioids Aware, patches worked out from the printed equivalents") {
    check_rows("uk-fpm-2020", {{"codeine", Route::oral, 0.1, per_mg},
                               {"dihydrocodeine", Route::oral, 0.1, per_mg},
                               {"hydromorphone", Route::oral, 5, per_mg},
                               {"morphine", Route::oral, 1, per_mg},
                               {"oxycodone", Route::oral, 1.5, per_mg},
                               {"tapentadol", Route::oral, 0.4, per_mg},
                               {"tramadol", Route::oral, 0.1, per_mg},
                               {"buprenorphine", Route::transdermal, 2.4, per_mcg_h, worked_out},
                               {"fentanyl", Route::transdermal, 2.4, per_mcg_h, worked_out}});
    // As printed: 5, 10 and 20 mcg/h of 7-day patches are 12, 24 and 48 mg of oral morphine a day.
    CHECK(mme("uk-fpm-2020", {"buprenorphine patch 5 mcg/h weekly"}) == exactly(12));
    CHECK(mme("uk-fpm-2020", {"buprenorphine patch 10 mcg/h weekly"}) == exactly(24));
    CHECK(mme("uk-fpm-2020", {"buprenorphine patch 20 mcg/h weekly"}) == exactly(48));
    // Fentanyl: 25, 50, 75 and 100 mcg/h are 60, 120, 180 and 240.
    CHECK(mme("uk-fpm-2020", {"fentanyl patch 25 mcg/h every 72 hours"}) == exactly(60));
    CHECK(mme("uk-fpm-2020", {"fentanyl patch 50 mcg/h every 72 hours"}) == exactly(120));
    CHECK(mme("uk-fpm-2020", {"fentanyl patch 75 mcg/h every 72 hours"}) == exactly(180));
    CHECK(mme("uk-fpm-2020", {"fentanyl patch 100 mcg/h every 72 hours"}) == exactly(240));
    // 6.6 mg of oxycodone is about 10 mg of morphine: 9.9 by the factor of 1.5.
    CHECK(mme("uk-fpm-2020", {"oxycodone 3.3 mg q12h"}) == exactly(9.9));
}

TEST_CASE("a methadone band of 2016 ends with its upper edge, and no dose falls between two") {
    // Above 0 to 20: 4; above 20 to 40: 8; above 40 to 60: 10; above 60: 12, each for the whole dose.
    const std::vector<std::pair<std::string, double>> doses{
        {"1", 4},      {"19.5", 78}, {"20", 80},    {"20.5", 164}, {"21", 168}, {"39.5", 316}, {"40", 320},
        {"40.5", 405}, {"41", 410},  {"59.5", 595}, {"60", 600},   {"61", 732}, {"60.5", 726}, {"100", 1200}};
    for (const auto& [dose, expected] : doses)
        CHECK(mme("cdc-2016", {"methadone " + dose + " mg daily"}) == exactly(expected));
}

TEST_CASE("the methadone band of 2016 goes by all methadone of the day, split as it may be") {
    CHECK(mme("cdc-2016", {"methadone 10 mg q12h", "methadone 0.5 mg daily"}) == exactly(164));
    CHECK(mme("cdc-2016", {"methadone 10 mg q12h", "methadone 5 mg daily as needed, uses 1 a day"}) ==
          exactly(200));
    // Binary numbers only come near to these; their sum is still the upper edge of the lower band.
    CHECK(mme("cdc-2016", {"methadone 19.8 mg daily", "methadone 0.2 mg daily"}) == exactly(80));
    CHECK(mme("cdc-2016", {"methadone 20 mg daily", "morphine 10 mg q6h"}) == exactly(80 + 40));
}

TEST_CASE("a set's band end is `below` or `through`, and bands still have to meet") {
    const auto faults = [](const std::string& first, const std::string& second) {
        Formulary formulary = shipped_library().formulary;
        Citer citer(formulary.bibliography());
        const std::string origin = ", source: stepdown, at: all, evidence: derived}\n";
        const std::string text =
            "stepdown: exposure/1\nid: x\ntitle: X\nsource: stepdown\nat: all\nevidence: derived\n"
            "cautions: []\nrows:\n  - drug: methadone\n    routes: [oral]\n    bands:\n      - {" +
            first + origin + "      - {" + second + origin;
        const auto table = read_exposure_table(data_file(text, "x.yaml"), formulary, citer);
        return table ? std::vector<std::string>() : ids_of(table.problems());
    };
    using Ids = std::vector<std::string>;
    const std::string last = "from: 20 mg/day, factor: 8 MME/mg";
    CHECK(faults("from: 0 mg/day, through: 20 mg/day, factor: 4 MME/mg", last).empty());
    CHECK(faults("from: 0 mg/day, below: 20 mg/day, through: 20 mg/day, factor: 4 MME/mg", last) ==
          Ids{"band-end"});
    CHECK(faults("from: 0 mg/day, through: 19 mg/day, factor: 4 MME/mg", last) == Ids{"bands-do-not-meet"});
    CHECK(faults("from: 0 mg/day, through: 21 mg/day, factor: 4 MME/mg", last) == Ids{"bands-do-not-meet"});
    CHECK(faults("from: 0 mg/day, through: 20 mg/day, factor: 4 MME/mg", last + ", through: 60 mg/day") ==
          Ids{"bands-do-not-meet"});
    CHECK(faults("from: 0 mg/day, through: 20 mg/day, factor: 4 MME/mcg/h", last) == Ids{"unit"});
}

TEST_CASE("published examples come out as printed") {
    // CDC 2022, notes to the table.
    CHECK(mme("cdc-2022", {"hydrocodone 5 mg q6h"}) == exactly(20));
    CHECK(mme("cdc-2022", {"oxycodone ER 10 mg q12h"}) == exactly(30));
    // NCIPC file: 120 tablets of oxycodone 10 mg for 30 days, 60; 10 fentanyl patches of 25 mcg/h for 30
    // days, 60; 4 buprenorphine patches of 5 mcg/h for 28 days, 9.
    CHECK(mme("cdc-ncipc-2016", {"oxycodone 10 mg q6h"}) == exactly(60));
    CHECK(mme("cdc-ncipc-2016", {"fentanyl patch 25 mcg/h every 72 hours"}) == exactly(60));
    CHECK(mme("cdc-ncipc-2016", {"buprenorphine patch 5 mcg/h weekly"}) == exactly(9));
    // NCIPC file: 2.5 mL of butorphanol 10 mg/mL for 30 days is 25/30 mg a day; printed 5.8.
    Regimen spray = regimen("butorphanol 1 mg nasal daily");
    std::get<Scheduled>(spray.amount).doses.front().amount = unit::mg(25.0 / 30);
    const Exposure butorphanol = exposure(std::vector{spray}, set("cdc-ncipc-2016"), Counting::really_used);
    REQUIRE(butorphanol.total);
    CHECK(in(*butorphanol.total, unit::mme_per_day) == doctest::Approx(5.8).epsilon(0.01));
    // ANZCA: oxycodone 40 mg a day, 60.
    CHECK(mme("anzca-2021", {"oxycodone 20 mg q12h"}) == exactly(60));
}

TEST_CASE("the same dose by two sets, worked out by hand") {
    const std::string patch = "fentanyl patch 50 mcg/h every 72 hours";
    CHECK(mme("cdc-2022", {patch}) == exactly(120));
    CHECK(mme("anzca-2021", {patch}) == exactly(150));
    CHECK(mme("cdc-2022", {"methadone 20 mg q12h"}) == exactly(188));
    CHECK(mme("cdc-2016", {"methadone 20 mg q12h"}) == exactly(320));
    CHECK(mme("cdc-ncipc-2016", {"methadone 20 mg q12h"}) == exactly(120));
    CHECK(mme("cdc-2022", {"tramadol 100 mg q6h"}) == exactly(80));
    CHECK(mme("cdc-ncipc-2016", {"tramadol 100 mg q6h"}) == exactly(40));
}

TEST_CASE("a patch factor of a claims file is per patch, and is never multiplied with a day's mcg/h") {
    // 7.2 x 25 would be 180, 12.6 x 20 would be 252.
    for (const ExposureTable& table : shipped_library().exposure_tables) {
        CAPTURE(table.id);
        CHECK(mme(table.id, {"fentanyl patch 25 mcg/h every 72 hours"}) <= 75);
    }
    CHECK(mme("cdc-ncipc-2016", {"Butrans 20 mcg/h weekly"}) == exactly(36));
    // How often a patch is changed does not change what it releases.
    CHECK(mme("cdc-ncipc-2016", {"fentanyl patch 25 mcg/h every 48 hours"}) == exactly(60));
}

TEST_CASE("a factor per microgram is not read per milligram, whichever unit the order is written in") {
    CHECK(mme("cdc-ncipc-2016", {"fentanyl buccal tablet 400 mcg q6h"}) == exactly(208));
    CHECK(mme("cdc-ncipc-2016", {"fentanyl buccal tablet 0.4 mg q6h"}) == exactly(208));
    CHECK(mme("heal-2025", {"fentanyl sublingual tablet 100 mcg q6h"}) == exactly(52));
    CHECK(mme("heal-2025", {"fentanyl nasal spray 100 mcg q6h"}) == exactly(64));
    CHECK(mme("cdc-ncipc-2016", {"Belbuca 300 mcg q12h"}) == exactly(18));
    CHECK(mme("heal-2025", {"Belbuca 300 mcg q12h"}) == exactly(23.4));
    CHECK(mme("cdc-ncipc-2016", {"buprenorphine 8 mg sublingual daily"}) == exactly(240));
    CHECK(mme("heal-2025", {"buprenorphine 8 mg sublingual daily"}) == exactly(310.4));
    CHECK(mme("anzca-2021", {"sufentanil 10 mcg IV q6h"}) == exactly(80));
    CHECK(mme("anzca-2021", {"fentanyl 100 mcg IV q6h"}) == exactly(80));
    // An infusion of 50 mcg/h is 1,200 mcg a day.
    CHECK(mme("anzca-2021", {"fentanyl 50 mcg/h IV"}) == exactly(240));
}

TEST_CASE("each set has its own vintage throughout: nothing falls back on another set") {
    const std::string hydromorphone = "hydromorphone 4 mg q6h", tramadol = "tramadol 50 mg q6h";
    CHECK(mme("cdc-2016", {hydromorphone}) == exactly(64));
    CHECK(mme("cdc-ncipc-2016", {hydromorphone, tramadol}) == exactly(64 + 20));
    CHECK(mme("cdc-2022", {hydromorphone, tramadol}) == exactly(80 + 40));
    CHECK(mme("heal-2025", {hydromorphone, tramadol}) == exactly(80 + 40));
    CHECK(mme("anzca-2021", {hydromorphone, tramadol}) == exactly(80 + 40));
    CHECK(mme("uk-fpm-2020", {hydromorphone, tramadol}) == exactly(80 + 20));
    for (const ExposureTable& table : shipped_library().exposure_tables) {
        CAPTURE(table.id);
        const Exposure result =
            exposure(std::vector{regimen("morphine 10 mg q6h")}, table, Counting::really_used);
        REQUIRE(result.lines[0].factor);
        const Bibliography& sources = shipped_library().formulary.bibliography();
        CHECK(sources.source_of(result.lines[0].factor->citation()).id == table.id);
    }
}

TEST_CASE("a drug that a set does not have leaves no total by that set; it is never dropped") {
    const std::vector<std::pair<std::string, std::string>> missing{
        {"cdc-2016", "tramadol 50 mg q6h"},          {"cdc-2016", "levorphanol 2 mg q8h"},
        {"cdc-2022", "fentanyl buccal 400 mcg q6h"}, {"cdc-ncipc-2016", "morphine 10 mg IV q4h"},
        {"heal-2025", "sufentanil 10 mcg IV q6h"},   {"heal-2025", "propoxyphene 65 mg PO q6h"},
        {"anzca-2021", "methadone 10 mg q8h"},       {"anzca-2021", "oxymorphone 5 mg q6h"},
        {"anzca-2021", "hydrocodone 5 mg q6h"},      {"uk-fpm-2020", "methadone 10 mg q8h"},
        {"uk-fpm-2020", "meperidine 50 mg q6h"},     {"von-korff-2008", "oxycodone 20 mg PR q12h"},
        {"von-korff-2008", "morphine 10 mg SC q6h"}, {"cms-2017", "fentanyl 100 mcg IV q6h"}};
    for (const auto& [id, text] : missing) {
        CAPTURE(id);
        CAPTURE(text);
        const Exposure result = by(id, {text, "morphine 10 mg q6h"});
        CHECK_FALSE(result.total);
        CHECK_FALSE(result.complete);
        CHECK_FALSE(result.lines[0].result);
        CHECK(result.lines[0].reason.find(set(id).title) != std::string::npos);
        CHECK(result.lines[1].result);
    }
}

TEST_CASE("the CMS factors are those of the NCIPC file but for buprenorphine and methadone") {
    std::size_t compared = 0;
    for (const ExposureRow& row : set("cdc-ncipc-2016").rows) {
        const std::string& drug = shipped_library().formulary[row.drug].id;
        if (drug == "buprenorphine" || drug == "methadone") continue;
        CAPTURE(drug);
        const auto& rows = set("cms-2017").rows;
        const auto same = std::find_if(rows.begin(), rows.end(), [&](const ExposureRow& one) {
            return one.drug == row.drug && one.route == row.route && one.forms == row.forms;
        });
        REQUIRE(same != rows.end());
        const auto* bands = std::get_if<std::vector<Band>>(&row.rule);
        const auto* cms = std::get_if<std::vector<Band>>(&same->rule);
        REQUIRE((bands != nullptr) == (cms != nullptr));
        if (!bands) continue;
        CHECK(cms->front().factor.for_caution() == bands->front().factor.for_caution());
        CHECK(cms->front().factor.evidence() != Evidence::verified);
        ++compared;
    }
    CHECK(compared == 21);  // 15 drugs by one route, and fentanyl by patch, nose, and two forms by two routes
    // Above 0 to 20: 4; above 20 to 40: 8; above 40 to 60: 10; above 60: 12.
    CHECK(mme("cms-2017", {"methadone 20 mg daily"}) == exactly(80));
    CHECK(mme("cms-2017", {"methadone 20.5 mg daily"}) == exactly(164));
    CHECK(mme("cms-2017", {"methadone 40 mg daily"}) == exactly(320));
    CHECK(mme("cms-2017", {"methadone 40.5 mg daily"}) == exactly(405));
    CHECK(mme("cms-2017", {"methadone 60 mg daily"}) == exactly(600));
    CHECK(mme("cms-2017", {"methadone 60.5 mg daily"}) == exactly(726));
    CHECK_FALSE(by("cms-2017", {"Butrans 20 mcg/h weekly"}).total);
}

TEST_CASE("the factors of Von Korff 2008 are those of its table 1") {
    check_rows("von-korff-2008", {{"propoxyphene", Route::oral, 0.23, per_mg},
                                  {"codeine", Route::oral, 0.15, per_mg},
                                  {"hydrocodone", Route::oral, 1, per_mg},
                                  {"tramadol", Route::oral, 0.1, per_mg},
                                  {"dihydrocodeine", Route::oral, 0.25, per_mg},
                                  {"pentazocine", Route::oral, 0.37, per_mg},
                                  {"morphine", Route::oral, 1, per_mg},
                                  {"oxycodone", Route::oral, 1.5, per_mg},
                                  {"hydromorphone", Route::oral, 4, per_mg},
                                  {"meperidine", Route::oral, 0.1, per_mg},
                                  {"oxymorphone", Route::oral, 3, per_mg},
                                  {"levorphanol", Route::oral, 11, per_mg},
                                  {"methadone", Route::oral, 3, per_mg},
                                  {"fentanyl", Route::buccal, 0.125, per_mcg},
                                  {"fentanyl", Route::sublingual, 0.125, per_mcg},
                                  {"fentanyl", Route::transdermal, 2.4, per_mcg_h}});
    // As printed there: 100 mcg taken up in the mouth are 12.5 mg of morphine at the least.
    CHECK(mme("von-korff-2008", {"fentanyl lozenge 100 mcg daily"}) == exactly(12.5));
}

TEST_CASE("fentanyl in the mouth counts by its form, and by the higher factor where the form is not said") {
    for (const std::string id : {"cdc-ncipc-2016", "heal-2025", "cms-2017"}) {
        CAPTURE(id);
        // 4 x 200 mcg: 800 x 0.13 and 800 x 0.18.
        for (const std::string tablet :
             {"fentanyl buccal tablet 200 mcg q6h", "fentanyl sublingual tablet 200 mcg q6h",
              "fentanyl lozenge 200 mcg q6h", "Fentora 200 mcg q6h", "Actiq 200 mcg q6h",
              "Abstral 200 mcg q6h", "rxcui:668364 1 tablet q6h", "rxcui:310295 1 lozenge q6h"}) {
            CAPTURE(tablet);
            CHECK(mme(id, {tablet}) == exactly(104));
            CHECK(by(id, {tablet}).lines[0].note.empty());
        }
        for (const std::string film : {"fentanyl buccal film 200 mcg q6h", "Onsolis 200 mcg q6h",
                                       "fentanyl sublingual spray 200 mcg q6h", "Subsys 200 mcg q6h"}) {
            CAPTURE(film);
            CHECK(mme(id, {film}) == exactly(144));
            CHECK(by(id, {film}).lines[0].note.empty());
        }
        for (const std::string open : {"fentanyl buccal 200 mcg q6h", "fentanyl sublingual 200 mcg q6h"}) {
            CAPTURE(open);
            CHECK(mme(id, {open}) == exactly(144));
            CHECK(by(id, {open}).lines[0].note ==
                  "It is not said whether it is a tablet, sublingual tablet or lozenge (0.13 MME/mcg), or a "
                  "film "
                  "or spray (0.18 MME/mcg): the higher factor counts.");
        }
    }
    // One factor for every form: nothing is open.
    CHECK(mme("von-korff-2008", {"fentanyl buccal 200 mcg q6h"}) == exactly(100));
    CHECK(by("von-korff-2008", {"fentanyl buccal 200 mcg q6h"}).lines[0].note.empty());
    CHECK(by("heal-2025", {"fentanyl nasal spray 100 mcg q6h"}).lines[0].note.empty());
}

TEST_CASE("rows of one drug and route must have no form in common") {
    const auto faults = [](const std::string& first, const std::string& second) {
        Formulary formulary = shipped_library().formulary;
        Citer citer(formulary.bibliography());
        const auto row = [](const std::string& forms) {
            return "  - drug: fentanyl\n    routes: [buccal]\n" + forms +
                   "    bands:\n      - {from: 0 mg/day, factor: 0.13 MME/mcg, source: stepdown, at: all, "
                   "evidence: derived}\n";
        };
        const std::string text =
            "stepdown: exposure/1\nid: x\ntitle: X\nsource: stepdown\nat: all\nevidence: derived\n"
            "cautions: []\nrows:\n" +
            row(first) + row(second);
        const auto table = read_exposure_table(data_file(text, "x.yaml"), formulary, citer);
        return table ? std::vector<std::string>() : ids_of(table.problems());
    };
    using Ids = std::vector<std::string>;
    CHECK(faults("    forms: [film]\n", "    forms: [tablet, lozenge]\n").empty());
    CHECK(faults("    forms: [film]\n", "    forms: [tablet, film]\n") == Ids{"duplicate-row"});
    CHECK(faults("    forms: [film]\n", "") == Ids{"duplicate-row"});
    CHECK(faults("", "") == Ids{"duplicate-row"});
    CHECK(faults("    forms: [film]\n", "    forms: [loafs]\n").front() == "unknown-word");
}

TEST_CASE("in every set a partial or mixed agonist has a factor or is listed and not counted") {
    for (const ExposureTable& table : shipped_library().exposure_tables) {
        CAPTURE(table.id);
        for (const std::string text :
             {"Butrans 20 mcg/h weekly", "buprenorphine 8 mg sublingual daily", "buprenorphine 0.3 mg IM q6h",
              "nalbuphine 10 mg IV q6h", "butorphanol 1 mg IV q4h", "pentazocine 50 mg PO q6h"}) {
            CAPTURE(text);
            const Exposure result = by(table.id, {text, "morphine 10 mg q6h"});
            CHECK(result.total);
            CHECK(result.lines[0].result.has_value() != result.lines[0].known_unconvertible);
            CHECK(result.complete == result.lines[0].result.has_value());
        }
    }
}

TEST_CASE("CDC 2016 leaves buprenorphine and mixed agonist-antagonists out, and says so") {
    for (const std::string text : {"Butrans 20 mcg/h weekly", "buprenorphine 8 mg sublingual daily",
                                   "butorphanol 1 mg nasal q4h", "pentazocine 50 mg PO q6h"}) {
        CAPTURE(text);
        const Exposure result = by("cdc-2016", {text, "morphine 10 mg q6h"});
        REQUIRE(result.total);
        CHECK(in(*result.total, unit::mme_per_day) == exactly(40));
        CHECK_FALSE(result.complete);
        CHECK(result.lines[0].known_unconvertible);
        CHECK(result.lines[0].reason_from);
    }
}

TEST_CASE("the risk lines are those of CDC, with where they stand") {
    const SafetyLimits& limits = shipped_library().limits;
    CHECK(limits.first_risk_line.for_caution() == unit::mme_per_day(50));
    CHECK(limits.second_risk_line.for_caution() == unit::mme_per_day(90));
    const Bibliography& sources = shipped_library().formulary.bibliography();
    CHECK(sources.source_of(limits.first_risk_line.citation()).id == "cdc-2016");
    CHECK(limits.first_risk_line.evidence() == Evidence::secondary);
}
