#include "cli/formats/render.hpp"

#include "cli/formats/html.hpp"
#include "cli/formats/pdf.hpp"
#include "cli/formats/text.hpp"
#include "planner/documents/tall_man.hpp"

namespace stepdown {

namespace {

std::string rendered(const Document& document, Format format) {
    if (format == Format::html) return render_html(document);
    if (format == Format::pdf) return render_pdf(document);
    return format == Format::note ? render_note(document) : render_text(document);
}

}  // namespace

std::string render(const Document& document, Format format, const Library& library) {
    if (document.reader == Reader::patient) return rendered(document, format);
    return rendered(with_tall_man(document, library), format);
}

}  // namespace stepdown
