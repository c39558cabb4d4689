// What a plan starts, raises or rotates to is blocked where it would be dangerous; the same opioid, taken
// already and reduced, never is. Plans are made by hand: 60 mg a day of morphine now, and one step.
#include <set>

#include "tests/rules/rules_support.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

using Lines = std::vector<std::string>;

std::string patient_with(const std::string& facts) {
    return "stepdown: case/1\n"
           "patient: {age: 58 years, sex: male, weight: 72 kg, height: 175 cm" +
           facts +
           "}\n"
           "opioids:\n  - morphine ER 30 mg q12h\n"
           "used_for: 4 years\n"
           "goal: discontinue\n"
           "start: 2026-12-01\n"
           "supervision: {prescriber: \"Dr. A. Example\", patient_agrees: yes}\n"
           "readiness: {naloxone: yes, suicidality: no, opioid_use_disorder: no}\n";
}

const std::string all_well =
    ", serum_creatinine: {value: 1.0 mg/dL, on: 2026-11-15}, liver: none, conditions: [], medicines: []";
std::string creatinine(const std::string& value) {
    return ", serum_creatinine: {value: " + value +
           " mg/dL, on: 2026-11-15}, liver: none, conditions: [], "
           "medicines: []";
}

/// One step in which `mg` a day of the drug is taken.
struct Start {
    std::string drug = "morphine";
    double mg = 60;
    Role role = Role::target;
    Route route = Route::oral;
    Release release = Release::immediate;
};

Review review_of(const std::string& case_text, const Start& start) {
    const Case patient_case = good_case(case_text);
    const Tapered read = tapered(case_text);
    DraftPlan plan;
    plan.protocol = "slow-long-term";
    plan.reviewer = "Dr. A. Example";
    plan.baseline = {read.opioids.front().taking};
    Taking taking;
    taking.id = "o2";
    taking.role = start.role;
    taking.drug = *shipped_library().formulary.drug(start.drug);
    taking.route = start.route;
    taking.release = start.release;
    taking.doses = {{{TimeOfDay::morning, 7 * 60}, unit::mg(start.mg), {}}};
    Step step;
    step.start = *parse_date("2026-12-01");
    step.days = 28;
    step.taking = {taking};
    plan.steps = {step};
    plan.ending = {{taking}, plus_days(step.start, 28), {}};
    const ReviewInput input{patient_case, shipped_library(),
                            day_of_run(), read.opioids,
                            &plan,        shipped_library().taper("slow-long-term")};
    return review(input);
}

Lines says(const std::string& rule, const std::string& facts, const Start& start) {
    return lines_of(review_of(patient_with(facts), start), rule);
}

}  // namespace

TEST_CASE("at a clearance of 25 morphine is not started or raised, and can be reduced") {
    // 82 x 70.46 / (72 x 3.3) = 24.3 mL/min
    CHECK(says("kidney-opioid", creatinine("3.3"), {.mg = 90}) == Lines{"kidney-opioid block"});
    CHECK(says("kidney-opioid", creatinine("3.3"), {.mg = 60}) == Lines{"kidney-opioid warn"});
    CHECK(says("kidney-opioid", creatinine("3.3"), {.mg = 45, .role = Role::tapered}) ==
          Lines{"kidney-opioid warn"});
}

TEST_CASE(
    "a start of a drug that the kidneys clear is blocked while they are not known, and a taper is not") {
    CHECK(says("kidney-opioid", ", conditions: [], medicines: []", {.mg = 90}) ==
          Lines{"kidney-opioid-unknown block"});
    CHECK(says("kidney-opioid", ", conditions: [], medicines: []", {.mg = 45, .role = Role::tapered}) ==
          Lines{"kidney-opioid-unknown warn"});
    CHECK(says("kidney-opioid", creatinine("1.0"), {.mg = 90}).empty());
}

TEST_CASE("buprenorphine does not ask for the kidneys, and the morphine that is left behind still does") {
    const Start start{.drug = "buprenorphine", .mg = 0.24, .route = Route::transdermal};
    CHECK(says("kidney-opioid", creatinine("3.3"), start) == Lines{"kidney-opioid warn"});
    CHECK(says("kidney-opioid", creatinine("1.0"), start).empty());
}

TEST_CASE("sources that differ ask for acknowledgement: oxycodone at a clearance of 25") {
    CHECK(says("kidney-opioid", creatinine("3.3"), {.drug = "oxycodone", .mg = 20}) ==
          Lines{"kidney-opioid warn acknowledge", "kidney-opioid warn"});
    CHECK(says("kidney-opioid", creatinine("1.4"), {.drug = "oxycodone", .mg = 20}) ==
          Lines{"kidney-opioid warn", "kidney-opioid note"});  // 57 mL/min
}

TEST_CASE("an extended-release start is judged by its own line: morphine from 30 to 59 mL/min") {
    CHECK(says("kidney-opioid", creatinine("1.4"), {.mg = 90}) ==
          Lines{"kidney-opioid block"});  // with the ER
    CHECK(says("kidney-opioid", creatinine("1.4"), {.drug = "tramadol", .mg = 100}) ==
          Lines{"kidney-opioid note"});  // tramadol changes at 50
}

TEST_CASE("in severe liver disease oxymorphone is not started, and what is taken is not stopped for it") {
    const std::string severe = ", liver: child-pugh-c, conditions: [], medicines: []";
    CHECK(says("liver-opioid", severe, {.drug = "oxymorphone", .mg = 10}) ==
          Lines{"liver-opioid block", "liver-opioid warn"});
    CHECK(says("liver-opioid", ", conditions: [], medicines: []", {.drug = "oxymorphone", .mg = 10}) ==
          Lines{"liver-opioid-unknown block", "liver-opioid-unknown warn"});
}

