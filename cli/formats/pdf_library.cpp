#include <dlfcn.h>
#include <stdexcept>

#include "cli/formats/pdf.hpp"

namespace stepdown {

std::string render_pdf(const Document& document) {
    void* const library = dlopen("libstepdown_pdf.so", RTLD_NOW | RTLD_LOCAL);
    const void* const found = library ? dlsym(library, pdf_library_name) : nullptr;
    if (!found)
        throw std::runtime_error(std::string("the part that writes PDF cannot be loaded: ") + dlerror());
    return static_cast<const PdfLibrary*>(found)->render(document);
}

}  // namespace stepdown
