#include "protocols/fact_reader.hpp"

#include "conversions/data_reading.hpp"
#include "conversions/text/spans.hpp"

namespace stepdown {

FactReader::FactReader(MapReader& outer, std::string_view key, Citer& citer, Problems& problems)
    : problems_(problems) {
    if (const yaml::Node* node = outer.required(key)) {
        reader_.emplace(*node, std::string(key), problems);
        origin_ = citer.read(*reader_);
    }
}

FactReader::~FactReader() {
    if (reader_) reader_->finish();
}

FactReader& FactReader::dosing() {
    if (reader_ && origin_.evidence == Evidence::unverified) {
        reader_->complain("unverified-dose", "this fact would set a dose, and nobody has verified it",
                          "find it in a source, or leave it out");
    }
    return *this;
}

Sourced<Fraction> FactReader::fraction(std::string_view key) {
    if (reader_ && reader_->required(key)) {
        return sourced(optional_share(*reader_, key).value_or(Fraction{0}));
    }
    return sourced(Fraction{0});
}

std::optional<Sourced<Duration>> FactReader::optional_span(std::string_view key) {
    if (!reader_) return std::nullopt;
    const yaml::Node* node = reader_->optional(key);
    if (!node) return std::nullopt;
    const std::optional<Duration> span = span_of(*reader_, *node, key);
    if (span && !reaches(*span, unit::days(1))) {
        reader_->complain(*node, "span", "a span shorter than a day", "write at least 1 day");
    }
    return sourced(span.value_or(unit::days(0)));
}

Sourced<Duration> FactReader::span(std::string_view key) {
    if (reader_) reader_->required(key);
    return optional_span(key).value_or(sourced(unit::days(0)));
}

Sourced<double> FactReader::number(std::string_view key, std::string_view unit_word) {
    const std::vector<std::string> words{std::string(unit_word)};
    if (reader_) {
        if (const yaml::Node* node = reader_->required(key)) {
            if (const auto written = reader_->written_quantity(*node, key, words)) {
                return sourced(written->number.value());
            }
        }
    }
    return sourced(0.0);
}

std::string FactReader::text(std::string_view key) {
    return reader_ ? reader_->text(key) : "";
}

std::string FactReader::one_of(std::string_view key, std::span<const std::string> allowed) {
    return reader_ ? reader_->one_of(key, allowed) : "";
}

std::vector<std::string> FactReader::texts(std::string_view key) {
    return reader_ ? reader_->texts(key) : std::vector<std::string>();
}

std::optional<std::string> FactReader::optional_text(std::string_view key) {
    return reader_ ? reader_->optional_text(key) : std::nullopt;
}

std::vector<Advice> read_advice(MapReader& reader, std::string_view key, Citer& citer, Problems& problems) {
    std::vector<Advice> advice;
    const yaml::Node* list = reader.optional(key);
    if (!list) return advice;
    for_each_item(*list, key, problems, [&](const yaml::Node& item) {
        MapReader one(item, std::string(key), problems);
        const std::string text = one.text("text");
        advice.push_back({text, citer.read(one).citation});
        one.finish();
    });
    return advice;
}

Advice read_advice_under(MapReader& reader, std::string_view key, Citer& citer, Problems& problems) {
    FactReader fact(reader, key, citer, problems);
    return {fact.text("text"), fact.citation()};
}

}  // namespace stepdown
