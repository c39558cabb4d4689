#include "cli/formats/pdf_finish.hpp"

#include <memory>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>
#include <string_view>

namespace stepdown {

namespace {

constexpr std::string_view builds_path = " m l c v y h re W W* ";
constexpr std::string_view paints = " S s f F f* B B* b b* n sh Do ET ";

bool is_one_of(std::string_view operators, const std::string& word) {
    return operators.find(" " + word + " ") != std::string_view::npos;
}

/// What is drawn outside of every tag (lines, bands, page numbers) is no part of what is read aloud: each
/// such drawing becomes an artifact.
class MarkArtifacts : public QPDFObjectHandle::TokenFilter {
public:
    void handleToken(const QPDFTokenizer::Token& token) override {
        operands_ += token.getRawValue();
        if (token.getType() != QPDFTokenizer::tt_word) return;
        const std::string& word = token.getValue();
        if (word == "BDC" || word == "BMC") ++depth_;
        const bool is_outside = depth_ == 0;
        if (is_outside && !is_open_ &&
            (word == "BT" || is_one_of(builds_path, word) || is_one_of(paints, word))) {
            write("/Artifact BMC\n");
            is_open_ = true;
        }
        write(operands_);
        operands_.clear();
        if (is_open_ && is_one_of(paints, word)) {
            write("\nEMC\n");
            is_open_ = false;
        }
        if (word == "EMC" && depth_ > 0) --depth_;
    }
    void handleEOF() override {
        write(operands_);
        if (is_open_) write("\nEMC\n");
    }

private:
    std::string operands_;
    int depth_ = 0;
    bool is_open_ = false;
};

/// Walks the tree of tags, in reading order.
class TagWalker {
public:
    explicit TagWalker(const std::vector<std::string>& descriptions) : descriptions_(descriptions) {}

    void walk(QPDFObjectHandle element) {
        if (!element.isDictionary()) return;
        const std::string kind = kind_of(element);
        if (kind == "/Figure" && next_figure_ < descriptions_.size())
            element.replaceKey("/Alt", QPDFObjectHandle::newUnicodeString(descriptions_[next_figure_++]));
        if (kind == "/TR") scope_headings(element);
        for (const QPDFObjectHandle& child : children_of(element)) walk(child);
    }

private:
    static std::string kind_of(QPDFObjectHandle element) {
        QPDFObjectHandle kind = element.isDictionary() ? element.getKey("/S") : QPDFObjectHandle::newNull();
        return kind.isName() ? kind.getName() : "";
    }
    static std::vector<QPDFObjectHandle> children_of(QPDFObjectHandle element) {
        QPDFObjectHandle children = element.getKey("/K");
        if (children.isArray()) return children.getArrayAsVector();
        return {children};
    }

    /// A row of headings alone heads columns; the heading of another row heads that row.
    void scope_headings(QPDFObjectHandle row) {
        bool only_headings = true;
        for (const QPDFObjectHandle& cell : children_of(row))
            only_headings = only_headings && kind_of(cell) == "/TH";
        for (QPDFObjectHandle cell : children_of(row)) {
            if (kind_of(cell) != "/TH") continue;
            cell.replaceKey("/A", QPDFObjectHandle::parse(only_headings ? "<< /O /Table /Scope /Column >>"
                                                                        : "<< /O /Table /Scope /Row >>"));
        }
    }

    const std::vector<std::string>& descriptions_;
    std::size_t next_figure_ = 0;
};

}  // namespace

std::string finished_pdf(const std::string& bytes, const std::string& language,
                         const std::vector<std::string>& descriptions) {
    QPDF pdf;
    pdf.processMemoryFile("document", bytes.data(), bytes.size());
    QPDFObjectHandle root = pdf.getRoot();
    root.replaceKey("/Lang", QPDFObjectHandle::newUnicodeString(language));
    root.replaceKey("/ViewerPreferences", QPDFObjectHandle::parse("<< /DisplayDocTitle true >>"));
    TagWalker(descriptions).walk(root.getKey("/StructTreeRoot"));
    for (QPDFPageObjectHelper& page : QPDFPageDocumentHelper(pdf).getAllPages())
        page.addContentTokenFilter(std::make_shared<MarkArtifacts>());
    QPDFObjectHandle info = pdf.getTrailer().getKey("/Info");
    if (info.isDictionary()) {
        info.removeKey("/CreationDate");
        info.removeKey("/ModDate");
    }
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setDeterministicID(true);
    writer.write();
    const std::unique_ptr<Buffer> buffer(writer.getBuffer());
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

}  // namespace stepdown
