#include "conversions/formulary.hpp"

#include <array>
#include <doctest/doctest.h>

#include "tests/support/data_files.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string sources = R"(stepdown: sources/1
id: test-sources
sources:
  - {id: label, title: A label, year: 2020, where: a page, url: "https://example.org", checked: 2026-11-22}
  - {id: codes, title: Codes, where: a list, checked: 2026-11}
  - {id: spare, title: Cited by nobody, where: a shelf, checked: 2026-11}
)";

// A made-up drug: every key that a drug file can have.
const std::string drug = R"(stepdown: drug/1
id: exemplone
names: [exemplone hcl]
rxcui: {code: 11, source: codes, at: ingredients, evidence: verified}
agonism: {value: full, source: label, at: class, evidence: verified}
tolerance_line: {value: 30 mg/day, source: label, at: tolerance, evidence: secondary}
no_taper: {because: It is made up., instead: Take a real one.}
products:
  - id: exemplone_tab
    form: tablet
    route: oral
    release: immediate
    basis: exemplone hydrochloride
    brands: [Exemplo]
    schedule: {value: C-II, source: label, at: schedule, evidence: verified}
    offer: {value: yes, source: label, at: listing, evidence: verified}
    interval: {from: 4 hours, to: 6 hours, source: label, at: interval, evidence: verified}
    split: {value: half-if-scored, source: label, at: score, evidence: unverified}
    strengths:
      source: codes
      at: drugs
      evidence: verified
      list:
        - {value: 5 mg, rxcui: 21, also: {acetaminophen: 300 mg}}
        - {value: 5 mg, rxcui: 22, also: {acetaminophen: 325 mg}}
        - {value: 7.5 mg, rxcui: 23, also: {acetaminophen: 300 mg}, offer: {value: tolerant-only, because: It is strong., source: label, at: warning, evidence: verified}}
    note: {text: Made up., source: label, at: notes, evidence: verified}
)";

const std::string other_drug = R"(stepdown: drug/1
id: otherone
rxcui: {code: 12, source: codes, at: ingredients, evidence: verified}
agonism: {value: mixed, source: label, at: class, evidence: verified}
)";

Result<Formulary> load(const std::string& text, const std::string& more = other_drug) {
    const std::vector<DataFile> files{data_file(sources, "sources.yaml"), data_file(text, "exemplone.yaml"),
                                      data_file(more, "otherone.yaml")};
    return Formulary::load(files);
}

