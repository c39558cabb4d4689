#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/formulary.hpp"
#include "conversions/source.hpp"
#include "conversions/text/map_reader.hpp"
#include "conversions/units.hpp"
#include "protocols/advice.hpp"

namespace stepdown {

/// Reads one fact of a data file: a mapping with values and the `source`, `at` and `evidence` that they came
/// from. After dosing(), an unverified value is a problem: the fact would compute a dose.
class FactReader {
public:
    FactReader(MapReader& outer, std::string_view key, Citer& citer, Problems& problems);
    /// Reports the keys that nobody asked for.
    ~FactReader();
    FactReader(const FactReader&) = delete;
    FactReader& operator=(const FactReader&) = delete;

    FactReader& dosing();
    CitationId citation() const { return origin_.citation; }
    /// "10 %" as a share of one, 0 to 1.
    Sourced<Fraction> fraction(std::string_view key);
    /// "4 weeks".
    Sourced<Duration> span(std::string_view key);
    std::optional<Sourced<Duration>> optional_span(std::string_view key);
    /// A plain number with its unit word: number("value", "times") reads "2 times".
    Sourced<double> number(std::string_view key, std::string_view unit_word);
    Sourced<MmeRate> mme_rate(std::string_view key) { return quantity(key, unit::mme_per_day); }
    /// "30 mL/min" in its own unit.
    template <class U>
    Sourced<Canonical<U>> quantity(std::string_view key, Unit<U> unit) {
        const auto read = reader_ ? reader_->required_quantity(key, unit) : std::nullopt;
        return sourced(read.value_or(unit(0)));
    }
    /// "10 mg/day".
    Sourced<DoseRate> dose(std::string_view key) { return quantity(key, unit::mg_per_day); }
    std::string text(std::string_view key);
    /// One of `allowed`; empty, with a problem, where it is another word.
    std::string one_of(std::string_view key, std::span<const std::string> allowed);
    std::vector<std::string> texts(std::string_view key);
    std::optional<std::string> optional_text(std::string_view key);

private:
    template <class T>
    Sourced<T> sourced(T value) const {
        return {value, origin_.citation, origin_.evidence};
    }

    std::optional<MapReader> reader_;
    Problems& problems_;
    Citer::Origin origin_;
};

/// A list of `{text, source, at, evidence}`; empty when the key is absent.
std::vector<Advice> read_advice(MapReader& reader, std::string_view key, Citer& citer, Problems& problems);
/// The required sentence under `key`.
Advice read_advice_under(MapReader& reader, std::string_view key, Citer& citer, Problems& problems);

}  // namespace stepdown
