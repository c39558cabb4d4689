#include "cli/formats/pdf.hpp"

#include <algorithm>
#include <cairo-pdf.h>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <pango/pangocairo.h>
#include <vector>

#include "cli/formats/chart_geometry.hpp"
#include "cli/formats/pdf_finish.hpp"
#include "cli/formats/table_layout.hpp"
#include "cli/formats/words.hpp"

namespace stepdown {

namespace {

// Points: 72 to an inch, letter paper.
constexpr double page_width = 612, page_height = 792;
constexpr double left = 36, right = page_width - 36, top = 66, bottom = page_height - 50;
constexpr double width = right - left;
constexpr double cell_padding = 3;
constexpr double smallest_type = 7;
constexpr double chart_height = 100;
// What is no higher than this is not parted between pages.
constexpr double list_kept_whole = (bottom - top) * 0.25, table_kept_whole = (bottom - top) * 0.35,
                 section_kept_whole = (bottom - top) * 0.72;

struct Free {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
    void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

cairo_status_t append_to(void* text, const unsigned char* bytes, unsigned int length) {
    static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes), length);
    return CAIRO_STATUS_SUCCESS;
}

struct Type {
    double size = 10;
    bool is_bold = false;
};

double type_size(const Document& document) {
    if (document.print == Print::large) return 18;
    return document.reader == Reader::patient ? 14 : 9.5;
}

std::string marks(const std::vector<int>& references) {
    std::string text;
    for (const int number : references) text += (text.empty() ? " [" : ", ") + std::to_string(number);
    return text.empty() ? text : text + "]";
}

/// A piece of text, broken into lines for a width.
class Piece {
public:
    Piece(cairo_t* cairo, const std::string& text, Type type, double line_width)
        : layout_(pango_cairo_create_layout(cairo)) {
        const Owned<PangoFontDescription> font(pango_font_description_from_string("DejaVu Sans"));
        pango_font_description_set_absolute_size(font.get(), type.size * PANGO_SCALE);
        if (type.is_bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
        pango_layout_set_font_description(layout_.get(), font.get());
        pango_layout_set_line_spacing(layout_.get(), 1.15F);
        pango_layout_set_wrap(layout_.get(), PANGO_WRAP_WORD_CHAR);
        if (line_width > 0) pango_layout_set_width(layout_.get(), static_cast<int>(line_width * PANGO_SCALE));
        const std::string held = bound(text);
        pango_layout_set_text(layout_.get(), held.data(), static_cast<int>(held.size()));
        pango_layout_get_size(layout_.get(), &width_, &height_);
    }
    double natural_width() const { return static_cast<double>(width_) / PANGO_SCALE; }
    double height() const { return static_cast<double>(height_) / PANGO_SCALE; }
    void draw(cairo_t* cairo, double x, double y) const {
        cairo_move_to(cairo, x, y);
        pango_cairo_show_layout(cairo, layout_.get());
    }

private:
    Owned<PangoLayout> layout_;
    int width_ = 0, height_ = 0;
};

class PdfWriter {
public:
    explicit PdfWriter(const Document& document) : document_(document), size_(type_size(document)) {}

    std::string write() {
        draw(0);
        return draw(page_);
    }

private:
    std::string draw(int pages) {
        std::string bytes;
        pages_ = pages;
        page_ = 0;
        {
            const Owned<cairo_surface_t> surface(
                cairo_pdf_surface_create_for_stream(append_to, &bytes, page_width, page_height));
            cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, document_.title.c_str());
            const Owned<cairo_t> cairo(cairo_create(surface.get()));
            cairo_ = cairo.get();
            cairo_tag_begin(cairo_, "Document", nullptr);
            begin_page();
            text(document_.title, {size_ * 1.5, true}, "H1");
            y_ += size_ * 0.3;
            for (const Section& section : document_.sections) write(section);
            sources();
            cairo_tag_end(cairo_, "Document");
            cairo_show_page(cairo_);
            cairo_surface_finish(surface.get());
        }
        return bytes;
    }

