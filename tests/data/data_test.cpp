#include <array>
#include <doctest/doctest.h>
#include <map>
#include <set>

#include "conversions/exposure.hpp"
#include "conversions/methadone.hpp"
#include "conversions/patch.hpp"
#include "conversions/rotation.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const Formulary& formulary() {
    static const Formulary one = shipped_formulary();
    return one;
}

const ProductLine& line(const std::string& id) {
    const auto found = formulary().product(id);
    REQUIRE_MESSAGE(found, id);
    return formulary()[*found];
}

double number(const StrengthValue& strength) {
    return std::visit(
        overloaded{[](const Mass& mass) { return in(mass, unit::mg); },
                   [](const Concentration& content) { return in(content, unit::mg_per_ml); },
                   [](const DoseRate& rate) { return std::round(1e6 * in(rate, unit::mcg_per_hour)) / 1e6; }},
        strength);
}

struct Made {
    double strength;
    std::string rxcui;
    double also = 0;
    bool operator==(const Made&) const = default;
};
std::vector<Made> made(const std::string& id) {
    std::vector<Made> all;
    for (const Strength& one : line(id).strengths) {
        all.push_back(
            {number(one.value), one.rxcui, one.also.empty() ? 0 : number(one.also.front().strength)});
    }
    return all;
}

using Offers = std::map<std::pair<std::string, double>, Offer>;

}  // namespace

TEST_CASE("a data file is named after its id") {
    for (const DataFile& file : data_files_under("conversions/data")) {
        CAPTURE(file.name);
        const auto head = head_of(file);
        REQUIRE(head);
        if (head->kind != "sources/1") CHECK(file.name.ends_with("/" + head->id + ".yaml"));
    }
}

TEST_CASE("strengths and codes are those of RxNorm") {
    // Read by hand from the RxNorm names, for example 891893 "morphine sulfate 60 MG Extended Release Oral
    // Tablet".
    using All = std::vector<Made>;
    CHECK(made("morphine_er_tab12") ==
          All{{15, "891881"}, {30, "891888"}, {60, "891893"}, {100, "891874"}, {200, "892646"}});
    CHECK(made("morphine_ir_tab") == All{{15, "892582"}, {30, "892672"}});
    CHECK(made("morphine_sol") == All{{2, "892589"}, {4, "894780"}});
    CHECK(made("morphine_conc") == All{{20, "892625"}});
    CHECK(made("morphine_er_cap_kadian") == All{{10, "892494"},
                                                {20, "892596"},
                                                {30, "892345"},
                                                {40, "1303736"},
                                                {50, "894801"},
                                                {60, "892352"},
                                                {80, "894814"},
                                                {100, "892554"},
                                                {200, "892643"}});
    CHECK(made("oxycodone_er_tab12") == All{{10, "1860157"},
                                            {15, "1860154"},
                                            {20, "1860129"},
                                            {30, "1860151"},
                                            {40, "1860137"},
                                            {60, "1860127"},
                                            {80, "1860148"}});
    CHECK(made("oxycodone_er_cap12") ==
          All{{9, "1790527"}, {13.5, "1791558"}, {18, "1791567"}, {27, "1791574"}, {36, "1791580"}});
    CHECK(made("oxycodone_ir_tab") ==
          All{{5, "1049621"}, {10, "1049683"}, {15, "1049611"}, {20, "1049686"}, {30, "1049618"}});
    CHECK(made("hydromorphone_ir_tab") == All{{2, "897696"}, {4, "897702"}, {8, "897710"}});
    CHECK(made("hydromorphone_er_tab24") ==
          All{{8, "902741"}, {12, "902729"}, {16, "902736"}, {32, "1306898"}});
    CHECK(made("hydrocodone_apap_tab") == All{{2.5, "857391", 325},
                                              {5, "856987", 300},
                                              {5, "857002", 325},
                                              {7.5, "856992", 300},
                                              {7.5, "857005", 325},
                                              {10, "856980", 300},
                                              {10, "856999", 325}});
    CHECK(made("methadone_tab") == All{{5, "864718"}, {10, "864706"}});
    CHECK(made("fentanyl_td") == All{{12, "577057"},
                                     {25, "245134"},
                                     {37.5, "1603495"},
                                     {50, "245135"},
                                     {62.5, "1603498"},
                                     {75, "197696"},
                                     {87.5, "1603501"},
                                     {100, "245136"}});
    // Per tablet, film, lozenge or spray; "fentanyl 0.1 MG Buccal Tablet" is the one labeled 100 mcg.
    CHECK(made("fentanyl_buccal_tab") == All{{0.1, "668363"},
                                             {0.2, "668364"},
                                             {0.3, "706898"},
                                             {0.4, "668365"},
                                             {0.6, "668366"},
                                             {0.8, "668367"}});
    CHECK(made("fentanyl_lozenge") == All{{0.1, "310292"},
                                          {0.2, "310295"},
                                          {0.3, "310296"},
                                          {0.4, "310297"},
                                          {0.6, "313992"},
                                          {0.8, "313993"},
                                          {1.2, "310293"},
                                          {1.6, "310294"}});
    CHECK(made("fentanyl_nasal_spray") == All{{0.1, "1115573"}, {0.3, "1729320"}, {0.4, "1115577"}});
    CHECK(made("bup_nx_film") ==
          All{{2, "1010600", 0.5}, {4, "1307056", 1}, {8, "1010604", 2}, {12, "1307061", 3}});
    CHECK(made("tramadol_er_tab24") == All{{100, "833709"}, {200, "833711"}, {300, "833713"}});
    CHECK(made("tramadol_er_tab24_matrix") == All{{100, "1946529"}, {200, "1946527"}, {300, "1946525"}});
}

