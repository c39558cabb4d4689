#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace stepdown {

/// How well a fact is known. verified: read in the source. secondary: read in a faithful copy. derived:
/// arithmetic on those. unverified: from memory; it may make the program more careful, but never computes a
/// dose.
enum class Evidence { verified, secondary, derived, unverified };

/// A handle to one citation (a source and the place in it) of the loaded Bibliography.
struct CitationId {
    std::uint16_t index = 0;
    auto operator<=>(const CitationId&) const = default;
};

/// A value that cannot part from its origin.
template <class T>
class Sourced {
public:
    constexpr Sourced(T value, CitationId from, Evidence evidence)
        : value_(std::move(value)), from_(from), evidence_(evidence) {}
    /// The value, for warning or for being stricter.
    constexpr const T& for_caution() const { return value_; }
    /// The value, for computing a dose; null when nobody has verified it.
    constexpr const T* for_dosing() const { return evidence_ == Evidence::unverified ? nullptr : &value_; }
    constexpr CitationId citation() const { return from_; }
    constexpr Evidence evidence() const { return evidence_; }

private:
    T value_;
    CitationId from_;
    Evidence evidence_;
};

/// A share of a whole, 0 to 1: "10 %" is 0.1.
struct Fraction {
    double of_one = 0;
    auto operator<=>(const Fraction&) const = default;
};

/// A publication: what a reader needs to find it.
struct Source {
    std::string id, title, year, where, url, checked;  // checked: ISO date on which it was last looked at
};

/// A place in a source, with how well it was read. `id` is unique and printed: "cdc-2022/mme-table".
struct Citation {
    std::string id, at;
    std::uint16_t source = 0;  // index into Bibliography::sources
    Evidence evidence = Evidence::unverified;
};

/// All sources and the places in them that the loaded data cites.
struct Bibliography {
    std::vector<Source> sources;
    std::vector<Citation> citations;

    const Citation& operator[](CitationId id) const { return citations[id.index]; }
    const Source& source_of(CitationId id) const { return sources[citations[id.index].source]; }
};

}  // namespace stepdown
