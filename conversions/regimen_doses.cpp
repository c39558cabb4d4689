#include "conversions/regimen_doses.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "conversions/regimen_plausible.hpp"

namespace stepdown::said {

namespace {

bool is_range(const Masses& masses) {
    return exceeds(masses.high, masses.low);
}

template <class Quantity>
bool equal(Quantity a, Quantity b) {
    return !exceeds(a, b) && !exceeds(b, a);
}

/// Stand side by side, nothing but separators between them.
bool are_neighbors(const Fact<Item>* a, const Fact<Item>* b) {
    return a + 1 == b || b + 1 == a;
}

class DoseReader {
public:
    DoseReader(Said& said, const Subject* subject, const Formulary& formulary, std::size_t end_of_text,
               Complaints& complaints)
        : said_(said),
          subject_(subject),
          formulary_(formulary),
          end_of_text_(end_of_text),
          complaints_(complaints) {}

    std::optional<Dosing> read() {
        if (!settle_amounts() || said_.dose_broken) return std::nullopt;
        const bool any =
            says<Masses>(said_) || says<Strengths>(said_) || says<Volumes>(said_) || says<Count>(said_);
        if (!any) {
            missing(says<InLiquid>(said_) ? "write how much is taken, as in 5 mL, after the strength"
                                          : "write it with its unit, as in 10 mg");
            return std::nullopt;
        }
        if (subject_ == nullptr) return std::nullopt;
        const std::optional<Holds> holds = read_strength(said_, *subject_, formulary_, complaints_);
        if (!holds) return std::nullopt;
        Dosing dosing{{}, *holds, {}};
        Doses doses = amounts(dosing.holds);
        if (!doses || slips(*doses) || !with_times(*doses)) return std::nullopt;
        dosing.doses = std::move(*doses);
        if (says<Count>(said_)) dosing.units = as<Count>(all<Count>(said_).front()).number;
        return dosing;
    }

private:
    using Doses = std::optional<Few<SaidDose, 3>>;

    // --- problems
    void missing(std::string instead) {
        complaints_.add("dose-missing", end_of_text_, "no dose is said", std::move(instead));
    }
    Doses two_doses(const Fact<Item>* first, const Fact<Item>* second) {
        if (second < first) std::swap(first, second);
        complaints_.two_of("doses", first->written, second->written, second->offset);
        return std::nullopt;
    }
    Doses without_strength(const Fact<Item>* item, std::string instead) {
        complaints_.add("dose-without-unit", item->offset,
                        fmt::format("{} has no strength", quoted(item->written)), std::move(instead));
        return std::nullopt;
    }

    /// Makes strengths of what a combination writes as "5-325 mg" or without a unit; tells each amount that
    /// cannot be a dose.
    bool settle_amounts() {
        bool fine = true;
        for (Fact<Item>& item : said_.items) {
            if (const std::optional<Strengths> strengths = as_combination(item.value)) {
                item.value = *strengths;
                continue;
            }
            const auto* masses = std::get_if<Masses>(&item.value);
            if (std::holds_alternative<Bare>(item.value)) {
                complaints_.add("dose-without-unit", item.offset,
                                fmt::format("{} has no unit", quoted(item.written)),
                                "write mg, mcg, mL or tablets after it");
            } else if (masses != nullptr && exceeds(masses->low, masses->high)) {
                complaints_.add("number", item.offset, fmt::format("{} is not a range", quoted(item.written)),
                                "write the lower number first, as in 5-10 mg");
            } else if (std::holds_alternative<Rates>(item.value)) {
                rate_without_patch(item);
            } else {
                continue;
            }
            fine = false;
        }
        return fine;
    }
    std::optional<Strengths> as_combination(const Item& item) const {
        if (subject_ == nullptr || !subject_->combination) return std::nullopt;
        const auto* bare = std::get_if<Bare>(&item);
        const auto* masses = std::get_if<Masses>(&item);
        if (bare && bare->two_numbers)
            return Strengths{unit::mg(bare->number.low), unit::mg(bare->number.high), {}};
        if (masses && masses->hyphen) return Strengths{masses->low, masses->high, {}};
        return std::nullopt;
    }
    void rate_without_patch(const Fact<Item>& item) {
        if (subject_ == nullptr) return;  // it may well be a patch
        complaints_.add(
            "unit-for-route", item.offset,
            fmt::format("{} does not fit the {} route", quoted(item.written), word(subject_->route)),
            "write mg, mcg, mL or tablets; a rate is for a patch or an infusion");
    }

