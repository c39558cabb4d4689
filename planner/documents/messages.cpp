#include "planner/documents/messages.hpp"

namespace stepdown {

std::string filled(std::string_view text, const Fields& fields) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t close = text[at] == '{' ? text.find('}', at) : std::string_view::npos;
        const std::string_view name =
            close == std::string_view::npos ? std::string_view() : text.substr(at + 1, close - at - 1);
        const std::string* value = nullptr;
        for (const auto& [key, words] : fields) {
            if (!name.empty() && key == name) value = &words;
        }
        if (value) {
            out += *value;
            at = close + 1;
        } else {
            out += text[at++];
        }
    }
    return out;
}

std::string say(MessageId id, const Fields& fields) {
    return filled(id.message().english, fields);
}

}  // namespace stepdown