    void begin_page() {
        ++page_;
        y_ = top;
        if (!document_.banner.empty()) {
            // In the type of the sheet where it is first read, smaller where it stands again.
            const Piece band(cairo_, document_.banner,
                             {page_ == 1 && document_.reader == Reader::patient ? size_ : 10, true},
                             width - 12);
            cairo_set_line_width(cairo_, 1.5);
            cairo_rectangle(cairo_, left, 24, width, band.height() + 10);
            cairo_stroke(cairo_);
            once("P", band, left + 6, 29);
            y_ = std::max(top, 24 + band.height() + 22);
        }
        const Piece number(cairo_, std::to_string(page_) + " / " + std::to_string(pages_), {9}, 0);
        number.draw(cairo_, right - number.natural_width(), page_height - 42);
        // On each page, so that pages of two plans are not mixed up.
        const Piece versions(cairo_, document_.versions, {7.5}, width - 60);
        once("P", versions, left, page_height - 42);
        first_y_ = y_;
    }

    /// What stands on every page is read out on the first; on the others it is part of the paper.
    void once(const char* tag, const Piece& piece, double x, double y) {
        if (page_ == 1) {
            tagged(tag, piece, x, y);
        } else {
            piece.draw(cairo_, x, y);
        }
    }

    /// Goes on to the next page where less than this is left.
    void need(double height) {
        if (y_ + height <= bottom || y_ <= first_y_) return;
        cairo_show_page(cairo_);
        begin_page();
    }

    void tagged(const char* tag, const Piece& piece, double x, double y) {
        cairo_tag_begin(cairo_, tag, nullptr);
        piece.draw(cairo_, x, y);
        cairo_tag_end(cairo_, tag);
    }

    void text(const std::string& words, Type type, const char* tag, double indent = 0) {
        const Piece piece(cairo_, words, type, width - indent);
        need(piece.height());
        tagged(tag, piece, left + indent, y_);
        y_ += piece.height() + size_ * 0.35;
    }

    void write(const Section& section) {
        if (section.starts_page && y_ > first_y_) need(page_height);
        const Type heading{size_ * 1.2, true};
        const Piece piece(cairo_, section.heading, heading, width);
        const double first = least_height(section);
        need(piece.height() + size_ + std::min(first, bottom - top - piece.height() - 2 * size_));
        y_ += size_ * 0.4;
        cairo_set_line_width(cairo_, 1);
        cairo_move_to(cairo_, left, y_);
        cairo_line_to(cairo_, right, y_);
        cairo_stroke(cairo_);
        y_ += size_ * 0.2;
        tagged("H2", piece, left, y_);
        y_ += piece.height() + size_ * 0.3;
        for (std::size_t i = 0; i < section.blocks.size(); ++i) {
            need(height_to_table(section.blocks, i));
            std::visit([this](const auto& one) { write(one); }, section.blocks[i]);
        }
    }

    /// What says how a table is read stays with it: of up to two paragraphs before it, and its first rows.
    /// Nothing where no table follows them.
    double height_to_table(const std::vector<Block>& blocks, std::size_t at) const {
        double height = 0;
        for (std::size_t i = at; i < std::min(at + 3, blocks.size()); ++i) {
            height += least_height(blocks[i]) + size_ * 0.35;
            if (std::holds_alternative<Table>(blocks[i])) return i == at ? 0 : height;
            if (!std::holds_alternative<Paragraph>(blocks[i])) return 0;
        }
        return 0;
    }

    void write(const Paragraph& paragraph) {
        text(paragraph.text + marks(paragraph.references), {size_}, "P");
    }

    void write(const Notice& notice) {
        const std::string word = notice.severity == Severity::block  ? "STOP: "
                                 : notice.severity == Severity::warn ? "WARNING: "
                                                                     : "Note: ";
        boxed({{word + notice.text + marks(notice.references) + " (" + notice.rule + ")",
                {size_, notice.severity == Severity::block}}},
              notice.severity == Severity::block ? 2 : 0.7);
    }

