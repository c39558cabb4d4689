#include "conversions/digest.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace stepdown {

std::string digest_of(std::string_view bytes) {
    // The name space is this program's own: a random UUID, fixed here so that digests never change.
    static constexpr boost::uuids::uuid name_space{
        {0x6f, 0x0c, 0x5b, 0x1e, 0x53, 0x7d, 0x4a, 0x0e, 0x9b, 0x66, 0x21, 0x9a, 0xd4, 0xe0, 0x35, 0x8c}};
    std::string text =
        boost::uuids::to_string(boost::uuids::name_generator_sha1(name_space)(bytes.data(), bytes.size()));
    std::erase(text, '-');
    return text;
}

}  // namespace stepdown
