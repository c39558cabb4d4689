#include "planner/documents/translation.hpp"

#include <cstdint>
#include <utility>

#include "planner/documents/messages.hpp"

namespace stepdown {

namespace {

// The format of gettext's .mo files: a magic number in the byte order of the file, then tables of lengths and
// places.
constexpr std::uint32_t magic = 0x950412de;
constexpr std::size_t head_bytes = 20;
constexpr char context_end = '\x04';

/// A number of four bytes, the lowest first: msgfmt is told to write them so.
std::optional<std::uint32_t> number_at(std::string_view bytes, std::size_t at) {
    if (at > bytes.size() || bytes.size() - at < 4) return std::nullopt;
    std::uint32_t number = 0;
    for (std::size_t i = 4; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
    return number;
}

/// The text that an entry of a table (length, place) points to.
std::optional<std::string_view> text_at(std::string_view bytes, std::size_t entry) {
    const auto length = number_at(bytes, entry), place = number_at(bytes, entry + 4);
    if (!length || !place || *place > bytes.size() || bytes.size() - *place < *length) return std::nullopt;
    return bytes.substr(*place, *length);
}

constexpr unsigned char spanish_all[] = {
#include "es.all.inc"
};
constexpr unsigned char spanish_unmarked[] = {
#include "es.unmarked.inc"
};

template <std::size_t N>
CompiledCatalogue shipped(const unsigned char (&bytes)[N]) {
    auto read = CompiledCatalogue::read({reinterpret_cast<const char*>(bytes), N});
    return read ? *std::move(read) : CompiledCatalogue();
}

}  // namespace

std::optional<CompiledCatalogue> CompiledCatalogue::read(std::string_view bytes) {
    const auto count = number_at(bytes, 8), originals = number_at(bytes, 12),
               translated = number_at(bytes, 16);
    if (bytes.size() < head_bytes || number_at(bytes, 0) != magic || !count || !originals || !translated)
        return std::nullopt;
    CompiledCatalogue catalogue;
    for (std::size_t i = 0; i < *count; ++i) {
        const auto key = text_at(bytes, *originals + 8 * i), text = text_at(bytes, *translated + 8 * i);
        if (!key || !text) return std::nullopt;
        catalogue.texts_.emplace(*key, *text);
    }
    return catalogue;
}

std::optional<std::string_view> CompiledCatalogue::find(std::string_view context,
                                                        std::string_view english) const {
    const auto found = texts_.find(std::string(context) + context_end + std::string(english));
    if (found == texts_.end() || found->second.empty()) return std::nullopt;
    return found->second;
}

std::string_view CompiledCatalogue::head(std::string_view name) const {
    const auto found = texts_.find("");
    std::string_view rest = found == texts_.end() ? std::string_view() : found->second;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        if (line.starts_with(name) && line.substr(name.size()).starts_with(":")) {
            const std::size_t value = line.find_first_not_of(' ', name.size() + 1);
            return value == std::string_view::npos ? std::string_view() : line.substr(value);
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return {};
}

Translation::Translation(CompiledCatalogue all, CompiledCatalogue unmarked)
    : all_(std::move(all)), unmarked_(std::move(unmarked)) {}

std::optional<std::string_view> Translation::find(std::string_view id, std::string_view english) const {
    return all_.find(id, english);
}

bool Translation::is_reviewed(std::string_view id, std::string_view english) const {
    return !reviewer().empty() && unmarked_.find(id, english);
}

const Translation* shipped_translation(std::string_view language) {
    static const Translation spanish(shipped(spanish_all), shipped(spanish_unmarked));
    return language == spanish.language() ? &spanish : nullptr;
}

std::vector<std::string> languages() {
    return {"en", "es"};
}

TranslationState state_of(const Translation& translation) {
    TranslationState state;
    for (const Message& message : message_catalogue) {
        if (!translation.find(message.id, message.english)) state.missing.push_back(message.id);
        if (!translation.is_reviewed(message.id, message.english)) state.unreviewed.push_back(message.id);
    }
    return state;
}

}  // namespace stepdown
