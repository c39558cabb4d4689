#pragma once
// What the words of a regimen say, fact by fact, before anything is made of them. Only regimen_text.cpp uses
// it.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "conversions/few.hpp"
#include "conversions/formulary.hpp"
#include "conversions/regimen.hpp"
#include "conversions/result.hpp"
#include "conversions/units.hpp"

namespace stepdown::said {

/// Something stated, with the words that state it. All text is a part of the text that is read, or of the
/// formulary.
template <class T>
struct Fact {
    T value;
    std::size_t offset = 0;  // bytes from the start of the text
    std::string_view written;
    bool in_parentheses = false;
};

/// One name: of a drug, of a brand, of a further ingredient ("acetaminophen"), or an RxNorm code.
struct Name {
    std::optional<DrugId> drug;
    std::span<const ProductId> brand;
    std::string_view also, code;
};

struct Range {
    double low = 0, high = 0;
};
/// "10 mg", "5-10 mg". hyphen: written with one mark and one unit, so that after a combination's name it is a
/// strength ("5-325 mg"). of_one_unit: "15 mg tablet". total: "(30 mg total)".
struct Masses {
    Mass low, high;
    bool hyphen = false, of_one_unit = false, total = false;
};
/// "10/325 mg", "7.5/325 mg per 15 mL".
struct Strengths {
    Mass first, second;
    std::optional<Volume> per;
};
/// "20 mg/mL", "10 mg/5 mL".
struct InLiquid {
    Concentration concentration;
};
struct Volumes {
    Volume low, high;
};
/// "50 mcg/h"; in_mg: "2 mg/h".
struct Rates {
    DoseRate low, high;
    bool in_mg = false;
};
/// "1-2 tablets"; without a form: "2 x 15 mg".
struct Count {
    Range number;
    std::optional<FormWord> form;
};
/// Numbers without a unit: "10" or "10/325".
struct Bare {
    Range number;
    bool two_numbers = false;
};
/// each_day: "every morning", "nightly". minute: after midnight, of "8 am" and "20:00"; else that of the
/// word.
struct At {
    TimeOfDay time;
    bool each_day = false;
    std::optional<int> minute = {};

    DoseTime at() const { return minute ? DoseTime{time, *minute} : time_of(time); }
};
/// Doses, strengths and times, which mean something through their order.
using Item = std::variant<Masses, Strengths, InLiquid, Volumes, Rates, Count, Bare, At>;

/// "q4-6h": hours. "twice a day": times_a_day. "every other day", "daily", "weekly": days.
struct Often {
    enum class In { hours, times_a_day, days };
    In in = In::hours;
    Range number;
};

/// "3", "3 doses" or "3 tablets" of "uses 3 a day".
struct NumberOf {
    enum class What { not_said, doses, units };
    Range number;
    What what = What::not_said;
};
/// "max 8/day", "uses 30 mg a day".
using Limit = std::variant<NumberOf, Masses, Volumes>;

struct AsNeededWords {};

/// All facts of one text, each kind in the order in which it is written.
struct Said {
    Few<Fact<Name>> names;
    Few<Fact<Release>, 2> releases;
    Few<Fact<Route>, 2> routes;
    Few<Fact<FormWord>> forms;
    Few<Fact<Item>> items;
    Few<Fact<Often>, 2> often;
    Few<Fact<AsNeededWords>, 2> as_needed;
    Few<Fact<Limit>, 2> most, used;
    Few<Fact<std::string_view>, 1> unknown;  // neighboring words that nothing understood
    /// A dose or a frequency was told as a problem already: that it is missing is not to be told as well.
    bool dose_broken = false, frequency_broken = false;
};

/// The items of one kind, in order.
template <class T>
Few<const Fact<Item>*> all(const Said& said) {
    Few<const Fact<Item>*> found;
    for (const Fact<Item>& item : said.items)
        if (std::holds_alternative<T>(item.value)) found.push_back(&item);
    return found;
}
template <class T>
bool says(const Said& said) {
    return std::any_of(said.items.begin(), said.items.end(),
                       [](const Fact<Item>& item) { return std::holds_alternative<T>(item.value); });
}
template <class T>
const T& as(const Fact<Item>* item) {
    return std::get<T>(item->value);
}

/// Where the byte `offset` of a text is that starts at `origin`.
Place place_at(const Place& origin, std::size_t offset);

/// A word in quotation marks, shortened, without anything that a terminal or a reader could not show.
std::string quoted(std::string_view written);

/// Reads the facts. Adds a problem `number`, `unit` or `frequency-missing` for what cannot be read at all;
/// leaves words that it does not know in `unknown`.
Said read_said(std::string_view text, const Formulary& formulary, const Place& origin, Problems& problems);

}  // namespace stepdown::said