    void write(const Callout& callout) {
        std::vector<std::pair<std::string, Type>> lines{{callout.heading, {size_, true}}};
        for (const std::string& line : callout.lines) lines.push_back({line, {size_}});
        boxed(lines, 2);
    }

    void boxed(const std::vector<std::pair<std::string, Type>>& lines, double border) {
        std::vector<Piece> pieces;
        double height = 2 * cell_padding;
        for (const auto& [words, type] : lines) {
            pieces.emplace_back(cairo_, words, type, width - 24);
            height += pieces.back().height() + 2;
        }
        need(height);
        cairo_set_line_width(cairo_, border);
        cairo_rectangle(cairo_, left + 1, y_, width - 2, height);
        cairo_stroke(cairo_);
        double y = y_ + cell_padding;
        for (const Piece& piece : pieces) {
            tagged("P", piece, left + 12, y);
            y += piece.height() + 2;
        }
        y_ += height + size_ * 0.5;
    }

    std::vector<Piece> pieces_of(const List& list) const {
        std::vector<Piece> pieces;
        for (const std::string& item : list.items)
            pieces.emplace_back(cairo_, item, Type{size_}, width - 2 * size_);
        return pieces;
    }
    double height_of(const Piece& item) const { return item.height() + size_ * 0.25; }
    /// What of a part in pieces has to stand on one page from its piece `at` on, so that none stands alone.
    template <class Part, class Height>
    static double kept_together(const std::vector<Part>& parts, std::size_t at, double whole, Height height) {
        double sum = 0;
        for (std::size_t i = at; i < parts.size(); ++i) sum += height(parts[i]);
        if (at == 0 && sum <= whole) return sum;
        const bool is_end = at == 0 || at + 2 == parts.size();
        return height(parts[at]) + (is_end && at + 1 < parts.size() ? height(parts[at + 1]) : 0);
    }

    void write(const List& list) {
        cairo_tag_begin(cairo_, "L", nullptr);
        const std::vector<Piece> pieces = pieces_of(list);
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            const Piece& piece = pieces[i];
            need(kept_together(pieces, i, list_kept_whole,
                               [this](const Piece& one) { return height_of(one); }));
            cairo_tag_begin(cairo_, "LI", nullptr);
            if (list.kind == ListKind::tick_boxes) {
                box(left, y_, size_);
            } else {
                const Piece label(cairo_,
                                  list.kind == ListKind::numbers ? std::to_string(i + 1) + "." : "\u2022",
                                  {size_}, 0);
                tagged("Lbl", label, left + size_ * 0.3, y_);
            }
            tagged("LBody", piece, left + 2 * size_, y_);
            cairo_tag_end(cairo_, "LI");
            y_ += height_of(piece);
        }
        cairo_tag_end(cairo_, "L");
        y_ += size_ * 0.2;
    }

    /// A box to tick, for type of that size.
    void box(double x, double y, double size) {
        cairo_set_line_width(cairo_, 1.2);
        cairo_rectangle(cairo_, x, y + size * 0.2, size * 0.85, size * 0.85);
        cairo_stroke(cairo_);
    }