TEST_CASE("all lines and codes are there") {
    std::size_t codes = 0;
    for (const ProductLine& one : formulary().products()) codes += one.strengths.size();
    CHECK(formulary().products().size() ==
          72);  // 50 current lines, 6 of older forms, the second tramadol family, 15 for totals alone
    CHECK(codes == 254);
    CHECK(formulary().drugs().size() == 22);
}

TEST_CASE("what a line counts is never mixed up") {
    CHECK(line("oxycodone_er_cap12").basis == "oxycodone");
    CHECK(line("oxycodone_er_tab12").basis == "oxycodone hydrochloride");
    CHECK(line("codeine_ir_tab").basis == "codeine sulfate");
    CHECK(line("codeine_apap_tab").basis == "codeine phosphate");
}

TEST_CASE("forms that must stay whole do") {
    for (const ProductLine& one : formulary().products()) {
        CAPTURE(one.id);
        const Split split = one.split.for_caution();
        if (one.form == Form::patch) {
            CHECK(split == Split::never_cut);
            CHECK(one.release == Release::extended);
        } else if (one.release == Release::extended) {
            CHECK(split == Split::whole_only);
        }
        if (split == Split::half_if_scored) CHECK(one.form == Form::tablet);
    }
    CHECK(line("hydromorphone_ir_tab").split.evidence() == Evidence::unverified);
    CHECK(line("methadone_tab").split.evidence() == Evidence::verified);
}

TEST_CASE("label intervals") {
    const auto hours = [](const std::string& id) {
        return std::pair(in(line(id).shortest_interval.for_caution(), unit::hours),
                         in(line(id).longest_interval.for_caution(), unit::hours));
    };
    CHECK(hours("morphine_er_tab12") == std::pair(8.0, 12.0));
    CHECK(hours("morphine_er_cap_kadian") == std::pair(12.0, 24.0));
    CHECK(hours("morphine_er_cap24") == std::pair(24.0, 24.0));
    CHECK(hours("oxycodone_er_tab12") == std::pair(12.0, 12.0));
    CHECK(hours("hydrocodone_er_tab24") == std::pair(24.0, 24.0));
    CHECK(hours("oxycodone_ir_tab") == std::pair(4.0, 6.0));
    CHECK(hours("fentanyl_td") == std::pair(72.0, 72.0));
    CHECK(hours("buprenorphine_td") == std::pair(168.0, 168.0));
    CHECK(line("morphine_er_tab12").shortest_interval.for_dosing() != nullptr);
    CHECK(line("morphine_ir_tab").shortest_interval.for_dosing() == nullptr);
}

