#include "planner/withdrawal.hpp"

#include <algorithm>
#include <doctest/doctest.h>

#include "planner/taper.hpp"
#include "tests/support/data_files.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const std::string supervised =
    "used_for: 8 months\ngoal: discontinue\nprotocol: standard\nstart: 2026-12-01\n"
    "supervision: {prescriber: Dr. A, review_every: 4 weeks, patient_agrees: yes}\n";

struct Planned {
    Case patient_case;
    DraftPlan plan;
};

Planned planned(const std::string& text) {
    const Case patient_case = good_case(text);
    const Result<Tapered> tapered = taper(patient_case, shipped_library(), day("2026-11-30"));
    REQUIRE(tapered);
    REQUIRE(tapered->plan);
    return {patient_case, tapered->plan->plan()};
}

WithdrawalSupport support_for(const Planned& of, const std::string& as_of = "2026-11-30") {
    return withdrawal_support(of.plan, of.patient_case, shipped_library(), day(as_of));
}

std::string dates(const std::optional<DateSpan>& span) {
    return span ? iso(span->from) + ".." + iso(span->to) : "none";
}

const SymptomMedicine& medicine(const WithdrawalSupport& support, const std::string& id) {
    const auto found = std::find_if(support.medicines.begin(), support.medicines.end(),
                                    [&](const SymptomMedicine& one) { return one.advice.guide->id == id; });
    REQUIRE(found != support.medicines.end());
    return *found;
}

}  // namespace

TEST_CASE("after a cut of an extended-release form withdrawal begins on the second to the fourth day") {
    // 30 to 72 hours after the morning of the first smaller dose; no source says when it is worst.
    const Planned of = planned(case_text("morphine ER 60 mg q8h", supervised));
    const WithdrawalSupport support = support_for(of);
    REQUIRE_FALSE(support.cuts.empty());
    const ExpectedAfterCut& first = support.cuts.front();
    CHECK(first.step == 1);
    CHECK(iso(first.on) == "2026-12-01");
    CHECK(dates(first.begins) == "2026-12-02..2026-12-04");
    CHECK(dates(first.worst) == "none");
    REQUIRE(first.over_by);
    CHECK(iso(*first.over_by) == "2026-12-11");
    CHECK_FALSE(first.judge_from);
    CHECK(first.seen_on.size() == of.plan.steps.front().visits.size());
    CHECK(first.seen_on.back() == of.plan.steps.front().visits.back().on);
}

TEST_CASE("after a cut of an immediate-release form it begins on the same day and is worst on the next two") {
    const WithdrawalSupport support = support_for(planned(case_text("oxycodone 10 mg q4h", supervised)));
    REQUIRE_FALSE(support.cuts.empty());
    CHECK(dates(support.cuts.front().begins) == "2026-12-01..2026-12-01");
    CHECK(dates(support.cuts.front().worst) == "2026-12-02..2026-12-03");
    CHECK(iso(support.cuts.front().over_by.value()) == "2026-12-11");
}

TEST_CASE("methadone is no short-acting opioid, though its tablets release at once") {
    // Nobody says when it is over; a cut is not judged for 14 days.
    const Planned of = planned(with(case_text("methadone 10 mg q8h", supervised), "\"methadone 10 mg q8h\"",
                                    "{regimen: methadone 10 mg q8h, for: pain}"));
    const WithdrawalSupport support = support_for(of);
    REQUIRE_FALSE(support.cuts.empty());
    CHECK(dates(support.cuts.front().begins) == "2026-12-02..2026-12-04");
    CHECK_FALSE(support.cuts.front().over_by);
    CHECK(iso(support.cuts.front().judge_from.value()) == "2026-12-15");
}

TEST_CASE("what is expected is told for the firm steps only, and no more once it is over") {
    const Planned of = planned(case_text("morphine ER 60 mg q8h", supervised));
    const auto firm =
        std::count_if(of.plan.steps.begin(), of.plan.steps.end(), [](const Step& step) { return step.firm; });
    REQUIRE(firm == 3);  // 28 days each, 84 of the 90
    CHECK(support_for(of).cuts.size() == 3);
    CHECK(support_for(of, "2026-12-28").cuts.size() == 3);  // the review of the first step is today
    CHECK(support_for(of, "2026-12-29").cuts.size() == 2);
}

TEST_CASE("the verdict on a symptom medicine is that of the adjuncts") {
    const std::string kidneys =
        "patient: {age: 70 years, sex: female, weight: 60 kg, height: 165 cm, conditions: [], medicines: "
        "[tizanidine 4 mg daily], serum_creatinine: {value: 3 mg/dL, on: 2026-11-25}}\n";
    std::string text = case_text("morphine ER 60 mg q8h", supervised);
    const std::size_t at = text.find("patient:");
    text.replace(at, text.find('\n', at) - at + 1, kidneys);
    const Planned of = planned(text);
    const WithdrawalSupport support = support_for(of);
    const Adjuncts adjuncts = adjuncts_for(of.patient_case, shipped_library(), day("2026-11-30"));
    for (const SymptomMedicine& one : support.medicines) {
        const auto same =
            std::find_if(adjuncts.all.begin(), adjuncts.all.end(),
                         [&](const AdjunctAdvice& advice) { return advice.guide == one.advice.guide; });
        REQUIRE(same != adjuncts.all.end());
        CHECK(same->verdict == one.advice.verdict);
    }
    // Beside tizanidine no other medicine of its kind; below 30 mL/min no naproxen.
    CHECK(medicine(support, "clonidine").advice.verdict == Verdict::not_here);
    CHECK(medicine(support, "lofexidine").advice.verdict == Verdict::not_here);
    CHECK(medicine(support, "naproxen").advice.verdict == Verdict::not_here);
}

TEST_CASE("every medicine of the VA's table for symptoms of withdrawal is there") {
    const WithdrawalSupport support = support_for(planned(case_text("morphine ER 60 mg q8h", supervised)));
    for (const char* id :
         {"clonidine", "lofexidine", "tizanidine", "baclofen", "gabapentin", "hydroxyzine", "diphenhydramine",
          "naproxen", "ibuprofen", "acetaminophen", "trazodone", "prochlorperazine", "promethazine",
          "ondansetron", "dicyclomine", "loperamide", "bismuth-subsalicylate"}) {
        CAPTURE(id);
        CHECK_FALSE(medicine(support, id).relief->symptoms.empty());
    }
    CHECK(support.medicines.size() == 17);
}

TEST_CASE("of two opioids the course is that of the one that is reduced") {
    const std::string wish = "preferences: {taper_first: [o1]}\n";
    const Planned of =
        planned(with(case_text("oxycodone 10 mg q6h", supervised + wish), "\"oxycodone 10 mg q6h\"",
                     "oxycodone 10 mg q6h\n  - morphine ER 15 mg q12h"));
    const WithdrawalSupport support = support_for(of);
    REQUIRE_FALSE(support.cuts.empty());
    CHECK(support.cuts.front().opioid == "o1");
    CHECK(support.cuts.front().course->id == "short-acting");
}
