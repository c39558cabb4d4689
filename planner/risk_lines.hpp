#pragma once
#include "conversions/exposure.hpp"
#include "conversions/units.hpp"

namespace stepdown {

enum class Reached { no, yes, unknown };

/// Whether a day's opioids reach a line (50 MME/day reaches 50). What could not be converted can only add:
/// the rest may reach the line by itself, but only a complete total can stay below it.
Reached reached(const Exposure& exposure, MmeRate line);

/// "no", "yes", "unknown".
std::string_view word(Reached reached);

}  // namespace stepdown
