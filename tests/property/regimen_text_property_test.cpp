#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <rapidcheck.h>
#include <string>
#include <vector>

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

Result<Regimen> read(const std::string& text) {
    return read_regimen(text, formulary(), {"text", 1, 1});
}

/// What holds for any text: a regimen with an amount above zero, or problems with a place inside the text.
void keeps_its_promises(const std::string& text) {
    const Result<Regimen> result = read(text);
    if (result) {
        RC_ASSERT(result->drug.index < formulary().drugs().size());
        RC_ASSERT(result->text == text);
        if (const auto* scheduled = std::get_if<Scheduled>(&result->amount)) {
            RC_ASSERT(!scheduled->doses.empty());
            RC_ASSERT(scheduled->every_days >= 1);
            for (const Dose& dose : scheduled->doses) RC_ASSERT(in(dose.amount, unit::mg) > 0);
        } else if (const auto* needed = std::get_if<AsNeeded>(&result->amount)) {
            RC_ASSERT(in(needed->least_dose, unit::mg) > 0);
            RC_ASSERT(reaches(needed->dose, needed->least_dose));
        } else {
            RC_ASSERT(in(std::get<Continuous>(result->amount).rate, unit::mcg_per_hour) > 0);
        }
        for (const ProductId id : result->products) RC_ASSERT(formulary()[id].drug == result->drug);
        return;
    }
    RC_ASSERT(!result.problems().empty());
    for (const Problem& problem : result.problems()) {
        RC_ASSERT(!problem.id.empty() && !problem.message.empty() && !problem.instead.empty());
        RC_ASSERT(problem.place.column >= 1);
        RC_ASSERT(problem.place.column <= static_cast<int>(text.size()) + 1);
        RC_ASSERT(!show_problem(problem, text).empty());
    }
}

const std::vector<std::string> pieces{"oxycodone",
                                      "morphine",
                                      "MS Contin",
                                      "fentanyl",
                                      "Percocet",
                                      "hydrocodone",
                                      "acetaminophen",
                                      "buprenorphine",
                                      "ER",
                                      "IR",
                                      "patch",
                                      "tablets",
                                      "tablet",
                                      "film",
                                      "solution",
                                      "mg",
                                      "mcg",
                                      "mL",
                                      "mcg/h",
                                      "mg/mL",
                                      "10",
                                      "5",
                                      "1",
                                      "2",
                                      "325",
                                      "0.5",
                                      "10/325",
                                      "5-10",
                                      "1-2",
                                      "0",
                                      "1e3",
                                      "q",
                                      "12",
                                      "h",
                                      "q12h",
                                      "q4-6h",
                                      "BID",
                                      "daily",
                                      "weekly",
                                      "every",
                                      "hours",
                                      "days",
                                      "twice a day",
                                      "times",
                                      "a day",
                                      "every other day",
                                      "morning",
                                      "noon",
                                      "at bedtime",
                                      "and",
                                      "prn",
                                      "as needed",
                                      "uses",
                                      "3",
                                      "max",
                                      "/day",
                                      "/",
                                      "-",
                                      ",",
                                      "(",
                                      ")",
                                      "PO",
                                      "SL",
                                      "IV",
                                      "of",
                                      "x",
                                      "half a tablet",
                                      "rxcui:1049611",
                                      "foo",
                                      "per",
                                      "to",
                                      "with",
                                      "once",
                                      ".",
                                      "\xC2\xB5g",
                                      "\xFF"};

// --- a regimen, and its spellings

struct Spelled {
    std::string value;
    std::vector<std::string> spellings;
};
const std::vector<Spelled> often{
    {"1", {"daily", "once a day", "every day", "QD", "every 24 hours", "once daily"}},
    {"2", {"BID", "q12h", "every 12 hours", "twice a day", "2 times daily", "every twelve hours"}},
    {"3", {"TID", "q8h", "every 8 hours", "three times a day", "3x/day"}},
    {"6", {"q4h", "every 4 hours", "every four hours", "6 times a day", "q 4 h"}},
};
const std::vector<Spelled> drugs{
    {"oxycodone", {"oxycodone", "Oxycodone HCl", "OXYCODONE"}},
    {"morphine", {"morphine", "morphine sulfate", "Morphine"}},
    {"methadone", {"methadone", "Methadone HCl"}},
    {"hydromorphone", {"hydromorphone", "hydromorphone HCl"}},
};
const std::vector<std::string> oral{"", "PO", "by mouth", "orally", "p.o."};

