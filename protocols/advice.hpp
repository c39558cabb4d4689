#pragma once
#include <string>

#include "conversions/source.hpp"

namespace stepdown {

/// A sentence that data brings with it, and where it was read.
struct Advice {
    std::string text;
    CitationId citation;
};

}  // namespace stepdown