    // --- slips of the pen
    /// What cannot be meant: so many tablets, so much liquid, a dose far off every unit that is made.
    bool slips(const Few<SaidDose, 3>& doses) const {
        const Slips slips(*subject_, formulary_, complaints_);
        for (const Fact<Item>& item : said_.items) {
            const auto* count = std::get_if<Count>(&item.value);
            const auto* volume = std::get_if<Volumes>(&item.value);
            const auto* mass = std::get_if<Masses>(&item.value);
            if (count != nullptr && slips.in_count(count->number.high, item.offset, item.written))
                return true;
            if (volume != nullptr && slips.in_volume(volume->high, item.offset, item.written)) return true;
            if (mass != nullptr && is_range(*mass) && !says<Count>(said_) &&
                slips.in_range({mass->low, mass->high, item.offset, item.written}))
                return true;
        }
        const bool unit_is_of_code = subject_->by_code != nullptr && !says<Masses>(said_);
        return !unit_is_of_code && std::any_of(doses.begin(), doses.end(), [&](const SaidDose& dose) {
            return slips.in_dose({dose.low, dose.high, dose.offset, dose.written});
        });
    }

    // --- amounts
    Doses amounts(Holds& holds) {
        if (says<Count>(said_)) return counted(holds);
        if (says<Volumes>(said_)) return measured(holds);
        return says<Masses>(said_) ? weighed(holds) : one_unit(holds);
    }

    /// Tablets and the like. Their strength is the product's, one for all of them, or each has its own.
    Doses counted(Holds& holds) {
        const auto counts = all<Count>(said_);
        auto masses = all<Masses>(said_);
        if (says<Volumes>(said_)) return two_doses(counts.front(), all<Volumes>(said_).front());
        const Fact<Item>* total = take_total(masses, counts);
        for (const Fact<Item>* mass : masses)
            if (is_range(as<Masses>(mass))) return two_doses(mass, counts.front());
        if (masses.empty() && !holds.unit_strength)
            return without_strength(counts.front(), "write how many mg one holds, as in 2 tablets of 15 mg");
        if (!masses.empty() && !masses_are_strengths(counts, masses))
            return two_doses(masses.front(), counts.front());
        for (std::size_t i = 0; i < masses.size(); ++i)
            if (may_restate(masses[i], counts[i])) return unclear(masses[i], counts[i]);
        if (masses.size() == 1) holds.unit_strength = as<Masses>(masses.front()).low;
        Few<SaidDose, 3> doses;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            const Mass unit = masses.size() > 1 ? as<Masses>(masses[i]).low : *holds.unit_strength;
            const Range number = as<Count>(counts[i]).number;
            doses.push_back(dose(unit * number.low, unit * number.high, counts[i]));
        }
        if (total != nullptr && !is_all_of(as<Masses>(total), doses.front()))
            return two_doses(counts.front(), total);
        return doses;
    }
    /// Takes the mass that says all of one count once more: "1 tablet (10 mg total)", or the outer one of "10
    /// mg (2 x 5 mg tablets)". Null where there is none.
    const Fact<Item>* take_total(Few<const Fact<Item>*>& masses, const Few<const Fact<Item>*>& counts) const {
        const bool strength_is_known = subject_->by_code != nullptr || says<Strengths>(said_);
        if (counts.size() != 1 || masses.size() != (strength_is_known ? 1U : 2U)) return nullptr;
        const auto other_side = [&](const Fact<Item>* mass) {
            return mass->in_parentheses != counts.front()->in_parentheses;
        };
        const auto apart = std::find_if(masses.begin(), masses.end(), other_side);
        if (apart == masses.end() || std::count_if(masses.begin(), masses.end(), other_side) != 1)
            return nullptr;
        const Fact<Item>* total = *apart;
        masses.erase(apart);
        return total;
    }
    static bool is_all_of(const Masses& total, const SaidDose& dose) {
        return equal(total.low, dose.low) && equal(total.high, dose.high);
    }
    /// A mass is the strength of a tablet only beside the number of tablets: in "2 tablets in the morning, 30
    /// mg at bedtime" it is another dose.
    bool masses_are_strengths(const Few<const Fact<Item>*>& counts,
                              const Few<const Fact<Item>*>& masses) const {
        const bool strength_is_known = subject_->by_code != nullptr || says<Strengths>(said_);
        if (strength_is_known || (masses.size() > 1 && masses.size() != counts.size())) return false;
        if (masses.size() > 1 && subject_->combination) return false;
        for (std::size_t i = 0; i < masses.size(); ++i)
            if (!are_neighbors(masses[i], counts[i])) return false;
        return true;
    }

    /// In "10 mg (2 tablets)" the parentheses may hold the same dose once more, in tablets of 5 mg.
    static bool may_restate(const Fact<Item>* mass, const Fact<Item>* count) {
        const Range number = as<Count>(count).number;
        return mass->in_parentheses != count->in_parentheses && (number.low != 1 || number.high != 1);
    }
    Doses unclear(const Fact<Item>* mass, const Fact<Item>* count) {
        complaints_.add("ambiguous-dose", std::min(mass, count)->offset,
                        fmt::format("it is not clear whether {} is one unit or all of {}",
                                    quoted(mass->written), quoted(count->written)),
                        "write the strength of one, as in 2 tablets of 5 mg");
        return std::nullopt;
    }