/// A number of mg with at most two digits after the point: hundredths from 100 to 100,000; less can be a slip
/// of mcg.
std::string decimal(int hundredths) {
    return show_decimal(hundredths / 100.0, 2, false);
}

// --- slips of the pen

const std::vector<std::string> orders{
    "oxycodone ER 40 mg PO q12h",
    "oxycodone 10 mg every 6 hours as needed, uses 3 a day",
    "MS Contin 60 mg BID",
    "fentanyl patch 50 mcg/h every 72 hours",
    "hydrocodone/acetaminophen 10/325 mg 1-2 tablets q4-6h prn max 8/day",
    "Butrans 20 mcg/h weekly",
    "morphine 20 mg/mL solution 0.5 mL every 4 hours",
    "morphine ER 30 mg morning, 15 mg noon, 30 mg bedtime",
    "rxcui:1049611 1 tablet q6h",
    "oxycodone 10 mg at 8 am and 20:00",
    "hydromorphone 4 mg four times a day",
    "Belbuca 450 mcg q12h",
    "Percocet 5/325 1 tab q6h prn max 6/day",
    "oxycodone 5 mg one and a half tablets twice daily",
    "methadone 10 mg every other day",
};

/// How much a day, as used and as allowed, and of what: what a slip must not change unseen.
std::string meaning(const Result<Regimen>& regimen) {
    if (!regimen) return "refused";
    const auto rate = [&](Counting counting) {
        const std::optional<DoseRate> daily = per_day(*regimen, counting);
        return daily ? fmt::format("{:.9g}", in(*daily, unit::mg_per_day)) : "unknown";
    };
    return fmt::format("{} {} {} {} {}", formulary()[regimen->drug].id, word(regimen->route),
                       word(regimen->release), rate(Counting::really_used), rate(Counting::most_allowed));
}

bool digit_or_point(char c) {
    return (c >= '0' && c <= '9') || c == '.';
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words)
        if (!word.empty()) out += (out.empty() ? "" : " ") + word;
    return out;
}

}  // namespace

TEST_CASE("any text gives a regimen or problems inside the text") {
    CHECK(rc::check([](const std::string& text) { keeps_its_promises(text); }));
}

TEST_CASE("any sequence of words of regimens gives a regimen or problems inside the text") {
    CHECK(rc::check([] {
        const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces));
        const bool spaced = *rc::gen::arbitrary<bool>();
        std::string text;
        for (const std::string& word : words) text += (spaced && !text.empty() ? " " : "") + word;
        keeps_its_promises(text);
    }));
}

TEST_CASE("a regimen reads the same in every spelling and order of its parts") {
    CHECK(rc::check([] {
        const auto pick = [](const std::vector<std::string>& list) { return *rc::gen::elementOf(list); };
        const Spelled drug = *rc::gen::elementOf(drugs);
        const Spelled frequency = *rc::gen::elementOf(often);
        const std::string dose = decimal(*rc::gen::inRange(100, 20001)) + " mg";
        std::vector<std::string> parts{pick(drug.spellings), dose, pick(oral), pick(frequency.spellings)};
        const Result<Regimen> plain = read(joined({drug.value, dose, frequency.spellings.front()}));
        const auto order = *rc::gen::container<std::vector<int>>(parts.size(), rc::gen::inRange(0, 1000));
        std::vector<std::size_t> places{0, 1, 2, 3};
        std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
            return std::pair(order[a], a) < std::pair(order[b], b);
        });
        std::vector<std::string> mixed;
        for (const std::size_t place : places) mixed.push_back(parts[place]);
        const Result<Regimen> other = read(joined(mixed));
        RC_ASSERT(plain);
        RC_ASSERT(other);
        RC_ASSERT(formulary()[other->drug].id == drug.value);
        RC_ASSERT(other->route == Route::oral);
        RC_ASSERT(other->release == Release::immediate);
        RC_ASSERT(std::get<Scheduled>(other->amount).doses == std::get<Scheduled>(plain->amount).doses);
    }));
}

TEST_CASE("the dose of a day is the dose times the number of doses") {
    CHECK(rc::check([] {
        const Spelled frequency = *rc::gen::elementOf(often);
        const int hundredths = *rc::gen::inRange(100, 20001);
        const int tablets = *rc::gen::inRange(1, 7);
        const std::string text = joined({"morphine", decimal(hundredths), "mg", std::to_string(tablets),
                                         "tablets", *rc::gen::elementOf(frequency.spellings)});
        const Result<Regimen> regimen = read(text);
        RC_ASSERT(regimen);
        const double expected = hundredths / 100.0 * tablets * std::stod(frequency.value);
        const double found = in(*per_day(*regimen, Counting::really_used), unit::mg_per_day);
        RC_ASSERT(std::abs(found - expected) < 1e-9 * expected);
    }));
}

