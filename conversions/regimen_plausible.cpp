#include "conversions/regimen_plausible.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "conversions/quantity_format.hpp"

namespace stepdown::said {

namespace {

template <class Quantity>
bool equal(Quantity a, Quantity b) {
    return !exceeds(a, b) && !exceeds(b, a);
}

std::string in_mg(Mass mass) {
    return show(mass, unit::mg, 6);
}

}  // namespace

void Slips::Made::add(Mass unit, Mass dose) {
    if (!smallest || exceeds(*smallest, unit)) smallest = unit;
    if (!largest || exceeds(unit, *largest)) largest = unit;
    thousandfold = thousandfold || equal(dose, unit * 1000.0);
    thousandth = thousandth || equal(dose * 1000.0, unit);
}

/// The tablets and the like of the lines to keep; where they have none, mL of their liquids.
template <class Keep>
Slips::Made Slips::made_in(std::span<const ProductId> lines, Mass dose, Keep keep) const {
    Made solid, liquid;
    for (const ProductId id : lines) {
        if (!keep(formulary_[id])) continue;
        for (const Strength& strength : formulary_[id].strengths) {
            if (const auto* mass = std::get_if<Mass>(&strength.value)) solid.add(*mass, dose);
            if (const auto* in_ml = std::get_if<Concentration>(&strength.value))
                liquid.add(*in_ml * unit::ml(1), dose);
        }
    }
    return solid.smallest ? solid : liquid;
}

Slips::Made Slips::made(Mass dose) const {
    const std::span<const ProductId> of_drug = formulary_.products_of(subject_.drug);
    const bool named = subject_.restricted && !subject_.lines.empty();
    const std::span<const ProductId> lines = named ? std::span<const ProductId>(subject_.lines) : of_drug;
    const auto by_route = [&](const ProductLine& line) { return line.route == subject_.route; };
    Made same = made_in(lines, dose, [&](const ProductLine& line) {
        return by_route(line) && line.release == subject_.release;
    });
    const Made any_release = made_in(lines, dose, by_route);
    same.thousandfold = any_release.thousandfold;
    same.thousandth = any_release.thousandth;
    if (same.smallest) return same;
    return made_in(of_drug, dose, [](const ProductLine& line) {
        return line.release == Release::immediate && line.strengths.front().also.empty();
    });
}

bool Slips::is_too_much(Mass dose, const Made& made) const {
    const bool far = exceeds(dose, *made.largest * limits()->units);
    return far || (made.thousandfold && exceeds(dose, *made.largest));
}
bool Slips::is_too_little(Mass dose, const Made& made) const {
    const bool far = exceeds(*made.smallest, dose * limits()->units);
    return far || (made.thousandth && exceeds(*made.smallest, dose));
}

bool Slips::in_dose(const WrittenAmount& dose) const {
    if (limits() == nullptr) return false;
    const Made low = made(dose.low), high = made(dose.high);
    if (!low.smallest) return false;
    const bool above = is_too_much(dose.high, high);
    if (!above && !is_too_little(dose.low, low)) return false;
    tell(dose, above ? high : low, above);
    return true;
}

void Slips::tell(const WrittenAmount& dose, const Made& made, bool above) const {
    const Mass meant = above ? dose.high / 1000.0 : dose.low * 1000.0;
    const bool fits = !is_too_much(meant, this->made(meant)) && !is_too_little(meant, this->made(meant));
    complaints_.add(
        "unit", dose.offset,
        fmt::format("{} of {} cannot be meant: the {} unit that is made holds {}", quoted(dose.written),
                    quoted(subject_.written), above ? "largest" : "smallest",
                    in_mg(above ? *made.largest : *made.smallest)),
        fits ? fmt::format("write {} if mg and mcg were taken for each other", in_mg(meant))
             : "check the number and its unit");
}

bool Slips::in_infusion(DoseRate rate, std::size_t offset, std::string_view written) const {
    if (limits() == nullptr) return false;
    const Mass most = rate * unit::hours(1), least = rate * limits()->infusion;
    const Made made = this->made(most);
    if (!made.smallest) return false;
    const bool above = exceeds(most, *made.largest * limits()->units);
    if (!above && !exceeds(*made.smallest, least * limits()->units)) return false;
    complaints_.add("unit", offset,
                    fmt::format("{} of {} cannot be meant: one hour of it is {}, and the units that are made "
                                "hold {} to {}",
                                quoted(written), quoted(subject_.written), in_mg(most), in_mg(*made.smallest),
                                in_mg(*made.largest)),
                    "check whether mg/h or mcg/h is meant");
    return true;
}

void Slips::tell_number(std::string_view written, std::size_t offset, std::string_view why,
                        std::string instead) const {
    complaints_.add("number", offset, fmt::format("{} cannot be meant: {}", quoted(written), why),
                    std::move(instead));
}

bool Slips::in_patches(DoseRate one, double worn, std::size_t offset, std::string_view written) const {
    if (limits() == nullptr) return false;
    std::optional<DoseRate> smallest, largest;
    for (const ProductId id : formulary_.products_of(subject_.drug))
        for (const Strength& strength : formulary_[id].strengths) {
            const auto* rate = std::get_if<DoseRate>(&strength.value);
            if (rate == nullptr) continue;
            if (!smallest || exceeds(*smallest, *rate)) smallest = *rate;
            if (!largest || exceeds(*rate, *largest)) largest = *rate;
        }
    if (!smallest) return false;
    const bool above = exceeds(one * worn, *largest * limits()->patches);
    if (!above && !exceeds(*smallest, one)) return false;
    tell_number(
        written, offset,
        fmt::format("patches of {} release {} to {}", quoted(subject_.written),
                    show_decimal(in(*smallest, unit::mcg_per_hour)), show(*largest, unit::mcg_per_hour)),
        "write what one patch releases, and how many are worn, as in 2 patches of 50 mcg/h");
    return true;
}

bool Slips::in_count(double units, std::size_t offset, std::string_view written) const {
    if (limits() == nullptr || units <= limits()->units) return false;
    tell_number(written, offset, fmt::format("it is more than {} at once", show_decimal(limits()->units)),
                "write how many are taken at once; leave out how many are dispensed");
    return true;
}

bool Slips::in_volume(Volume volume, std::size_t offset, std::string_view written) const {
    if (limits() == nullptr || !exceeds(volume, limits()->volume)) return false;
    tell_number(written, offset, fmt::format("it is more than {} at once", show(limits()->volume, unit::ml)),
                "write how much is taken at once; leave out how much is dispensed");
    return true;
}

bool Slips::is_of_combination(const WrittenAmount& range) const {
    const std::vector<ProductId>& lines = formulary_.products_of(subject_.drug);
    return std::any_of(lines.begin(), lines.end(), [&](ProductId id) {
        return find_strength(formulary_[id], range.low, range.high, {}) != nullptr ||
               find_strength(formulary_[id], range.high, range.low, {}) != nullptr;
    });
}

bool Slips::in_range(const WrittenAmount& range) const {
    if (is_of_combination(range)) {
        complaints_.add("ambiguous-drug", range.offset,
                        fmt::format("{} is the strength of a combination, but only {} is named",
                                    quoted(range.written), quoted(subject_.written)),
                        "name what else it holds, and how many are taken, as in oxycodone/acetaminophen "
                        "10/325 mg 1 tablet");
        return true;
    }
    if (limits() == nullptr || !exceeds(range.high, range.low * limits()->range)) return false;
    tell_number(range.written, range.offset,
                fmt::format("as a range its high end is more than {} times its low end",
                            show_decimal(limits()->range)),
                "write one dose, or of a combination both names and strengths, as in "
                "oxycodone/acetaminophen 10/325 mg 1 tablet");
    return true;
}

bool Slips::in_day(const WrittenAmount& day, Mass dose) const {
    if (limits() == nullptr) return false;
    const bool above = exceeds(day.high, dose * limits()->doses_a_day);
    const bool below = exceeds(dose, day.low * limits()->units) && exceeds(day.low, unit::mg(0));
    if (!above && !below) return false;
    complaints_.add(
        "unit", day.offset,
        fmt::format("{} cannot be meant beside a dose of {}: it is {} of them a day", quoted(day.written),
                    in_mg(dose), show_decimal(ratio(above ? day.high : day.low, dose))),
        "check the number and its unit");
    return true;
}

}  // namespace stepdown::said