    /// "20 mg/mL solution 0.5 mL"; the dose in mg may stand beside it, and must then agree.
    Doses measured(const Holds& holds) {
        const auto volumes = all<Volumes>(said_), masses = all<Masses>(said_);
        if (!holds.concentration)
            return without_strength(volumes.front(), "write how many mg one mL holds, as in 20 mg/mL 0.5 mL");
        Few<SaidDose, 3> doses;
        doses.reserve(volumes.size());
        for (const Fact<Item>* item : volumes)
            doses.push_back(dose(as<Volumes>(item).low * *holds.concentration,
                                 as<Volumes>(item).high * *holds.concentration, item));
        if (masses.empty()) return doses;
        const Masses& mass = as<Masses>(masses.front());
        const bool restated = masses.size() == 1 && volumes.size() == 1 &&
                              are_neighbors(masses[0], volumes[0]) && equal(mass.low, doses[0].low) &&
                              equal(mass.high, doses[0].high);
        return restated ? Doses(doses) : two_doses(masses.front(), volumes.front());
    }

    /// "10 mg", also as "10 mg tablet".
    Doses weighed(Holds& holds) {
        const auto masses = all<Masses>(said_);
        if (says<Strengths>(said_)) return two_doses(all<Strengths>(said_).front(), masses.front());
        if (subject_->combination && masses.size() > 1) return two_doses(masses[0], masses[1]);
        const Masses& first = as<Masses>(masses.front());
        if (masses.size() == 1 && first.of_one_unit && !is_range(first) && !subject_->by_code)
            holds.unit_strength = first.low;
        Few<SaidDose, 3> doses;
        doses.reserve(masses.size());
        for (const Fact<Item>* item : masses) {
            doses.push_back(dose(as<Masses>(item).low, as<Masses>(item).high, item));
        }
        return doses;
    }
    /// "Percocet 10/325 every 6 hours": one tablet.
    Doses one_unit(const Holds& holds) {
        const Fact<Item>* item = all<Strengths>(said_).front();
        if (!as<Strengths>(item).per)
            return Few<SaidDose, 3>{dose(*holds.unit_strength, *holds.unit_strength, item)};
        missing("write how much is taken, as in 15 mL, after the strength");
        return std::nullopt;
    }
    static SaidDose dose(const Mass& low, const Mass& high, const Fact<Item>* item) {
        return {low, high, item->offset, item->written, {}};
    }

    // --- times
    /// Gives each dose its times: those that follow it, or, in "morning 10 mg, noon 5 mg", those before it.
    bool with_times(Few<SaidDose, 3>& doses) {
        const auto times = all<At>(said_);
        if (times.empty() && doses.size() > 1)
            complaints_.two_of("doses", doses[0].written, doses[1].written, doses[1].offset);
        if (times.empty()) return doses.size() == 1;
        const bool times_first = times.front()->offset < doses.front().offset;
        for (const Fact<Item>* time : times) {
            SaidDose* of = times_first ? next_dose(doses, time->offset) : last_dose(doses, time->offset);
            if (of == nullptr) {
                complaints_.add(
                    "contradiction", time->offset,
                    fmt::format("it is not clear which dose {} belongs to", quoted(time->written)),
                    "write each dose before its time, as in 20 mg morning, 10 mg bedtime");
                return false;
            }
            of->times.push_back(as<At>(time).at());
        }
        for (const SaidDose& one : doses)
            if (one.times.empty()) {
                complaints_.add(
                    "frequency-missing", one.offset,
                    fmt::format("{} has no time of day, but other doses have", quoted(one.written)),
                    "write when it is taken, as in at bedtime");
                return false;
            }
        return true;
    }
    static SaidDose* next_dose(Few<SaidDose, 3>& doses, std::size_t after) {
        const auto next =
            std::find_if(doses.begin(), doses.end(), [&](const SaidDose& one) { return one.offset > after; });
        return next == doses.end() ? nullptr : &*next;
    }
    static SaidDose* last_dose(Few<SaidDose, 3>& doses, std::size_t before) {
        const auto last = std::find_if(doses.rbegin(), doses.rend(),
                                       [&](const SaidDose& one) { return one.offset < before; });
        return last == doses.rend() ? nullptr : &*last;
    }

    Said& said_;
    const Subject* subject_;
    const Formulary& formulary_;
    std::size_t end_of_text_;
    Complaints& complaints_;
};

}  // namespace

std::optional<Dosing> read_doses(Said& said, const Subject* subject, const Formulary& formulary,
                                 std::size_t end_of_text, Complaints& complaints) {
    return DoseReader(said, subject, formulary, end_of_text, complaints).read();
}

}  // namespace stepdown::said
