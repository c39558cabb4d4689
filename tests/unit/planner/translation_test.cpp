// The catalogue in other languages than English: nothing is missing, nothing is claimed to be reviewed that
// is not.
#include "planner/documents/translation.hpp"

#include <doctest/doctest.h>
#include <set>
#include <string>

#include "planner/documents/messages.hpp"
#include "planner/documents/wording.hpp"
#include "planner/schedule.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;

namespace {

/// The names between braces.
std::multiset<std::string> fields_of(std::string_view text) {
    std::multiset<std::string> names;
    for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1))
        names.emplace(text.substr(at + 1, text.find('}', at) - at - 1));
    return names;
}

const Translation& spanish() {
    const Translation* found = shipped_translation("es");
    REQUIRE(found);
    return *found;
}

void put(std::string& bytes, std::uint32_t number) {
    for (int i = 0; i < 4; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xFFU);
}

/// A catalogue as msgfmt writes it: a head, and one message.
std::string compiled(const std::string& head, const std::string& key, const std::string& text) {
    std::string bytes;
    const std::uint32_t texts = 28 + 32;
    for (const std::uint32_t number : {0x950412deU, 0U, 2U, 28U, 44U, 0U, 60U}) put(bytes, number);
    put(bytes, 0), put(bytes, texts);
    put(bytes, static_cast<std::uint32_t>(key.size())), put(bytes, texts + 1);
    const auto heads = static_cast<std::uint32_t>(texts + 1 + key.size() + 1);
    put(bytes, static_cast<std::uint32_t>(head.size())), put(bytes, heads);
    put(bytes, static_cast<std::uint32_t>(text.size())),
        put(bytes, static_cast<std::uint32_t>(heads + head.size() + 1));
    return bytes + '\0' + key + '\0' + head + '\0' + text + '\0';
}

const std::string reviewed_head = "Language: es\nX-Reviewed-By: Ana Perez, MD\n",
                  plain_head = "Language: es\nX-Reviewed-By: \n";
const std::string key = std::string("never.stop") + '\x04' + "Never stop.";

}  // namespace

TEST_CASE("Spanish lacks no message, and fills in the same names as English") {
    for (const Message& message : message_catalogue) {
        CAPTURE(message.id);
        const auto translated = spanish().find(message.id, message.english);
        REQUIRE(translated);
        CHECK_FALSE(translated->empty());
        CHECK(fields_of(*translated) == fields_of(message.english));
    }
    CHECK(state_of(spanish()).missing.empty());
}

TEST_CASE("every drug that a plan may name has a name in Spanish") {
    const Formulary& formulary = test::shipped_library().formulary;
    for (const ProductLine& line : formulary.products()) {
        if (line.offer.for_caution() == Offer::read_only) continue;
        const std::string& id = formulary[line.drug].id;
        CHECK_MESSAGE(Messages(spanish()).say_named("drug." + id, "?") != "?", id);
        for (const Strength& strength : line.strengths) {
            for (const AlsoContains& also : strength.also)
                CHECK_MESSAGE(Messages(spanish()).say_named("drug." + also.drug, "?") != "?", also.drug);
        }
    }
}

TEST_CASE("no message counts as reviewed while the catalogue names nobody who read it") {
    const auto unnamed = CompiledCatalogue::read(compiled(plain_head, key, "Nunca la deje."));
    const std::string named_bytes = compiled(reviewed_head, key, "Nunca la deje.");
    const auto named = CompiledCatalogue::read(named_bytes);
    const std::string unnamed_bytes = compiled(plain_head, key, "Nunca la deje.");
    const auto kept = CompiledCatalogue::read(unnamed_bytes);
    REQUIRE(unnamed);
    REQUIRE(named);
    REQUIRE(kept);
    CHECK_FALSE(Translation(*kept, *kept).is_reviewed("never.stop", "Never stop."));
    CHECK(Translation(*named, *named).is_reviewed("never.stop", "Never stop."));
    CHECK_FALSE(
        Translation(*named, CompiledCatalogue()).is_reviewed("never.stop", "Never stop."));  // marked fuzzy
    CHECK_FALSE(
        Translation(*named, *named).find("never.stop", "Never ever stop."));  // the English text has changed
    CHECK_FALSE(Translation(*named, *named).find("never.back", "Never stop."));
}

TEST_CASE("the shipped Spanish is not called reviewed until a reviewer is named") {
    CHECK(Messages(spanish()).is_reviewed() ==
          (!spanish().reviewer().empty() && state_of(spanish()).unreviewed.empty()));
    if (spanish().reviewer().empty())
        CHECK(state_of(spanish()).unreviewed.size() == message_catalogue.size());
    CHECK(Messages().is_reviewed());
    CHECK(Messages().language() == "en");
    CHECK(Messages(spanish()).language() == "es");
}

TEST_CASE("bytes that are no catalogue, or are cut off anywhere, are refused") {
    const std::string whole = compiled(plain_head, key, "Nunca la deje.");
    REQUIRE(CompiledCatalogue::read(whole));
    CHECK_FALSE(CompiledCatalogue::read(""));
    CHECK_FALSE(CompiledCatalogue::read("no catalogue at all, but long enough to be one"));
    for (std::size_t length = 0; length + 1 < whole.size(); ++length)
        CHECK_FALSE_MESSAGE(CompiledCatalogue::read(std::string_view(whole).substr(0, length)), length);
    std::string huge = whole;
    huge[8] = huge[9] = huge[10] = '\x7f';  // so many messages
    CHECK_FALSE(CompiledCatalogue::read(huge));
}

TEST_CASE("there is English and Spanish, and nothing else") {
    CHECK(languages() == std::vector<std::string>{"en", "es"});
    CHECK(shipped_translation("es"));
    for (const char* other : {"en", "", "fr", "ES", "es "}) CHECK_FALSE(shipped_translation(other));
}

TEST_CASE("counts, times and days are told in the language") {
    const Messages en, es(spanish());
    CHECK(count_in(es, 500, Form::tablet) == "media tableta");
    CHECK(count_in(es, 1000, Form::tablet) == "1 tableta");
    CHECK(count_in(es, 1500, Form::tablet) == "1 tabletas y media");
    CHECK(count_in(es, 2000, Form::patch) == "2 parches");
    CHECK(count_in(es, 2500, Form::solution) == "2.5 mL");
    const Date date = *parse_date("2027-03-02");
    CHECK(day_in(es, date) == "mar,\u00a02\u00a0mar\u00a02027");
    CHECK(day_in(en, date) == "Tue,\u00a0Mar\u00a02,\u00a02027");
    CHECK(clock_in(es, {TimeOfDay::noon, 12 * 60}) == "12 del mediodía");
    CHECK(clock_in(es, {TimeOfDay::morning, 7 * 60 + 30}) == "7:30\u00a0a.\u00a0m.");
    CHECK(clock_in(en, {TimeOfDay::bedtime, 23 * 60}) == "11 PM");
    CHECK(clock_in(en, {TimeOfDay::night, 0}) == "12 midnight");
    CHECK(joined_in(es, {"a", "b", "c"}) == "a, b y c");
    for (const Form form :
         {Form::tablet, Form::capsule, Form::patch, Form::film, Form::solution, Form::suppository}) {
        for (const int thousandths : {500, 1000, 1500, 2000, 12000}) {
            if (form == Form::patch && thousandths % 1000 != 0) continue;
            CHECK(count_in(en, thousandths, form) == count_in_words(thousandths, form));
        }
    }
}
