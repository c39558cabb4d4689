// Every published table of rotation ratios, read a second time and written down here by hand.
#include <doctest/doctest.h>
#include <map>

#include "tests/support/rotation.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

/// What one source prints as equal to its other rows, in mg: least and most where it prints a range.
struct Printed {
    std::string what;  // "oxycodone po"; "meperidine po <" where the drug is no target
    double least, most;
    Printed(std::string name, double amount) : what(std::move(name)), least(amount), most(amount) {}
    Printed(std::string name, double from, double to) : what(std::move(name)), least(from), most(to) {}
};

/// What one source prints for one direction: `of` gives `gives` (`least` to `most`), in mg a day.
struct Directed {
    std::string from;
    double of;
    std::string to;
    double gives, least, most;
    Directed(std::string f, double a, std::string t, double g) : Directed(f, a, t, g, g, g) {}
    Directed(std::string f, double a, std::string t, double g, double l, double m)
        : from(std::move(f)), of(a), to(std::move(t)), gives(g), least(l), most(m) {}
};

void check_one(const std::string& table, const Directed& row) {
    CAPTURE(row.from);
    CAPTURE(row.to);
    const RotationWorking working = rotate(table, row.from, unit::mg_per_day(row.of), row.to);
    REQUIRE(working.lines.size() == 1);
    CHECK(mg_per_day(working.result) == doctest::Approx(row.gives).epsilon(1e-9));
    CHECK(mg_per_day(working.least) == doctest::Approx(row.least).epsilon(1e-9));
    CHECK(mg_per_day(working.most) == doctest::Approx(row.most).epsilon(1e-9));
}

/// The shipped table has exactly the pairs of these rows.
void check_table(const std::string& table, const std::vector<Printed>& equal,
                 const std::vector<Directed>& directed = {}) {
    CAPTURE(table);
    std::size_t pairs = 0;
    const auto name = [](const Printed& row) { return row.what.substr(0, row.what.find(" <")); };
    for (const Printed& from : equal) {
        for (const Printed& to : equal) {
            if (&from == &to || to.what.ends_with(" <")) continue;
            ++pairs;
            // The smaller new dose: the most of the old is taken as equal to the least of the new.
            check_one(table, {name(from), from.most, name(to), to.least, to.least,
                              to.most * from.most / from.least});
        }
    }
    for (const Directed& row : directed) check_one(table, row);
    CHECK(rotation(table).pairs.size() == pairs + directed.size());
}

/// mcg/h as mg a day: 25 mcg/h are 0.6 mg a day.
constexpr double patch(double mcg_per_hour) {
    return mcg_per_hour * 24 / 1000;
}

}  // namespace