TEST_CASE("what a plan may contain") {
    const std::map<std::string, Offer> lines{{"hydrocodone_er_cap12", Offer::read_only},
                                             {"methadone_disp", Offer::oud_only},
                                             {"methadone_conc", Offer::oud_only},
                                             {"hydromorphone_er_tab24", Offer::tolerant_only},
                                             {"morphine_conc", Offer::tolerant_only},
                                             {"oxycodone_conc", Offer::tolerant_only},
                                             {"fentanyl_td", Offer::tolerant_only},
                                             {"buprenorphine_sl_tab", Offer::oud_only},
                                             {"bup_nx_sl_tab", Offer::oud_only},
                                             {"bup_nx_film", Offer::oud_only},
                                             {"bup_nx_zubsolv", Offer::oud_only},
                                             {"hydrocodone_ibuprofen_tab", Offer::short_course},
                                             {"meperidine_tab", Offer::short_course},
                                             {"meperidine_sol", Offer::short_course},
                                             {"tramadol_apap_tab", Offer::short_course},
                                             {"oxycodone_er_tab12_before_2010", Offer::read_only},
                                             {"morphine_er_tab12_adf", Offer::read_only},
                                             {"morphine_naltrexone_er_cap", Offer::read_only},
                                             {"oxycodone_apap_er_tab12", Offer::read_only},
                                             {"tapentadol_sol", Offer::read_only},
                                             {"bup_nx_buccal_film", Offer::read_only},
                                             {"tramadol_er_tab24_matrix", Offer::read_only},
                                             {"fentanyl_buccal_tab", Offer::read_only},
                                             {"fentanyl_buccal_film", Offer::read_only},
                                             {"fentanyl_lozenge", Offer::read_only},
                                             {"fentanyl_sl_tab", Offer::read_only},
                                             {"fentanyl_sl_spray", Offer::read_only},
                                             {"fentanyl_nasal_spray", Offer::read_only},
                                             {"butorphanol_nasal_spray", Offer::read_only},
                                             {"dihydrocodeine_ir_tab", Offer::read_only},
                                             {"pentazocine_ir_tab", Offer::read_only},
                                             {"pentazocine_nx_tab", Offer::read_only},
                                             {"propoxyphene_cap", Offer::read_only},
                                             {"propoxyphene_napsylate_tab", Offer::read_only},
                                             {"oxycodone_supp", Offer::read_only},
                                             {"hydromorphone_supp", Offer::read_only},
                                             {"oxymorphone_supp", Offer::read_only}};
    const Offers strengths{{{"morphine_er_tab12", 100}, Offer::tolerant_only},
                           {{"morphine_er_tab12", 200}, Offer::tolerant_only},
                           {{"morphine_er_cap_kadian", 40}, Offer::read_only},
                           {{"morphine_er_cap_kadian", 100}, Offer::tolerant_only},
                           {{"morphine_er_cap_kadian", 200}, Offer::read_only},
                           {{"morphine_er_cap24", 45}, Offer::tolerant_only},
                           {{"morphine_er_cap24", 60}, Offer::tolerant_only},
                           {{"morphine_er_cap24", 75}, Offer::tolerant_only},
                           {{"morphine_er_cap24", 90}, Offer::tolerant_only},
                           {{"morphine_er_cap24", 120}, Offer::tolerant_only},
                           {{"oxycodone_er_tab12", 60}, Offer::tolerant_only},
                           {{"oxycodone_er_tab12", 80}, Offer::tolerant_only},
                           {{"oxycodone_ir_adf", 7.5}, Offer::read_only},
                           {{"hydrocodone_er_tab24", 80}, Offer::tolerant_only},
                           {{"hydrocodone_er_tab24", 100}, Offer::tolerant_only},
                           {{"hydrocodone_er_tab24", 120}, Offer::tolerant_only},
                           {{"tramadol_ir_tab", 75}, Offer::read_only}};
    std::size_t lines_seen = 0, strengths_seen = 0;
    for (const ProductLine& one : formulary().products()) {
        CAPTURE(one.id);
        const auto own = lines.find(one.id);
        const Offer expected = own == lines.end() ? Offer::yes : own->second;
        lines_seen += own == lines.end() ? 0 : 1;
        CHECK(one.offer.for_caution() == expected);
        CHECK(one.offer_because.empty() == (expected == Offer::yes));
        for (const Strength& strength : one.strengths) {
            CAPTURE(number(strength.value));
            const auto special = strengths.find({one.id, number(strength.value)});
            strengths_seen += special == strengths.end() ? 0 : 1;
            const Offer here = special == strengths.end() ? expected : special->second;
            CHECK(strength.offer.for_caution() == here);
            CHECK(strength.offer_because.empty() == (here == Offer::yes));
        }
    }
    CHECK(lines_seen == lines.size());
    CHECK(strengths_seen == strengths.size());
}

