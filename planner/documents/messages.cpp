#include "planner/documents/messages.hpp"

#include "planner/documents/translation.hpp"

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

std::string Messages::say(MessageId id, const Fields& fields) const {
    const Message& message = id.message();
    const auto translated = translation_ ? translation_->find(message.id, message.english) : std::nullopt;
    return filled(translated.value_or(message.english), fields);
}

std::string Messages::say_named(std::string_view id, std::string_view else_say) const {
    for (const Message& message : message_catalogue) {
        if (message.id != id) continue;
        const auto translated = translation_ ? translation_->find(message.id, message.english) : std::nullopt;
        return std::string(translated.value_or(message.english));
    }
    return std::string(else_say);
}

std::string Messages::language() const {
    return translation_ ? std::string(translation_->language()) : "en";
}

bool Messages::is_reviewed() const {
    return !translation_ || state_of(*translation_).unreviewed.empty();
}

}  // namespace stepdown
