#include "planner/new_regimen.hpp"

#include <algorithm>
#include <cmath>

#include "planner/dispensing.hpp"
#include "planner/dose_words.hpp"
#include "planner/stock.hpp"

namespace stepdown {

namespace {

bool is_liquid_meant(const RotationTarget& target) {
    return std::any_of(target.forms.begin(), target.forms.end(),
                       [](Form form) { return form == Form::solution || form == Form::concentrate; });
}

bool may_be_offered(Offer offer, Tolerance tolerance) {
    return offer == Offer::yes || (offer == Offer::tolerant_only && tolerance == Tolerance::tolerant);
}

bool holds_more_than_the_opioid(const ProductLine& line) {
    return std::any_of(line.strengths.begin(), line.strengths.end(),
                       [](const Strength& strength) { return !strength.also.empty(); });
}

template <class T>
bool is_among(const std::vector<T>& all, const T& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

/// The lines that the words of the target mean, whatever may be offered of them.
std::vector<ProductId> lines_meant(const RotationTarget& target, const Formulary& formulary) {
    std::vector<ProductId> lines = formulary.products_of(target.drug);
    std::erase_if(lines, [&](ProductId id) {
        const ProductLine& line = formulary[id];
        const bool named = is_among(target.products, id);
        return line.route != target.route || (target.release && line.release != *target.release) ||
               (!target.products.empty() && !named) || (!named && holds_more_than_the_opioid(line)) ||
               (!target.forms.empty() && !is_among(target.forms, line.form));
    });
    return lines;
}

/// What the ratios of a drug count: the substance of its first line, which every source means.
const std::string& usual_basis(DrugId drug, const Formulary& formulary) {
    return formulary[formulary.products_of(drug).front()].basis;
}

/// The first word of a basis is the drug; what follows is the salt.
bool is_salt(const std::string& basis) {
    return basis.find(' ') != std::string::npos;
}

/// Two salts are taken as labeled, a base beside a salt is not.
bool counts_the_same(const ProductLine& line, const Formulary& formulary) {
    return is_salt(line.basis) == is_salt(usual_basis(line.drug, formulary));
}

bool is_wished(ProductId id, const Preferences& preferences, const Formulary& formulary) {
    const std::string& name = formulary[id].id;
    if (is_among(preferences.avoid_products, name)) return false;
    const bool wishes_of_this_drug =
        std::any_of(preferences.products.begin(), preferences.products.end(), [&](const std::string& wish) {
            const auto product = formulary.product(wish);
            return product && formulary[*product].drug == formulary[id].drug;
        });
    return !wishes_of_this_drug || is_among(preferences.products, name);
}

bool takes_liquids(const RegimenRequest& request) {
    return is_liquid_meant(request.target) || request.preferences.liquid_acceptable.value_or(false);
}

std::vector<ProductId> lines_for(const RegimenRequest& request, const Formulary& formulary) {
    std::vector<ProductId> lines = lines_meant(request.target, formulary);
    std::erase_if(lines, [&](ProductId id) {
        const ProductLine& line = formulary[id];
        const bool liquid_unasked =
            is_liquid(line) && !takes_liquids(request) && !is_among(request.target.products, id);
        return line.release != request.release || liquid_unasked || !counts_the_same(line, formulary) ||
               !may_be_offered(line.offer.for_caution(), request.tolerance) ||
               !is_wished(id, request.preferences, formulary);
    });
    return lines;
}

/// A line's pieces with what limits one dose of it.
Stock stock_of(ProductId id, const RegimenRequest& request, const Library& library) {
    const ProductLine& line = library.formulary[id];
    Stock stock{id, {}, 0, 0, 0};
    const bool halves = request.preferences.tablets_scored && line.release == Release::immediate &&
                        line.form == Form::tablet && line.split.for_caution() == Split::half_if_scored;
    const auto add = [&](std::size_t strength, int thousandths) {
        const Mass mass = content_of_one(line.strengths[strength]) * (thousandths / 1000.0);
        if (const auto micrograms = whole_micrograms(mass))
            stock.pieces.push_back({{*micrograms}, {id, strength, thousandths}});
    };
    for (std::size_t i = 0; i < line.strengths.size(); ++i) {
        if (!may_be_offered(line.strengths[i].offer.for_caution(), request.tolerance)) continue;
        add(i, 1000);
        if (halves) add(i, 500);
    }
    const int usual = request.preferences.max_tablets_per_dose.value_or(
        static_cast<int>(library.limits.units_per_dose.for_caution()));
    stock.max_pieces = line.form == Form::film ? 1
                       : is_liquid(line) ? static_cast<int>(library.limits.plausible_units.for_caution())
                                         : usual;
    return stock;
}

/// The numbers of doses a day whose gap lies in the label interval; none where nobody has verified it.
std::vector<int> doses_a_day(const ProductLine& line) {
    std::vector<int> numbers;
    const Duration* from = line.shortest_interval.for_dosing();
    const Duration* to = line.longest_interval.for_dosing();
    if (!from || !to) return numbers;
    for (int number = 1; number <= 24; ++number) {
        const Duration gap = unit::days(1.0 / number);
        if (reaches(gap, *from) && reaches(*to, gap)) numbers.push_back(number);
    }
    return numbers;
}

int units_in(const std::vector<PlannedDose>& doses) {
    int units = 0;
    for (const PlannedDose& dose : doses) {
        for (const UnitCount& unit : dose.units) units += (unit.thousandths + 999) / 1000;
    }
    return units;
}

bool is_better(const NewRegimen& a, const NewRegimen& b) {
    if (exceeds(a.per_day, b.per_day)) return true;
    if (exceeds(b.per_day, a.per_day)) return false;
    if (a.doses.size() != b.doses.size()) return a.doses.size() < b.doses.size();
    return units_in(a.doses) < units_in(b.doses);
}

DoseRate acetaminophen_in(const NewRegimen& regimen, const Formulary& formulary) {
    Mass sum = unit::mg(0);
    for (const PlannedDose& dose : regimen.doses) {
        for (const UnitCount& unit : dose.units) {
            for (const AlsoContains& also : formulary[unit.product].strengths[unit.strength].also) {
                const double count = unit.thousandths / 1000.0;
                if (also.drug != "acetaminophen") continue;
                if (const Mass* mass = std::get_if<Mass>(&also.strength)) sum += *mass * count;
                if (const auto* per_ml = std::get_if<Concentration>(&also.strength))
                    sum += *per_ml * unit::ml(count);
            }
        }
    }
    return sum / unit::days(1);
}

NewRegimen regimen_of(const Stock& stock, const Dispensed& dose, int number, DoseRate most,
                      const Formulary& formulary) {
    const Mass amount = unit::mcg(static_cast<double>(dose.micrograms));
    NewRegimen regimen{stock.line,
                       formulary[stock.line].release,
                       unit::days(1.0 / number),
                       amount * double(number) / unit::days(1),
                       unit::mg_per_day(0),
                       {},
                       {}};
    regimen.rounded_off = most - regimen.per_day;
    if (!exceeds(regimen.rounded_off, unit::mg_per_day(0))) regimen.rounded_off = unit::mg_per_day(0);
    for (const DoseTime time : times_of(number)) regimen.doses.push_back(dose_from(stock, dose, time));
    return regimen;
}

std::vector<Piece> pieces_of(const Stock& stock) {
    std::vector<Piece> pieces;
    for (const StockPiece& piece : stock.pieces) pieces.push_back(piece.piece);
    return pieces;
}

/// Whole micrograms of one of `number` equal doses that are not above `most` a day.
std::int64_t share_of(DoseRate most, int number) {
    const double micrograms = in(most * unit::days(1), unit::mcg) / number;
    return static_cast<std::int64_t>(std::floor(micrograms * (1 + 1e-9)));
}

/// The best regimen over the given lines; `choose` finds the pieces of one dose.
template <class Choose>
std::optional<NewRegimen> best_of(const std::vector<ProductId>& lines, const RegimenRequest& request,
                                  const Library& library, Choose choose) {
    std::optional<NewRegimen> best;
    for (const ProductId id : lines) {
        const Stock stock = stock_of(id, request, library);
        for (const int number : doses_a_day(library.formulary[id])) {
            if (request.every && whole_days(unit::days(1) * ratio(unit::days(1), *request.every)) != number)
                continue;
            const std::optional<Dispensed> dose = choose(stock, number);
            if (!dose) continue;
            NewRegimen regimen = regimen_of(stock, *dose, number, request.most, library.formulary);
            if (exceeds(acetaminophen_in(regimen, library.formulary),
                        library.limits.largest_acetaminophen.for_caution()))
                continue;
            if (!best || is_better(regimen, *best)) best = std::move(regimen);
        }
    }
    return best;
}

std::optional<NewRegimen> best_below(const std::vector<ProductId>& lines, const RegimenRequest& request,
                                     const Library& library) {
    return best_of(lines, request, library, [&](const Stock& stock, int number) {
        return choose_pieces(share_of(request.most, number), pieces_of(stock), stock.max_pieces,
                             Rounding::down);
    });
}

/// Patches count in thousandths of mcg/h, so that the same integers serve.
std::int64_t in_thousandths(DoseRate rate) {
    return static_cast<std::int64_t>(std::llround(in(rate, unit::mcg_per_hour) * 1000));
}

}  // namespace

std::optional<NewRegimen> new_regimen(const RegimenRequest& request, const Library& library) {
    return best_below(lines_for(request, library.formulary), request, library);
}

std::optional<NewRegimen> smallest_regimen(const RegimenRequest& request, const Library& library) {
    std::optional<NewRegimen> least;
    for (const ProductId id : lines_for(request, library.formulary)) {
        const Stock stock = stock_of(id, request, library);
        const auto smallest =
            std::min_element(stock.pieces.begin(), stock.pieces.end(),
                             [](const StockPiece& a, const StockPiece& b) { return a.piece < b.piece; });
        for (const int number : doses_a_day(library.formulary[id])) {
            if (smallest == stock.pieces.end()) continue;
            const Dispensed one{{{smallest->piece, 1}}, smallest->piece.micrograms, 1};
            NewRegimen regimen = regimen_of(stock, one, number, request.most, library.formulary);
            if (!least || exceeds(least->per_day, regimen.per_day)) least = std::move(regimen);
        }
    }
    return least;
}

std::vector<std::string> forms_that_fit(const RegimenRequest& request, const Library& library) {
    RotationTarget any = request.target;
    any.release = std::nullopt;
    any.products.clear();
    any.forms.clear();
    Preferences open = request.preferences;
    open.liquid_acceptable = true;
    open.products.clear();
    std::vector<std::string> forms;
    const auto add = [&](const std::optional<NewRegimen>& regimen, const std::string& more) {
        if (!regimen) return;
        const ProductLine& line = library.formulary[regimen->line];
        const UnitCount& unit = regimen->doses.front().units.front();
        const std::string form = describe(line, library.formulary) + " (" +
                                 show_strength(line.strengths[unit.strength].value, line.route) + ")" + more;
        if (!is_among(forms, form)) forms.push_back(form);
    };
    for (const Release release : {Release::immediate, Release::extended}) {
        const RegimenRequest wider{any, release, request.most, request.tolerance, open};
        for (const ProductId id : lines_for(wider, library.formulary))
            add(best_below({id}, wider, library), "");
        if (request.preferences.tablets_scored) continue;
        open.tablets_scored = true;
        for (const ProductId id : lines_for(wider, library.formulary)) {
            const auto halved = best_below({id}, wider, library);
            const bool uses_a_half = halved && std::any_of(halved->doses.begin(), halved->doses.end(),
                                                           [](const PlannedDose& dose) {
                                                               return dose.units.back().thousandths % 1000;
                                                           });
            if (uses_a_half) add(halved, " in halves, if that tablet is scored");
        }
        open.tablets_scored = false;
    }
    return forms;
}

std::optional<NewRegimen> patches_of(const RegimenRequest& request, const std::vector<DoseRate>& preferred,
                                     const Library& library) {
    for (const ProductId id : lines_for(request, library.formulary)) {
        const ProductLine& line = library.formulary[id];
        const Duration* change = line.longest_interval.for_dosing();
        if (!change) continue;
        Stock stock{id, {}, static_cast<int>(library.limits.units_per_dose.for_caution()), 0, 0};
        for (const bool only_preferred : {true, false}) {
            stock.pieces.clear();
            for (std::size_t i = 0; i < line.strengths.size(); ++i) {
                const auto* rate = std::get_if<DoseRate>(&line.strengths[i].value);
                const bool offered = may_be_offered(line.strengths[i].offer.for_caution(), request.tolerance);
                const bool is_preferred =
                    rate && std::any_of(preferred.begin(), preferred.end(), [&](DoseRate one) {
                        return in_thousandths(one) == in_thousandths(*rate);
                    });
                if (rate && offered && (is_preferred || !only_preferred))
                    stock.pieces.push_back({{in_thousandths(*rate)}, {id, i, 1000}});
            }
            const auto worn = choose_pieces(in_thousandths(request.most), pieces_of(stock), stock.max_pieces,
                                            Rounding::down);
            if (!worn || (only_preferred && worn->micrograms != in_thousandths(request.most))) continue;
            const DoseRate rate = unit::mcg_per_hour(static_cast<double>(worn->micrograms) / 1000);
            return NewRegimen{id,
                              line.release,
                              *change,
                              rate,
                              request.most - rate,
                              {},
                              dose_from(stock, *worn, time_of(TimeOfDay::morning)).units};
        }
    }
    return std::nullopt;
}

std::vector<Release> releases_of(const RotationTarget& target, const Library& library) {
    if (target.release) return {*target.release};
    std::vector<Release> releases;
    for (const ProductId id : lines_meant(target, library.formulary)) {
        const Release release = library.formulary[id].release;
        if (!is_among(releases, release)) releases.push_back(release);
    }
    std::sort(releases.begin(), releases.end());
    return releases;
}

std::string other_basis_because(const std::vector<ProductId>& products, const Library& library) {
    const Formulary& formulary = library.formulary;
    const auto usual = [&](const ProductLine& line) {
        const std::vector<ProductId>& all = formulary.products_of(line.drug);
        const auto same_route = std::find_if(all.begin(), all.end(),
                                             [&](ProductId id) { return formulary[id].route == line.route; });
        return formulary[*same_route].basis;
    };
    for (const ProductId id : products) {
        const ProductLine& line = formulary[id];
        if (is_salt(line.basis) == is_salt(usual(line))) return "";
    }
    if (products.empty()) return "";
    const ProductLine& first = formulary[products.front()];
    return "Its milligrams are those of " + first.basis + ", not of " + usual(first) +
           ", which the ratios count.";
}

std::string no_product_because(const RotationTarget& target, const Library& library) {
    const std::vector<ProductId> lines = lines_meant(target, library.formulary);
    const std::string what =
        library.formulary[target.drug].id + " by the " + std::string(word(target.route)) + " route";
    if (lines.empty()) return "No product of " + what + " is known here.";
    for (const ProductId id : lines) {
        if (counts_the_same(library.formulary[id], library.formulary)) return "";
    }
    return "Its milligrams are those of " + library.formulary[lines.front()].basis + ", not of " +
           usual_basis(target.drug, library.formulary) + ", which the ratios count.";
}

}  // namespace stepdown
