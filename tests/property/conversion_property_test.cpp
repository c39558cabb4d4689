#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

#include "conversions/regimen_text.hpp"
#include "conversions/target_text.hpp"
#include "planner/conversion.hpp"
#include "tests/support/library.hpp"
#include "tests/support/property.hpp"

namespace stepdown {

namespace {

using test::holds;
using test::shipped_library;

/// Every drug by every route that the words of a regimen can say; "#" stands for the day's dose.
const std::vector<std::string> sources{
    "morphine # mg daily",          "oxycodone # mg daily",
    "hydromorphone # mg daily",     "oxymorphone # mg daily",
    "hydrocodone # mg daily",       "codeine # mg daily",
    "tramadol # mg daily",          "tapentadol # mg daily",
    "levorphanol # mg daily",       "methadone # mg daily",
    "meperidine # mg daily",        "morphine # mg IV daily",
    "hydromorphone # mg IV daily",  "fentanyl patch # mcg/h every 72 hours",
    "Butrans # mcg/h every 7 days", "morphine # mg SC daily"};
const std::vector<std::string> targets{"morphine",         "morphine ER",
                                       "morphine IV",      "oxycodone",
                                       "OxyContin",        "Xtampza",
                                       "hydromorphone",    "oxymorphone",
                                       "oxymorphone ER",   "tramadol",
                                       "tapentadol",       "codeine",
                                       "levorphanol",      "methadone",
                                       "fentanyl patch",   "Butrans",
                                       "Belbuca",          "hydrocodone ER",
                                       "meperidine",       "hydromorphone ER",
                                       "hydromorphone IV", "buprenorphine sublingual"};
const std::vector<std::string> patients{
    "{}", "{age: 40 years}", "{age: 80 years, frail: yes}", "{age: 17 years}",
    "{age: 45 years, sex: male, weight: 70 kg, serum_creatinine: 0.8 mg/dL, "
    "frail: no, dialysis: none, liver: none, conditions: [], medicines: []}"};

std::string with_dose(std::string words, int dose) {
    return words.replace(words.find('#'), 1, std::to_string(dose));
}

/// Doses that nobody takes are refused when they are read.
bool are_read(const std::vector<std::string>& regimens) {
    return std::all_of(regimens.begin(), regimens.end(), [](const std::string& words) {
        return static_cast<bool>(read_regimen(words, shipped_library().formulary, {}));
    });
}

ConversionRequest request_of(const std::vector<std::string>& regimens, const std::string& to,
                             const std::string& patient) {
    const Library& library = shipped_library();
    ConversionRequest request;
    for (const std::string& words : regimens) {
        CaseOpioid opioid;
        opioid.regimen = *read_regimen(words, library.formulary, {});
        request.opioids.push_back(opioid);
    }
    request.target = *read_target(to, library.formulary, {});
    request.patient = *read_patient(*yaml::parse(patient, "patient"), library);
    return request;
}

Result<Conversion> converted(const std::vector<std::string>& regimens, const std::string& to,
                             const std::string& patient = "{}") {
    return convert(request_of(regimens, to, patient), shipped_library(), test::day("2026-11-30"));
}

bool not_above(DoseRate a, DoseRate b) {
    return reaches(b, a);
}

DoseRate sum_of(const NewRegimen& regimen) {
    const Formulary& formulary = shipped_library().formulary;
    DoseRate sum = unit::mg_per_day(0);
    for (const UnitCount& worn : regimen.patches)
        sum += std::get<DoseRate>(formulary[worn.product].strengths[worn.strength].value) *
               (worn.thousandths / 1000.0);
    for (const PlannedDose& dose : regimen.doses) {
        for (const UnitCount& unit : dose.units)
            sum += content_of_one(formulary[unit.product].strengths[unit.strength]) *
                   (unit.thousandths / 1000.0) / unit::days(1);
    }
    return sum;
}

/// Made of units that may be offered, at a label interval, whole, and no more of them than one dose may have.
bool can_be_handed_out(const NewRegimen& regimen) {
    const Library& library = shipped_library();
    const ProductLine& line = library.formulary[regimen.line];
    const bool interval = reaches(regimen.interval, line.shortest_interval.for_caution()) &&
                          reaches(line.longest_interval.for_caution(), regimen.interval);
    for (const PlannedDose& dose : regimen.doses) {
        int units = 0;
        for (const UnitCount& unit : dose.units) {
            const Offer offer = line.strengths[unit.strength].offer.for_caution();
            if (unit.product != regimen.line || unit.thousandths % 1000 != 0 || offer != Offer::yes)
                return false;
            units += unit.thousandths / 1000;
        }
        if (units < 1 || units > static_cast<int>(library.limits.units_per_dose.for_caution())) return false;
    }
    const double doses = ratio(unit::days(1), regimen.interval);
    return interval && std::abs(doses - static_cast<double>(regimen.doses.size())) < 1e-9;
}

}  // namespace

TEST_CASE("every conversion is answered or refused, never both, and no answer exceeds what it rests on") {
    const bool held = holds("a conversion keeps its promises", 300, [] {
        std::vector<std::string> regimens;
        const int number = *rc::gen::inRange(1, 4);
        for (int i = 0; i < number; ++i)
            regimens.push_back(with_dose(*rc::gen::elementOf(sources), *rc::gen::inRange(1, 700)));
        const std::string to = *rc::gen::elementOf(targets), patient = *rc::gen::elementOf(patients);
        RC_LOG() << regimens.front() << " (" << number << ") to " << to << " " << patient << "\n";
        RC_PRE(are_read(regimens));
        const Result<Conversion> made = converted(regimens, to, patient);
        if (!made) return;  // "it is taken already"
        bool blocks = false;
        for (const Finding& finding : made->findings) blocks = blocks || finding.severity == Severity::block;
        RC_ASSERT(made->recommended.has_value() != blocks);
        RC_ASSERT(made->estimates.empty() == blocks);
        if (blocks) return;
        const Recommendation& one = *made->recommended;
        RC_ASSERT(not_above(one.low, one.value));
        RC_ASSERT(not_above(one.value, one.high));
        RC_ASSERT(not_above(one.high, one.equianalgesic));
        RC_ASSERT(exceeds(one.value, unit::mg_per_day(0)));
        RC_ASSERT(made->estimates.front().recommended);
        RC_ASSERT(one.regimens.empty() != one.no_regimen_because.empty());
        for (const NewRegimen& regimen : one.regimens) {
            RC_ASSERT(not_above(regimen.per_day, one.value));
            RC_ASSERT(ratio(sum_of(regimen), regimen.per_day) > 1 - 1e-9);
            RC_ASSERT(ratio(sum_of(regimen), regimen.per_day) < 1 + 1e-9);
            RC_ASSERT((!regimen.patches.empty() || can_be_handed_out(regimen)));
        }
    });
    CHECK(held);
}

TEST_CASE("less of the old opioid never means more of the new one") {
    const bool held = holds("a conversion never falls", 300, [] {
        const std::string from = *rc::gen::elementOf(sources), to = *rc::gen::elementOf(targets);
        const int low = *rc::gen::inRange(1, 900), high = low + *rc::gen::inRange(1, 60);
        RC_LOG() << from << " " << low << " and " << high << " to " << to << "\n";
        RC_PRE(are_read({with_dose(from, low), with_dose(from, high)}));
        const auto before = converted({with_dose(from, low)}, to),
                   after = converted({with_dose(from, high)}, to);
        if (!before || !after || before->refused() || after->refused()) return;
        // From 500 mg of oral morphine on the window closes at its larger end: `high` may fall there, what is
        // recommended may not.
        RC_ASSERT(not_above(before->recommended->value, after->recommended->value));
        RC_ASSERT(not_above(before->recommended->low, after->recommended->low));
        RC_ASSERT(not_above(before->recommended->equianalgesic, after->recommended->equianalgesic));
    });
    CHECK(held);
}

TEST_CASE("one milligram more of oral morphine moves a patch by one row of the label at most") {
    for (int dose = 60; dose < 1124; ++dose) {
        CAPTURE(dose);
        const auto at = [](int morphine) {
            const auto made = converted({with_dose("morphine # mg daily", morphine)}, "fentanyl patch");
            REQUIRE(made);
            REQUIRE_FALSE(made->refused());
            return in(made->recommended->value, unit::mcg_per_hour);
        };
        const double step = at(dose + 1) - at(dose);
        CHECK((std::abs(step) < 1e-6 || std::abs(step - 25) < 1e-6));
    }
}

}  // namespace stepdown
