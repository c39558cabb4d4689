#include "conversions/text/lines.hpp"

#include <algorithm>
#include <iterator>

namespace stepdown {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

/// True when there are bytes left.
bool LineReader::fill() {
    if (!left_.empty()) return true;
    if (is_at_end_) return false;
    const Result<std::string_view> piece = more_();
    if (piece) {
        left_ = *piece;
    } else {
        problems_ = piece.problems();
    }
    is_at_end_ = left_.empty();
    return !is_at_end_;
}

std::optional<Line> LineReader::next() {
    if (!given_back_.empty()) {
        Line line = std::move(given_back_.front());
        given_back_.pop_front();
        return line;
    }
    if (!fill()) return std::nullopt;
    Line line{"", ++number_, false};
    while (fill()) {
        const std::size_t end = std::min(left_.find('\n'), left_.size());
        const std::size_t room = limit_ - line.text.size();
        line.text += left_.substr(0, std::min(end, room));
        line.is_too_long = line.is_too_long || end > room;
        const bool is_whole = end < left_.size();
        left_.remove_prefix(is_whole ? end + 1 : end);
        if (is_whole) break;
    }
    if (line.number == 1 && line.text.starts_with(byte_order_mark))
        line.text.erase(0, byte_order_mark.size());
    return line;
}

void LineReader::give_back(std::vector<Line> lines) {
    given_back_.insert(given_back_.begin(), std::make_move_iterator(lines.begin()),
                       std::make_move_iterator(lines.end()));
}

}  // namespace stepdown
