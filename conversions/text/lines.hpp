#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/result.hpp"

namespace stepdown {

/// A line of a text, without its line feed. `number` counts from 1.
struct Line {
    std::string text;
    int number = 0;
    bool is_too_long = false;  // then `text` is its beginning
};

/// Reads a text of any length line by line in constant memory. A byte order mark at its start is left out.
class LineReader {
public:
    /// The next bytes of the text, valid until the next call; empty at its end.
    using More = std::function<Result<std::string_view>()>;
    /// Of a line longer than `limit` bytes only the beginning is kept.
    LineReader(More more, std::size_t limit) : more_(std::move(more)), limit_(limit) {}

    /// The next line; nothing at the end, or where reading failed.
    std::optional<Line> next();
    /// Lines that next() shall give again, in this order, before all others.
    void give_back(std::vector<Line> lines);
    /// Why reading failed; empty when it did not.
    const Problems& problems() const { return problems_; }

private:
    bool fill();

    More more_;
    std::size_t limit_;
    std::string_view left_;
    std::deque<Line> given_back_;
    int number_ = 0;
    bool is_at_end_ = false;
    Problems problems_;
};

}  // namespace stepdown