TEST_CASE("the classic equianalgesic tables are those of their sources") {
    check_table("fast-fact-36", {{"morphine po", 30},
                                 {"morphine iv", 10},
                                 {"morphine sc", 10},
                                 {"hydromorphone po", 7.5},
                                 {"hydromorphone iv", 1.5},
                                 {"hydromorphone sc", 1.5},
                                 {"oxycodone po", 20, 30},
                                 {"hydrocodone po", 30}});
    check_table("msd-2023", {{"morphine po", 30},       {"morphine iv", 10},       {"morphine sc", 10},
                             {"hydromorphone po", 7.5}, {"hydromorphone iv", 1.5}, {"hydromorphone sc", 1.5},
                             {"oxycodone po", 20},      {"oxycodone iv", 15},      {"oxycodone sc", 15},
                             {"oxymorphone po", 15},    {"oxymorphone iv", 1},     {"oxymorphone sc", 1},
                             {"codeine po", 200},       {"codeine iv", 130},       {"codeine sc", 130},
                             {"levorphanol po", 4},     {"levorphanol iv", 2},     {"levorphanol sc", 2},
                             {"meperidine po <", 300},  {"meperidine iv <", 75},   {"meperidine sc <", 75}});
    check_table("nci-pdq-2014",
                {{"morphine po", 30},      {"morphine iv", 10},      {"morphine sc", 10},
                 {"codeine po", 200},      {"codeine iv", 100},      {"codeine sc", 100},
                 {"fentanyl iv", 0.1},     {"fentanyl sc", 0.1},     {"hydrocodone po", 30, 45},
                 {"hydromorphone po", 8},  {"hydromorphone iv", 2},  {"hydromorphone sc", 2},
                 {"levorphanol po", 4},    {"levorphanol iv", 2},    {"levorphanol sc", 2},
                 {"oxycodone po", 20, 30}, {"oxycodone iv", 10, 15}, {"oxycodone sc", 10, 15},
                 {"oxymorphone po", 10},   {"oxymorphone iv", 1},    {"oxymorphone sc", 1}});
    check_table("aafp-2000", {{"morphine po", 30},       {"morphine iv", 10},       {"morphine sc", 10},
                              {"hydromorphone po", 7.5}, {"hydromorphone iv", 1.5}, {"hydromorphone sc", 1.5},
                              {"oxycodone po", 30},      {"oxycodone iv", 10},      {"oxycodone sc", 10},
                              {"oxymorphone iv", 1},     {"oxymorphone sc", 1},     {"codeine po", 180},
                              {"levorphanol po", 4},     {"levorphanol iv", 2},     {"levorphanol sc", 2},
                              {"meperidine po <", 300},  {"meperidine iv <", 75},   {"meperidine sc <", 75},
                              {"tramadol po", 100},      {"tramadol iv", 80},       {"tramadol sc", 80}});
    check_table("uptodate-copy", {{"morphine po", 30},
                                  {"morphine iv", 10},
                                  {"morphine sc", 10},
                                  {"hydromorphone po", 7.5},
                                  {"hydromorphone iv", 1.5},
                                  {"hydromorphone sc", 1.5},
                                  {"oxycodone po", 20},
                                  {"hydrocodone po", 30},
                                  {"oxymorphone po", 10},
                                  {"oxymorphone iv", 1},
                                  {"oxymorphone sc", 1},
                                  {"fentanyl iv", 0.1},
                                  {"fentanyl sc", 0.1}});
    check_table(
        "ppm-2018", {{"morphine po", 30},       {"morphine iv", 10},       {"morphine sc", 10},
                     {"hydromorphone po", 7.5}, {"hydromorphone iv", 1.5}, {"hydromorphone sc", 1.5},
                     {"oxycodone po", 20},      {"hydrocodone po", 30},    {"oxymorphone po", 10},
                     {"oxymorphone iv", 1},     {"oxymorphone sc", 1},     {"codeine po", 165},
                     {"codeine iv", 100},       {"codeine sc", 100},       {"levorphanol po", 4},
                     {"meperidine po <", 300},  {"meperidine iv <", 100},  {"meperidine sc <", 100},
                     {"fentanyl iv", 0.1},      {"fentanyl sc", 0.1},      {"tapentadol po", 100}},
        {{"fentanyl patch", patch(25), "morphine po", 45}, {"morphine po", 90, "fentanyl patch", patch(25)}});
    check_table("fda-label-table-d",
                {{"morphine po", 30},       {"morphine iv", 10},       {"morphine sc", 10},
                 {"hydromorphone po", 7.5}, {"hydromorphone iv", 1.5}, {"hydromorphone sc", 1.5},
                 {"oxycodone po", 30},      {"oxycodone iv", 15},      {"oxycodone sc", 15},
                 {"oxymorphone pr", 10},    {"oxymorphone iv", 1},     {"oxymorphone sc", 1},
                 {"codeine po", 200},       {"codeine iv", 130},       {"codeine sc", 130},
                 {"levorphanol po", 4},     {"levorphanol iv", 2},     {"levorphanol sc", 2},
                 {"meperidine iv <", 75},   {"meperidine sc <", 75}});
}

TEST_CASE("where a classic table prints a range, the smaller new dose is the value, both ways") {
    // Fast Fact 36: 30 mg morphine = 20 to 30 mg oxycodone.
    check_one("fast-fact-36", {"morphine po", 30, "oxycodone po", 20, 20, 30});
    check_one("fast-fact-36", {"oxycodone po", 60, "morphine po", 60, 60, 90});
    // NCI PDQ: 30 to 45 mg hydrocodone = 30 mg morphine.
    check_one("nci-pdq-2014", {"hydrocodone po", 45, "morphine po", 30, 30, 45});
    // The older label: 60 (30) mg morphine = 7.5 mg hydromorphone; 60 is that of single doses.
    check_one("fda-label-table-d", {"morphine po", 60, "hydromorphone po", 15});
    check_one("fda-label-table-d", {"hydromorphone po", 7.5, "morphine po", 30});
}