    void write(const Chart& chart) {
        const double height = chart_height, from = left + 50, to = right - 10;
        const Piece title(cairo_, chart.title + ": " + chart.y_title, {size_, true}, width);
        need(title.height() + height + 40);
        tagged("P", title, left, y_);
        if (!chart.dashed.empty()) legend(chart, y_ + title.height() / 2);
        y_ += title.height() + 8;
        const ChartGeometry geometry = geometry_of(chart);
        const auto x_of = [&](double share) { return from + share * (to - from); };
        const auto y_of = [&, base = y_ + height](double share) { return base - share * height; };
        cairo_tag_begin(cairo_, "Figure", nullptr);
        cairo_set_line_width(cairo_, 0.4);
        for (const Tick& tick : geometry.y_ticks) {
            cairo_move_to(cairo_, from, y_of(tick.at));
            cairo_line_to(cairo_, to, y_of(tick.at));
            cairo_stroke(cairo_);
            const Piece label(cairo_, tick.label, {9}, 0);
            label.draw(cairo_, from - 6 - label.natural_width(), y_of(tick.at) - label.height() / 2);
        }
        double last_label = 0;
        for (const Tick& tick : geometry.x_ticks) {
            const Piece label(cairo_, tick.label, {8}, 0);
            const double x =
                std::min(x_of(tick.at) - label.natural_width() / 2, right - label.natural_width());
            if (x < last_label + 4) continue;
            label.draw(cairo_, x, y_of(0) + 5);
            last_label = x + label.natural_width();
        }
        cairo_new_path(cairo_);  // a label leaves its place behind
        if (!geometry.band.empty()) {
            for (const Spot& spot : geometry.band) cairo_line_to(cairo_, x_of(spot.x), y_of(spot.y));
            cairo_close_path(cairo_);
            cairo_set_source_rgb(cairo_, 0.85, 0.85, 0.85);
            cairo_fill(cairo_);
            cairo_set_source_rgb(cairo_, 0, 0, 0);
        }
        cairo_set_line_width(cairo_, 2);
        const double dash = 5;
        for (const Stroke& stroke : geometry.strokes) {
            cairo_set_dash(cairo_, &dash, stroke.is_firm ? 0 : 1, 0);
            for (const Spot& spot : stroke.spots) cairo_line_to(cairo_, x_of(spot.x), y_of(spot.y));
            cairo_stroke(cairo_);
        }
        cairo_set_dash(cairo_, nullptr, 0, 0);
        cairo_tag_end(cairo_, "Figure");
        y_ += height + 28;
    }

    /// What the two kinds of line mean: beside the title, where no line of the chart goes through it.
    void legend(const Chart& chart, double y) {
        const double dash = 5;
        double x = right;
        for (const auto& [words, dashes] : {std::pair(chart.dashed, 1), std::pair(chart.solid, 0)}) {
            const Piece label(cairo_, words, {9}, 0);
            x -= label.natural_width();
            label.draw(cairo_, x, y - label.height() / 2);
            cairo_new_path(cairo_);
            cairo_set_line_width(cairo_, 2);
            cairo_set_dash(cairo_, &dash, dashes, 0);
            cairo_move_to(cairo_, x - 41, y);
            cairo_line_to(cairo_, x - 6, y);
            cairo_stroke(cairo_);
            x -= 60;
        }
        cairo_set_dash(cairo_, nullptr, 0, 0);
    }

    // Tables.

    struct Grid {
        std::vector<double> widths;
        double size = 10;  // of the type
    };

    double indent_of(const Column& column, const std::string& words, double size) const {
        return column.kind == ColumnKind::tick && !words.empty() ? size * 1.3 : 0;
    }

    TableRoom room(double size) const {
        return {width, 2 * cell_padding, size * 1.3, [this, size](const std::string& words, bool is_bold) {
                    return text_width(words, {size, is_bold});
                }};
    }
    /// On one line. Kept: a calendar says the same each day.
    double text_width(const std::string& words, Type type) const {
        const auto [kept, is_new] = widths_.try_emplace({words, {type.size, type.is_bold}}, 0);
        if (is_new) kept->second = Piece(cairo_, words, type, 0).natural_width();
        return kept->second;
    }

    /// For clinicians the type gets smaller where the columns do not fit; nothing where that is not enough.
    std::optional<Grid> grid_of(const Table& table) const {
        const double smallest = document_.reader == Reader::patient ? size_ : smallest_type;
        const int steps = static_cast<int>((size_ - smallest) * 2);  // of half a point
        for (int step = 0; step <= steps; ++step) {
            const double size = size_ - step / 2.0;
            if (auto widths = column_widths(table, room(size))) return Grid{*std::move(widths), size};
        }
        return std::nullopt;
    }

    /// A word is longer than the page is wide: it is parted.
    Grid even_grid(const Table& table) const {
        return {std::vector<double>(table.columns.size(), width / static_cast<double>(table.columns.size())),
                size_};
    }

    struct Row {
        std::vector<Piece> pieces;
        double height = 0;
    };

