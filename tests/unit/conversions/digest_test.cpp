#include "conversions/digest.hpp"

#include <doctest/doctest.h>

#include "tests/support/property.hpp"

using namespace stepdown;
using stepdown::test::holds;

namespace {

void equal_bytes_have_equal_digests() {
    const auto a = *rc::gen::arbitrary<std::string>();
    const auto b = *rc::gen::oneOf(rc::gen::just(a), rc::gen::arbitrary<std::string>());
    RC_ASSERT((digest_of(a) == digest_of(std::string(b))) == (a == b));
}

}  // namespace

TEST_CASE("a digest is a version 5 UUID in 32 hexadecimal digits") {
    const std::string digest = digest_of("morphine");
    REQUIRE(digest.size() == 32);
    CHECK(digest.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(digest[12] == '5');                                          // the version
    CHECK(std::string("89ab").find(digest[16]) != std::string::npos);  // the variant of RFC 4122
}

TEST_CASE("a digest never changes, so that a plan can name the data it was made with") {
    // Worked out with another implementation: Python's uuid.uuid5 in this program's name space.
    CHECK(digest_of("") == "30d2c713e085504e8280772ca1f950bf");
    CHECK(digest_of("morphine") == "813cda962f7a5a0eb212db9970371d73");
}

TEST_CASE("one byte more, less or other makes another digest") {
    CHECK(digest_of("a") != digest_of("b"));
    CHECK(digest_of("a") != digest_of("a "));
    CHECK(digest_of("a") != digest_of("A"));
    CHECK(digest_of(std::string_view("a\0", 2)) != digest_of("a"));
    CHECK(holds("equal bytes, equal digests", 500, equal_bytes_have_equal_digests));
}
