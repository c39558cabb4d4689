#include "conversions/regimen_text.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "conversions/quantity_format.hpp"
#include "tests/support/data_files.hpp"

using namespace stepdown;
using namespace stepdown::test;

namespace {

const Formulary& formulary() {
    static const Formulary one = shipped_formulary();
    return one;
}

Regimen regimen(const std::string& text) {
    const Result<Regimen> result = read_regimen(text, formulary(), {"regimen", 1, 1});
    if (result) return *result;
    for (const Problem& problem : result.problems()) MESSAGE(show_problem(problem, text));
    FAIL("not read: " << text);
    return {};
}

std::string told(const Scheduled& scheduled) {
    std::string out;
    for (const Dose& dose : scheduled.doses)
        out += fmt::format("{}{} {} {}", out.empty() ? "" : ", ", show(dose.amount, unit::mg),
                           word(dose.time.at), clock(dose.time));
    return scheduled.every_days == 1 ? out : out + fmt::format(", every {} days", scheduled.every_days);
}
std::string told(const AsNeeded& needed) {
    const auto mass = [](const std::optional<Mass>& amount) {
        return amount ? show(*amount, unit::mg) : "unknown";
    };
    return fmt::format("as needed {} to {}, {} h apart, at most {}, used {}",
                       show(needed.least_dose, unit::mg), show(needed.dose, unit::mg),
                       show_decimal(needed.shortest_hours), mass(needed.most_in_a_day),
                       mass(needed.used_in_a_day));
}
std::string told(const Continuous& continuous) {
    return fmt::format("{} changed after {} days", show(continuous.rate, unit::mcg_per_hour),
                       show_decimal(continuous.change_every_days));
}

/// "morphine oral extended: 60 mg morning 07:00, 60 mg evening 19:00".
std::string told(const std::string& text) {
    const Regimen read = regimen(text);
    const std::string amount = std::visit([](const auto& one) { return told(one); }, read.amount);
    return fmt::format("{} {} {}: {}", formulary()[read.drug].id, word(read.route), word(read.release),
                       amount);
}
/// Only the doses.
std::string doses(const std::string& text) {
    const std::string all = told(text);
    return all.substr(all.find(": ") + 2);
}
std::string products(const std::string& text) {
    std::string out;
    for (const ProductId id : regimen(text).products) out += (out.empty() ? "" : " ") + formulary()[id].id;
    return out;
}
/// "10 mg with acetaminophen 325 mg".
std::string unit_of(const std::string& text) {
    const Regimen read = regimen(text);
    std::string out = read.unit_strength ? show(*read.unit_strength, unit::mg) : "none";
    for (const auto& [drug, mass] : read.also_per_unit)
        out += fmt::format(" with {} {}", drug, show(mass, unit::mg));
    return out;
}

Problems problems(const std::string& text, const Place& origin = {"regimen", 1, 1}) {
    const Result<Regimen> result = read_regimen(text, formulary(), origin);
    if (result) FAIL("read without a problem: " << text);
    return result.problems();
}
/// "unit 14, frequency-missing 20": ids with columns.
std::string faults(const std::string& text) {
    std::string out;
    for (const Problem& problem : problems(text))
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", problem.id, problem.place.column);
    return out;
}
std::string message(const std::string& text) {
    return problems(text).front().message;
}

const std::string twice_10 = "10 mg morning 07:00, 10 mg evening 19:00";
const std::string thrice_10 = "10 mg morning 07:00, 10 mg afternoon 15:00, 10 mg bedtime 23:00";
const std::string six_times_10 =
    "10 mg morning 07:00, 10 mg noon 11:00, 10 mg afternoon 15:00, 10 mg evening 19:00, 10 mg bedtime 23:00, "
    "10 mg night 03:00";

}  // namespace