    Row row_of(const Table& table, const Grid& grid, const std::vector<std::string>& words,
               bool is_heading) const {
        Row row;
        for (std::size_t c = 0; c < words.size(); ++c) {
            const double room = grid.widths[c] - 2 * cell_padding -
                                (is_heading ? 0 : indent_of(table.columns[c], words[c], grid.size));
            row.pieces.emplace_back(cairo_, words[c], Type{grid.size, is_heading || c == 0}, room);
            row.height = std::max(row.height, row.pieces.back().height() + cell_padding);
        }
        return row;
    }

    void draw_row(const Table& table, const Grid& grid, const Row& row, const std::vector<std::string>& words,
                  bool is_heading) {
        double x = left;
        cairo_tag_begin(cairo_, "TR", nullptr);
        for (std::size_t c = 0; c < row.pieces.size(); ++c) {
            if (is_heading) {
                cairo_set_source_rgb(cairo_, 0.9, 0.9, 0.9);
                cairo_rectangle(cairo_, x, y_, grid.widths[c], row.height);
                cairo_fill(cairo_);
                cairo_set_source_rgb(cairo_, 0, 0, 0);
            }
            cairo_set_line_width(cairo_, 0.6);
            cairo_rectangle(cairo_, x, y_, grid.widths[c], row.height);
            cairo_stroke(cairo_);
            const double indent = is_heading ? 0 : indent_of(table.columns[c], words[c], grid.size);
            if (indent > 0) box(x + cell_padding, y_ + cell_padding / 2, grid.size);
            tagged(is_heading || (c == 0 && !words[c].empty()) ? "TH" : "TD", row.pieces[c],
                   x + cell_padding + indent, y_ + cell_padding / 2);
            x += grid.widths[c];
        }
        cairo_tag_end(cairo_, "TR");
        y_ += row.height;
    }

    static std::vector<std::string> headings_of(const Table& table) {
        std::vector<std::string> headings;
        for (const Column& column : table.columns) headings.push_back(column.heading);
        const bool none = std::all_of(headings.begin(), headings.end(),
                                      [](const std::string& heading) { return heading.empty(); });
        return none ? std::vector<std::string>() : headings;
    }

    /// A table with all its rows broken into lines.
    struct LaidTable {
        Table table;
        Grid grid;
        std::optional<Piece> above;  // on each page
        std::vector<std::string> headings;
        Row heading;
        std::vector<Row> rows;

        double top_height() const {
            return heading.height + (above ? above->height() + 2 * cell_padding : 0);
        }
        /// What has to stand on one page from the row `at` on.
        double kept(std::size_t at) const {
            return (at == 0 ? top_height() : 0) +
                   kept_together(rows, at, table_kept_whole, [](const Row& row) { return row.height; });
        }
    };

    LaidTable laid(const Table& original) const {
        LaidTable all;
        LaidOut out =
            document_.reader == Reader::patient ? laid_out(original, room(size_)) : LaidOut{original};
        std::optional<Grid> grid = grid_of(out.table);
        if (!grid) {
            out = stacked(out.table);
            grid = grid_of(out.table);
        }
        all.table = std::move(out.table);
        if (!out.above.empty()) all.above.emplace(cairo_, out.above, Type{size_}, width - 2 * cell_padding);
        all.grid = grid ? *std::move(grid) : even_grid(all.table);
        all.headings = headings_of(all.table);
        all.heading = row_of(all.table, all.grid, all.headings, true);
        for (const auto& words : all.table.rows)
            all.rows.push_back(row_of(all.table, all.grid, words, false));
        return all;
    }

    void draw_top(const LaidTable& all) {
        if (!all.headings.empty()) draw_row(all.table, all.grid, all.heading, all.headings, true);
        if (!all.above) return;
        const double height = all.above->height() + 2 * cell_padding;
        const double table_width = std::accumulate(all.grid.widths.begin(), all.grid.widths.end(), 0.0);
        cairo_set_source_rgb(cairo_, 0.9, 0.9, 0.9);
        cairo_rectangle(cairo_, left, y_,
                        std::max(table_width, all.above->natural_width() + 2 * cell_padding), height);
        cairo_fill(cairo_);
        cairo_set_source_rgb(cairo_, 0, 0, 0);
        cairo_tag_begin(cairo_, "TR", nullptr);
        tagged("TD", *all.above, left + cell_padding, y_ + cell_padding);
        cairo_tag_end(cairo_, "TR");
        y_ += height;
    }

