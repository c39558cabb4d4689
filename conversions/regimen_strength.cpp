#include "conversions/regimen_strength.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "conversions/quantity_format.hpp"
#include "conversions/text/map_reader.hpp"

namespace stepdown::said {

namespace {

template <class Quantity>
bool equal(Quantity a, Quantity b) {
    return !exceeds(a, b) && !exceeds(b, a);
}

bool holds_the_same_besides(const Strength& a, const Strength& b) {
    if (a.also.size() != b.also.size()) return false;
    for (std::size_t i = 0; i < a.also.size(); ++i)
        if (a.also[i].drug != b.also[i].drug || a.also[i].strength != b.also[i].strength) return false;
    return true;
}

class StrengthReader {
public:
    StrengthReader(const Said& said, const Subject& subject, const Formulary& formulary,
                   Complaints& complaints)
        : said_(said), subject_(subject), formulary_(formulary), complaints_(complaints) {}

    std::optional<Holds> read() const {
        const Fact<Item>*stated = nullptr, *mass = nullptr;
        for (const Fact<Item>& item : said_.items) {
            if (std::holds_alternative<Masses>(item.value) && mass == nullptr) mass = &item;
            if (!std::holds_alternative<Strengths>(item.value) &&
                !std::holds_alternative<InLiquid>(item.value))
                continue;
            if (stated != nullptr) {
                complaints_.two_of("strengths", stated->written, item.written, item.offset);
                return std::nullopt;
            }
            stated = &item;
        }
        if (subject_.by_code != nullptr) return coded(stated);
        if (stated == nullptr && mass != nullptr && subject_.combination)
            return one_that_holds(*mass, std::get<Masses>(mass->value).low);
        if (stated == nullptr) return Holds{{}, {}, {}, subject_.lines};
        if (const auto* strengths = std::get_if<Strengths>(&stated->value))
            return combined(*stated, *strengths);
        return liquid(*stated, std::get<InLiquid>(stated->value).concentration);
    }

private:
    using Lines = std::vector<ProductId>;

    static Holds holds(const std::vector<AlsoContains>& others, Mass of_opioid, Lines lines) {
        Holds out{of_opioid, {}, {}, std::move(lines)};
        for (const AlsoContains& also : others) {
            if (const auto* mass = std::get_if<Mass>(&also.strength))
                out.also_per_unit.emplace_back(also.drug, *mass);
            if (const auto* liquid = std::get_if<Concentration>(&also.strength))
                out.also_per_unit.emplace_back(also.drug, *liquid * unit::ml(1));
        }
        return out;
    }

    std::optional<Holds> coded(const Fact<Item>* stated) const {
        if (stated != nullptr) {
            complaints_.add(
                "contradiction", stated->offset,
                fmt::format("{} does not fit: the code names the strength", quoted(stated->written)),
                "leave the strength out");
            return std::nullopt;
        }
        const CodedProduct& product = *subject_.by_code;
        if (const auto* mass = std::get_if<Mass>(&product.strength))
            return holds(product.also, *mass, subject_.lines);
        const auto* liquid = std::get_if<Concentration>(&product.strength);
        if (liquid == nullptr) return Holds{{}, {}, {}, subject_.lines};
        Holds out = holds(product.also, *liquid * unit::ml(1), subject_.lines);
        if (product.also.empty()) out.unit_strength.reset();
        out.concentration = *liquid;
        return out;
    }

    /// "10/325 mg" and "7.5/325 mg per 15 mL".
    std::optional<Holds> combined(const Fact<Item>& item, const Strengths& written) const {
        if (!subject_.combination) {
            complaints_.add("ambiguous-drug", item.offset,
                            fmt::format("{} is the strength of a combination, but only {} is named",
                                        quoted(item.written), quoted(subject_.written)),
                            "name what else it holds, as in hydrocodone/acetaminophen 10/325 mg");
            return std::nullopt;
        }
        const Mass opioid = subject_.opioid_second ? written.second : written.first;
        const Mass other = subject_.opioid_second ? written.first : written.second;
        const Strength* found = nullptr;
        Lines lines;
        for (const ProductId id : subject_.lines) {
            const Strength* strength = find_strength(formulary_[id], opioid, other, written.per);
            if (strength == nullptr) continue;
            found = strength;
            lines.push_back(id);
        }
        if (found == nullptr) return not_made(item, subject_.lines);
        if (!written.per) return holds(found->also, opioid, std::move(lines));
        Holds out = holds(found->also, opioid / *written.per * unit::ml(1), std::move(lines));
        out.also_per_unit.front().second = other / *written.per * unit::ml(1);
        out.concentration = opioid / *written.per;
        return out;
    }