TEST_CASE("the national tables are those of their sources") {
    check_table("uk-fpm-2020",
                {{"morphine po", 10},
                 {"codeine po", 100},
                 {"dihydrocodeine po <", 100},
                 {"hydromorphone po", 2},
                 {"oxycodone po", 6.6},
                 {"tapentadol po", 25},
                 {"tramadol po", 100}},
                {{"fentanyl patch", patch(25), "morphine po", 60}});
    check_table("bnf-2018", {{"morphine po", 10},
                             {"morphine im", 5},
                             {"morphine iv", 5},
                             {"morphine sc", 5},
                             {"codeine po", 100},
                             {"dihydrocodeine po <", 100},
                             {"tramadol po", 100},
                             {"tapentadol po", 25},
                             {"oxycodone po", 6.6},
                             {"oxycodone iv", 5},
                             {"oxycodone sc", 5},
                             {"hydromorphone po", 2}});
    check_table("scotland-palliative",
                {{"morphine po", 10},
                 {"morphine sc", 5},
                 {"oxycodone po", 5},
                 {"oxycodone sc", 2, 3},
                 {"codeine po <", 100},
                 {"dihydrocodeine po <", 100},
                 {"tramadol po <", 100}},
                // Divide by 5 to 7.5: 30 mg of morphine are 4 to 6 mg.
                {{"morphine po", 30, "hydromorphone po", 4, 4, 6}, {"morphine po", 30, "alfentanil sc", 1}});
    check_table("west-midlands-palliative", {{"morphine po", 3}, {"morphine sc", 1.5}, {"oxycodone po", 2}});
    check_table("nougg-2010", {{"morphine po", 30},
                               {"codeine po", 200},
                               {"oxycodone po", 20},
                               {"hydromorphone po", 6},
                               {"meperidine po <", 300},
                               {"morphine iv", 15},
                               {"morphine sc", 15},
                               {"hydromorphone iv", 3},
                               {"hydromorphone sc", 3}});
    check_table("australia-chart-2015", {},
                {{"codeine po", 240, "morphine po", 30},
                 {"tapentadol po", 300, "morphine po", 100},
                 {"tramadol po", 400, "morphine po", 80},
                 {"hydromorphone po", 8, "morphine po", 40},
                 {"oxycodone po", 30, "morphine po", 45},
                 {"morphine po", 30, "morphine sc", 10},
                 {"hydromorphone po", 6, "hydromorphone sc", 2}});
    check_table("gppainhelp",
                {{"morphine po", 30},
                 {"morphine im", 10},
                 {"morphine sc", 10},
                 {"tramadol po", 150},
                 {"tramadol im", 100, 120},
                 {"fentanyl sc", 0.1, 0.15},
                 {"hydromorphone sc", 1.5},
                 {"hydromorphone po", 6},
                 {"oxycodone po", 15, 20},
                 {"tapentadol po", 75, 100},
                 {"codeine po", 200},
                 {"meperidine im <", 75, 100}},
                {{"oxycodone po", 20, "oxycodone iv", 10}, {"oxycodone iv", 20, "oxycodone po", 20}});
    check_table("eapc-2011", {},
                {{"morphine po", 100, "fentanyl patch", 1},
                 {"morphine po", 30, "hydromorphone po", 6},
                 {"morphine po", 30, "oxycodone po", 20},
                 {"morphine po", 30, "morphine sc", 15},
                 {"morphine po", 30, "morphine iv", 10}});
}

