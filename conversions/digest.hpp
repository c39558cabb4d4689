#pragma once
#include <string>
#include <string_view>

namespace stepdown {

/// A short name for exactly these bytes (a version 5 UUID, 32 hexadecimal digits): equal for equal bytes,
/// different otherwise.
std::string digest_of(std::string_view bytes);

}  // namespace stepdown
