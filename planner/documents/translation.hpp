#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stepdown {

/// What a catalogue that gettext compiled (.mo) holds. The bytes must outlive it.
class CompiledCatalogue {
public:
    /// Nothing where the bytes are no such catalogue.
    static std::optional<CompiledCatalogue> read(std::string_view bytes);

    /// The translation of an English text in a context.
    std::optional<std::string_view> find(std::string_view context, std::string_view english) const;
    /// A field of the catalogue's head: "Language". Empty where it has none.
    std::string_view head(std::string_view name) const;
    std::size_t size() const { return texts_.size(); }

private:
    std::map<std::string_view, std::string_view> texts_;
};

/// The catalogue in another language than English. A message counts as reviewed where it is not marked fuzzy
/// and the catalogue names who read it.
class Translation {
public:
    /// Of one catalogue with all messages, and one with those that are not marked fuzzy.
    Translation(CompiledCatalogue all, CompiledCatalogue unmarked);

    std::optional<std::string_view> find(std::string_view id, std::string_view english) const;
    bool is_reviewed(std::string_view id, std::string_view english) const;
    std::string_view language() const { return all_.head("Language"); }
    std::string_view reviewer() const { return all_.head("X-Reviewed-By"); }

private:
    CompiledCatalogue all_, unmarked_;
};

/// The shipped translation into a language ("es"); null for English and for one that there is not.
const Translation* shipped_translation(std::string_view language);
/// The languages that documents for patients are written in: "en", "es".
std::vector<std::string> languages();

/// How far a translation is: ids of messages that it lacks, and of those that nobody has reviewed.
struct TranslationState {
    std::vector<std::string_view> missing, unreviewed;
};
TranslationState state_of(const Translation& translation);

}  // namespace stepdown
