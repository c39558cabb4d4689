#include "planner/baseline.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "conversions/quantity_format.hpp"
#include "planner/dose_words.hpp"

namespace stepdown {

namespace {

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

/// Patches as one dose: what they release in 24 hours, for as many days as they are worn. Nothing of an
/// infusion.
std::optional<Scheduled> worn_use(const Continuous& continuous, Route route) {
    if (route != Route::transdermal || continuous.change_every_days < 1) return std::nullopt;
    return Scheduled{{{time_of(TimeOfDay::morning), continuous.rate * unit::days(1)}},
                     static_cast<int>(continuous.change_every_days)};
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
                                 [&](const Continuous& c) { return worn_use(c, regimen.route); }},
                      regimen.amount);
}

/// As-needed use that the case keeps.
const AsNeeded* kept_use(const Regimen& regimen, const Preferences& preferences) {
    const auto* order = std::get_if<AsNeeded>(&regimen.amount);
    const bool is_known = order && order->used_in_a_day && exceeds(*order->used_in_a_day, unit::mg(0)) &&
                          exceeds(order->least_dose, unit::mg(0));
    return preferences.keep_as_needed.value_or(false) && is_known ? order : nullptr;
}

AsNeededUse as_needed_use(const AsNeeded& order, const PlannedDose& dose) {
    AsNeededUse use{given_in_a_day(dose.amount), dose.units, std::nullopt, std::nullopt, 0};
    if (order.shortest_hours > 0) use.at_most_every = unit::hours(order.shortest_hours);
    if (order.most_in_a_day) use.most_per_day = ratio(*order.most_in_a_day, order.dose);
    use.counted_per_day =
        order.doses_used > 0 ? order.doses_used : ratio(*order.used_in_a_day, order.least_dose);
    return use;
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
            const std::string shown = show_strength(strength.value, line.route);
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
        const Route route = opioid.regimen.route;
        const std::string one = route == Route::transdermal ? show_daily(dose.amount / unit::days(1), route)
                                                            : show_mass(dose.amount, route);
        if (doses.find(one) == std::string::npos) doses += (doses.empty() ? "" : ", ") + one;
    }
    return {"dose-not-dispensable",
            "\"" + opioid.regimen.text + "\": no plausible number of whole units makes a dose of " + doses,
            "known are " + known_strengths(opioid.regimen, lines, formulary) +
                (opioid.regimen.route == Route::transdermal
                     ? ""
                     : "; for halves of scored immediate-release tablets write preferences: {tablets_scored: "
                       "yes}"),
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

namespace {

/// How often a day a form that is not taken now is taken: as seldom as its label allows. An interval that
/// nobody has verified counts at its short end, which makes each dose smaller.
std::size_t doses_by_label(const ProductLine& line) {
    const Duration* longest = line.longest_interval.for_dosing();
    const Duration interval = longest ? *longest : line.shortest_interval.for_caution();
    return static_cast<std::size_t>(std::ceil(ratio(unit::days(1), interval) - 1e-9));
}

/// Whether the case accepts that a taper moves from the line taken now to this one.
bool is_accepted(const ProductLine& line, const ProductLine& now, const Preferences& preferences) {
    if (line.route != Route::oral || now.route != Route::oral || line.basis != now.basis ||
        line.release != Release::immediate || line.offer.for_caution() != Offer::yes)
        return false;
    if (line.form == Form::solution) return preferences.liquid_acceptable.value_or(false);
    return now.release == Release::extended && (line.form == Form::tablet || line.form == Form::capsule) &&
           preferences.immediate_release_acceptable.value_or(false);
}

/// The other forms of a drug taken at fixed times, by mouth, without another drug in it.
std::vector<OtherFormStock> other_forms(const BaselineOpioid& taken, const Regimen& regimen,
                                        const Preferences& preferences, const Library& library) {
    const Formulary& formulary = library.formulary;
    const ProductLine& now = formulary[taken.stock.line];
    std::vector<ProductId> lines = formulary.products_of(regimen.drug);
    keep_wished(lines, preferences, formulary);
    std::vector<OtherFormStock> forms;
    for (const ProductId id : lines) {
        const ProductLine& line = formulary[id];
        if (id == taken.stock.line || !regimen.also_per_unit.empty() || !is_accepted(line, now, preferences))
            continue;
        const std::size_t doses =
            line.release == now.release ? taken.taking.doses.size() : doses_by_label(line);
        OtherFormStock form{stock_of_other_form(id, regimen, preferences, library), doses};
        const bool is_finer = !form.stock.pieces.empty() && form.stock.max_pieces > 0 &&
                              form.stock.smallest < taken.stock.smallest;
        const double most_doses = library.limits.plausible_doses.for_caution();
        if (is_finer && doses > 0 && static_cast<double>(doses) <= most_doses)
            forms.push_back(std::move(form));
    }
    return forms;
}

}  // namespace

const Stock& stock_of(const BaselineOpioid& opioid, const Taking& taking) {
    if (taking.doses.empty() || taking.doses.front().units.empty()) return opioid.stock;
    const ProductId line = taking.doses.front().units.front().product;
    for (const OtherFormStock& other : opioid.other_forms) {
        if (other.stock.line == line) return other.stock;
    }
    return opioid.stock;
}

BaselineOpioid in_form_of(BaselineOpioid opioid, const Taking& taking) {
    Stock stock = stock_of(opioid, taking);
    if (stock.line == opioid.stock.line) return opioid;
    opioid.stock = std::move(stock);
    opioid.taking.release = taking.release;
    opioid.other_forms.clear();
    return opioid;
}

Result<BaselineOpioid> baseline_of(const CaseOpioid& opioid, const Preferences& preferences,
                                   const Library& library) {
    const Formulary& formulary = library.formulary;
    std::vector<ProductId> lines = lines_meant(opioid.regimen, formulary);
    if (const auto fault = fault_in_words(opioid, lines, formulary)) return *fault;
    const AsNeeded* kept = kept_use(opioid.regimen, preferences);
    const std::optional<Scheduled> use =
        kept ? Scheduled{{{DoseTime{}, kept->least_dose}}, 1} : scheduled_use(opioid.regimen);
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
        const Stock all{
            line, stock_pieces(line, opioid.regimen, *use, preferences, library, StockFor::baseline),
            0,    0,
            0,    formulary[line].form == Form::patch};
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
    baseline.stock = planning_stock(
        taken.line, stock_pieces(taken.line, regimen, *use, preferences, library, StockFor::planning),
        taken.doses, preferences, library);
    if (kept) {
        baseline.taking.role = Role::unchanged;
        baseline.taking.as_needed = as_needed_use(*kept, taken.doses.front());
        baseline.taking.doses.clear();
        return baseline;
    }
    for (const Dose& dose : use->doses) baseline.times.push_back(dose.time);
    baseline.usual_times = baseline.times == times_of(static_cast<int>(baseline.times.size()));
    baseline.was_as_needed = std::holds_alternative<AsNeeded>(regimen.amount);
    baseline.other_forms = other_forms(baseline, regimen, preferences, library);
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

}  // namespace stepdown