TEST_CASE("methadone is not started with an inhibitor of monoamine oxidase, a long QTc or none measured") {
    const Start start{.drug = "methadone", .mg = 10};
    CHECK(says("maoi", ", conditions: [], medicines: [phenelzine 15 mg]", start) == Lines{"maoi block"});
    CHECK(says("qtc", all_well, start) == Lines{"qtc-unknown block"});
    const auto with_qtc = [&](const std::string& ms, const std::string& on) {
        return says("qtc", all_well + ", qtc: {value: " + ms + " ms, on: " + on + "}", start);
    };
    CHECK(with_qtc("449", "2026-11-15").empty());
    CHECK(with_qtc("450", "2026-11-15") == Lines{"qtc warn acknowledge"});
    CHECK(with_qtc("499", "2026-11-15") == Lines{"qtc warn acknowledge"});
    CHECK(with_qtc("500", "2026-11-15") == Lines{"qtc block"});
    CHECK(with_qtc("430", "2026-09-01").empty());  // 90 days before
    CHECK(with_qtc("430", "2026-08-31") == Lines{"qtc-unknown block"});
    CHECK(with_qtc("520", "2024-08-31") == Lines{"qtc block"});
}

TEST_CASE("what a plan raises above a ceiling is blocked") {
    CHECK(says("daily-ceiling", all_well, {.drug = "tapentadol", .mg = 600}).empty());
    CHECK(says("daily-ceiling", all_well, {.drug = "tapentadol", .mg = 650}) == Lines{"daily-ceiling block"});
}

TEST_CASE("a raise back to what was taken is no start") {
    CHECK(says("kidney-opioid", creatinine("3.3"), {.mg = 60, .role = Role::tapered}) ==
          Lines{"kidney-opioid warn"});
}

TEST_CASE("a clean case of low risk shows a short list") {
    std::string text = patient_with(all_well + ", dialysis: none, frail: no, allergies: []");
    text.replace(text.find("58 years"), 8, "50 years");
    const Tapered result = tapered(text);
    // Tablets of 15 mg force these; nothing is said of a patient in whom all is well.
    std::set<std::string> rules;
    for (const Finding& finding : result.review.findings) rules.insert(finding.rule);
    CHECK(rules ==
          std::set<std::string>{"extended-release-interval", "outside-protocol-range", "product-assumed"});
    CHECK(result.review.findings.size() == 6);
    CHECK(result.plan.has_value());
}

TEST_CASE("a fact that several rules lack is asked for once, and the finding names them") {
    const Tapered result = tapered(patient_with(""));
    int medicines = 0;
    for (const Finding& finding : result.review.findings) {
        if (finding.missing != Lines{"medicines"}) continue;
        ++medicines;
        CHECK(finding.message.find("gabapentinoid") != std::string::npos);
    }
    CHECK(medicines == 1);
}

TEST_CASE("a warning that is acknowledged does not ask again and stops nothing") {
    const std::string text = patient_with(", conditions: [paralytic ileus], medicines: []");
    CHECK(lines_of(tapered(text).review, "opioid-contraindicated") ==
          Lines{"opioid-contraindicated warn acknowledge"});
    CHECK(lines_of(tapered(text + "acknowledged: [opioid-contraindicated]\n").review,
                   "opioid-contraindicated") == Lines{"opioid-contraindicated warn"});
    CHECK(tapered(text).plan.has_value());
}

TEST_CASE("where pain rose with the dose, a raise asks to be acknowledged, and a reduction is only told") {
    const auto says_of = [](const std::string& seen, const Start& start) {
        return lines_of(review_of(patient_with(all_well) + seen, start), "hyperalgesia");
    };
    const std::string worse = "hyperalgesia: {pain_worse_despite_increase: yes}\n";
    const std::string better = "hyperalgesia: {pain_worse_despite_increase: no}\n";
    CHECK(says_of(worse, {.mg = 61}) == Lines{"hyperalgesia warn acknowledge"});
    CHECK(says_of(worse, {.mg = 60}) == Lines{"hyperalgesia note"});
    CHECK(says_of(worse, {.drug = "oxycodone", .mg = 20}) == Lines{"hyperalgesia note"});
    CHECK(says_of(better, {.mg = 61}).empty());
    CHECK(says_of("", {.mg = 61}) == Lines{"hyperalgesia-unknown warn"});
    CHECK(says_of("", {.mg = 60}).empty());
}

TEST_CASE("frailty and a great weight ask to be acknowledged before a start, and not in a taper") {
    const std::string large = ", weight: 140 kg, height: 180 cm";
    const auto says_of = [](const std::string& rule, std::string facts, const Start& start) {
        std::string text = patient_with(facts);
        if (facts.find("140 kg") != std::string::npos)
            text = text.replace(text.find(", weight: 72 kg, height: 175 cm"), 31, "");
        return lines_of(review_of(text, start), rule);
    };
    const std::string none = ", conditions: [], medicines: []";
    CHECK(says_of("frailty", none + ", frail: yes", {.mg = 90}) == Lines{"frailty warn acknowledge"});
    CHECK(says_of("frailty", none + ", frail: yes", {.mg = 45}) == Lines{"frailty note"});
    CHECK(says_of("frailty", none + ", frail: no", {.mg = 90}).empty());
    CHECK(says_of("breathing", none + large, {.mg = 90}) == Lines{"breathing warn acknowledge"});
    CHECK(says_of("breathing", none + large, {.mg = 45}) == Lines{"breathing note"});
}
