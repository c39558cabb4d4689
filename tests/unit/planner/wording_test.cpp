#include "planner/documents/wording.hpp"

#include <doctest/doctest.h>
#include <map>

#include "planner/documents/translation.hpp"

using namespace stepdown;

TEST_CASE("a part of a film is never told as none of it, or as a whole one") {
    const Messages english;
    CHECK(count_in(english, 250, Form::film) == "a quarter of a film");
    CHECK(count_in(english, 500, Form::film) == "half film");
    CHECK(count_in(english, 750, Form::film) == "three quarters of a film");
    CHECK(count_in(english, 1250, Form::film) == "1 and a quarter films");
    CHECK(count_in(english, 2750, Form::tablet) == "2 and three quarters tablets");
    CHECK(count_in(english, 250, Form::capsule) == "0.25 capsules");
    CHECK(count_in(english, 1333, Form::tablet) == "1.333 tablets");
}

TEST_CASE("counts that differ are told in words that differ, in each language") {
    for (const std::string& language : languages()) {
        const Translation* translation = shipped_translation(language);
        const Messages words = translation ? Messages(*translation) : Messages();
        for (const Form form : {Form::tablet, Form::capsule, Form::film, Form::patch, Form::suppository,
                                Form::solution, Form::concentrate}) {
            std::map<std::string, int> told;
            for (int thousandths = 1; thousandths <= 4000; ++thousandths) {
                const auto [first, is_new] =
                    told.try_emplace(count_in(words, thousandths, form), thousandths);
                REQUIRE_MESSAGE(is_new, language, ": ", first->first, " is ", first->second, " and ",
                                thousandths);
            }
        }
    }
}
