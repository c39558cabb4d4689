#include "cli/formats/render.hpp"

#include "cli/formats/html.hpp"
#include "cli/formats/text.hpp"

namespace stepdown {

std::string render(const Document& document, Format format) {
    if (format == Format::html) return render_html(document);
    return format == Format::note ? render_note(document) : render_text(document);
}

}  // namespace stepdown