TEST_CASE("the directional studies are those of their abstracts and tables") {
    check_table("lawlor-1997", {},
                {{"morphine po", 5.76, "hydromorphone po", 1, 5.76 / 5.9, 5.76 / 4.2},
                 {"hydromorphone po", 1, "morphine po", 3.45, 2.9, 4.5},
                 {"morphine sc", 4.92, "hydromorphone sc", 1, 4.92 / 5.9, 4.92 / 4.2},
                 {"hydromorphone sc", 1, "morphine sc", 4, 2.9, 4.5}});
    check_table("treillet-2018", {},
                {{"morphine po", 30, "hydromorphone po", 6},
                 {"hydromorphone po", 10, "morphine po", 37, 13.5, 50},
                 {"hydromorphone iv", 10, "hydromorphone po", 25, 21.4, 27.5},
                 {"hydromorphone iv", 10, "oxycodone po", 80.6},
                 {"hydromorphone po", 10, "oxycodone po", 41.3},
                 {"oxycodone po", 41.3, "hydromorphone po", 10},
                 {"morphine po", 39, "oxycodone po", 26, 26, 30},
                 {"oxycodone po", 20, "morphine po", 30},
                 {"morphine po", 30, "morphine sc", 15},
                 {"morphine po", 30, "morphine iv", 10},
                 {"morphine po", 78, "fentanyl patch", 1, 1, 78.0 / 70},
                 {"morphine po", 85.4, "fentanyl sc", 1, 85.4 / 112.5, 85.4 / 65},
                 {"morphine po", 100, "fentanyl iv", 1}});
    check_table("reddy-hydromorphone", {},
                {{"hydromorphone iv", 10, "hydromorphone po", 25, 21.4, 27.5},
                 {"hydromorphone iv", 10, "morphine po", 115.4, 98.4, 130}});
    check_one("reddy-hydromorphone", {"hydromorphone iv", 30, "morphine po", 295.8, 295.2, 390});
    check_table("reddy-2016", {}, {{"morphine po", 100, "fentanyl patch", 1}});
    check_table("fast-fact-2", {},
                {{"morphine po", 100, "fentanyl patch", patch(50)},
                 {"fentanyl patch", patch(50), "morphine po", 100}});
    check_table("globalrph", {}, {{"fentanyl iv", patch(50), "fentanyl patch", patch(50)}});
}

TEST_CASE("the labels' one-way starts are those of the labels, and say that they hold their reduction") {
    check_table("opana-er-label", {}, {{"oxycodone po", 40, "oxymorphone po", 20}});
    check_table("oxycontin-label", {}, {{"fentanyl patch", patch(25), "oxycodone po", 20}});
    check_table("exalgo-label", {}, {{"fentanyl patch", patch(25), "hydromorphone po", 12}});
    CHECK(rotation("opana-er-label").contains_reduction);
    CHECK(rotation("oxycontin-label").contains_reduction);
    REQUIRE(rotation("exalgo-label").own_reduction);
    CHECK(rotation("exalgo-label").own_reduction->for_caution().of_one == 0.5);
    for (const RotationTable& table : shipped_library().rotation_tables) {
        CAPTURE(table.id);
        const bool is_label = table.id.ends_with("-label");
        CHECK((table.contains_reduction || table.own_reduction) == is_label);
    }
}

TEST_CASE("the default pairs are those that were derived, with their range") {
    check_table("default-pairs", {},
                {{"morphine po", 30, "oxycodone po", 20, 15, 23.1},
                 {"oxycodone po", 20, "morphine po", 30, 20, 40},
                 {"morphine po", 30, "hydrocodone po", 30, 30, 45},
                 {"hydrocodone po", 30, "morphine po", 30, 20, 30},
                 {"morphine po", 100, "hydromorphone po", 20, 40.0 / 3, 80.0 / 3},
                 {"hydromorphone po", 10, "morphine po", 37, 29, 50},
                 {"morphine po", 30, "morphine iv", 10, 10, 15},
                 {"morphine iv", 10, "morphine po", 20, 20, 30},
                 {"morphine po", 30, "morphine sc", 10, 10, 15},
                 {"morphine sc", 10, "morphine po", 20, 20, 30},
                 {"hydromorphone po", 10, "hydromorphone sc", 2, 2, 5},
                 {"hydromorphone sc", 10, "hydromorphone po", 20, 20, 50},
                 {"hydromorphone po", 10, "hydromorphone iv", 2, 2, 5},
                 {"hydromorphone iv", 10, "hydromorphone po", 25, 20, 50},
                 {"hydromorphone iv", 10, "morphine po", 115, 98, 200},
                 {"morphine po", 100, "hydromorphone iv", 5, 5, 10},
                 {"morphine po", 30, "oxymorphone po", 10, 10, 15},
                 {"oxymorphone po", 10, "morphine po", 20, 20, 30},
                 {"oxycodone po", 40, "oxymorphone po", 20},
                 {"morphine po", 30, "tapentadol po", 75, 75, 100},
                 {"tapentadol po", 100, "morphine po", 30, 30, 40},
                 {"codeine po", 200, "morphine po", 20, 20, 30},
                 {"tramadol po", 400, "morphine po", 40, 40, 80},
                 {"fentanyl patch", patch(50), "morphine po", 90, 90, 120},
                 {"fentanyl iv", 0.6, "morphine po", 60, 60, 180},
                 {"morphine po", 60, "fentanyl iv", 0.2, 0.2, 0.6}});
    check_one("default-pairs", {"hydromorphone iv", 30, "morphine po", 300, 294, 600});
    CHECK(shipped_library().default_rotation().id == "default-pairs");
}

