#include "protocols/drug_advice.hpp"

#include <doctest/doctest.h>

#include "protocols/library.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string good = R"(stepdown: drug-advice/1
id: example
drug: fentanyl
form: patch
largest_cut: {of_current: 25 %, source: stepdown, at: cut, evidence: derived}
shortest_hold: {value: 2 weeks, source: stepdown, at: hold, evidence: secondary}
judge_after: {value: 72 hours, source: stepdown, at: judge, evidence: unverified}
advice:
  - {text: Advice., source: stepdown, at: advice, evidence: verified}
cautions:
  - {text: Caution., source: stepdown, at: caution, evidence: unverified}
)";

Result<DrugAdvice> read(const std::string& text) {
    static Bibliography sources = shipped_library().formulary.bibliography();
    Citer citer(sources);
    return read_drug_advice(data_file(text, "example.yaml"), shipped_library().formulary, citer);
}

std::vector<std::string> ids_with(const std::string& old, const std::string& replacement) {
    const Result<DrugAdvice> advice = read(with(good, old, replacement));
    return advice ? std::vector<std::string>() : ids_of(advice.problems());
}
using Ids = std::vector<std::string>;

std::vector<const DrugAdvice*> about(const std::string& drug) {
    return shipped_library().advice_about(*shipped_library().formulary.drug(drug));
}

}  // namespace

TEST_CASE("what is particular about a drug is read as it stands") {
    const Result<DrugAdvice> advice = read(good);
    REQUIRE(advice);
    CHECK(advice->id == "example");
    CHECK(shipped_library().formulary[advice->drug].id == "fentanyl");
    CHECK(advice->patch_only);
    CHECK(advice->largest_cut->for_caution().of_one == doctest::Approx(0.25));
    CHECK(advice->shortest_hold->for_caution() == unit::days(14));
    CHECK(advice->judge_after->for_caution() == unit::days(3));
    CHECK(advice->judge_after->for_dosing() == nullptr);
    CHECK(advice->advice.front().text == "Advice.");
    CHECK(advice->cautions.front().text == "Caution.");
}

TEST_CASE("a cut or a hold of a drug that nobody has verified is refused, and so is such advice") {
    CHECK(ids_with("at: cut, evidence: derived", "at: cut, evidence: unverified") == Ids{"unverified-dose"});
    CHECK(ids_with("at: hold, evidence: secondary", "at: hold, evidence: unverified") ==
          Ids{"unverified-dose"});
    CHECK(ids_with("at: advice, evidence: verified", "at: advice, evidence: unverified") ==
          Ids{"unverified-advice"});
}

TEST_CASE("an unknown drug, form or key of drug advice is told") {
    CHECK(ids_with("drug: fentanyl", "drug: fentanil") == Ids{"unknown-drug"});
    CHECK(ids_with("form: patch", "form: tablet") == Ids{"unknown-word"});
    CHECK(ids_with("judge_after:", "judge_afer:") == Ids{"unknown-key"});
}

TEST_CASE("patches go down by at most 25 % and are held for at least two weeks; methadone for 14 days") {
    for (const char* drug : {"fentanyl", "buprenorphine"}) {
        CAPTURE(drug);
        REQUIRE(about(drug).size() == 1);
        const DrugAdvice& patch = *about(drug).front();
        CHECK(patch.patch_only);
        CHECK(patch.largest_cut->for_caution().of_one == doctest::Approx(0.25));
        CHECK(patch.shortest_hold->for_caution() == unit::days(14));
    }
    REQUIRE(about("methadone").size() == 1);
    const DrugAdvice& methadone = *about("methadone").front();
    CHECK_FALSE(methadone.patch_only);
    CHECK(methadone.shortest_hold->for_caution() == unit::days(14));
    CHECK_FALSE(methadone.largest_cut.has_value());  // no rate for pain was read anywhere
}

TEST_CASE("tramadol has its other withdrawal from a source; what is only remembered is a caution") {
    REQUIRE(about("tramadol").size() == 1);
    const DrugAdvice& tramadol = *about("tramadol").front();
    REQUIRE(tramadol.advice.size() == 1);
    CHECK(tramadol.advice.front().text.find("hallucinations") != std::string::npos);
    CHECK(shipped_library()[tramadol.advice.front().citation].evidence == Evidence::verified);
    CHECK_FALSE(tramadol.cautions.empty());
    REQUIRE(about("tapentadol").size() == 1);
    CHECK(about("tapentadol").front()->advice.empty());  // nothing was read, all is caution
    CHECK(about("morphine").empty());
}
