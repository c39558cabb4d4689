#include "planner/baseline.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
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

constexpr int most_times_a_day = 6;

/// So many doses a day, spread over it: above six, some times of day take two or more.
Scheduled spread(Mass dose, int doses) {
    Scheduled use;
    const int times = std::min(doses, most_times_a_day);
    for (const DoseTime& time : times_of(times)) {
        const int slot = static_cast<int>(use.doses.size());
        const int here = doses / times + (slot >= times - doses % times ? 1 : 0);
        use.doses.push_back({time, dose * double(here)});
    }
    return use;
}

/// The doses of a day as they are taken, stated as-needed use spread over the day. Empty where use is not
/// stated, or is not so many whole doses a day.
std::optional<Scheduled> scheduled_use(const Regimen& regimen) {
    return std::visit(overloaded{[](const Scheduled& s) { return std::optional(s); },
                                 [](const AsNeeded& n) -> std::optional<Scheduled> {
                                     const double doses = n.used_in_a_day ? n.doses_used : 0;
                                     if (doses < 1 || doses != std::floor(doses) || doses > 100)
                                         return std::nullopt;
                                     return spread(n.least_dose, static_cast<int>(doses));
                                 },
                                 [](const Continuous&) -> std::optional<Scheduled> { return std::nullopt; }},
                      regimen.amount);
}

Problem use_is_missing(const CaseOpioid& opioid) {
    const auto* as_needed = std::get_if<AsNeeded>(&opioid.regimen.amount);
    if (as_needed && as_needed->used_in_a_day) {
        return {"as-needed-use-not-whole",
                "\"" + opioid.regimen.text + "\" is not a whole number of doses a day",
                "write how many doses are used on a usual day, such as: uses 3 a day; below one a day no "
                "taper is needed",
                opioid.place};
    }
    return {"as-needed-use-unknown",
            "it is not said how much of \"" + opioid.regimen.text + "\" is really used",
            "write for example: as needed, uses 3 a day", opioid.place};
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
            const bool meant = is_liquid(line_) ? is_concentration_meant(strength, regimen_) &&
                                                      strength.also.empty() == regimen_.also_per_unit.empty()
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
std::optional<Dispensed> exactly(Mass amount, const std::vector<StockPiece>& stock, int most_units) {
    const std::optional<std::int64_t> micrograms = whole_micrograms(amount);
    if (!micrograms || *micrograms <= 0 || stock.empty()) return std::nullopt;
    const auto smallest = std::min_element(stock.begin(), stock.end(), [](const auto& a, const auto& b) {
        return a.unit.thousandths < b.unit.thousandths;
    });
    const int needed = most_units * 1000 / smallest->unit.thousandths;
    const auto made = choose_pieces(*micrograms, only_pieces(stock), needed, Rounding::down);
    return made && made->micrograms == *micrograms ? made : std::nullopt;
}

/// The doses in units of one line; empty when one of them cannot be made.
std::optional<std::vector<PlannedDose>> in_units(const Scheduled& use, const Regimen& regimen,
                                                 const Stock& stock, int most_units) {
    std::vector<PlannedDose> doses;
    for (const Dose& dose : use.doses) {
        std::vector<StockPiece> pieces = stock.pieces;
        if (regimen.unit_strength) {
            std::erase_if(pieces, [&](const StockPiece& piece) {
                return std::int64_t{piece.piece.micrograms} * 1000 !=
                       whole_micrograms(*regimen.unit_strength).value_or(0) * piece.unit.thousandths;
            });
        }
        const auto made = exactly(dose.amount, pieces, most_units);
        if (!made) return std::nullopt;
        doses.push_back(dose_from(stock, *made, dose.time));
    }
    return doses;
}

/// "oxycodone tablets: 5 mg, 10 mg; oxycodone oral solution: 1 mg/mL": each once.
std::string known_strengths(const Regimen& regimen, const std::vector<ProductId>& lines,
                            const Formulary& formulary) {
    std::vector<std::pair<std::string, std::vector<std::string>>> forms;
    for (const ProductId id : lines) {
        const ProductLine& line = formulary[id];
        const std::string form = describe(line, formulary);
        for (const Strength& strength : line.strengths) {
            if (!is_liquid(line) && !holds_the_same_besides(strength, regimen)) continue;
            auto at =
                std::find_if(forms.begin(), forms.end(), [&](const auto& one) { return one.first == form; });
            if (at == forms.end()) at = forms.insert(at, {form, {}});
            const std::string shown = show_strength(strength.value);
            if (std::find(at->second.begin(), at->second.end(), shown) == at->second.end())
                at->second.push_back(shown);
        }
    }
    std::string text;
    for (const auto& [form, strengths] : forms) {
        text += (text.empty() ? "" : "; ") + form + ":";
        for (const std::string& strength : strengths)
            text += (&strength == &strengths.front() ? " " : ", ") + strength;
    }
    return text;
}

Problem not_dispensable(const CaseOpioid& opioid, const Scheduled& use, const std::vector<ProductId>& lines,
                        const Formulary& formulary) {
    std::string doses;
    for (const Dose& dose : use.doses) {
        const std::string one = show(dose.amount, unit::mg);
        if (doses.find(one) == std::string::npos) doses += (doses.empty() ? "" : ", ") + one;
    }
    return {"dose-not-dispensable",
            "\"" + opioid.regimen.text + "\": no plausible number of whole units makes a dose of " + doses,
            "known are " + known_strengths(opioid.regimen, lines, formulary) +
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
        return Problem{"no-product-line", "no product is known for \"" + regimen.text + "\"",
                       "`stepdown drugs show " + drug + "` lists the products that are known", opioid.place};
    }
    if (regimen.also_per_unit.empty() && regimen.products.empty() && only_in_combination(lines, formulary)) {
        return Problem{"combination-not-said", drug + " in this form exists only together with another drug",
                       "write both strengths, such as " + drug + "/acetaminophen 10/325 mg 1 tablet",
                       opioid.place};
    }
    return std::nullopt;
}

/// A liquid whose strength the words leave open: the liquids among these lines have more than one. A
/// concentrate can be ten times as strong as the solution.
bool strength_is_open(const Regimen& regimen, const std::vector<ProductId>& lines,
                      const Formulary& formulary) {
    if (regimen.concentration) return false;
    std::vector<double> strengths;
    for (const ProductId line : lines) {
        if (!is_liquid(formulary[line])) continue;
        for (const Strength& strength : formulary[line].strengths) {
            if (strength.also.empty() == regimen.also_per_unit.empty())
                strengths.push_back(in(content_of_one(strength), unit::mg));
        }
    }
    return std::any_of(strengths.begin(), strengths.end(),
                       [&](double one) { return one != strengths.front(); });
}

}  // namespace