TEST_CASE("as-needed use never exceeds what is stated, nor an order its interval or maximum") {
    CHECK(rc::check([] {
        const int low = *rc::gen::inRange(1, 20),
                  more = *rc::gen::inRange(0, std::min(20, 3 * low + 1));  // no wider range is read
        const int hours = *rc::gen::inRange(1, 25), most = *rc::gen::inRange(1, 30),
                  used = *rc::gen::inRange(0, 30);
        const std::string dose =
            more == 0 ? fmt::format("{} mg", low) : fmt::format("{}-{} mg", low, low + more);
        const Result<Regimen> regimen =
            read(fmt::format("oxycodone {} q{}h prn max {}/day, uses {} a day", dose, hours, most, used));
        RC_ASSERT(regimen);
        const double fit = hours == 24 ? 1 : std::ceil(24.0 / hours);
        const double allowed = in(*per_day(*regimen, Counting::most_allowed), unit::mg_per_day);
        const double taken = in(*per_day(*regimen, Counting::really_used), unit::mg_per_day);
        RC_ASSERT(std::abs(allowed - (low + more) * std::min<double>(fit, most)) < 1e-9);
        RC_ASSERT(std::abs(taken - low * used) < 1e-9);
    }));
}

TEST_CASE("doses at fixed times are listed once each, from the morning to the night") {
    CHECK(rc::check([] {
        const std::vector<std::string> words{"morning", "noon",    "afternoon",
                                             "evening", "bedtime", "during the night"};
        const std::vector<int> clock{7, 12, 15, 19, 23, 3};
        std::vector<std::string> parts;
        std::vector<Dose> expected;
        for (std::size_t i = 0; i < words.size(); ++i) {
            const int dose = *rc::gen::inRange(0, 40);
            if (dose == 0) continue;
            parts.push_back(fmt::format("{} mg {}", dose, words[i]));
            expected.push_back({{static_cast<TimeOfDay>(i), clock[i] * 60}, unit::mg(dose)});
        }
        RC_PRE(!parts.empty());
        if (*rc::gen::arbitrary<bool>()) std::reverse(parts.begin(), parts.end());
        const Result<Regimen> regimen = read(fmt::format("oxycodone {}", fmt::join(parts, ", ")));
        RC_ASSERT(regimen);
        RC_ASSERT(std::get<Scheduled>(regimen->amount).doses == expected);
    }));
}

// Every single letter, mark or space of the orders above left out, written twice, or swapped with its
// neighbor. Digits and points are left alone: another number is another dose in any text.
TEST_CASE("a slip of the pen is refused or changes nothing") {
    for (const std::string& order : orders) {
        const std::string meant = meaning(read(order));
        REQUIRE(meant != "refused");
        for (std::size_t at = 0; at < order.size(); ++at) {
            if (digit_or_point(order[at])) continue;
            std::vector<std::string> slips{order.substr(0, at) + order.substr(at + 1),
                                           order.substr(0, at) + order[at] + order.substr(at)};
            if (at + 1 < order.size() && !digit_or_point(order[at + 1])) {
                slips.push_back(order);
                std::swap(slips.back()[at], slips.back()[at + 1]);
            }
            for (const std::string& slip : slips) {
                const std::string now = meaning(read(slip));
                CAPTURE(slip);
                CHECK((now == "refused" || now == meant));
            }
        }
    }
}

TEST_CASE("a word that nobody knows is never swallowed") {
    CHECK(rc::check([] {
        const std::vector<std::string> words{"oxycodone", "ER", "10", "mg", "PO", "every", "12", "hours"};
        const std::string strange = "zq" + *rc::gen::container<std::string>(3, rc::gen::inRange('a', 'f'));
        const std::size_t at = *rc::gen::inRange<std::size_t>(0, words.size() + 1);
        std::vector<std::string> with = words;
        with.insert(with.begin() + static_cast<std::ptrdiff_t>(at), strange);
        RC_ASSERT(read(joined(words)));
        const Result<Regimen> result = read(joined(with));
        RC_ASSERT(!result);
        RC_ASSERT(std::any_of(
            result.problems().begin(), result.problems().end(),
            [&](const Problem& problem) { return problem.message.find(strange) != std::string::npos; }));
    }));
}