    /// "Suboxone 8 mg": enough only where all products that hold so much hold the same besides.
    template <class Quantity>
    std::optional<Holds> one_that_holds(const Fact<Item>& item, Quantity wanted) const {
        const Strength* found = nullptr;
        Lines lines;
        for (const ProductId id : subject_.lines)
            for (const Strength& strength : formulary_[id].strengths) {
                const auto* value = std::get_if<Quantity>(&strength.value);
                if (value == nullptr || !equal(*value, wanted)) continue;
                if (found != nullptr && !holds_the_same_besides(*found, strength)) return several(item);
                found = &strength;
                if (lines.empty() || lines.back() != id) lines.push_back(id);
            }
        if (found == nullptr) return not_made(item, subject_.lines);
        if constexpr (std::is_same_v<Quantity, Mass>) {
            return holds(found->also, wanted, std::move(lines));
        } else {
            Holds out = holds(found->also, wanted * unit::ml(1), std::move(lines));
            out.concentration = wanted;
            return out;
        }
    }
    std::optional<Holds> several(const Fact<Item>& item) const {
        complaints_.add("ambiguous-drug", item.offset,
                        fmt::format("{} of {} is made with different amounts of another ingredient",
                                    quoted(item.written), quoted(subject_.written)),
                        "write both strengths; it is made as " + made(subject_.lines));
        return std::nullopt;
    }

    std::optional<Holds> liquid(const Fact<Item>& item, Concentration wanted) const {
        if (subject_.combination) return one_that_holds(item, wanted);
        Lines liquids, fitting;
        const std::span<const ProductId> of_drug = formulary_.products_of(subject_.drug);
        for (const ProductId id :
             subject_.restricted ? std::span<const ProductId>(subject_.lines) : of_drug) {
            const ProductLine& line = formulary_[id];
            if (line.route != subject_.route || line.release != subject_.release) continue;
            for (const Strength& strength : line.strengths) {
                const auto* value = std::get_if<Concentration>(&strength.value);
                if (value == nullptr || !strength.also.empty()) continue;
                liquids.push_back(id);
                if (equal(*value, wanted)) fitting.push_back(id);
            }
        }
        // Where no liquid by this route is known (injections), what is written is believed.
        const bool known = subject_.restricted || !liquids.empty();
        if (fitting.empty() && known) return not_made(item, subject_.restricted ? subject_.lines : liquids);
        return Holds{{}, {}, wanted, std::move(fitting)};
    }

    std::optional<Holds> not_made(const Fact<Item>& item, const Lines& lines) const {
        complaints_.add("strength-not-made", item.offset,
                        fmt::format("{} is not made in {}", quoted(subject_.written), quoted(item.written)),
                        "it is made as " + made(lines));
        return std::nullopt;
    }
    /// "5/325 mg or 10/325 mg".
    std::string made(const Lines& lines) const {
        std::vector<std::string> names;
        for (const ProductId id : lines)
            for (const Strength& strength : formulary_[id].strengths) {
                std::string name = shown(strength);
                if (std::find(names.begin(), names.end(), name) == names.end())
                    names.push_back(std::move(name));
            }
        return join_or(names);
    }
    std::string shown(const Strength& strength) const {
        std::string numbers = number(strength.value);
        for (const AlsoContains& also : strength.also)
            numbers = subject_.opioid_second ? fmt::format("{}/{}", number(also.strength), numbers)
                                             : fmt::format("{}/{}", numbers, number(also.strength));
        const std::string_view symbol =
            std::visit(overloaded{[](const Mass&) { return unit::mg.symbol; },
                                  [](const Concentration&) { return unit::mg_per_ml.symbol; },
                                  [](const DoseRate&) { return unit::mcg_per_hour.symbol; }},
                       strength.value);
        return fmt::format("{} {}", numbers, symbol);
    }
    static std::string number(const StrengthValue& value) {
        return std::visit(
            overloaded{[](const Mass& mass) { return show_decimal(in(mass, unit::mg)); },
                       [](const Concentration& liquid) { return show_decimal(in(liquid, unit::mg_per_ml)); },
                       [](const DoseRate& rate) { return show_decimal(in(rate, unit::mcg_per_hour)); }},
            value);
    }

    const Said& said_;
    const Subject& subject_;
    const Formulary& formulary_;
    Complaints& complaints_;
};

}  // namespace

std::optional<Holds> read_strength(const Said& said, const Subject& subject, const Formulary& formulary,
                                   Complaints& complaints) {
    return StrengthReader(said, subject, formulary, complaints).read();
}

}  // namespace stepdown::said
