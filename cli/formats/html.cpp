#include "cli/formats/html.hpp"

#include <algorithm>
#include <map>

#include "cli/formats/table_layout.hpp"
#include "cli/formats/words.hpp"

namespace stepdown {

namespace {

constexpr std::string_view style = R"css(
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #111; font-family: "DejaVu Sans", Verdana, Arial, sans-serif; font-size: 11pt;
  line-height: 1.45; overflow-wrap: break-word; }
body.patient { font-size: 14pt; }
body.large { font-size: 18pt; }
main { max-width: 74em; margin: 0 auto; padding: 1em; }
h1 { font-size: 1.5em; line-height: 1.25; margin: 0.4em 0; }
h2 { font-size: 1.2em; line-height: 1.25; margin: 1.4em 0 0.4em; padding-top: 0.3em; border-top: 2px solid #111; }
p { margin: 0.5em 0; max-width: 45em; }
ul, ol { padding-left: 1.6em; max-width: 45em; }
li { margin: 0.25em 0; }
a { color: #00318f; }
a:focus-visible, .table:focus-visible { outline: 3px solid #00318f; outline-offset: 2px; }
.banner { border: 4px double #111; padding: 0.5em 0.8em; font-weight: bold; max-width: none; }
.notice, .callout { border: 1px solid #444; border-left: 6px solid #111; padding: 0.1em 0.8em; margin: 0.6em 0;
  max-width: 45em; }
.notice.note { border-left: 6px dotted #444; }
.notice.block, .callout { border: 3px solid #111; border-left-width: 10px; }
.callout p:first-child { font-weight: bold; }
.rule { color: #444; font-size: 0.85em; overflow-wrap: anywhere; }
.table { overflow-x: auto; margin: 0.6em 0; }
table { border-collapse: collapse; }
caption { text-align: left; font-weight: bold; padding: 0.3em 0; }
th, td { border: 1px solid #666; padding: 0.25em 0.5em; text-align: left; vertical-align: top; }
thead th { background: #eee; border-bottom: 2px solid #111; }
tbody th { font-weight: bold; }
td.above { background: #eee; border-bottom: 2px solid #111; }
table.ticks th, table.ticks td { padding: 0.1em 0.3em; line-height: 1.2; }
.box { display: inline-block; width: 0.9em; height: 0.9em; border: 2px solid #111; margin-right: 0.3em;
  vertical-align: -0.1em; }
.line { display: inline-block; min-width: 12em; height: 1.3em; border-bottom: 1px solid #111; }
ul.ticks { list-style: none; padding-left: 0; }
.title { font-weight: bold; margin-bottom: 0; }
.chart { width: 100%; max-width: 45em; height: auto; font-size: 14px; }
.chart text { fill: #111; }
.chart .grid { stroke: #ccc; }
.chart .axis { stroke: #111; stroke-width: 1.5; }
.chart .band { fill: #ddd; stroke: #777; }
.chart polyline { fill: none; stroke: #111; stroke-width: 3; }
.chart .projected { stroke-dasharray: 8 6; }
.sources { font-size: 0.85em; overflow-wrap: anywhere; }
footer { border-top: 1px solid #444; margin-top: 1.5em; font-size: 0.85em; overflow-wrap: anywhere; }
.watermark { display: none; }
@media print {
  main { max-width: none; padding: 0; }
  body { font-size: 10pt; }
  body.patient { font-size: 14pt; }
  body.large { font-size: 18pt; }
  p, ul, ol, .notice, .callout, .chart { max-width: none; }
  body.clinician table { font-size: 0.85em; }
  body.clinician th, body.clinician td { padding: 0.1em 0.3em; }
  .table { overflow: visible; }
  thead { display: table-header-group; }
  tr, li, .whole, .notice, .callout, .chart { break-inside: avoid; }
  h1, h2, caption, .title, p:has(+ .table) { break-after: avoid; }
  .chart { max-height: 70mm; }
  p { orphans: 3; widows: 3; }
  section.page { break-before: page; }
  .watermark { display: block; position: fixed; top: 40%; left: 0; width: 100%; text-align: center; font-size: 90pt;
    color: #e4e4e4; transform: rotate(-30deg); z-index: -1; }
}
)css";

/// A text as a string of a style sheet.
std::string css_quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '<') {
            out += "\\3c ";
        } else {
            out += c == '\n' ? ' ' : c;
        }
    }
    return out + "\"";
}

std::string page_style(const Document& document) {
    std::string out = "@page { size: letter; margin: 18mm 12mm;\n";
    if (!document.banner.empty())
        out +=
            "  @top-center { content: " + css_quoted(document.banner) + "; font: bold 10pt sans-serif; }\n";
    return out +
           "  @bottom-right { content: counter(page) \" / \" counter(pages); font: 9pt sans-serif; } }\n";
}

std::string tagged(const std::string& name, const std::string& inside) {
    return "<" + name + ">" + inside + "</" + name + ">\n";
}

/// Text with number and unit kept together; lines end where it says so.
std::string flowing(std::string_view text) {
    std::string out;
    for (const char c : html_escaped(bound(text))) {
        if (c == '\n') {
            out += "<br/>";
        } else {
            out += c;
        }
    }
    return out;
}

/// The printed page of a patient's sheet, by about how wide letters are: a browser chooses the font itself.
TableRoom page_room(const Document& document) {
    const double size = document.print == Print::large ? 18 : 14,
                 page_width = 544;  // 216 mm less the margins
    return {page_width, size * 0.6, size * 1.2, [size](const std::string& text, bool is_bold) {
                return static_cast<double>(width_of(text)) * size * (is_bold ? 0.66 : 0.58);
            }};
}

/// The same, with web addresses as links.
std::string linked(std::string_view text) {
    std::string out;
    const std::string whole = bound(text);
    std::size_t at = 0;
    for (;;) {
        const std::size_t start = whole.find("https://", at);
        if (start == std::string::npos) return out + html_escaped(std::string_view(whole).substr(at));
        std::size_t end = std::min(whole.find(' ', start), whole.size());
        while (end > start && (whole[end - 1] == '.' || whole[end - 1] == ',' || whole[end - 1] == ';'))
            --end;
        const std::string address = html_escaped(whole.substr(start, end - start));
        out += html_escaped(std::string_view(whole).substr(at, start - at)) + "<a href=\"" + address + "\">" +
               address + "</a>";
        at = end;
    }
}

std::string marks(const std::vector<int>& references) {
    std::string out;
    for (const int number : references) {
        const std::string text = std::to_string(number);
        out += (out.empty() ? " [" : ", ") + std::string("<a href=\"#source-") + text + "\">" + text + "</a>";
    }
    return out.empty() ? out : out + "]";
}

class HtmlWriter {
public:
    explicit HtmlWriter(const Document& document) : document_(document) {}

    std::string write() {
        std::string out = "<!DOCTYPE html>\n<html lang=\"" + html_escaped(document_.language) +
                          "\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                          "style-src 'unsafe-inline'\"/>\n" +
                          tagged("title", html_escaped(document_.title)) + "<style>" + std::string(style) +
                          page_style(document_) + "</style>\n</head>\n<body class=\"" + body_class() +
                          "\">\n<main>\n" + tagged("h1", flowing(document_.title));
        if (!document_.banner.empty()) {
            out += "<div class=\"watermark\" aria-hidden=\"true\">" + first_word(document_.banner) +
                   "</div>\n<p class=\"banner\">" + flowing(document_.banner) + "</p>\n";
        }
        for (const Section& section : document_.sections) out += write(section);
        out += sources();
        return out + "<footer><p>" + flowing(document_.versions) +
               "</p></footer>\n</main>\n</body>\n</html>\n";
    }

private:
    std::string body_class() const {
        const std::string reader = document_.reader == Reader::patient ? "patient" : "clinician";
        return reader + (document_.print == Print::large ? " large" : "");
    }

    static std::string first_word(const std::string& text) {
        return html_escaped(std::string_view(text).substr(0, text.find_first_of(" :.,")));
    }

    /// An id that no other element of the document has.
    std::string unique(const std::string& id) {
        const int count = ++used_[id];
        return html_escaped(count == 1 ? id : id + "-" + std::to_string(count));
    }

    std::string write(const Section& section) {
        section_id_ = unique(section.id);
        std::string out = "<section" + std::string(section.starts_page ? " class=\"page\"" : "") +
                          " aria-labelledby=\"" + section_id_ + "\">\n<h2 id=\"" + section_id_ + "\">" +
                          flowing(section.heading) + "</h2>\n";
        for (const Block& block : section.blocks)
            out += std::visit([this](const auto& one) { return write(one); }, block);
        return out + "</section>\n";
    }

    std::string write(const Paragraph& paragraph) {
        return tagged("p", flowing(paragraph.text) + marks(paragraph.references));
    }

    std::string write(const Notice& notice) {
        const auto [name, word] = notice.severity == Severity::block  ? std::pair("block", "STOP: ")
                                  : notice.severity == Severity::warn ? std::pair("warn", "WARNING: ")
                                                                      : std::pair("note", "Note: ");
        return "<div class=\"notice " + std::string(name) + "\"><p><strong>" + word + "</strong>" +
               flowing(notice.text) + marks(notice.references) + " <span class=\"rule\">(" +
               html_escaped(notice.rule) + ")</span></p></div>\n";
    }

    std::string write(const Callout& callout) {
        std::string out = "<div class=\"callout\">" + tagged("p", flowing(callout.heading));
        for (const std::string& line : callout.lines) out += tagged("p", flowing(line));
        return out + "</div>\n";
    }

    std::string write(const List& list) {
        const bool ticks = list.kind == ListKind::tick_boxes;
        const bool is_whole = list.items.size() <= items_kept_whole;
        std::string out = list.kind == ListKind::numbers ? "<ol>\n"
                          : ticks                        ? "<ul class=\"ticks\">\n"
                          : is_whole                     ? "<ul class=\"whole\">\n"
                                                         : "<ul>\n";
        for (const std::string& item : list.items)
            out += tagged("li", (ticks ? std::string(box) : "") + flowing(item));
        return out + (list.kind == ListKind::numbers ? "</ol>\n" : "</ul>\n");
    }

    std::string write(const Chart& chart) {
        Chart named = chart;
        named.id = unique(chart.id);
        return "<p class=\"title\">" + flowing(chart.title) + "</p>\n" + render_svg(named);
    }

    std::string write(const Table& original) {
        const auto [table, above] = document_.reader == Reader::patient
                                        ? laid_out(original, page_room(document_))
                                        : LaidOut{original};
        const std::string id = unique(table.id + "-table");
        std::string out = "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-labelledby=\"" +
                          (table.caption.empty() ? section_id_ : id) + "\">\n<table" + classes_of(table) +
                          ">\n";
        if (!table.caption.empty())
            out += "<caption id=\"" + id + "\">" + flowing(table.caption) + "</caption>\n";
        const bool has_headings = std::any_of(table.columns.begin(), table.columns.end(),
                                              [](const Column& column) { return !column.heading.empty(); });
        if (has_headings) {
            out += "<thead><tr>";
            for (const Column& column : table.columns)
                out += column.heading.empty() ? "<td></td>"
                                              : "<th scope=\"col\">" + flowing(column.heading) + "</th>";
            out += "</tr></thead>\n";
        }
        if (!above.empty())
            out += "<thead><tr><td class=\"above\" colspan=\"2\">" + flowing(above) + "</td></tr></thead>\n";
        out += "<tbody>\n";
        for (const auto& row : table.rows) {
            out += "<tr>";
            for (std::size_t c = 0; c < row.size(); ++c) out += cell(table.columns[c], row[c], c == 0);
            out += "</tr>\n";
        }
        return out + "</tbody>\n</table>\n</div>\n";
    }

    /// whole: not parted between pages.
    static std::string classes_of(const Table& table) {
        const std::string names = std::string(has_ticks(table) ? "ticks " : "") +
                                  (table.rows.size() <= rows_kept_whole ? "whole " : "");
        return names.empty() ? "" : " class=\"" + names.substr(0, names.size() - 1) + "\"";
    }

    static bool has_ticks(const Table& table) {
        return std::any_of(table.columns.begin(), table.columns.end(),
                           [](const Column& column) { return column.kind == ColumnKind::tick; });
    }

    static std::string cell(const Column& column, const std::string& text, bool heads_row) {
        if (column.kind == ColumnKind::fill_in && text.empty())
            return "<td><span class=\"line\"></span></td>";
        const std::string inside =
            (column.kind == ColumnKind::tick && !text.empty() ? std::string(box) : "") +
            with_boxes(flowing(text));
        return heads_row && !text.empty() ? "<th scope=\"row\">" + inside + "</th>"
                                          : "<td>" + inside + "</td>";
    }

    /// The boxes of a table whose columns stand below each other.
    static std::string with_boxes(std::string text) {
        static constexpr std::string_view sign = "\u2610\u00a0";
        for (std::size_t at = text.find(sign); at != std::string::npos; at = text.find(sign, at))
            text.replace(at, sign.size(), box);
        return text;
    }

    std::string sources() {
        if (document_.references.empty()) return "";
        const std::string id = unique("sources");
        std::string out = "<section aria-labelledby=\"" + id + "\">\n<h2 id=\"" + id +
                          "\">Sources</h2>\n<ol class=\"sources\">\n";
        for (std::size_t i = 0; i < document_.references.size(); ++i) {
            out += "<li id=\"source-" + std::to_string(i + 1) + "\">" + linked(document_.references[i]) +
                   "</li>\n";
        }
        return out + "</ol>\n</section>\n";
    }

    static constexpr std::size_t rows_kept_whole = 6, items_kept_whole = 5;
    static constexpr std::string_view box = "<span class=\"box\"></span>";

    const Document& document_;
    std::map<std::string, int> used_;
    std::string section_id_;
};

}  // namespace

std::string html_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string render_html(const Document& document) {
    return HtmlWriter(document).write();
}

}  // namespace stepdown
