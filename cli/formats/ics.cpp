#include "cli/formats/ics.hpp"

#include <algorithm>

#include "conversions/text/utf8.hpp"

namespace stepdown {

namespace {

constexpr std::size_t longest_line = 75;  // bytes, without the line end

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == ';' || c == ',') out += '\\';
        out += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return out;
}

/// A content line, folded between characters.
std::string line(const std::string& text) {
    std::string out;
    std::size_t at = 0, room = longest_line;
    while (text.size() - at > room) {
        std::size_t end = at + room;
        while (end > at + 1 && utf8::continues_character(text[end])) --end;
        out += text.substr(at, end - at) + "\r\n ";
        at = end;
        room = longest_line - 1;  // the blank counts
    }
    return out + text.substr(at) + "\r\n";
}

std::string compact(Date date) {
    std::string text = iso(date);
    std::erase(text, '-');
    return text;
}

std::string status(const Event& event, const IcsCalendar& calendar) {
    if (event.is_dropped) return "STATUS:CANCELLED";
    return calendar.is_draft ? "STATUS:TENTATIVE" : "STATUS:CONFIRMED";
}

std::string description(const Event& event, const IcsCalendar& calendar) {
    if (event.is_dropped) return "";
    std::string text = calendar.tells_details ? event.details : "";
    for (const std::string& remark : calendar.remarks) text += (text.empty() ? "" : "\n") + remark;
    return text;
}

}  // namespace

std::string render_ics(const std::vector<Event>& events, const IcsCalendar& calendar) {
    std::string out = line("BEGIN:VCALENDAR") + line("VERSION:2.0") + line("PRODID:-//stepdown//plan//EN") +
                      line("CALSCALE:GREGORIAN");
    for (const Event& event : events) {
        out += line("BEGIN:VEVENT") + line("UID:" + calendar.plan_id + "-" + event.id + "@stepdown") +
               line("DTSTAMP:" + compact(calendar.as_of) + "T000000Z") +
               line("DTSTART;VALUE=DATE:" + compact(event.on)) +
               line("DTEND;VALUE=DATE:" + compact(plus_days(event.on, 1))) +
               line("SUMMARY:" + escaped((calendar.is_draft ? "DRAFT: " : "") + event.title));
        if (const std::string text = description(event, calendar); !text.empty())
            out += line("DESCRIPTION:" + escaped(text));
        out += line("CLASS:PRIVATE") + line("TRANSP:TRANSPARENT") +
               line("SEQUENCE:" + std::to_string(calendar.sequence)) + line(status(event, calendar)) +
               line("END:VEVENT");
    }
    return out + line("END:VCALENDAR");
}

}  // namespace stepdown
