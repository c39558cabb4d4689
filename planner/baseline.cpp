#include "planner/baseline.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "conversions/quantity_format.hpp"

namespace stepdown {

namespace {

/// Volumes, in thousandths of a mL, that a liquid may be measured in: the largest of these that divides every
/// volume which the patient measures today. Finer marks than those in use are not assumed.
constexpr int liquid_measures[] = {1000, 500, 100};

bool is_liquid(const ProductLine& line) {
    return line.form == Form::solution || line.form == Form::concentrate;
}

std::string describe(const ProductLine& line, const Formulary& formulary) {
    const std::string release = line.release == Release::extended ? " extended-release" : "";
    const std::string form = line.form == Form::capsule       ? " capsules"
                             : line.form == Form::solution    ? " oral solution"
                             : line.form == Form::concentrate ? " oral concentrate"
                                                              : " tablets";
    return formulary[line.drug].id + release + form;
}

/// The doses of a day as they are taken, as-needed use spread over the day.
std::optional<Scheduled> scheduled_use(const Regimen& regimen) {
    return std::visit(overloaded{[](const Scheduled& s) { return std::optional(s); },
                                 [](const AsNeeded& n) -> std::optional<Scheduled> {
                                     if (!n.used_in_a_day) return std::nullopt;
                                     const int doses =
                                         std::clamp(static_cast<int>(std::lround(n.doses_used)), 1, 6);
                                     Scheduled s;
                                     for (const DoseTime& time : times_of(doses))
                                         s.doses.push_back({time, n.least_dose});
                                     return s;
                                 },
                                 [](const Continuous&) -> std::optional<Scheduled> { return std::nullopt; }},
                      regimen.amount);
}

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

bool is_concentration_meant(const Strength& strength, const Regimen& regimen) {
    const Concentration* per_ml = std::get_if<Concentration>(&strength.value);
    return !per_ml || !regimen.concentration || *per_ml == *regimen.concentration;
}

/// The least divisor of the volumes in use, for a liquid; whole units otherwise.
int measure_in_use(const Scheduled& use, Mass per_unit, bool liquid) {
    if (!liquid) return 1000;
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
            const bool meant = is_liquid(line_) ? is_concentration_meant(strength, regimen_)
                                                : holds_the_same_besides(strength, regimen_);
            if (!meant || (to_plan && !may_be_planned(strength))) continue;
            add(all, i, measure_in_use(use_, content_of_one(strength), is_liquid(line_)));
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

std::vector<Piece> only_pieces(const std::vector<StockPiece>& stock) {
    std::vector<Piece> pieces;
    for (const StockPiece& piece : stock) pieces.push_back(piece.piece);
    return pieces;
}

/// The best pieces for exactly this much; empty when the stock cannot make it.
std::optional<Dispensed> exactly(Mass amount, const std::vector<StockPiece>& stock) {
    const std::optional<std::int64_t> micrograms = whole_micrograms(amount);
    if (!micrograms || *micrograms <= 0 || stock.empty()) return std::nullopt;
    constexpr int most_of_one_dose = 1000;  // a bound on the search, not on what is planned
    const auto largest = std::max_element(stock.begin(), stock.end(), [](const auto& a, const auto& b) {
        return a.piece.micrograms < b.piece.micrograms;
    });
    const int needed = static_cast<int>(std::min<std::int64_t>(
        most_of_one_dose,
        *micrograms / largest->piece.micrograms + static_cast<std::int64_t>(stock.size()) + 8));
    const auto made = choose_pieces(*micrograms, only_pieces(stock), needed, Rounding::down);
    return made && made->micrograms == *micrograms ? made : std::nullopt;
}

/// The doses in units of one line; empty when one of them cannot be made.
std::optional<std::vector<PlannedDose>> in_units(const Scheduled& use, const Regimen& regimen,
                                                 const Stock& stock) {
    std::vector<PlannedDose> doses;
    for (const Dose& dose : use.doses) {
        std::vector<StockPiece> pieces = stock.pieces;
        if (regimen.unit_strength) {
            std::erase_if(pieces, [&](const StockPiece& piece) {
                return std::int64_t{piece.piece.micrograms} * 1000 !=
                       whole_micrograms(*regimen.unit_strength).value_or(0) * piece.unit.thousandths;
            });
        }
        const auto made = exactly(dose.amount, pieces);
        if (!made) return std::nullopt;
        doses.push_back(dose_from(stock, *made, dose.time));
    }
    return doses;
}

Problem not_dispensable(const CaseOpioid& opioid, const Scheduled& use, const std::vector<ProductId>& lines,
                        const Formulary& formulary) {
    std::string doses, strengths;
    for (const Dose& dose : use.doses) {
        const std::string one = show(dose.amount, unit::mg);
        if (doses.find(one) == std::string::npos) doses += (doses.empty() ? "" : ", ") + one;
    }
    for (const ProductId line : lines) {
        strengths += (strengths.empty() ? "" : "; ") + describe(formulary[line], formulary) + ":";
        for (const Strength& strength : formulary[line].strengths)
            strengths += " " + show_strength(strength.value) + ",";
        strengths.pop_back();
    }
    return {"dose-not-dispensable",
            "\"" + opioid.regimen.text + "\" cannot be taken in whole units that exist (" + doses + ")",
            "known are " + strengths +
                "; for halves of scored immediate-release tablets write preferences: {tablets_scored: yes}",
            opioid.place};
}

bool only_in_combination(const std::vector<ProductId>& lines, const Formulary& formulary) {
    return std::all_of(lines.begin(), lines.end(), [&](ProductId line) {
        return std::all_of(formulary[line].strengths.begin(), formulary[line].strengths.end(),
                           [](const Strength& strength) { return !strength.also.empty(); });
    });
}

std::optional<Problem> fault_in_words(const CaseOpioid& opioid, const std::vector<ProductId>& lines,
                                      const Formulary& formulary) {
    const Regimen& regimen = opioid.regimen;
    const std::string drug = formulary[regimen.drug].id;
    if (lines.empty()) {
        return Problem{"no-product-line",
                       "no " + std::string(word(regimen.release)) + "-release " + drug + " is known",
                       "see which products there are with `stepdown drugs show " + drug + "`", opioid.place};
    }
    if (regimen.also_per_unit.empty() && regimen.products.empty() && only_in_combination(lines, formulary)) {
        return Problem{"combination-not-said", drug + " in this form exists only together with another drug",
                       "write both strengths, such as " + drug + "/acetaminophen 10/325 mg 1 tablet",
                       opioid.place};
    }
    return std::nullopt;
}

/// A liquid whose strength the words leave open.
bool strength_is_open(const std::vector<StockPiece>& pieces, const ProductLine& line) {
    if (!is_liquid(line)) return false;
    return std::any_of(pieces.begin(), pieces.end(), [&](const StockPiece& one) {
        return one.unit.strength != pieces.front().unit.strength;
    });
}

}  // namespace

std::vector<ProductId> lines_meant(const Regimen& regimen, const Formulary& formulary) {
    std::vector<ProductId> lines =
        regimen.products.empty() ? formulary.products_of(regimen.drug) : regimen.products;
    std::erase_if(lines, [&](ProductId id) {
        const ProductLine& line = formulary[id];
        return line.drug != regimen.drug || line.route != regimen.route || line.release != regimen.release ||
               (regimen.concentration.has_value() && !is_liquid(line));
    });
    const std::optional<Scheduled> use = scheduled_use(regimen);
    const double doses = use ? static_cast<double>(use->doses.size()) : 1;
    const Duration gap = unit::days((use ? use->every_days : 1) / doses);
    const auto rank = [&](ProductId id) {
        const ProductLine& line = formulary[id];
        const bool fits =
            reaches(gap, line.shortest_interval.for_caution()) &&
            (line.release == Release::immediate || reaches(line.longest_interval.for_caution(), gap));
        return std::tuple(!fits, line.offer.for_caution() != Offer::yes,
                          is_liquid(line) && !regimen.concentration);
    };
    std::stable_sort(lines.begin(), lines.end(), [&](ProductId a, ProductId b) { return rank(a) < rank(b); });
    return lines;
}

PlannedDose dose_from(const Stock& stock, const Dispensed& dispensed, DoseTime time) {
    PlannedDose dose{time, unit::mcg(static_cast<double>(dispensed.micrograms)), {}};
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

Result<BaselineOpioid> baseline_of(const CaseOpioid& opioid, const Preferences& preferences,
                                   const Library& library) {
    const Formulary& formulary = library.formulary;
    const std::vector<ProductId> lines = lines_meant(opioid.regimen, formulary);
    if (const auto fault = fault_in_words(opioid, lines, formulary)) return *fault;
    const std::optional<Scheduled> use = scheduled_use(opioid.regimen);
    if (!use) {
        return Problem{"as-needed-use-unknown",
                       "it is not said how much of \"" + opioid.regimen.text + "\" is really used",
                       "write for example: as needed, uses 3 a day", opioid.place};
    }
    for (const ProductId line : lines) {
        const StockMaker maker(line, opioid.regimen, *use, preferences, library);
        Stock all{line, maker.pieces(false), 0, 0, 0};
        if (strength_is_open(all.pieces, formulary[line])) {
            return Problem{"strength-not-said",
                           "\"" + opioid.regimen.text + "\" does not say how strong the liquid is",
                           "write for example 2 mg/mL before the volume", opioid.place};
        }
        const auto doses = in_units(*use, opioid.regimen, all);
        if (!doses) continue;
        BaselineOpioid baseline;
        baseline.taking = {opioid.id,
                           Role::tapered,
                           0,
                           opioid.regimen.drug,
                           opioid.regimen.route,
                           opioid.regimen.release,
                           use->every_days,
                           *doses};
        baseline.stock = {line, maker.pieces(true), 0, 0, 0};
        for (const Dose& dose : use->doses) baseline.times.push_back(dose.time);
        baseline.usual_times = baseline.times == times_of(static_cast<int>(baseline.times.size()));
        int most = preferences.max_tablets_per_dose.value_or(
            static_cast<int>(library.limits.units_per_dose.for_caution()));
        for (const StockPiece& piece : baseline.stock.pieces) {
            const bool divided = piece.unit.thousandths % 1000 != 0;
            std::int64_t& least = divided ? baseline.stock.smallest : baseline.stock.smallest_whole;
            if (least == 0 || piece.piece.micrograms < least) least = piece.piece.micrograms;
        }
        if (baseline.stock.smallest_whole == 0) baseline.stock.smallest_whole = baseline.stock.smallest;
        if (baseline.stock.smallest == 0) baseline.stock.smallest = baseline.stock.smallest_whole;
        for (const PlannedDose& dose : *doses) {
            int pieces = 0;
            for (const UnitCount& unit : dose.units) pieces += (unit.thousandths + 999) / 1000;
            most = std::max(most, pieces);
        }
        const bool liquid = is_liquid(formulary[line]);
        const int measure =
            baseline.stock.pieces.empty() ? 1000 : baseline.stock.pieces.front().unit.thousandths;
        baseline.stock.max_pieces = liquid ? most * 1000 / measure : most;
        return baseline;
    }
    return not_dispensable(opioid, *use, lines, formulary);
}

std::vector<std::string> finer_forms(const Stock& stock, bool tablets_scored, const Formulary& formulary) {
    const ProductLine& in_use = formulary[stock.line];
    std::vector<std::string> forms;
    for (const ProductId id : formulary.products_of(in_use.drug)) {
        const ProductLine& line = formulary[id];
        if (line.route != Route::oral || line.offer.for_caution() != Offer::yes || is_liquid(in_use))
            continue;
        const Strength& least = line.strengths.front();
        if (least.also.empty() != in_use.strengths.front().also.empty()) continue;
        const double smallest = in(content_of_one(least), unit::mcg);
        if (is_liquid(line)) {
            forms.push_back(describe(line, formulary) + " (" + show_strength(least.value) + ")");
        } else if (smallest < static_cast<double>(stock.smallest)) {
            forms.push_back(describe(line, formulary) + " (" + show_strength(least.value) + ")");
        } else if (!tablets_scored && line.release == Release::immediate && line.form == Form::tablet &&
                   line.split.for_caution() == Split::half_if_scored &&
                   smallest / 2 < static_cast<double>(stock.smallest)) {
            forms.push_back("half of a scored " + show_strength(least.value) + " immediate-release tablet");
        }
    }
    return forms;
}

}  // namespace stepdown