/// The ids of what is wrong with a drug file.
std::vector<std::string> faults(const std::string& text, const std::string& more = other_drug) {
    const Result<Formulary> formulary = load(text, more);
    return formulary ? std::vector<std::string>() : ids_of(formulary.problems());
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("a drug file is read with everything in it") {
    const Result<Formulary> loaded = load(drug);
    REQUIRE(loaded);
    const Formulary& formulary = *loaded;
    const auto id = formulary.drug("exemplone");
    REQUIRE(id);
    const Drug& read = formulary[*id];
    CHECK(read.names == std::vector<std::string>{"exemplone hcl"});
    CHECK(read.rxcui == "11");
    CHECK(read.agonism == Agonism::full);
    REQUIRE(read.tolerance_line);
    CHECK(read.tolerance_line->for_caution() == unit::mg_per_day(30));
    CHECK(read.tolerance_line->evidence() == Evidence::secondary);
    CHECK(read.no_taper_because == "It is made up.");
    CHECK(read.no_taper_instead == "Take a real one.");
    CHECK(formulary[*formulary.drug("otherone")].agonism == Agonism::mixed);

    const auto line_id = formulary.product("exemplone_tab");
    REQUIRE(line_id);
    const ProductLine& line = formulary[*line_id];
    CHECK(line.drug == *id);
    CHECK(line.form == Form::tablet);
    CHECK(line.route == Route::oral);
    CHECK(line.release == Release::immediate);
    CHECK(line.basis == "exemplone hydrochloride");
    CHECK(line.schedule == "C-II");
    CHECK(line.brands == std::vector<std::string>{"Exemplo"});
    CHECK(line.offer.for_caution() == Offer::yes);
    CHECK(line.offer_because.empty());
    CHECK(line.shortest_interval.for_caution() == unit::hours(4));
    CHECK(line.longest_interval.for_caution() == unit::hours(6));
    CHECK(line.split.for_caution() == Split::half_if_scored);
    CHECK(line.split.for_dosing() == nullptr);
    CHECK(line.note == "Made up.");
    CHECK(formulary.products_of(*id) == std::vector<ProductId>{*line_id});
    CHECK(formulary.products_of(*formulary.drug("otherone")).empty());
}

TEST_CASE("a strength has the offer of its line unless it has its own") {
    const Result<Formulary> loaded = load(drug);
    REQUIRE(loaded);
    const ProductLine& line = (*loaded)[*loaded->product("exemplone_tab")];
    REQUIRE(line.strengths.size() == 3);
    const Strength& first = line.strengths[0];
    CHECK(first.rxcui == "21");
    CHECK(std::get<Mass>(first.value) == unit::mg(5));
    REQUIRE(first.also.size() == 1);
    CHECK(first.also[0].drug == "acetaminophen");
    CHECK(std::get<Mass>(first.also[0].strength) == unit::mg(300));
    CHECK(first.offer.for_caution() == Offer::yes);
    CHECK(first.offer_because.empty());
    CHECK(line.strengths[2].offer.for_caution() == Offer::tolerant_only);
    CHECK(line.strengths[2].offer_because == "It is strong.");
}

TEST_CASE("drugs are found by id and name, product lines by brand in lower case") {
    const Result<Formulary> loaded = load(drug);
    REQUIRE(loaded);
    CHECK(loaded->drug_words().at("exemplone") == *loaded->drug("exemplone"));
    CHECK(loaded->drug_words().at("exemplone hcl") == *loaded->drug("exemplone"));
    CHECK(loaded->drug_words().size() == 3);
    CHECK(loaded->brand_words().at("exemplo") == std::vector<ProductId>{*loaded->product("exemplone_tab")});
    CHECK_FALSE(loaded->drug("exemplo"));
    CHECK_FALSE(loaded->drug("exemplon"));
    CHECK_FALSE(loaded->product("exemplone"));
}

TEST_CASE("each place in a source is one citation, and a source without one is unused") {
    Result<Formulary> loaded = load(drug);
    REQUIRE(loaded);
    Formulary formulary = *std::move(loaded);
    const Bibliography& bibliography = formulary.bibliography();
    const Drug& read = formulary[*formulary.drug("exemplone")];
    const Citation& citation = bibliography[read.tolerance_line->citation()];
    CHECK(citation.id == "label/tolerance");
    CHECK(citation.at == "tolerance");
    CHECK(citation.evidence == Evidence::secondary);
    CHECK(bibliography.source_of(read.tolerance_line->citation()).title == "A label");

    Citer citer(formulary.bibliography());
    CHECK(citer.unused() == std::vector<std::string>{"spare"});
    const std::size_t before = bibliography.citations.size();
    CHECK(citer.cite(0, "tolerance", Evidence::secondary) == read.tolerance_line->citation());
    CHECK(bibliography.citations.size() == before);
    SUBCASE("ids stay apart where the words are the same") {
        CHECK(bibliography[citer.cite(0, "tolerance", Evidence::verified)].id == "label/tolerance-2");
        CHECK(bibliography[citer.cite(0, "Tolerance!", Evidence::verified)].id == "label/tolerance-3");
    }
    SUBCASE("a citation makes its source used") {
        citer.cite(2, "p. 1", Evidence::derived);
        CHECK(citer.unused().empty());
    }
}

TEST_CASE("the head of a file is its kind and id") {
    CHECK(head_of(data_file(drug))->kind == "drug/1");
    CHECK(head_of(data_file(drug))->id == "exemplone");
    CHECK(head_of(data_file("stepdown: sources/1\n"))->id.empty());
    CHECK_FALSE(head_of(data_file("id: exemplone\n")));
    CHECK_FALSE(head_of(data_file("- stepdown: drug/1\n")));
    CHECK_FALSE(head_of(data_file("stepdown: [drug/1]\n")));
}

TEST_CASE("a later file with the id of an earlier one replaces it, and other kinds are left alone") {
    const std::vector<DataFile> files{
        data_file(drug, "a.yaml"), data_file(sources, "s.yaml"),
        data_file("stepdown: other/1\nid: exemplone\n", "o.yaml"),
        data_file(with(drug, "names: [exemplone hcl]", "names: [exemplone base]"), "b.yaml")};
    const Result<Formulary> loaded = Formulary::load(files);
    REQUIRE(loaded);
    CHECK(loaded->drugs().size() == 1);
    CHECK(loaded->drug_words().contains("exemplone base"));
    CHECK_FALSE(loaded->drug_words().contains("exemplone hcl"));
}

TEST_CASE("lists of sources are merged") {
    const std::string more =
        "stepdown: sources/1\nid: more\nsources:\n  - {id: extra, title: T, where: W, checked: 2026-11}\n";
    const std::vector<DataFile> files{data_file(sources, "s.yaml"), data_file(more, "m.yaml")};
    const Result<Formulary> loaded = Formulary::load(files);
    REQUIRE(loaded);
    CHECK(loaded->bibliography().sources.size() == 4);
    CHECK(loaded->bibliography().sources[0].year == "2020");
    CHECK(loaded->bibliography().sources[3].id == "extra");
    SUBCASE("and an id that two of them have is a fault") {
        const std::vector<DataFile> twice{data_file(sources, "s.yaml"),
                                          data_file(with(more, "id: extra", "id: label"), "m.yaml")};
        const Result<Formulary> faulty = Formulary::load(twice);
        REQUIRE_FALSE(faulty);
        REQUIRE(ids_of(faulty.problems()) == Ids{"duplicate-id"});
        CHECK(faulty.problems()[0].place == Place{"m.yaml", 4, 5});
        CHECK(faulty.problems()[0].instead == "it stands in s.yaml:4 already");
    }
}

TEST_CASE("a faulty source is told") {
    const auto source_faults = [](const std::string& old, const std::string& text) {
        const std::vector<DataFile> files{data_file(with(sources, old, text))};
        const Result<Formulary> loaded = Formulary::load(files);
        return loaded ? Ids() : ids_of(loaded.problems());
    };
    CHECK(source_faults("id: label", "id: A_Label") == Ids{"id"});
    CHECK(source_faults("checked: 2026-11-22", "checked: 2026-13-01") == Ids{"date"});
    CHECK(source_faults("checked: 2026-11-22", "checked: 2026-00-01") == Ids{"date"});
    CHECK(source_faults("checked: 2026-11-22", "checked: 2026-12-32") == Ids{"date"});
    CHECK(source_faults("checked: 2026-11-22", "checked: 22.11.2026") == Ids{"date"});
    CHECK(source_faults("checked: 2026-11-22", "checked: 2026-12-31").empty());
    CHECK(source_faults("where: a page, ", "") == Ids{"missing-key"});
    CHECK(source_faults("year: 2020", "yeer: 2020") == Ids{"unknown-key"});
    CHECK(source_faults("sources:", "list:") == Ids{"missing-key", "unknown-key"});
}

TEST_CASE("a fact without its origin is refused") {
    const std::string fact = "{value: full, source: label, at: class, evidence: verified}";
    CHECK(faults(with(drug, fact, "{value: full, at: class, evidence: verified}")) == Ids{"missing-key"});
    CHECK(faults(with(drug, fact, "{value: full, source: label, evidence: verified}")) == Ids{"missing-key"});
    CHECK(faults(with(drug, fact, "{value: full, source: label, at: class}")) == Ids{"missing-key"});
    CHECK(faults(with(drug, fact, "full")) == Ids{"not-a-mapping"});
    CHECK(faults(with(drug, fact, "{value: full, source: label, at: class, evidence: sure}")) ==
          Ids{"unknown-word"});

    const Result<Formulary> unknown =
        load(with(drug, fact, "{value: full, source: labels, at: class, evidence: verified}"));
    REQUIRE_FALSE(unknown);
    REQUIRE(ids_of(unknown.problems()) == Ids{"unknown-source"});
    CHECK(unknown.problems()[0].instead == "write label");
    CHECK(unknown.problems()[0].place == Place{"exemplone.yaml", 5, 32});
}

TEST_CASE("strengths must be verified, rising and given once") {
    CHECK(faults(with(drug, "      at: drugs\n      evidence: verified",
                      "      at: drugs\n      evidence: unverified")) == Ids{"unverified-strength"});
    CHECK(faults(with(drug, "      at: drugs\n      evidence: verified",
                      "      at: drugs\n      evidence: derived"))
              .empty());
    const std::string second = "{value: 5 mg, rxcui: 22, also: {acetaminophen: 325 mg}}";
    CHECK(faults(with(drug, second, "{value: 4.9 mg, rxcui: 22, also: {acetaminophen: 325 mg}}")) ==
          Ids{"strength-order"});
    CHECK(faults(with(drug, second, "{value: 5 mg, rxcui: 22, also: {acetaminophen: 300 mg}}")) ==
          Ids{"strength-order"});
    CHECK(faults(with(drug, second, "{value: 5 mg, rxcui: 22}")) == Ids{"strength-order"});
    CHECK(faults(with(drug, second, "{value: 5 mg, rxcui: 22, also: {acetaminophen: 301 mg}}")).empty());
    CHECK(faults(with(drug, second, "{value: 5.1 mg, rxcui: 22}")).empty());
    CHECK(faults(with(drug, second, "{value: 5 mg, rxcui: 21, also: {acetaminophen: 325 mg}}")) ==
          Ids{"duplicate-code"});
    CHECK(faults(with(drug, second, "{value: 5 mg, rxcui: 12, also: {acetaminophen: 325 mg}}")) ==
          Ids{"duplicate-code"});
    CHECK(faults(with(drug, second, "{value: 5 mg, rxcui: R22, also: {acetaminophen: 325 mg}}")) ==
          Ids{"code"});
    CHECK(faults(with(drug, "{value: 5 mg, rxcui: 21, also: {acetaminophen: 300 mg}}",
                      "{value: 0 mg, rxcui: 21, also: {acetaminophen: 300 mg}}")) == Ids{"not-positive"});
    CHECK(faults(with(drug, second, "{value: 5 mg, rxcui: 22, also: {acetaminophen: 0 mg}}")) ==
          Ids{"not-positive"});
    CHECK(faults(with(drug, second, "{value: 5 mg, rxcui: 22, also: 325 mg}")) == Ids{"not-a-mapping"});
}

TEST_CASE("a product line without strengths is refused") {
    const std::size_t at = drug.find("      list:");
    const std::string none = drug.substr(0, at) + "      list: []\n";
    CHECK(faults(none) == Ids{"no-strengths"});
}

TEST_CASE("a strength is in the unit of its form") {
    const std::string second = "{value: 5 mg, rxcui: 22, also: {acetaminophen: 325 mg}}";
    CHECK(faults(with(drug, second, "{value: 5 mg/mL, rxcui: 22}")) == Ids{"unit"});
    CHECK(faults(with(drug, second, "{value: 5, rxcui: 22}")) == Ids{"quantity-form"});
    CHECK(faults(with(drug, "form: tablet", "form: patch")) == Ids(6, "unit"));
    CHECK(faults(with(drug, "form: tablet", "form: solution")) == Ids(6, "unit"));
    CHECK(faults(with(drug, "form: tablet", "form: concentrate")) == Ids(6, "unit"));
    CHECK(faults(with(drug, "form: tablet", "form: suppository")).empty());
}

TEST_CASE("patches hold mcg/h and liquids mg/mL") {
    std::string patch = with(drug, "form: tablet", "form: patch");
    patch = with(patch, "{value: 5 mg, rxcui: 21, also: {acetaminophen: 300 mg}}",
                 "{value: 12 mcg/h, rxcui: 21}");
    patch = with(patch, "{value: 5 mg, rxcui: 22, also: {acetaminophen: 325 mg}}",
                 "{value: 25 mcg/h, rxcui: 22}");
    patch = patch.substr(0, patch.find("        - {value: 7.5"));
    const Result<Formulary> patches = load(patch);
    REQUIRE(patches);
    const ProductLine& line = (*patches)[*patches->product("exemplone_tab")];
    CHECK(std::get<DoseRate>(line.strengths[0].value) == unit::mcg_per_hour(12));

    std::string liquid = with(drug, "form: tablet", "form: solution");
    liquid = with(liquid, "{value: 5 mg, rxcui: 21, also: {acetaminophen: 300 mg}}",
                  "{value: 0.5 mg/mL, rxcui: 21, also: {acetaminophen: 21.7 mg/mL}}");
    liquid = liquid.substr(0, liquid.find("        - {value: 5 mg, rxcui: 22"));
    const Result<Formulary> liquids = load(liquid);
    REQUIRE(liquids);
    const Strength& strength = (*liquids)[*liquids->product("exemplone_tab")].strengths[0];
    CHECK(std::get<Concentration>(strength.value) == unit::mg_per_ml(0.5));
    CHECK(std::get<Concentration>(strength.also[0].strength) == unit::mg_per_ml(21.7));
}

TEST_CASE("an offer other than yes says why, and yes says nothing") {
    const std::string yes = "{value: yes, source: label, at: listing, evidence: verified}";
    CHECK(faults(with(drug, yes, "{value: read-only, source: label, at: listing, evidence: verified}")) ==
          Ids{"offer-reason"});
    CHECK(faults(with(drug, yes,
                      "{value: yes, because: It is., source: label, at: listing, evidence: verified}")) ==
          Ids{"offer-reason"});
    CHECK(faults(with(drug, yes, "{value: no, source: label, at: listing, evidence: verified}")) ==
          Ids{"unknown-word"});
    const std::array<std::pair<std::string, Offer>, 4> others{{{"read-only", Offer::read_only},
                                                               {"oud-only", Offer::oud_only},
                                                               {"tolerant-only", Offer::tolerant_only},
                                                               {"short-course", Offer::short_course}}};
    for (const auto& entry : others) {
        const auto& text = entry.first;
        const Offer offer = entry.second;
        CAPTURE(text);
        const Result<Formulary> loaded = load(
            with(drug, yes,
                 "{value: " + text + ", because: Why., source: label, at: listing, evidence: verified}"));
        REQUIRE(loaded);
        const ProductLine& line = (*loaded)[*loaded->product("exemplone_tab")];
        CHECK(line.offer.for_caution() == offer);
        CHECK(line.offer_because == "Why.");
        CHECK(line.strengths[0].offer.for_caution() == offer);
        CHECK(line.strengths[0].offer_because == "Why.");
    }
}

TEST_CASE("an interval lasts, and does not end before it starts") {
    const std::string interval = "{from: 4 hours, to: 6 hours,";
    CHECK(faults(with(drug, interval, "{from: 6 hours, to: 5.9 hours,")) == Ids{"interval"});
    CHECK(faults(with(drug, interval, "{from: 6 hours, to: 6 hours,")).empty());
    CHECK(faults(with(drug, interval, "{from: 0 hours, to: 6 hours,")) == Ids{"interval"});
    CHECK(faults(with(drug, interval, "{from: 4 h, to: 6 hours,")) == Ids{"unit"});
}

TEST_CASE("a name belongs to one drug, and a brand to lines of one drug") {
    CHECK(faults(drug, other_drug + "names: [exemplone hcl]\n") == Ids{"duplicate-name"});
    CHECK(faults(drug, other_drug + "names: [exemplone]\n") == Ids{"duplicate-name"});
    CHECK(faults(drug, other_drug + "names: [exemplo]\n") == Ids{"duplicate-name"});
    CHECK(faults(drug, other_drug + "names: [Otherone HCl]\n") == Ids{"name"});
    CHECK(faults(with(drug, "names: [exemplone hcl]", "names: [exemplone hcl, exemplone hcl]")) ==
          Ids{"duplicate-name"});
    CHECK(faults(with(drug, "brands: [Exemplo]", "brands: [Exemplone]")) == Ids{"duplicate-name"});

    std::string lines = drug.substr(drug.find("products:"));
    lines =
        with(with(with(lines, "rxcui: 21", "rxcui: 31"), "rxcui: 22", "rxcui: 32"), "rxcui: 23", "rxcui: 33");
    CHECK(faults(drug, other_drug + with(lines, "id: exemplone_tab", "id: otherone_tab")) ==
          Ids{"duplicate-name"});
    CHECK(faults(drug, other_drug + with(lines, "brands: [Exemplo]", "brands: [Other]")) ==
          Ids{"duplicate-id"});
}

TEST_CASE("one brand may name several lines of a drug") {
    std::string second = drug.substr(drug.find("  - id: exemplone_tab"));
    second = with(with(with(second, "rxcui: 21", "rxcui: 31"), "rxcui: 22", "rxcui: 32"), "rxcui: 23",
                  "rxcui: 33");
    const Result<Formulary> loaded = load(drug + with(second, "id: exemplone_tab", "id: exemplone_other"));
    REQUIRE(loaded);
    const std::vector<ProductId> both{*loaded->product("exemplone_tab"), *loaded->product("exemplone_other")};
    CHECK(loaded->brand_words().at("exemplo") == both);
    CHECK(loaded->products_of(*loaded->drug("exemplone")) == both);
}

TEST_CASE("ids, words and keys that do not exist are told") {
    CHECK(faults(with(drug, "id: exemplone\n", "id: Exemplone\n")) == Ids{"id"});
    CHECK(faults(with(drug, "id: exemplone_tab", "id: exemplone-tab")) == Ids{"id"});
    CHECK(faults(with(drug, "id: exemplone\n", "")) == Ids{"missing-key"});
    CHECK(faults(with(drug, "route: oral", "route: orally")) == Ids{"unknown-word"});
    CHECK(faults(with(drug, "release: immediate", "release: ir")) == Ids{"unknown-word"});
    CHECK(faults(with(drug, "value: half-if-scored", "value: halves")) == Ids{"unknown-word"});
    CHECK(faults(with(drug, "value: C-II", "value: C-I")) == Ids{"unknown-word"});
    CHECK(faults(with(drug, "value: full", "value: agonist")) == Ids{"unknown-word"});
    CHECK(faults(with(drug, "    basis: exemplone hydrochloride\n", "")) == Ids{"missing-key"});
    CHECK(faults(with(drug, "    note:", "    remark:")) == Ids{"unknown-key"});
    CHECK(faults(with(drug, "tolerance_line: {value: 30 mg/day,", "tolerance_line: {value: 30 mg,")) ==
          Ids{"unit"});
    CHECK(faults(with(drug, "products:\n", "lines:\n")) == Ids{"unknown-key"});
    for (const std::string key : {"schedule", "offer", "interval", "split", "strengths"}) {
        CAPTURE(key);
        CHECK(faults(with(drug, "    " + key + ":", "    x" + key + ":")) ==
              Ids{"missing-key", "unknown-key"});
    }
}

TEST_CASE("every fault of all files is told together, each at its place") {
    std::string text = with(drug, "route: oral", "route: nose");
    text = with(text, "value: half-if-scored", "value: halves");
    const Result<Formulary> loaded = load(text, other_drug + "colour: red\n");
    REQUIRE_FALSE(loaded);
    REQUIRE(ids_of(loaded.problems()) == Ids{"unknown-word", "unknown-word", "unknown-key"});
    CHECK(loaded.problems()[0].place == Place{"exemplone.yaml", 11, 12});
    CHECK(loaded.problems()[1].place == Place{"exemplone.yaml", 18, 20});
    CHECK(loaded.problems()[2].place == Place{"otherone.yaml", 5, 1});
}