TEST_CASE("who counts as opioid tolerant is the line of the US labels") {
    // For a week or more, each day at least: 60 mg morphine, 30 mg oxycodone, 8 mg hydromorphone, 25 mg
    // oxymorphone or 60 mg hydrocodone by mouth, or fentanyl 25 mcg/h.
    const std::map<std::string, DoseRate> lines{
        {"morphine", unit::mg_per_day(60)},     {"oxycodone", unit::mg_per_day(30)},
        {"hydromorphone", unit::mg_per_day(8)}, {"oxymorphone", unit::mg_per_day(25)},
        {"hydrocodone", unit::mg_per_day(60)},  {"fentanyl", unit::mcg_per_hour(25)}};
    for (const Drug& drug : formulary().drugs()) {
        CAPTURE(drug.id);
        const auto expected = lines.find(drug.id);
        REQUIRE(drug.tolerance_line.has_value() == (expected != lines.end()));
        if (!drug.tolerance_line) continue;
        CHECK(drug.tolerance_line->for_caution() == expected->second);
        CHECK(drug.tolerance_line->for_dosing() != nullptr);
    }
}

TEST_CASE("drugs of which no taper is planned say why and what to do") {
    const std::set<std::string> tapered{
        "buprenorphine", "codeine",  "fentanyl",  "hydrocodone", "hydromorphone", "levorphanol", "meperidine",
        "methadone",     "morphine", "oxycodone", "oxymorphone", "tapentadol",    "tramadol"};
    for (const Drug& drug : formulary().drugs()) {
        CAPTURE(drug.id);
        CHECK(drug.no_taper_because.empty() == tapered.contains(drug.id));
        CHECK(drug.no_taper_instead.empty() == tapered.contains(drug.id));
    }
}

TEST_CASE("partial and mixed agonists are known for what they are") {
    const std::map<std::string, Agonism> others{{"buprenorphine", Agonism::partial},
                                                {"butorphanol", Agonism::mixed},
                                                {"nalbuphine", Agonism::mixed},
                                                {"pentazocine", Agonism::mixed}};
    for (const Drug& drug : formulary().drugs()) {
        CAPTURE(drug.id);
        const auto found = others.find(drug.id);
        CHECK(drug.agonism == (found == others.end() ? Agonism::full : found->second));
    }
}

TEST_CASE("names and brands lead to their drug") {
    const auto brand = [](const std::string& word) {
        std::vector<std::string> ids;
        for (const ProductId id : formulary().brand_words().at(word)) ids.push_back(formulary()[id].id);
        return ids;
    };
    using Lines = std::vector<std::string>;
    CHECK(brand("ms contin") == Lines{"morphine_er_tab12"});
    CHECK(brand("xtampza") == Lines{"oxycodone_er_cap12"});
    CHECK(brand("xtampza er") == Lines{"oxycodone_er_cap12"});
    CHECK(brand("oxycontin") == Lines{"oxycodone_er_tab12", "oxycodone_er_tab12_before_2010"});
    CHECK(brand("percocet") == Lines{"oxycodone_apap_tab"});
    CHECK(brand("norco") == Lines{"hydrocodone_apap_tab"});
    CHECK(brand("dilaudid") == Lines{"hydromorphone_ir_tab", "hydromorphone_sol"});
    CHECK(brand("nucynta er") == Lines{"tapentadol_er_tab12"});
    CHECK(brand("butrans") == Lines{"buprenorphine_td"});
    CHECK(brand("duragesic") == Lines{"fentanyl_td"});
    const auto drug = [](const std::string& word) {
        return formulary()[formulary().drug_words().at(word)].id;
    };
    CHECK(drug("oxycodone hcl") == "oxycodone");
    CHECK(drug("hydrocodone bitartrate") == "hydrocodone");
    CHECK(drug("tapentadol hcl") == "tapentadol");
    CHECK(drug("pethidine") == "meperidine");
    CHECK(formulary()[*formulary().drug("morphine")].rxcui == "7052");
    CHECK(formulary()[*formulary().drug("tapentadol")].rxcui == "787390");
}

TEST_CASE("abbreviations that kill are not understood") {
    for (const std::string word : {"ms", "mso4", "mgso4", "dto", "od", "intensol"}) {
        CAPTURE(word);
        CHECK_FALSE(formulary().drug_words().contains(word));
        CHECK_FALSE(formulary().brand_words().contains(word));
    }
}

TEST_CASE("a fact from memory is never marked as anything but unverified") {
    for (const Citation& citation : formulary().bibliography().citations) {
        if (formulary().bibliography().sources[citation.source].id != "general-knowledge") continue;
        CAPTURE(citation.id);
        CHECK(citation.evidence == Evidence::unverified);
    }
}

