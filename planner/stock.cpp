#include "planner/stock.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "conversions/quantity_format.hpp"

namespace stepdown {

namespace {

/// Volumes, in thousandths of a mL, that a liquid may be measured in: the largest of these that divides every
/// volume which the patient measures today. Finer marks than those in use are not assumed, unless the case
/// says so.
constexpr int liquid_measures[] = {1000, 500, 250, 100, 50};

bool is_concentration_meant(const Strength& strength, const Regimen& regimen) {
    const Concentration* per_ml = std::get_if<Concentration>(&strength.value);
    return !per_ml || !regimen.concentration || *per_ml == *regimen.concentration;
}

/// The least divisor of the volumes in use, for a liquid; whole units otherwise.
int measure_in_use(const Scheduled& use, Mass per_unit, bool liquid, const std::optional<Volume>& smallest) {
    if (!liquid) return 1000;
    if (smallest) return static_cast<int>(std::lround(in(*smallest, unit::ml) * 1000));
    for (const int measure : liquid_measures) {
        const bool divides = std::all_of(use.doses.begin(), use.doses.end(), [&](const Dose& dose) {
            const double parts = ratio(dose.amount, per_unit) * 1000 / measure;
            return std::abs(parts - std::round(parts)) < 1e-6;
        });
        if (divides) return measure;
    }
    return 0;
}

/// Everything that a stock may hold, once a line is chosen.
class StockMaker {
public:
    StockMaker(ProductId line, const Regimen& regimen, const Scheduled& use, const Preferences& preferences,
               const Library& library)
        : id_(line),
          line_(library.formulary[line]),
          regimen_(regimen),
          use_(use),
          preferences_(preferences),
          library_(library) {}

    /// Pieces of the strengths that the line has; only those a plan may contain when `to_plan`.
    std::vector<StockPiece> pieces(bool to_plan) const {
        std::vector<StockPiece> all;
        for (std::size_t i = 0; i < line_.strengths.size(); ++i) {
            const Strength& strength = line_.strengths[i];
            const bool meant = is_liquid(line_) ? is_concentration_meant(strength, regimen_) &&
                                                      strength.also.empty() == regimen_.also_per_unit.empty()
                                                : holds_the_same_besides(strength, regimen_);
            if (!meant || (to_plan && !may_be_planned(strength))) continue;
            add(all, i,
                measure_in_use(use_, content_of_one(strength), is_liquid(line_),
                               preferences_.smallest_volume));
            if (may_be_halved()) add(all, i, 500);
        }
        return all;
    }

private:
    void add(std::vector<StockPiece>& all, std::size_t strength, int thousandths) const {
        if (thousandths == 0) return;
        const Mass mass = content_of_one(line_.strengths[strength]) * (thousandths / 1000.0);
        if (const auto micrograms = whole_micrograms(mass)) {
            all.push_back({{*micrograms}, {id_, strength, thousandths}});
        }
    }

    /// Halves only of immediate-release tablets, and only where the prescriber says that they are scored.
    bool may_be_halved() const {
        return preferences_.tablets_scored && line_.release == Release::immediate &&
               line_.form == Form::tablet && line_.split.for_caution() == Split::half_if_scored;
    }

    bool may_be_planned(const Strength& strength) const {
        if (strength.offer.for_caution() == Offer::yes) return true;
        if (strength.offer.for_caution() != Offer::tolerant_only) return false;
        if (line_.form == Form::patch) return true;  // such patches are worn already: not a new start
        // Not a new start while the patient takes more than the line that the labels draw, or takes such a
        // unit now.
        const auto& line = library_.formulary[regimen_.drug].tolerance_line;
        Mass day = unit::mg(0);
        for (const Dose& dose : use_.doses) day += dose.amount;
        return (line && reaches(day / unit::days(1), line->for_caution())) ||
               line_.offer.for_caution() == Offer::tolerant_only || takes_one_now();
    }

    bool takes_one_now() const {
        return std::any_of(line_.strengths.begin(), line_.strengths.end(), [&](const Strength& strength) {
            return strength.offer.for_caution() == Offer::tolerant_only &&
                   std::any_of(use_.doses.begin(), use_.doses.end(),
                               [&](const Dose& dose) { return dose.amount == content_of_one(strength); });
        });
    }