TEST_CASE("no ratio of the shipped tables is unverified, and each has its place in a source") {
    const Bibliography& all = shipped_library().formulary.bibliography();
    for (const RotationTable& table : shipped_library().rotation_tables) {
        CAPTURE(table.id);
        CHECK_FALSE(table.cautions.empty());
        CHECK(table.cautions.size() == table.caution_citations.size());
        for (const RotationPair& pair : table.pairs) {
            for (const Equivalence& band : pair.bands) {
                CHECK(band.value.for_dosing() != nullptr);
                CHECK_FALSE(all[band.value.citation()].at.empty());
                CHECK_FALSE(band.published.empty());
            }
        }
    }
}

TEST_CASE("no table leads to or from what has no ratio") {
    // Methadone, buprenorphine and the mixed agonist-antagonists on either side; meperidine as a target.
    for (const RotationTable& table : shipped_library().rotation_tables) {
        CAPTURE(table.id);
        for (const RotationPair& pair : table.pairs) {
            for (const DrugByRoute end : {pair.from, pair.to}) {
                const Drug& drug = shipped_library().formulary[end.drug];
                CHECK(drug.agonism == Agonism::full);
                CHECK(drug.id != "methadone");
            }
            CHECK(shipped_library().formulary[pair.to.drug].id != "meperidine");
        }
    }
}

TEST_CASE("the recommendation never leads into a fentanyl patch by a ratio") {
    for (const RotationPair& pair : shipped_library().default_rotation().pairs)
        CHECK(pair.to.route != Route::transdermal);
}

TEST_CASE("what is taken off is what the sources say, as the share taken away") {
    const ReductionGuide& guide = shipped_library().reduction;
    CHECK(guide.least.for_caution().of_one == 0.25);
    CHECK(guide.most.for_caution().of_one == 0.5);
    CHECK(guide.least.for_dosing() != nullptr);
    std::map<std::string, std::pair<double, double>> others;
    for (const PublishedReduction& other : guide.others)
        others[other.id] = {other.least.for_caution().of_one, other.most.for_caution().of_one};
    CHECK(others == std::map<std::string, std::pair<double, double>>{{"uk-fpm", {0.25, 0.5}},
                                                                     {"uk-fpm-more", {0.5, 1}},
                                                                     {"msd", {0.5, 0.5}},
                                                                     {"icsi", {0.5, 0.5}},
                                                                     {"ppm", {0.5, 0.5}},
                                                                     {"globalrph", {0.33, 0.5}},
                                                                     {"prescribers-letter", {0.25, 0.5}},
                                                                     {"stanford", {0.25, 0.5}},
                                                                     {"nh-hospice-controlled", {0.25, 0.5}},
                                                                     {"nh-hospice-uncontrolled", {0, 0}},
                                                                     {"etg", {0.5, 0.5}},
                                                                     {"exalgo", {0.25, 0.5}},
                                                                     {"nucynta-er", {0.5, 0.5}}});
}

TEST_CASE("reasons to take off more or less are those of section and source, and ancestry is none") {
    const ReductionGuide& guide = shipped_library().reduction;
    std::map<std::string, const ReductionReason*> more, less;
    for (const ReductionReason& one : guide.toward_more) more[one.id] = &one;
    for (const ReductionReason& one : guide.toward_less) less[one.id] = &one;
    std::string ids;
    for (const auto& [id, reason] : more) ids += id + " ";
    CHECK(ids ==
          "adverse-effects age frailty high-dose kidney liver lung-disease pain-controlled rapid-escalation "
          "sedatives several-opioids sleep-apnea uncertain-adherence ");
    REQUIRE(less.size() == 2);
    CHECK(less.contains("same-drug-other-route"));
    CHECK(less.contains("severe-pain"));
    REQUIRE(more["high-dose"]->from_oral_morphine);
    CHECK(mg_per_day(more["high-dose"]->from_oral_morphine->for_caution()) == 500);
    REQUIRE(more["age"]->from_years);
    CHECK(more["age"]->from_years->for_caution() == 65);
    for (const char* id : {"high-dose", "age", "frailty", "adverse-effects"}) {
        REQUIRE(more[id]->at_least);
        CHECK(more[id]->at_least->for_caution().of_one == 0.5);
    }
    CHECK(more["lung-disease"]->evidence == Evidence::unverified);
    for (const auto& [id, reason] : less) CHECK(reason->evidence != Evidence::unverified);
}