namespace {

bool begins_with_a_number(const std::string& text) {
    return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

bool says_where_it_is_from(const yaml::Mapping& mapping) {
    std::set<std::string> keys;
    for (const yaml::Entry& entry : mapping.entries) keys.insert(entry.key.text);
    return keys.contains("source") && keys.contains("at") && keys.contains("evidence");
}

/// Keys that are no facts: the order in which things are printed, and the place of a fact in its source.
const std::set<std::string> no_facts{"order", "at"};

/// Numbers of a file that neither stand in a mapping with source, at and evidence nor below one. The head of
/// a file is no citation for what is below it, save where the whole file is one published instrument.
void collect_uncited(const yaml::Node& node, bool cited, bool head, const std::string& path,
                     std::vector<std::string>& uncited) {
    if (const auto* scalar = std::get_if<yaml::Scalar>(&node.value)) {
        if (!cited && begins_with_a_number(scalar->text)) uncited.push_back(path + ": " + scalar->text);
    } else if (const auto* list = std::get_if<yaml::Sequence>(&node.value)) {
        for (const yaml::Node& item : list->items) collect_uncited(item, cited, false, path, uncited);
    } else if (const auto* mapping = std::get_if<yaml::Mapping>(&node.value)) {
        const bool here = cited || (!head && says_where_it_is_from(*mapping));
        for (const yaml::Entry& entry : mapping->entries) {
            if (no_facts.contains(entry.key.text)) continue;
            collect_uncited(entry.value, here, false, path + "/" + entry.key.text, uncited);
        }
    }
}

std::string uncited_numbers(const DataFile& file) {
    const auto head = head_of(file);
    std::vector<std::string> uncited;
    collect_uncited(file.tree, false, !head || head->kind != "instrument/1", file.name, uncited);
    std::string text;
    for (const std::string& one : uncited) text += one + "\n";
    return text;
}

}  // namespace

TEST_CASE("no number in any data file stands without the place that it was read in") {
    std::size_t files = 0;
    for (const std::string folder : {"conversions/data", "protocols"}) {
        for (const DataFile& file : data_files_under(folder)) {
            if (head_of(file)->kind == "sources/1") continue;
            ++files;
            CHECK(uncited_numbers(file) == "");
        }
    }
    CHECK(files > 30);
    // The test itself sees a number without one, and one whose file alone is cited.
    CHECK(uncited_numbers(data_file("stepdown: exposure/1\nid: x\nsource: a\nat: b\nevidence: verified\n"
                                    "rows: [{factor: 2 MME/mg}]\n"))
              .ends_with("/rows/factor: 2 MME/mg\n"));
    CHECK(uncited_numbers(data_file("id: x\nvalue: {most: 5 mg, source: a, at: b}\n"))
              .ends_with("/value/most: 5 mg\n"));
    CHECK(uncited_numbers(data_file("id: x\nvalue: {most: 5 mg, source: a, at: b, evidence: derived}\n"))
              .empty());
}

TEST_CASE("nothing is cited that the program does not use, and no source is there for nothing") {
    // `case` is cited by a case file, not by data.
    std::set<std::uint16_t> cited;
    const Bibliography& all = shipped_library().formulary.bibliography();
    for (const Citation& citation : all.citations) cited.insert(citation.source);
    for (std::size_t i = 0; i < all.sources.size(); ++i) {
        CAPTURE(all.sources[i].id);
        CHECK((cited.contains(static_cast<std::uint16_t>(i)) || all.sources[i].id == "case"));
    }
}

TEST_CASE("every source of the drug data is cited") {
    Formulary own = formulary();
    Citer citer(own.bibliography());
    for (const DataFile& file : data_files_under("conversions/data/exposure")) {
        CHECK(read_exposure_table(file, own, citer));
    }
    for (const DataFile& file : data_files_under("conversions/data/rotation")) {
        const std::string kind = head_of(file)->kind;
        if (kind == "rotation/1") CHECK(read_rotation_table(file, own, citer));
        if (kind == "reduction/1") CHECK(read_reduction_guide(file, citer));
        if (kind == "rotation-bounds/1") CHECK(read_rotation_bounds(file, own, citer));
    }
    for (const DataFile& file : data_files_under("conversions/data/start")) {
        const bool is_table = head_of(file)->kind == "start/1";
        CHECK(is_table ? bool(read_start_table(file, own, citer)) : bool(read_start_rules(file, own, citer)));
    }
    for (const DataFile& file : data_files_under("conversions/data/methadone")) {
        const bool is_method = head_of(file)->kind == "methadone/1";
        CHECK(is_method ? bool(read_methadone_method(file, citer)) : bool(read_methadone_caps(file, citer)));
    }
    CHECK(citer.unused() == std::vector<std::string>{"case"});  // cited by a case, not by data
    std::set<std::string> ids;
    for (const Citation& citation : own.bibliography().citations) CHECK(ids.insert(citation.id).second);
}