    ProductId id_;
    const ProductLine& line_;
    const Regimen& regimen_;
    const Scheduled& use_;
    const Preferences& preferences_;
    const Library& library_;
};

int units_in(const PlannedDose& dose) {
    int units = 0;
    for (const UnitCount& unit : dose.units) units += (unit.thousandths + 999) / 1000;
    return units;
}

/// How many units one dose may have so that the acetaminophen of a combination stays within its limit, or no
/// higher than it is now where it is above. Without acetaminophen: any number.
int most_by_acetaminophen(const Stock& stock, const std::vector<PlannedDose>& now, const Library& library) {
    Mass in_one = unit::mg(0);
    for (const Strength& strength : library.formulary[stock.line].strengths) {
        for (const AlsoContains& also : strength.also) {
            const Mass* mass = std::get_if<Mass>(&also.strength);
            if (also.drug == "acetaminophen" && mass && exceeds(*mass, in_one)) in_one = *mass;
        }
    }
    if (!exceeds(in_one, unit::mg(0))) return std::numeric_limits<int>::max();
    if (now.empty()) return 0;  // never of a form that holds acetaminophen and is not taken now
    const Mass a_dose =
        library.limits.largest_acetaminophen.for_caution() * unit::days(1) / double(now.size());
    int most = static_cast<int>(ratio(a_dose, in_one) + 1e-9);
    for (const PlannedDose& dose : now) most = std::max(most, units_in(dose));
    return most;
}

}  // namespace

bool holds_the_same_besides(const Strength& strength, const Regimen& regimen) {
    if (strength.also.size() != regimen.also_per_unit.size()) return false;
    return std::all_of(strength.also.begin(), strength.also.end(), [&](const AlsoContains& also) {
        const Mass* mass = std::get_if<Mass>(&also.strength);
        return mass && std::any_of(regimen.also_per_unit.begin(), regimen.also_per_unit.end(),
                                   [&](const auto& written) {
                                       return written.first == also.drug && written.second == *mass;
                                   });
    });
}

bool is_liquid(const ProductLine& line) {
    return line.form == Form::solution || line.form == Form::concentrate;
}

std::string describe(const ProductLine& line, const Formulary& formulary) {
    const bool says_release = line.release == Release::extended && line.form != Form::patch;
    const std::string release = says_release ? " extended-release" : "";
    const std::string form = line.form == Form::capsule       ? " capsules"
                             : line.form == Form::solution    ? " oral solution"
                             : line.form == Form::concentrate ? " oral concentrate"
                             : line.form == Form::patch       ? " patches"
                                                              : " tablets";
    return formulary[line.drug].id + release + form;
}

std::vector<StockPiece> stock_pieces(ProductId line, const Regimen& regimen, const Scheduled& use,
                                     const Preferences& preferences, const Library& library,
                                     StockFor purpose) {
    return StockMaker(line, regimen, use, preferences, library).pieces(purpose == StockFor::planning);
}

/// What a plan may hand out: the pieces, the smallest of them, and how many of them one dose may have. A
/// patient who takes more units at once today is not held to the usual number.
Stock planning_stock(ProductId line, std::vector<StockPiece> pieces, const std::vector<PlannedDose>& now,
                     const Preferences& preferences, const Library& library) {
    Stock stock{line, std::move(pieces), 0, 0, 0, library.formulary[line].form == Form::patch};
    const bool liquid = is_liquid(library.formulary[line]);
    int most = preferences.max_tablets_per_dose.value_or(
        static_cast<int>(library.limits.units_per_dose.for_caution()));
    for (const PlannedDose& dose : now) most = std::max(most, units_in(dose));
    if (!liquid) most = std::min(most, most_by_acetaminophen(stock, now, library));
    stock.max_pieces = most;
    const auto keep_least = [](std::int64_t& least, std::int64_t micrograms) {
        if (least == 0 || micrograms < least) least = micrograms;
    };
    for (const StockPiece& piece : stock.pieces) {
        keep_least(stock.smallest, piece.piece.micrograms);
        if (liquid || piece.unit.thousandths % 1000 == 0)
            keep_least(stock.smallest_whole, piece.piece.micrograms);
        if (liquid) stock.max_pieces = most * 1000 / piece.unit.thousandths;
    }
    return stock;
}

Stock stock_of_other_form(ProductId line, const Regimen& regimen, const Preferences& preferences,
                          const Library& library) {
    std::vector<StockPiece> pieces =
        stock_pieces(line, regimen, Scheduled{}, preferences, library, StockFor::planning);
    std::erase_if(pieces, [&](const StockPiece& piece) {
        return library.formulary[line].strengths[piece.unit.strength].offer.for_caution() != Offer::yes;
    });
    Stock stock = planning_stock(line, std::move(pieces), {}, preferences, library);
    if (!is_liquid(library.formulary[line]) || stock.pieces.empty()) return stock;
    std::erase_if(stock.pieces,
                  [&](const StockPiece& piece) { return piece.piece.micrograms != stock.smallest; });
    const double most = library.limits.ml_per_dose.for_caution() * 1000;
    stock.max_pieces = static_cast<int>(most / stock.pieces.front().unit.thousandths + 1e-9);
    return stock;
}

PlannedDose dose_from(const Stock& stock, const Dispensed& dispensed, DoseTime time) {
    const Mass amount = unit::mcg(static_cast<double>(dispensed.micrograms));
    PlannedDose dose{time, amount, {}};
    if (stock.patches) dose.amount = Worn{amount / unit::days(1), {}};
    for (const PieceCount& part : dispensed.pieces) {
        const auto piece = std::find_if(stock.pieces.begin(), stock.pieces.end(),
                                        [&](const StockPiece& one) { return one.piece == part.piece; });
        UnitCount unit = piece->unit;
        unit.thousandths *= part.count;
        const auto same = std::find_if(dose.units.begin(), dose.units.end(), [&](const UnitCount& other) {
            return other.product == unit.product && other.strength == unit.strength;
        });
        if (same == dose.units.end()) {
            dose.units.push_back(unit);
        } else {
            same->thousandths += unit.thousandths;
        }
    }
    return dose;
}

std::vector<std::string> finer_forms(const Stock& stock, bool tablets_scored, const Formulary& formulary) {
    const ProductLine& in_use = formulary[stock.line];
    std::vector<std::string> forms;
    const auto add = [&](const std::string& form) {
        if (std::find(forms.begin(), forms.end(), form) == forms.end()) forms.push_back(form);
    };
    if (is_liquid(in_use))
        add("smaller volumes of the liquid, if the oral syringe has finer marks (preferences: "
            "smallest_volume)");
    for (const ProductId id : formulary.products_of(in_use.drug)) {
        const ProductLine& line = formulary[id];
        if (line.route != Route::oral || line.offer.for_caution() != Offer::yes || id == stock.line) continue;
        if (line.basis != in_use.basis) continue;  // base and salt are different milligrams
        const Strength& least = line.strengths.front();
        std::string form = describe(line, formulary);
        for (const AlsoContains& also : least.also) form += " with " + also.drug;
        form += " (" + show_strength(least.value) + ")";
        const double smallest = in(content_of_one(least), unit::mcg);
        if (is_liquid(line) ? !is_liquid(in_use) || smallest < static_cast<double>(stock.smallest)
                            : !is_liquid(in_use) && smallest < static_cast<double>(stock.smallest)) {
            add(form);
        }
    }
    for (const ProductId id : formulary.products_of(in_use.drug)) {
        const ProductLine& line = formulary[id];
        const bool halves = !tablets_scored && line.release == Release::immediate &&
                            line.form == Form::tablet && line.split.for_caution() == Split::half_if_scored &&
                            line.basis == in_use.basis && line.offer.for_caution() == Offer::yes &&
                            !is_liquid(in_use);
        const Strength& least = line.strengths.front();
        if (!halves || in(content_of_one(least), unit::mcg) / 2 >= static_cast<double>(stock.smallest))
            continue;
        std::string form = "halves of " + show_strength(least.value) + " immediate-release tablets";
        for (const AlsoContains& also : least.also) form += " with " + also.drug;
        add(form + ", if they are scored");
    }
    if (!forms.empty()) return forms;
    for (const ProductId id : formulary.products_of(in_use.drug)) {
        const ProductLine& line = formulary[id];
        const bool other_basis = line.basis != in_use.basis && line.route == Route::oral && is_liquid(line) &&
                                 line.offer.for_caution() == Offer::yes &&
                                 line.strengths.front().also.empty();
        if (!other_basis) continue;
        add(describe(line, formulary) + " (" + show_strength(line.strengths.front().value) + " of " +
            line.basis + ", which is not the same milligrams)");
    }
    return forms;
}

}  // namespace stepdown