std::vector<ProductId> lines_meant(const Regimen& regimen, const Formulary& formulary) {
    std::vector<ProductId> lines =
        regimen.products.empty() ? formulary.products_of(regimen.drug) : regimen.products;
    std::erase_if(lines, [&](ProductId id) {
        const ProductLine& line = formulary[id];
        return line.drug != regimen.drug || line.route != regimen.route || line.release != regimen.release ||
               (regimen.concentration.has_value() && !is_liquid(line)) ||
               (!regimen.forms.empty() &&
                std::find(regimen.forms.begin(), regimen.forms.end(), line.form) == regimen.forms.end());
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

namespace {

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
    const Mass a_dose =
        library.limits.largest_acetaminophen.for_caution() * unit::days(1) / double(now.size());
    int most = static_cast<int>(ratio(a_dose, in_one) + 1e-9);
    for (const PlannedDose& dose : now) most = std::max(most, units_in(dose));
    return most;
}

/// What a plan may hand out: the pieces, the smallest of them, and how many of them one dose may have. A
/// patient who takes more units at once today is not held to the usual number.
Stock planning_stock(ProductId line, std::vector<StockPiece> pieces, const std::vector<PlannedDose>& now,
                     const Preferences& preferences, const Library& library) {
    Stock stock{line, std::move(pieces), 0, 0, 0};
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

/// The case's wishes: only the products that it names, and none that it avoids.
void keep_wished(std::vector<ProductId>& lines, const Preferences& preferences, const Formulary& formulary) {
    const auto names = [&](const std::vector<std::string>& ids, ProductId line) {
        return std::find(ids.begin(), ids.end(), formulary[line].id) != ids.end();
    };
    std::erase_if(lines, [&](ProductId line) {
        return names(preferences.avoid_products, line) ||
               (!preferences.products.empty() && !names(preferences.products, line));
    });
}

/// A slip of the pen: more doses a day than a day has times for.
std::optional<Problem> implausible(const CaseOpioid& opioid, const Scheduled& use, const Library& library) {
    const double most = library.limits.plausible_doses.for_caution();
    if (static_cast<double>(use.doses.size()) <= most) return std::nullopt;
    return Problem{"too-many-doses",
                   "\"" + opioid.regimen.text + "\" is more than " + show_decimal(most) + " doses a day",
                   "write at most that many, or check how often it is taken", opioid.place};
}

/// One line with which the words of a case can be taken as they stand.
struct Match {
    ProductId line;
    std::vector<PlannedDose> doses;
};

}  // namespace

Result<BaselineOpioid> baseline_of(const CaseOpioid& opioid, const Preferences& preferences,
                                   const Library& library) {
    const Formulary& formulary = library.formulary;
    std::vector<ProductId> lines = lines_meant(opioid.regimen, formulary);
    if (const auto fault = fault_in_words(opioid, lines, formulary)) return *fault;
    const std::optional<Scheduled> use = scheduled_use(opioid.regimen);
    if (!use) return use_is_missing(opioid);
    if (const auto fault = implausible(opioid, *use, library)) return *fault;
    keep_wished(lines, preferences, formulary);
    if (lines.empty()) {
        return Problem{
            "no-wished-product", "the preferences leave no product for \"" + opioid.regimen.text + "\"",
            "under preferences, let products name the product that is taken, or delete products and "
            "avoid_products",
            opioid.place};
    }
    std::vector<Match> matches;
    for (const ProductId line : lines) {
        const Stock all{line, StockMaker(line, opioid.regimen, *use, preferences, library).pieces(false), 0,
                        0, 0};
        // A liquid of unknown strength is never guessed: asked for where the words name a liquid, passed over
        // else.
        if (is_liquid(formulary[line]) && strength_is_open(opioid.regimen, lines, formulary)) {
            if (opioid.regimen.forms.empty()) continue;
            return Problem{"strength-not-said",
                           "\"" + opioid.regimen.text + "\" does not say how strong the liquid is",
                           "write its strength and the volume taken, as in 2 mg/mL 5 mL", opioid.place};
        }
        auto doses = in_units(*use, opioid.regimen, all,
                              static_cast<int>(library.limits.plausible_units.for_caution()));
        if (doses) matches.push_back({line, std::move(*doses)});
    }
    if (matches.empty()) return not_dispensable(opioid, *use, lines, formulary);
    const Match& taken = matches.front();
    BaselineOpioid baseline;
    const Regimen& regimen = opioid.regimen;
    baseline.taking = {opioid.id,       Role::tapered,   0,          regimen.drug, regimen.route,
                       regimen.release, use->every_days, taken.doses};
    const StockMaker maker(taken.line, regimen, *use, preferences, library);
    baseline.stock = planning_stock(taken.line, maker.pieces(true), taken.doses, preferences, library);
    for (const Dose& dose : use->doses) baseline.times.push_back(dose.time);
    baseline.usual_times = baseline.times == times_of(static_cast<int>(baseline.times.size()));
    baseline.was_as_needed = std::holds_alternative<AsNeeded>(regimen.amount);
    for (std::size_t i = 1; i < matches.size(); ++i) {
        const bool as_likely = formulary[matches[i].line].offer.for_caution() == Offer::yes &&
                               regimen.release == Release::extended && regimen.products.empty();
        if (as_likely) baseline.also_meant.push_back(matches[i].line);
    }
    return baseline;
}

std::int64_t last_unit_zone(const BaselineOpioid& opioid, const Formulary& formulary) {
    const Duration* interval = formulary[opioid.stock.line].longest_interval.for_dosing();
    const auto doses_a_day =
        interval ? std::max<std::int64_t>(1, whole_days(unit::days(1) * ratio(unit::days(1), *interval)))
                 : static_cast<std::int64_t>(opioid.taking.doses.size());
    return doses_a_day * opioid.stock.smallest;
}

std::vector<std::string> finer_forms(const Stock& stock, bool tablets_scored, const Formulary& formulary) {
    const ProductLine& in_use = formulary[stock.line];
    std::vector<std::string> forms;
    const auto add = [&](const std::string& form) {
        if (std::find(forms.begin(), forms.end(), form) == forms.end()) forms.push_back(form);
    };
    if (is_liquid(in_use)) add("smaller volumes of the liquid, if the oral syringe in use has finer marks");
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
    return forms;
}

}  // namespace stepdown