    void write(const Table& original) {
        const LaidTable all = laid(original);
        if (!all.table.caption.empty()) {
            need(size_ * 2 + (all.rows.empty() ? all.top_height() : all.kept(0)));
            text(all.table.caption, {size_, true}, "Caption");
        }
        bool is_open = false;
        cairo_tag_begin(cairo_, "Table", nullptr);
        for (std::size_t i = 0; i < all.rows.size(); ++i) {
            const int page = page_;
            need(all.kept(i));
            if (!is_open || page != page_) draw_top(all);
            is_open = true;
            draw_row(all.table, all.grid, all.rows[i], all.table.rows[i], false);
        }
        cairo_tag_end(cairo_, "Table");
        y_ += size_ * 0.6;
    }

    /// What stands above the first table or list of a section stays with it.
    double least_height(const Section& section) const {
        double height = 0;
        for (const Block& block : section.blocks) {
            const double more = least_height(block) + size_ * 0.5;
            if (height > 0 && height + more > section_kept_whole) break;
            height += more;
            if (std::holds_alternative<Table>(block) || std::holds_alternative<List>(block) ||
                std::holds_alternative<Notice>(block) || std::holds_alternative<Chart>(block))
                break;
            if (document_.reader != Reader::patient) break;
        }
        return height;
    }

    // What the first part of a block needs, so that its heading does not stand alone.
    double least_height(const Table& table) const {
        const LaidTable all = laid(table);
        return all.rows.empty() ? all.top_height() : all.kept(0);
    }
    double least_height(const Chart&) const { return chart_height + 60; }
    double least_height(const Callout& callout) const {
        double height = 3 * size_;
        for (const std::string& line : callout.lines)
            height += Piece(cairo_, line, {size_}, width - 24).height() + 2;
        return height;
    }
    double least_height(const Paragraph& paragraph) const {
        return Piece(cairo_, paragraph.text, {size_}, width).height();
    }
    double least_height(const Notice& notice) const {
        return Piece(cairo_, notice.text, {size_}, width - 24).height() + 3 * size_;
    }
    double least_height(const List& list) const {
        const std::vector<Piece> pieces = pieces_of(list);
        if (pieces.empty()) return 0;
        return kept_together(pieces, 0, list_kept_whole, [this](const Piece& one) { return height_of(one); });
    }
    double least_height(const Block& block) const {
        return std::visit([this](const auto& one) { return least_height(one); }, block);
    }

    void sources() {
        if (document_.references.empty()) return;
        need(4 * size_);
        text("Sources", {size_ * 1.2, true}, "H2");
        for (std::size_t i = 0; i < document_.references.size(); ++i)
            text("[" + std::to_string(i + 1) + "] " + document_.references[i], {size_ * 0.85}, "P");
    }

    const Document& document_;
    double size_;
    cairo_t* cairo_ = nullptr;
    int page_ = 0, pages_ = 0;
    double y_ = 0, first_y_ = top;
    mutable std::map<std::pair<std::string, std::pair<double, bool>>, double> widths_;
};

std::string drawn(const Document& document) {
    std::vector<std::string> descriptions;
    for (const Section& section : document.sections) {
        for (const Block& block : section.blocks) {
            if (const Chart* chart = std::get_if<Chart>(&block))
                descriptions.push_back(chart->title + ". " + chart->description);
        }
    }
    return finished_pdf(PdfWriter(document).write(), document.language, descriptions);
}

}  // namespace

}  // namespace stepdown

extern "C" const stepdown::PdfLibrary stepdown_pdf_library;
const stepdown::PdfLibrary stepdown_pdf_library{stepdown::drawn};
