#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace stepdown {

/// The words of a text, in pieces between which a line may end: a number stays with the word after it ("60
/// mg"), a date ("Dec 1, 2026") whole, also where no-break spaces already bind. Inside a piece there are
/// plain spaces.
std::vector<std::string> unbreakable(std::string_view text);

/// The text with a no-break space (U+00A0) wherever no line may end; spaces at its ends and doubled ones are
/// lost. A line feed stays.
std::string bound(std::string_view text);

/// The text with plain spaces for no-break ones.
std::string with_plain_spaces(std::string_view text);

/// How many columns a text takes on a terminal: its code points.
std::size_t width_of(std::string_view text);

/// The text without a character beyond ASCII: accents are dropped, dashes and quotes made plain, others are
/// "?".
std::string in_ascii(std::string_view text);

}  // namespace stepdown