TEST_SUITE("regimen text") {
    // --- the contract's own examples
    TEST_CASE("every example of the contract is read as it is meant") {
        CHECK(told("oxycodone ER 40 mg PO q12h") ==
              "oxycodone oral extended: 40 mg morning 07:00, 40 mg evening 19:00");
        CHECK(told("oxycodone 10 mg every 6 hours as needed, uses 3 a day") ==
              "oxycodone oral immediate: as needed 10 mg to 10 mg, 6 h apart, at most 40 mg, used 30 mg");
        CHECK(told("MS Contin 60 mg BID") ==
              "morphine oral extended: 60 mg morning 07:00, 60 mg evening 19:00");
        CHECK(told("fentanyl patch 50 mcg/h every 72 hours") ==
              "fentanyl transdermal extended: 50 mcg/h changed after 3 days");
        CHECK(told("hydrocodone/acetaminophen 10/325 mg 1-2 tablets q4-6h prn max 8/day") ==
              "hydrocodone oral immediate: as needed 10 mg to 20 mg, 4 h apart, at most 80 mg, used unknown");
        CHECK(told("Butrans 20 mcg/h weekly") ==
              "buprenorphine transdermal extended: 20 mcg/h changed after 7 days");
        CHECK(told("morphine 20 mg/mL solution 0.5 mL every 4 hours") ==
              "morphine oral immediate: " + six_times_10);
        CHECK(told("morphine ER 30 mg morning, 15 mg noon, 30 mg bedtime") ==
              "morphine oral extended: 30 mg morning 07:00, 15 mg noon 12:00, 30 mg bedtime 23:00");
        CHECK(told("rxcui:1049611 1 tablet q6h") ==
              "oxycodone oral immediate: 15 mg morning 07:00, 15 mg noon 13:00, 15 mg evening 19:00, 15 mg "
              "night 01:00");
    }

    TEST_CASE("the text is kept as it was written") {
        CHECK(regimen("  Oxycodone 10 mg  BID ").text == "  Oxycodone 10 mg  BID ");
    }

    // --- how often
    TEST_CASE("every way to write a number of hours means the same") {
        for (const char* often : {"q4h", "q 4 h", "q4hr", "Q4H", "q4 hours", "every 4 hours",
                                  "every four hours", "every 4 h", "each 4 hours"}) {
            CAPTURE(often);
            CHECK(doses(std::string("oxycodone 10 mg ") + often) == six_times_10);
        }
    }
    TEST_CASE("every way to write once a day means one dose in the morning") {
        for (const char* often :
             {"daily", "QD", "once daily", "once a day", "every day", "q24h", "every 24 hours", "each day",
              "1 time a day", "once every day", "every morning", "qam", "in the morning", "in the AM",
              "once daily in the morning"}) {
            CAPTURE(often);
            CHECK(doses(std::string("oxycodone 10 mg ") + often) == "10 mg morning 07:00");
        }
    }
    TEST_CASE("every way to write twice a day means morning and evening") {
        for (const char* often :
             {"BID", "b.i.d.", "twice a day", "twice daily", "2 times a day", "two times per day", "2x/day",
              "2 x a day", "q12h", "every twelve hours", "morning and evening", "AM and PM",
              "every morning and every evening", "twice a day, morning and evening"}) {
            CAPTURE(often);
            CHECK(doses(std::string("oxycodone 10 mg ") + often) == twice_10);
        }
    }
    TEST_CASE("three times a day is morning, afternoon and bedtime") {
        for (const char* often :
             {"TID", "t.i.d.", "three times a day", "3 times daily", "thrice daily", "3x daily", "q8h",
              "every 8 hours", "every 8 hours (morning, afternoon, bedtime)"}) {
            CAPTURE(often);
            CHECK(doses(std::string("oxycodone 10 mg ") + often) == thrice_10);
        }
    }
    TEST_CASE("divided doses are parts of the day's amount, never the amount each") {
        for (const char* text :
             {"oxycodone 30 mg daily in 3 divided doses", "oxycodone 30 mg PO daily, in three divided doses",
              "oxycodone 30 mg daily divided into 3 doses", "oxycodone 30 mg daily (divided in 3 doses)",
              "oxycodone 30 mg every day in 3 divided doses"}) {
            CAPTURE(text);
            CHECK(doses(text) == thrice_10);
        }
        CHECK(doses("oxycodone 20 mg daily in 2 divided doses") == twice_10);
        CHECK(doses("oxycodone 22.5 mg daily in 3 divided doses") ==
              "7.5 mg morning 07:00, 7.5 mg afternoon 15:00, 7.5 mg bedtime 23:00");
    }
    TEST_CASE("a division that leaves open how much one dose is, is told") {
        CHECK(faults("oxycodone 10 mg daily in 3 divided doses") ==
              "ambiguous-dose 23");  // 3.33 mg is no dose
        CHECK(faults("oxycodone 30 mg TID in 3 divided doses") == "ambiguous-dose 21");
        CHECK(faults("oxycodone 30 mg every other day in 3 divided doses") == "ambiguous-dose 33");
        CHECK(faults("oxycodone 20-30 mg daily in 2 divided doses") == "ambiguous-dose 26");
        CHECK(faults("oxycodone 30 mg daily in 2-3 divided doses").starts_with("word-not-understood 23"));
        CHECK(faults("oxycodone 30 mg daily in 1 divided doses") == "ambiguous-dose 23");
        CHECK(faults("oxycodone 30 mg daily in 2.5 divided doses") == "ambiguous-dose 23");
        CHECK(faults("oxycodone 30 mg tablet daily in 3 divided doses") == "ambiguous-dose 30");
        CHECK(faults("oxycodone 15 mg 2 tablets daily in 3 divided doses") == "ambiguous-dose 33");
        CHECK(faults("oxycodone 30 mg in 3 divided doses") == "ambiguous-dose 17");
        CHECK(faults("oxycodone 30 mg daily in 3 divided doses as needed") == "ambiguous-dose 23");
        CHECK(faults("oxycodone 30 mg daily in divided doses").starts_with("word-not-understood 23"));
    }
    TEST_CASE("four times a day leaves the night free, every 6 hours does not") {
        const std::string by_day =
            "4 mg morning 07:00, 4 mg noon 12:00, 4 mg evening 18:00, 4 mg bedtime 23:00";
        CHECK(doses("hydromorphone 4 mg QID") == by_day);
        CHECK(doses("hydromorphone 4 mg four times a day") == by_day);
        CHECK(doses("hydromorphone 4 mg every 6 hours") ==
              "4 mg morning 07:00, 4 mg noon 13:00, 4 mg evening 19:00, 4 mg night 01:00");
    }
    TEST_CASE("night and bedtime mean one dose at bedtime") {
        for (const char* often :
             {"at bedtime", "bedtime", "nightly", "qhs", "q.h.s.", "HS", "at night", "every night"}) {
            CAPTURE(often);
            CHECK(doses(std::string("morphine 15 mg ") + often) == "15 mg bedtime 23:00");
        }
        CHECK(doses("morphine 15 mg during the night") == "15 mg night 03:00");
    }
    TEST_CASE("a dose may be left out on some days") {
        CHECK(doses("oxycodone 10 mg every other day") == "10 mg morning 07:00, every 2 days");
        CHECK(doses("oxycodone 10 mg QOD") == "10 mg morning 07:00, every 2 days");
        CHECK(doses("oxycodone 10 mg every 48 hours") == "10 mg morning 07:00, every 2 days");
        CHECK(doses("oxycodone 10 mg every 3 days") == "10 mg morning 07:00, every 3 days");
        CHECK(doses("oxycodone 10 mg weekly") == "10 mg morning 07:00, every 7 days");
        CHECK(doses("oxycodone 10 mg every 2 weeks") == "10 mg morning 07:00, every 14 days");
        CHECK(doses("oxycodone 10 mg once a week") == "10 mg morning 07:00, every 7 days");
        CHECK(doses("oxycodone 10 mg every other day at bedtime") == "10 mg bedtime 23:00, every 2 days");
        CHECK(doses("oxycodone 10 mg BID every other day") == twice_10 + ", every 2 days");
        CHECK(doses("oxycodone 10 mg every other day twice a day") == twice_10 + ", every 2 days");
    }
    TEST_CASE("an interval of days ends at 28") {
        CHECK(doses("oxycodone 10 mg every 28 days") == "10 mg morning 07:00, every 28 days");
        CHECK(faults("oxycodone 10 mg every 29 days") == "number 17");
        CHECK(faults("oxycodone 10 mg every 1.5 days") == "number 17");
    }
    TEST_CASE("a number of doses a day ends at 24") {
        CHECK(std::get<Scheduled>(regimen("oxycodone 1 mg 24 times a day").amount).doses.size() == 24);
        CHECK(faults("oxycodone 1 mg 25 times a day") == "number 16");
        CHECK(faults("oxycodone 1 mg 2.5 times a day") == "number 16");
    }
    TEST_CASE("hours must divide the day where doses are at fixed times") {
        CHECK(std::get<Scheduled>(regimen("meperidine 50 mg q3h").amount).doses.size() == 8);
        CHECK(std::get<Scheduled>(regimen("morphine 5 mg q1h").amount).doses.size() == 24);
        CHECK(faults("oxycodone 10 mg q5h") == "ambiguous-frequency 17");
        CHECK(faults("oxycodone 10 mg q36h") == "ambiguous-frequency 17");
        CHECK(faults("oxycodone 10 mg every 0.5 hours") == "number 17");
    }

    TEST_CASE("times a week are read only where they are a fixed number of days") {
        CHECK(doses("oxycodone 10 mg 1 time a week") == "10 mg morning 07:00, every 7 days");
        CHECK(doses("oxycodone 10 mg 7 times a week") == "10 mg morning 07:00");
        CHECK(doses("oxycodone 10 mg every other week") == "10 mg morning 07:00, every 14 days");
        CHECK(doses("oxycodone 10 mg every third day") == "10 mg morning 07:00, every 3 days");
        CHECK(faults("oxycodone 10 mg 3 times a week") == "ambiguous-frequency 17");
        CHECK(faults("oxycodone 10 mg twice a week") == "ambiguous-frequency 17");
        CHECK(faults("oxycodone 10 mg 2x/week") == "ambiguous-frequency 17");
    }
    TEST_CASE("British and Latin words for a frequency are read, save those with two readings") {
        CHECK(doses("oxycodone 10 mg BD") == twice_10);
        CHECK(doses("oxycodone 10 mg po tds") == thrice_10);
        CHECK(doses("hydromorphone 4 mg QDS") == doses("hydromorphone 4 mg QID"));
        CHECK(doses("oxycodone 10 mg mane") == "10 mg morning 07:00");
        CHECK(doses("oxycodone 10 mg nocte") == "10 mg bedtime 23:00");
        CHECK(doses("oxycodone 10 mg 12 hourly") == twice_10);
        CHECK(doses("oxycodone 10 mg 12-hourly") == twice_10);
        CHECK(doses("oxycodone 10 mg twice-daily") == twice_10);
        CHECK(faults("oxycodone 10 mg OD") == "ambiguous-frequency 17");
        CHECK(problems("oxycodone 10 mg o.d.").front().instead == "write daily");
        CHECK(faults("fentanyl patch 25 mcg/h biweekly") == "ambiguous-frequency 25");
    }

    // --- clock times
    TEST_CASE("clock times are kept as they are written") {
        CHECK(doses("oxycodone 10 mg at 07:00 and 19:00") == twice_10);
        CHECK(doses("oxycodone 10 mg 8 am and 8 pm") == "10 mg morning 08:00, 10 mg evening 20:00");
        CHECK(doses("oxycodone 10 mg 8am, 5 mg 1:30 p.m.") == "10 mg morning 08:00, 5 mg noon 13:30");
        CHECK(doses("oxycodone 10 mg at 00:00") == "10 mg night 00:00");
        CHECK(doses("oxycodone 10 mg at 23:59") == "10 mg bedtime 23:59");
        CHECK(doses("oxycodone 10 mg at midnight") == "10 mg night 00:00");
        CHECK(doses("oxycodone 10 mg twice a day at 9:00 and 17:00") ==
              "10 mg morning 09:00, 10 mg afternoon 17:00");
    }
    TEST_CASE("what is no clock time, or may be two, is told") {
        for (const char* time : {"24:00", "8:5", "8:60", "0 am", "13 pm", "20:00 pm", "8:000", "8.5 am"}) {
            CAPTURE(time);
            CHECK_FALSE(problems(std::string("oxycodone 10 mg at ") + time).empty());
        }
        CHECK(message("oxycodone 10 mg 12 am") == "\"12 am\" can be noon or midnight");
        CHECK(message("oxycodone 10 mg 12:00 pm") == "\"12:00 pm\" can be noon or midnight");
        CHECK(faults("oxycodone 10 am") == "dose-missing 16");  // never 10 mg in the morning
        CHECK(faults("oxycodone 10 mg 8 am and 8:00") == "contradiction 26");
    }
    TEST_CASE("small numbers before am and pm may be tablets: that is asked, not guessed") {
        CHECK(message("oxycodone 10 mg 1 am 2 pm") == "\"1 am\" can be a time or a number of tablets");
        CHECK(faults("oxycodone 10 mg 5 pm") == "number 17");
        CHECK(doses("oxycodone 10 mg 6 pm") == "10 mg evening 18:00");
        CHECK(doses("oxycodone 10 mg at 5 pm") == "10 mg afternoon 17:00");
        CHECK(doses("oxycodone 10 mg 5pm") == "10 mg afternoon 17:00");
        CHECK(doses("oxycodone 10 mg 8 am, 2 pm") == "10 mg morning 08:00, 10 mg afternoon 14:00");
    }
    TEST_CASE("clock times beside hours must be that far apart") {
        CHECK(doses("oxycodone 10 mg q12h (8 am, 8 pm)") == "10 mg morning 08:00, 10 mg evening 20:00");
        CHECK(doses("oxycodone 10 mg every 8 hours at 06:00, 14:00 and 22:00") ==
              "10 mg morning 06:00, 10 mg afternoon 14:00, 10 mg bedtime 22:00");
        CHECK(faults("oxycodone 10 mg q12h 8 am and 7 pm") == "contradiction 22");
        CHECK(faults("oxycodone 10 mg q8h 8 am and 8 pm") == "contradiction 21");
    }

    // --- doses at different times
    TEST_CASE("each dose goes with the times that follow it") {
        CHECK(doses("oxycodone 20 mg in the morning and 10 mg at bedtime") ==
              "20 mg morning 07:00, 10 mg bedtime 23:00");
        CHECK(doses("morphine ER 30 mg morning and bedtime, 15 mg noon") ==
              "30 mg morning 07:00, 15 mg noon 12:00, 30 mg bedtime 23:00");
        CHECK(doses("methadone 5 mg AM, 5 mg noon, 10 mg PM") ==
              "5 mg morning 07:00, 5 mg noon 12:00, 10 mg evening 19:00");
        CHECK(doses("oxycodone 5 mg 2 tablets in the morning and 1 tablet at bedtime") ==
              "10 mg morning 07:00, 5 mg bedtime 23:00");
        CHECK(doses("morphine ER 30 mg 1 tablet morning, 15 mg 2 tablets noon") ==
              "30 mg morning 07:00, 30 mg noon 12:00");
    }
    TEST_CASE("times may come first") {
        CHECK(doses("oxycodone morning 10 mg, noon 5 mg") == "10 mg morning 07:00, 5 mg noon 12:00");
        CHECK(doses("morning and bedtime oxycodone 10 mg") == "10 mg morning 07:00, 10 mg bedtime 23:00");
    }
    TEST_CASE("doses are listed from the morning on, whatever the order of the text; the night comes last") {
        CHECK(doses("oxycodone 5 mg during the night, 20 mg bedtime, 10 mg morning") ==
              "10 mg morning 07:00, 20 mg bedtime 23:00, 5 mg night 03:00");
    }
    TEST_CASE("a dose without a time beside doses with times is not given one") {
        CHECK(faults("oxycodone 30 mg morning 15 mg") == "frequency-missing 25");
        CHECK(faults("oxycodone morning 30 mg noon") == "contradiction 25");
        CHECK(faults("oxycodone 10 mg 20 mg q6h") == "contradiction 17");
        CHECK(faults("oxycodone 5 mg morning and 5 mg morning") == "contradiction 33");
    }
    TEST_CASE("a number of doses beside times must agree with them") {
        CHECK(doses("oxycodone 5 mg 3 times a day: morning, noon, bedtime") ==
              "5 mg morning 07:00, 5 mg noon 12:00, 5 mg bedtime 23:00");
        CHECK(faults("oxycodone 5 mg twice a day: morning, noon, bedtime") == "contradiction 29");
        CHECK(faults("oxycodone 5 mg q12h at noon") == "contradiction 21");
        CHECK(faults("oxycodone 5 mg every 12 hours morning and bedtime") == "contradiction 31");
    }

    // --- units of mass and volume
    TEST_CASE("micrograms have several spellings, with Greek letter or micro sign") {
        for (const char* unit : {"mcg", "ug", "\xC2\xB5g", "\xCE\xBCg", "micrograms", "microgram", "MCG"}) {
            CAPTURE(unit);
            CHECK(doses(std::string("Belbuca 450 ") + unit + " q12h") ==
                  "0.45 mg morning 07:00, 0.45 mg evening 19:00");
        }
    }
    TEST_CASE("spaces between number and unit may be left out or be unbreakable") {
        CHECK(doses("oxycodone 10mg q12h") == twice_10);
        CHECK(doses("OXYCODONE 10MG Q12H") == twice_10);
        CHECK(doses("oxycodone 10\xC2\xA0mg q12h") == twice_10);
        CHECK(doses("oxycodone 10\xE2\x80\xAFmg q12h") == twice_10);
    }
    TEST_CASE("every space, dash and plural sign that a word processor writes is read") {
        CHECK(doses("oxycodone 5\xE2\x80\x93"
                    "10\xE2\x80\x89mg q4\xE2\x88\x92"
                    "6h prn") == doses("oxycodone 5-10 mg q4-6h prn"));
        CHECK(doses("oxycodone 5 mg 2 tablet(s) every 12 hour(s)") == twice_10);
        CHECK(faults("oxycodone \xE2\x88\x92"
                     "5 mg q12h") == "word-not-understood 11");  // a minus, not a dash
    }
    TEST_CASE("a comma of a list is no part of a number, and one of thousands is asked about") {
        CHECK(doses("morphine 1000 mg daily") == "1,000 mg morning 07:00");
        CHECK(faults("morphine 1,000 mg daily") == "number 10");  // one in Europe, a thousand in America
        CHECK(doses("oxycodone 10 mg morning,15 mg noon") == "10 mg morning 07:00, 15 mg noon 12:00");
        CHECK(faults("oxycodone 2,5 mg q6h") == "dose-without-unit 11");
        CHECK(faults("oxycodone 0,125 mg q6h") == "number 11");
    }
    TEST_CASE("the mass of a liquid dose is its strength times its volume") {
        CHECK(doses("morphine 10 mg/5 mL 7.5 mL daily") == "15 mg morning 07:00");
        CHECK(doses("morphine 10 mg per 5 mL, 2.5 mL daily") == "5 mg morning 07:00");
        CHECK(doses("morphine 0.25 mL of 20 mg/mL daily") == "5 mg morning 07:00");
        CHECK(doses("methadone 10 mg/mL 3 mL daily") == "30 mg morning 07:00");
        CHECK(products("morphine 10 mg/5 mL 5 mL q4h") == "morphine_sol");
        CHECK(products("morphine 20 mg/mL 0.5 mL q4h") == "morphine_conc");
        REQUIRE(regimen("morphine 20 mg/mL 0.5 mL q4h").concentration);
        CHECK(in(*regimen("morphine 20 mg/mL 0.5 mL q4h").concentration, unit::mg_per_ml) ==
              doctest::Approx(20));
    }
    TEST_CASE("a liquid dose may be written in mg, with or without its volume, which must agree") {
        CHECK(doses("morphine solution 10 mg daily") == "10 mg morning 07:00");
        CHECK(doses("morphine 10 mg/5 mL 10 mg daily") == "10 mg morning 07:00");
        CHECK(doses("morphine 10 mg/5 mL oral solution 10 mg (5 mL) daily") == "10 mg morning 07:00");
        CHECK(faults("morphine 10 mg/5 mL 10 mg (4 mL) daily") == "contradiction 28");
        CHECK(faults("morphine 10 mg/5 mL daily") == "dose-missing 26");
        CHECK(faults("morphine 5 mL daily") == "dose-without-unit 10");
    }
    TEST_CASE("a liquid that is not made is refused, with those that are") {
        CHECK(faults("morphine 21 mg/mL 1 mL q4h") == "strength-not-made 10");
        CHECK(problems("morphine 21 mg/mL 1 mL q4h").front().instead ==
              "it is made as 2 mg/mL, 4 mg/mL or 20 mg/mL");
        CHECK(doses("morphine 10 mg/mL 0.5 mL IV daily") ==
              "5 mg morning 07:00");  // injections are not in the data
    }

    // --- tablets
    TEST_CASE("tablets count times their strength, on either side of it") {
        CHECK(doses("oxycodone 5 mg 2 tablets twice a day") == twice_10);
        CHECK(doses("2 tablets of 5 mg oxycodone every 12 hours") == twice_10);
        CHECK(doses("take two tabs of oxycodone 5 mg by mouth BID") == twice_10);
        CHECK(doses("oxycodone 5 mg tablets, 2 tablets BID") == twice_10);
        CHECK(doses("2 x 5 mg oxycodone BID") == twice_10);
        CHECK(doses("oxycodone 20 mg half a tablet BID") == twice_10);
        CHECK(doses("oxycodone 20 mg 1/2 tablet BID") == twice_10);
        CHECK(doses("oxycodone 20 mg 0.5 tablet BID") == twice_10);
        CHECK(unit_of("oxycodone 5 mg 2 tablets twice a day") == "5 mg");
        CHECK(unit_of("oxycodone 10 mg tablet twice a day") == "10 mg");
        CHECK(unit_of("oxycodone 10 mg twice a day") == "none");
    }
    TEST_CASE("halves and single tablets may be written in words and signs") {
        CHECK(doses("oxycodone 10 mg, take a tablet BID") == twice_10);
        CHECK(doses("oxycodone 20 mg \xC2\xBD tablet BID") == twice_10);
        CHECK(doses("oxycodone 20 mg half of a tablet BID") == twice_10);
        for (const char* count :
             {"1\xC2\xBD tablets", "1 \xC2\xBD tablets", "one and a half tablets", "1 1/2 tablets"}) {
            CAPTURE(count);
            CHECK(doses(std::string("oxycodone 10 mg ") + count + " daily") == "15 mg morning 07:00");
        }
        CHECK(doses("take two 5 mg tablets of oxycodone BID") == twice_10);
        CHECK(faults("take 2 5 mg tablets of oxycodone BID") == "dose-without-unit 6");  // 25 mg with a slip?
    }
    TEST_CASE("a number sign is not guessed") {
        CHECK(faults("Tylenol with codeine #3 1 tablet q6h") == "word-not-understood 22");
        CHECK(faults("oxycodone 5 mg q6h #30") == "word-not-understood 20");
    }
    TEST_CASE("tablets without a strength are not guessed") {
        CHECK(faults("MS Contin 2 tablets BID") == "dose-without-unit 11");
        CHECK(faults("oxycodone 1 capsule BID") == "dose-without-unit 11");
        CHECK(faults("oxycodone 10 mg q6h prn max 3 tabs a day") == "dose-without-unit 25");
    }
    TEST_CASE("a maximum without its span is not taken for one of a day") {
        CHECK(faults("oxycodone 10 mg 1 tab q6h prn max 3 tabs") == "frequency-missing 31");
        CHECK(faults("oxycodone 10 mg q6") == "frequency-missing 17");
    }
    TEST_CASE("a mass is a strength only beside the number of tablets") {
        CHECK(faults("oxycodone 2 tablets morning, 30 mg bedtime") == "contradiction 30");
        CHECK(faults("oxycodone 5 mg morning 2 tablets bedtime") == "contradiction 24");
        CHECK(faults("oxycodone 5 mg 2 tablets morning, 10 mg bedtime") == "contradiction 16");
    }
    TEST_CASE("in parentheses several tablets may restate the dose: that is asked, not guessed") {
        CHECK(faults("oxycodone 10 mg (2 tablets) q6h") == "ambiguous-dose 11");
        CHECK(faults("2 tablets (10 mg) oxycodone q6h") == "ambiguous-dose 1");
        CHECK(doses("oxycodone 10 mg (1 tablet) BID") == twice_10);
    }

    // --- combinations
    TEST_CASE("a combination has many spellings") {
        for (const char* text :
             {"hydrocodone/acetaminophen 10/325 mg BID", "hydrocodone-acetaminophen 10-325 mg BID",
              "hydrocodone and acetaminophen 10 mg/325 mg BID", "hydrocodone with APAP 10/325 BID",
              "hydrocodone bitartrate/paracetamol 10/325 mg 1 tablet BID", "Norco 10/325 BID",
              "norco 10-325 mg BID", "acetaminophen/hydrocodone 325/10 mg BID",
              "10/325 mg hydrocodone/acetaminophen BID"}) {
            CAPTURE(text);
            CHECK(told(text) == "hydrocodone oral immediate: " + twice_10);
            CHECK(products(text) == "hydrocodone_apap_tab");
            CHECK(unit_of(text) == "10 mg with acetaminophen 325 mg");
        }
    }
    TEST_CASE("several tablets of a combination hold several times the opioid; the unit stays one tablet") {
        const std::string text = "Percocet 5 mg/325 mg two tablets BID";
        CHECK(doses(text) == twice_10);
        CHECK(unit_of(text) == "5 mg with acetaminophen 325 mg");
        CHECK(products(text) == "oxycodone_apap_tab");
    }
    TEST_CASE("the strengths of a combination stand in the order of its names") {
        CHECK(unit_of("acetaminophen/codeine 300/30 mg q6h") == "30 mg with acetaminophen 300 mg");
        CHECK(unit_of("codeine/acetaminophen 30/300 mg q6h") == "30 mg with acetaminophen 300 mg");
        CHECK(faults("codeine/acetaminophen 300/30 mg q6h") == "strength-not-made 23");
        CHECK(faults("acetaminophen/codeine 30/300 mg q6h") == "strength-not-made 23");
    }
    TEST_CASE("a combination that is not made is refused, with those that are") {
        CHECK(faults("tramadol/acetaminophen 50/325 mg q6h") == "strength-not-made 24");
        CHECK(problems("tramadol/acetaminophen 50/325 mg q6h").front().instead ==
              "it is made as 37.5/325 mg");
        CHECK(faults("morphine/acetaminophen 15/325 mg q6h") == "strength-not-made 1");
    }
    TEST_CASE("one strength of a combination is enough only where it can mean one product") {
        CHECK(unit_of("Ultracet 37.5 mg q6h") == "37.5 mg with acetaminophen 325 mg");
        CHECK(unit_of("Suboxone 8 mg daily") == "8 mg with naloxone 2 mg");
        CHECK(faults("Percocet 10 mg q6h") == "ambiguous-drug 10");  // made with 300 and with 325 mg
        CHECK(faults("Percocet 20 mg q6h") == "strength-not-made 10");
        CHECK(faults("Percocet 10 q6h") == "dose-without-unit 10");
        CHECK(faults("Percocet 1 tablet q6h") == "dose-without-unit 10");
    }
    TEST_CASE("a drug named alone is never a combination, nor the other way round") {
        CHECK(products("hydrocodone 10 mg q6h").empty());
        CHECK(faults("hydrocodone 10/325 mg q6h") == "ambiguous-drug 13");
        CHECK(faults("acetaminophen 500 mg q6h") == "unknown-drug 1");
    }
    TEST_CASE("a combined liquid is counted by the mL") {
        const std::string text = "hydrocodone/acetaminophen 7.5/325 mg per 15 mL 30 mL daily";
        CHECK(doses(text) == "15 mg morning 07:00");
        CHECK(products(text) == "hydrocodone_apap_sol");
        CHECK(unit_of(text) == "0.5 mg with acetaminophen 21.667 mg");
        CHECK(unit_of("hydrocodone/acetaminophen 0.5 mg/mL 15 mL daily") ==
              "0.5 mg with acetaminophen 21.7 mg");
        CHECK(doses("hydrocodone/acetaminophen 0.5 mg/mL 15 mL daily") == "7.5 mg morning 07:00");
        CHECK(faults("hydrocodone/acetaminophen 10/325 mg 5/325 mg daily") == "contradiction 37");
        CHECK(faults("hydrocodone/acetaminophen 7.5/325 mg per 15 mL daily") == "dose-missing 53");
    }

    // --- names, brands, codes
    TEST_CASE("a brand names its product lines, its release and its route") {
        CHECK(products("MS Contin 60 mg BID") == "morphine_er_tab12");
        CHECK(products("morphine (MS Contin) 60 mg BID") == "morphine_er_tab12");
        CHECK(products("MSContin 60 mg BID") == "morphine_er_tab12");
        CHECK(products("NucyntaER 100 mg BID") == products("Nucynta ER 100 mg BID"));
        CHECK(told("OxyContin 10 mg BID") == "oxycodone oral extended: " + twice_10);
        CHECK(told("Nucynta ER 10 mg BID") == "tapentadol oral extended: " + twice_10);
        CHECK(told("Nucynta 10 mg BID") == "tapentadol oral immediate: " + twice_10);
        CHECK(told("Belbuca 450 mcg BID") ==
              "buprenorphine buccal immediate: 0.45 mg morning 07:00, 0.45 mg evening 19:00");
        CHECK(told("Subutex 10 mg BID") == "buprenorphine sublingual immediate: " + twice_10);
        CHECK(products("Dilaudid 4 mg BID") == "hydromorphone_ir_tab hydromorphone_sol");
        CHECK(products("Dilaudid 4 mg tablet BID") == "hydromorphone_ir_tab");
        CHECK(products("Dilaudid 1 mg/mL 4 mL BID") == "hydromorphone_sol");
    }
    TEST_CASE("no product is named where neither brand, combination, liquid strength nor code is") {
        CHECK(products("morphine ER 60 mg BID").empty());
        CHECK(products("fentanyl patch 50 mcg/h every 72 hours").empty());
        CHECK(products("oxycodone 5 mg 2 tablets BID").empty());
    }
    TEST_CASE("a code names product and strength") {
        CHECK(products("rxcui:1049611 1 tablet q6h") == "oxycodone_ir_tab");
        CHECK(unit_of("rxcui:1049611 1 tablet q6h") == "15 mg");
        CHECK(doses("rxcui:892625 0.5 mL daily") == "10 mg morning 07:00");
        CHECK(doses("rxcui:245135 2 patches every 72 hours") == "100 mcg/h changed after 3 days");
        CHECK(unit_of("rxcui:856999 2 tablets q6h") == "10 mg with acetaminophen 325 mg");
        CHECK(doses("rxcui:856999 2 tablets daily") == "20 mg morning 07:00");
        CHECK(faults("rxcui:999 1 tablet q6h") == "unknown-drug 1");
        CHECK(faults("rxcui:1049611 q6h") == "dose-missing 18");
        CHECK(faults("rxcui:1049611 1 capsule q6h") == "contradiction 1");
        CHECK(faults("rxcui:1049611 5 mg 1 tablet q6h") == "contradiction 20");
        CHECK(faults("rxcui:1049611 10/325 mg 1 tablet q6h") == "contradiction 15");
        CHECK(faults("rxcui:1049611 rxcui:1049611 1 tablet q6h") == "contradiction 15");
        CHECK(faults("OxyContin rxcui:1049611 1 tablet q6h") ==
              "contradiction 1");  // a code of another product
        CHECK(doses("rxcui:1049611 30 mg daily") == "30 mg morning 07:00");
        CHECK(faults("morphine rxcui:1049611 1 tablet q6h") == "ambiguous-drug 10");
    }
    TEST_CASE("an unknown drug is named with the nearest known one, and never corrected") {
        CHECK(faults("oxycodon ER 40 mg q12h") == "unknown-drug 1");
        CHECK(message("oxycodon ER 40 mg q12h") == "unknown drug \"oxycodon\"");
        CHECK(problems("oxycodon ER 40 mg q12h").front().instead.find("oxycodone") != std::string::npos);
        CHECK(faults("40 mg methodone q12h") == "unknown-drug 7");
        CHECK(faults("aspirin 40 mg q12h") == "unknown-drug 1");
        CHECK(faults("40 mg q12h") == "unknown-drug 1");
    }
    TEST_CASE("two drugs, or one drug twice, are two regimens") {
        CHECK(faults("oxycodone morphine 10 mg q6h") == "ambiguous-drug 11");
        CHECK(faults("OxyContin 10 mg morphine q12h") == "ambiguous-drug 17");
        CHECK(faults("oxycodone ER 20 mg q12h and oxycodone 5 mg q4h prn") ==
              "contradiction 29, contradiction 44");
    }

    // --- release
    TEST_CASE("extended release has many names") {
        for (const char* name :
             {"ER", "XR", "SR", "CR", "LA", "extended release", "extended-release", "sustained release",
              "controlled release", "er", "MR", "m/r", "modified-release"}) {
            CAPTURE(name);
            CHECK(told(std::string("morphine ") + name + " 10 mg BID") ==
                  "morphine oral extended: " + twice_10);
        }
        for (const char* name : {"IR", "immediate release", "immediate-release", ""}) {
            CAPTURE(name);
            CHECK(told(std::string("morphine ") + name + " 10 mg BID") ==
                  "morphine oral immediate: " + twice_10);
        }
    }
    TEST_CASE("a release that a drug or brand does not have is a contradiction") {
        CHECK(faults("codeine ER 30 mg q12h") == "contradiction 9");
        CHECK(faults("MS Contin IR 15 mg q12h") == "contradiction 1");
        CHECK(faults("Roxicodone ER 15 mg q12h") == "contradiction 1");
        CHECK(faults("morphine ER 15 mg SR q12h") == "contradiction 19");
    }

    // --- route
    TEST_CASE("each route has its words") {
        CHECK(told("morphine 10 mg by mouth BID") == "morphine oral immediate: " + twice_10);
        CHECK(told("morphine 10 mg p.o. BID") == "morphine oral immediate: " + twice_10);
        CHECK(told("buprenorphine 10 mg SL BID") == "buprenorphine sublingual immediate: " + twice_10);
        CHECK(told("buprenorphine 10 mg under the tongue BID") ==
              "buprenorphine sublingual immediate: " + twice_10);
        CHECK(told("fentanyl 400 mcg buccal BID") ==
              "fentanyl buccal immediate: 0.4 mg morning 07:00, 0.4 mg evening 19:00");
        CHECK(told("morphine 10 mg IV BID") == "morphine intravenous immediate: " + twice_10);
        CHECK(told("morphine 10 mg subcut BID") == "morphine subcutaneous immediate: " + twice_10);
        CHECK(told("morphine 10 mg IM BID") == "morphine intramuscular immediate: " + twice_10);
        CHECK(told("morphine 10 mg PR BID") == "morphine rectal immediate: " + twice_10);
        CHECK(told("butorphanol 10 mg nasal BID") == "butorphanol nasal immediate: " + twice_10);
    }
    TEST_CASE("a form can say the route") {
        CHECK(told("morphine 10 mg suppository BID") == "morphine rectal immediate: " + twice_10);
        CHECK(told("buprenorphine 10 mg tablet BID") == "buprenorphine sublingual immediate: " + twice_10);
        CHECK(told("buprenorphine/naloxone 8/2 mg film daily") ==
              "buprenorphine sublingual immediate: 8 mg morning 07:00");
    }
    TEST_CASE("a pill is a tablet or a capsule, a concentrate a liquid, a spray is nasal") {
        CHECK(products("MS Contin 10 mg 1 pill BID") == "morphine_er_tab12");
        CHECK(products("Kadian 10 mg 1 pill BID") == "morphine_er_cap_kadian");
        CHECK(faults("Kadian 10 mg 1 tablet BID") == "contradiction 1");
        CHECK(products("morphine concentrate liquid 20 mg/mL 0.5 mL BID") == "morphine_conc");
        CHECK(told("butorphanol 10 mg 1 spray nasal BID") == "butorphanol nasal immediate: " + twice_10);
        CHECK(faults("butorphanol 10 mg 1 spray PO BID") == "unit-for-route 21");
        CHECK(told("propoxyphene 10 mg suppository BID") == "propoxyphene rectal immediate: " + twice_10);
    }
    TEST_CASE("a drug that is not taken by mouth needs its route") {
        CHECK(faults("fentanyl 50 mcg/h every 72 hours") == "ambiguous-route 1");
        CHECK(faults("buprenorphine 8 mg daily") == "ambiguous-route 1");
        CHECK(faults("butorphanol 1 mg q6h") == "ambiguous-route 1");
    }
    TEST_CASE("routes and forms that exclude each other are told") {
        CHECK(faults("oxycodone PO oral 10 mg q6h") == "contradiction 14");
        CHECK(faults("fentanyl patch PO 50 mcg/h q72h") == "unit-for-route 10");
        CHECK(faults("morphine 15 mg 1 tablet IV q6h") == "unit-for-route 18");
        CHECK(faults("Butrans 20 mcg/h PO weekly") == "contradiction 1");
        CHECK(faults("oxycodone 5 mg tablet 1 capsule q6h") == "contradiction 25");
    }

    // --- patches and infusions
    TEST_CASE("a patch has a rate and a number of days") {
        CHECK(doses("fentanyl patch 25 mcg/hr q72h") == "25 mcg/h changed after 3 days");
        CHECK(doses("fentanyl transdermal 25 ug/h every 3 days") == "25 mcg/h changed after 3 days");
        CHECK(doses("fentanyl patch 25 mcg/hour every 48 hours") == "25 mcg/h changed after 2 days");
        CHECK(doses("fentanyl patch 37.5 mcg per hour q3d") == "37.5 mcg/h changed after 3 days");
        CHECK(doses("buprenorphine patch 10 mcg/h every 7 days") == "10 mcg/h changed after 7 days");
        CHECK(doses("Duragesic 12 mcg/h q72h") == "12 mcg/h changed after 3 days");
        CHECK(in(std::get<Continuous>(regimen("Duragesic 50 mcg/h q72h").amount).rate, unit::mcg_per_hour) ==
              doctest::Approx(50));
    }
    TEST_CASE("several patches add up") {
        CHECK(doses("2 patches of 50 mcg/h fentanyl every 72 hours") == "100 mcg/h changed after 3 days");
        CHECK(doses("fentanyl 75 mcg/h 2 patches every 72 hours") == "150 mcg/h changed after 3 days");
        CHECK(faults("fentanyl patch 100 mcg/h (2 patches) every 72 hours") == "contradiction 27");
        CHECK(faults("fentanyl 0.5 patch 50 mcg/h every 72 hours") == "number 10");
        CHECK(faults("fentanyl patch 25 mcg/h and 12 mcg/h q72h") == "contradiction 29");
    }
    TEST_CASE("what does not fit a patch is told") {
        CHECK(faults("fentanyl patch 50 mg") == "unit-for-route 16, frequency-missing 21");
        CHECK(faults("fentanyl patch 50 mcg every 72 hours") == "unit-for-route 16");
        CHECK(faults("fentanyl patch 50 every 72 hours") == "dose-without-unit 16");
        CHECK(faults("fentanyl patch every 72 hours") == "dose-missing 30");
        CHECK(faults("fentanyl 2 patches every 72 hours") == "dose-missing 34");
        CHECK(faults("fentanyl patch 50 mcg/h daily") == "frequency-for-route 25");
        CHECK(faults("fentanyl patch 50 mcg/h q24h") == "frequency-for-route 25");
        CHECK(faults("fentanyl patch 50 mcg/h q12h") == "frequency-for-route 25");
        CHECK(faults("fentanyl patch 50 mcg/h q36h") == "frequency-for-route 25");
        CHECK(faults("fentanyl patch 50 mcg/h q48-72h") == "ambiguous-frequency 25");
        CHECK(faults("fentanyl patch 50-75 mcg/h q72h") == "ambiguous-dose 16");
        CHECK(faults("fentanyl patch 50 mcg/h q72h prn") == "contradiction 30");
        CHECK(faults("fentanyl patch 50 mcg/h q72h max 1/day") == "contradiction 30");
        CHECK(faults("fentanyl patch 50 mcg/h every 72 hours in the morning") == "contradiction 40");
    }
    TEST_CASE("a rate does not fit tablets, but an infusion") {
        CHECK(faults("oxycodone 10 mg/h q6h") == "unit-for-route 11");
        CHECK(told("morphine 2 mg/h IV") ==
              "morphine intravenous immediate: 2,000 mcg/h changed after 0 days");
        CHECK(faults("morphine 2 mg/h IV q4h") == "contradiction 20");
    }

    // --- as needed
    TEST_CASE("as needed has many names") {
        for (const char* words :
             {"prn", "p.r.n.", "as needed", "when needed", "if needed", "as required", "prn pain",
              "as needed for pain", "as needed for severe pain", "prn for moderate to severe pain"}) {
            CAPTURE(words);
            CHECK(doses(std::string("oxycodone 10 mg q6h ") + words) ==
                  "as needed 10 mg to 10 mg, 6 h apart, at most 40 mg, used unknown");
        }
    }
    TEST_CASE("an order as needed counts at its high end, use at its low end") {
        CHECK(doses("oxycodone 5-10 mg q4-6h prn uses 2-4 a day") ==
              "as needed 5 mg to 10 mg, 4 h apart, at most 60 mg, used 10 mg");
        CHECK(doses("oxycodone 5 to 10 mg every 4 to 6 hours as needed, uses 3 a day") ==
              "as needed 5 mg to 10 mg, 4 h apart, at most 60 mg, used 15 mg");
        CHECK(doses("oxycodone 5 mg to 10 mg every 4 hours as needed") ==
              "as needed 5 mg to 10 mg, 4 h apart, at most 60 mg, used unknown");
        CHECK(doses("oxycodone 5 mg 2-3 times a day prn") ==
              "as needed 5 mg to 5 mg, 0 h apart, at most 15 mg, used unknown");
        CHECK(std::get<AsNeeded>(regimen("oxycodone 5-10 mg q4h prn uses 3 a day").amount).doses_used ==
              doctest::Approx(3));
    }
    TEST_CASE("the most of a day is what fits into 24 hours") {
        CHECK(doses("oxycodone 10 mg q8h prn") ==
              "as needed 10 mg to 10 mg, 8 h apart, at most 30 mg, used unknown");
        // At 0, 5, 10, 15 and 20 hours.
        CHECK(doses("oxycodone 10 mg q5h prn") ==
              "as needed 10 mg to 10 mg, 5 h apart, at most 50 mg, used unknown");
        CHECK(doses("oxycodone 10 mg at bedtime prn") ==
              "as needed 10 mg to 10 mg, 0 h apart, at most 10 mg, used unknown");
        CHECK(doses("oxycodone 10 mg prn") ==
              "as needed 10 mg to 10 mg, 0 h apart, at most unknown, used unknown");
    }
    TEST_CASE("a maximum lowers the most of a day, and never raises it") {
        CHECK(doses("oxycodone 10 mg q4h prn max 5/day") ==
              "as needed 10 mg to 10 mg, 4 h apart, at most 50 mg, used unknown");
        CHECK(doses("oxycodone 10 mg q4h prn max 6/day") ==
              "as needed 10 mg to 10 mg, 4 h apart, at most 60 mg, used unknown");
        CHECK(doses("oxycodone 10 mg q4h prn max 7/day") ==
              "as needed 10 mg to 10 mg, 4 h apart, at most 60 mg, used unknown");
    }
    TEST_CASE("a maximum has many names and units") {
        for (const char* most :
             {"max 3/day", "max. 3 a day", "maximum 3 doses a day", "up to 3 a day", "up to 3 times a day",
              "no more than 3 per day", "not to exceed 3 daily", "max 30 mg a day", "max 30 mg/24 h",
              "max 3/24 hours", "at most 3 doses in 24 hours", "max daily dose 30 mg", "MDD: 3", "NTE 3/day",
              "do not exceed 3 doses per 24 hrs"}) {
            CAPTURE(most);
            CHECK(doses(std::string("oxycodone 10 mg q4h prn ") + most) ==
                  "as needed 10 mg to 10 mg, 4 h apart, at most 30 mg, used unknown");
        }
        CHECK(doses("oxycodone 10 mg tablet q4h prn max 3 tablets a day") ==
              "as needed 10 mg to 10 mg, 4 h apart, at most 30 mg, used unknown");
        CHECK(faults("oxycodone 10 mg q4h prn max 3 tablets a day") == "dose-without-unit 25");
        CHECK(faults("oxycodone 10 mg q4h prn max 3") == "frequency-missing 25");
        CHECK(faults("oxycodone 10 mg q4h prn max 5 mg a day") == "contradiction 25");
    }
    TEST_CASE("where tablets are counted, a maximum counts tablets") {
        CHECK(doses("oxycodone 5 mg 2 tablets q4h prn max 6/day") ==
              "as needed 10 mg to 10 mg, 4 h apart, at most 30 mg, used unknown");
        CHECK(doses("oxycodone 5 mg 2 tablets q4h prn max 6 doses a day") ==
              "as needed 10 mg to 10 mg, 4 h apart, at most 60 mg, used unknown");
    }
    TEST_CASE("use may be told in doses, tablets or mg") {
        CHECK(doses("oxycodone 5 mg 1-2 tablets q4h prn uses 5 a day") ==
              "as needed 5 mg to 10 mg, 4 h apart, at most 60 mg, used 25 mg");
        CHECK(doses("oxycodone 5 mg 2 tablets q4h prn uses 3 tablets a day") ==
              "as needed 10 mg to 10 mg, 4 h apart, at most 60 mg, used 15 mg");
        CHECK(doses("oxycodone 5 mg 2 tablets q4h prn uses 3 doses a day") ==
              "as needed 10 mg to 10 mg, 4 h apart, at most 60 mg, used 30 mg");
        CHECK(doses("oxycodone 5 mg q4h prn using 20 mg a day") ==
              "as needed 5 mg to 5 mg, 4 h apart, at most 30 mg, used 20 mg");
        CHECK(doses("oxycodone 5 mg prn, uses 0 a day") ==
              "as needed 5 mg to 5 mg, 0 h apart, at most unknown, used 0 mg");
        CHECK(faults("oxycodone 5 mg 2 tablets q4h prn uses 3 a day") == "ambiguous-dose 34");
        CHECK(faults("oxycodone 5 mg q4h prn uses 3 tablets a day") == "dose-without-unit 24");
    }
    TEST_CASE("words for as-needed use belong to doses as needed") {
        CHECK(faults("oxycodone 5 mg q6h uses 3 a day") == "contradiction 20");
        CHECK(faults("oxycodone 5 mg q6h max 4/day") == "contradiction 20");
        CHECK(faults("oxycodone 10 mg morning 5 mg noon prn") == "contradiction 25");
        CHECK(faults("morphine 15 mg at bedtime and q4h prn") == "contradiction 16");
        CHECK(faults("oxycodone 5 mg q6h prn as needed") == "contradiction 24");
        CHECK(faults("oxycodone 5 mg prn max 3/day max 4/day") == "contradiction 30");
    }
    TEST_CASE("ranges are not read where nobody chooses") {
        CHECK(faults("oxycodone 10 mg q4-6h") == "ambiguous-frequency 17");
        CHECK(faults("oxycodone 10 mg 2-3 times a day") == "ambiguous-frequency 17");
        CHECK(faults("oxycodone 5-10 mg q4h") == "ambiguous-dose 11");
        CHECK(faults("oxycodone 5 mg 1-2 tablets q4h") == "ambiguous-dose 16");
    }
    TEST_CASE("a range runs upwards") {
        CHECK(faults("oxycodone 10-5 mg q6h prn") == "number 11");
        CHECK(faults("oxycodone 10 mg q6-4h prn") == "number 17");
        CHECK(faults("oxycodone 5 mg 2-1 tablets q6h prn") == "number 16");
        CHECK(doses("oxycodone 5 mg 1\xE2\x80\x93"
                    "2 tablets q6h prn") ==
              "as needed 5 mg to 10 mg, 6 h apart, at most 40 mg, used unknown");
    }

    // --- what is not understood
    TEST_CASE("a number is plain decimal digits or it is told") {
        for (const char* number : {".5", "5.", "1e3", "1E3", "0x10", "010", "-5", "+5", "nan", "inf", "1.2.3",
                                   "0", "0.0", "99999999999999", "3x10"}) {
            CAPTURE(number);
            const Problems found = problems(std::string("oxycodone ") + number + " mg q6h");
            REQUIRE_FALSE(found.empty());
            CHECK(found.front().id == "number");
            CHECK(found.front().place.column == 11);
        }
        CHECK(message("oxycodone 1e3 mg q6h") == "\"1e3\" is not a plain number");
        CHECK(faults("oxycodone 1,00 mg q6h") == "dose-without-unit 11, number 13");
        CHECK(faults("oxycodone 10 mg q.5h") == "number 18");
        CHECK(faults("oxycodone 10 mg every 0 hours") == "number 23");
    }
    TEST_CASE("mg and mcg taken for each other are told where the products show it") {
        CHECK(faults("Belbuca 450 mg q12h") == "unit 9");
        CHECK(message("Belbuca 450 mg q12h") ==
              "\"450 mg\" of \"Belbuca\" cannot be meant: the largest unit that is made holds 0.9 mg");
        CHECK(faults("oxycodone 10 mcg q6h") == "unit 11");
        CHECK(faults("fentanyl patch 50 mg/h q72h") == "unit-for-route 16");
        CHECK(doses("oxycodone 500 mcg daily") == "0.5 mg morning 07:00");  // no tablet of 500 mg is made
    }
    TEST_CASE("hours beyond a day that are no whole days are refused, also as needed") {
        CHECK(faults("oxycodone 10 mg q46h prn") == "ambiguous-frequency 17");  // q4-6h without its hyphen
        CHECK(faults("oxycodone 10 mg q25h prn") == "ambiguous-frequency 17");
        CHECK(doses("oxycodone 10 mg q48h prn").starts_with("as needed 10 mg to 10 mg, 48 h apart"));
        CHECK(doses("oxycodone 10 mg q23h prn").starts_with("as needed 10 mg to 10 mg, 23 h apart"));
    }
    TEST_CASE("an unknown unit is told, with those that are known") {
        CHECK(faults("oxycodone 10 mgs q6h") == "unit 14");
        CHECK(message("oxycodone 10 mgs q6h") == "unknown unit \"mgs\"");
        CHECK(problems("oxycodone 10 mgs q6h").front().instead == "write mg, mcg or mL");
        CHECK(faults("oxycodone 5 g q6h") == "unit 13");
        CHECK(faults("oxycodone 10 mg/kg q6h") == "unit 14");
        CHECK(faults("oxycodone 60 mg/day") == "unit 14, frequency-missing 20");
        CHECK(faults("oxycodone 10 mg q6h prn max 30 mgs a day") == "unit 32");
    }
    TEST_CASE("a dose without a unit is told") {
        CHECK(faults("oxycodone 10") == "dose-without-unit 11, frequency-missing 13");
        CHECK(faults("oxycodone 10 q6h") == "dose-without-unit 11");
        CHECK(faults("oxycodone 10 every 6 hours") == "dose-without-unit 11");
        CHECK(faults("oxycodone 10 mg 2 q6h") == "dose-without-unit 17");
    }
    TEST_CASE("a missing dose and a missing frequency are told, both at once") {
        CHECK(faults("oxycodone") == "dose-missing 10, frequency-missing 10");
        CHECK(faults("oxycodone q6h") == "dose-missing 14");
        CHECK(faults("oxycodone 10 mg") == "frequency-missing 16");
        CHECK(faults("oxycodone 10 mg once") == "frequency-missing 21");
        CHECK(faults("oxycodone 10 mg twice") == "frequency-missing 17");
        CHECK(faults("oxycodone 10 mg every 6") == "frequency-missing 17");
        CHECK(faults("fentanyl patch 50 mcg/h") == "frequency-missing 24");
    }
    TEST_CASE("two frequencies are told") {
        CHECK(faults("oxycodone 10 mg q12h BID") == "contradiction 22");
        CHECK(faults("oxycodone 10 mg BID BID") == "contradiction 21");
        CHECK(faults("oxycodone 10 mg BID daily") == "contradiction 21");
        CHECK(faults("oxycodone 10 mg every other day nightly") == "contradiction 33");
        CHECK(faults("oxycodone 10 mg q12h weekly") == "contradiction 22");
    }
    TEST_CASE("every word that is left over is named with its column") {
        CHECK(faults("oxycodone 10 mg q6h with food") == "word-not-understood 21");
        CHECK(message("oxycodone 10 mg q6h with food") == "\"with food\" is not understood");
        CHECK(faults("maybe oxycodone 10 mg q6h #") == "word-not-understood 1, word-not-understood 27");
        CHECK(faults("oxycodone (-5 mg) q6h") == "word-not-understood 12");
        CHECK(faults("oxycodone 10 mg not q6h") == "word-not-understood 17");
        CHECK(faults("oxycodone 10 mg q6h for 5 days") == "word-not-understood 21");
    }
    TEST_CASE("all problems of a text are told at once, in its order") {
        CHECK(faults("oxycodon 10 mgs foo q12h BID") ==
              "unknown-drug 1, unit 13, word-not-understood 17, contradiction 26");
    }
    TEST_CASE("an empty and an endless text are told") {
        CHECK(faults("") == "empty-regimen 1");
        CHECK(faults(" \t\n ") == "empty-regimen 1");
        const std::string text = "oxycodone 10 mg daily";
        CHECK(told(text + std::string(1000 - text.size(), ' ')) == told(text));
        CHECK(faults(text + std::string(1001 - text.size(), ' ')) == "regimen-too-long 1");
    }
    TEST_CASE("columns count from where the text starts") {
        const Problem problem = problems("oxycodone 10 mgs q6h", {"case.yaml", 12, 9}).front();
        CHECK(problem.place == Place{"case.yaml", 12, 22});
        CHECK(problems("oxycodone 10 mgs q6h", {"case.yaml", 0, 0}).front().place ==
              Place{"case.yaml", 0, 0});
    }
    TEST_CASE("bytes that cannot be shown are not repeated in a message") {
        CHECK(message("oxycodone 10 mg q6h \xFF\x1B[2J").find_first_of("\xFF\x1B") == std::string::npos);
        CHECK(message("\xE2\x80\xAEmorphine 10 mg q6h").find("\xE2\x80\xAE") == std::string::npos);
    }
}