TEST_CASE("refusals: both ways for mixed agonist-antagonists, one way for meperidine and methadone") {
    const RotationBounds& bounds = shipped_library().rotation_bounds;
    const auto ids = [&](const std::string& from, const std::string& to) {
        std::string all;
        for (const RotationRefusal* one : refusals_of(bounds, by_route(from), by_route(to))) {
            if (one->condition.empty() && !one->under_years) all += one->id + " ";
        }
        return all;
    };
    for (const char* drug : {"butorphanol", "nalbuphine", "pentazocine"}) {
        CHECK(ids("morphine po", std::string(drug) + " iv") == "to-mixed-agonist ");
        CHECK(ids(std::string(drug) + " iv", "morphine po") == "from-mixed-agonist ");
    }
    CHECK(ids("morphine po", "meperidine po") == "to-meperidine ");
    CHECK(ids("meperidine po", "morphine po") == "");
    CHECK(ids("methadone po", "morphine po") == "from-methadone ");
    CHECK(ids("morphine po", "methadone po") == "to-methadone-by-ratio ");
    CHECK(ids("morphine po", "buprenorphine patch") == "to-buprenorphine-by-ratio ");
    CHECK(ids("buprenorphine patch", "morphine po") == "from-buprenorphine ");
    CHECK(ids("oxycodone po", "hydromorphone po") == "");
    CHECK(ids("codeine po", "morphine po") == "");
    for (const RotationRefusal& one : bounds.refusals) {
        const bool by_ratio = one.id == "to-methadone-by-ratio" || one.id == "to-buprenorphine-by-ratio";
        CHECK(one.only_by_ratio == by_ratio);
        CHECK_FALSE(one.because.empty());
        CHECK_FALSE(one.instead.empty());
    }
}

TEST_CASE("refusals for some people: children, breastfeeding, doses in the spine") {
    const RotationBounds& bounds = shipped_library().rotation_bounds;
    std::map<std::string, std::string> found;  // id -> condition and age
    for (const RotationRefusal& one : bounds.refusals) {
        if (one.condition.empty() && !one.under_years) continue;
        const std::string age =
            one.under_years ? std::to_string(static_cast<int>(one.under_years->for_caution())) : "";
        found[one.id] = one.condition + " " + age;
    }
    CHECK(found ==
          std::map<std::string, std::string>{{"neuraxial", "neuraxial "},
                                             {"codeine-under-age", " 12"},
                                             {"codeine-after-tonsil-surgery", "tonsil-surgery 18"},
                                             {"codeine-breathing-risk", "breathing-risk 18"},
                                             {"codeine-breastfeeding", "breastfeeding "},
                                             {"tramadol-under-age", " 12"},
                                             {"tramadol-after-tonsil-surgery", "tonsil-surgery 18"},
                                             {"tramadol-breathing-risk", "breathing-risk 18"},
                                             {"tramadol-breastfeeding", "breastfeeding "},
                                             {"tapentadol-severe-impairment", "severe-kidney-or-liver "}});
}

TEST_CASE("the largest daily doses of the weak opioids, the stricter where sources differ") {
    const auto most = [](const char* drug, Release release, std::optional<double> age) {
        const DailyCeiling* found = ceiling_of(shipped_library().rotation_bounds,
                                               *shipped_library().formulary.drug(drug), release, age);
        return found ? mg_per_day(found->most.for_caution()) : 0;
    };
    CHECK(most("tapentadol", Release::immediate, 40) == 600);
    CHECK(most("tapentadol", Release::extended, 40) == 500);
    CHECK(most("tramadol", Release::immediate, 40) == 400);
    CHECK(most("tramadol", Release::extended, 40) == 300);
    CHECK(most("tramadol", Release::immediate, 74.9) == 400);
    CHECK(most("tramadol", Release::immediate, 75) == 300);
    CHECK(most("tramadol", Release::immediate, 76) == 300);
    CHECK(most("tramadol", Release::immediate, {}) == 400);
    CHECK(most("codeine", Release::immediate, 40) == 240);
    CHECK(most("codeine", Release::extended, {}) == 240);
    CHECK(most("morphine", Release::immediate, 40) == 0);
}
