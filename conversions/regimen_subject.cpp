#include "conversions/regimen_subject.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "conversions/regimen_lexicon.hpp"
#include "conversions/text/map_reader.hpp"

namespace stepdown::said {

void Complaints::two_of(std::string_view what, std::string_view first, std::string_view second,
                        std::size_t offset) {
    add("contradiction", offset, fmt::format("two {}: {} and {}", what, quoted(first), quoted(second)),
        "write one of them");
}

namespace {

bool fits(FormWord word, Form form) {
    const std::span<const Form> meant = forms_of(word);
    return std::find(meant.begin(), meant.end(), form) != meant.end();
}

bool fits(FormWord word, Route route) {
    const bool injected =
        route == Route::intravenous || route == Route::subcutaneous || route == Route::intramuscular;
    switch (word) {
        case FormWord::tablet:
        case FormWord::capsule:
        case FormWord::pill:
            return route == Route::oral || route == Route::sublingual || route == Route::buccal ||
                   route == Route::rectal;
        case FormWord::liquid:
            return route != Route::transdermal;
        case FormWord::concentrate:
            return route != Route::transdermal && !injected;
        case FormWord::suppository:
            return route == Route::rectal;
        case FormWord::patch:
            return route == Route::transdermal;
        case FormWord::film:
        case FormWord::lozenge:
            return route == Route::sublingual || route == Route::buccal;
        case FormWord::spray:
            return route == Route::nasal || route == Route::sublingual;
    }
    return false;
}

/// Two words for one form: "pill" and "capsule".
bool agree(FormWord a, FormWord b) {
    const auto general = [](FormWord word, FormWord special) {
        return (word == FormWord::pill && (special == FormWord::tablet || special == FormWord::capsule)) ||
               (word == FormWord::liquid && special == FormWord::concentrate);
    };
    return a == b || general(a, b) || general(b, a);
}

bool is_combination(const Strength& strength) {
    return !strength.also.empty();
}

bool is_combination(const ProductLine& line) {
    return std::all_of(line.strengths.begin(), line.strengths.end(),
                       [](const Strength& strength) { return is_combination(strength); });
}

template <class Quantity>
bool nearly(Quantity a, Quantity b, double tolerance) {
    const double share = ratio(a, b);
    return share > 1 - tolerance && share < 1 + tolerance;
}

constexpr double exactly = 1e-9, as_rounded = 0.01;

class SubjectReader {
public:
    SubjectReader(const Said& said, const Formulary& formulary, Complaints& complaints)
        : said_(said), formulary_(formulary), complaints_(complaints) {}

    std::optional<Subject> read() {
        const bool facts_agree = once_each() && forms_agree();
        const bool has_name = name();
        words_not_understood();
        if (!has_name || !facts_agree) return std::nullopt;
        if (!ingredients() || !route() || !release()) return std::nullopt;
        return subject_;
    }

private:
    using Lines = std::vector<ProductId>;

    template <class Keep>
    Lines kept(const Lines& lines, Keep keep) const {
        Lines out;
        std::copy_if(lines.begin(), lines.end(), std::back_inserter(out),
                     [&](ProductId id) { return keep(formulary_[id]); });
        return out;
    }

    // --- facts that can be stated only once
    bool once_each() {
        bool fine = true;
        const auto check = [&](const auto& facts, std::string_view what) {
            for (std::size_t i = 1; i < facts.size(); ++i) {
                complaints_.two_of(what, facts[0].written, facts[i].written, facts[i].offset);
                fine = false;
            }
        };
        check(said_.routes, "routes");
        check(said_.releases, "kinds of release");
        return fine;
    }
    bool forms_agree() {
        for (const Fact<FormWord>& form : said_.forms) {
            const Fact<FormWord>& first = said_.forms.front();
            if (agree(first.value, form.value)) continue;
            complaints_.two_of("forms", first.written, form.written, form.offset);
            return false;
        }
        return true;
    }
    bool form_fits(const ProductLine& line) const {
        return std::all_of(said_.forms.begin(), said_.forms.end(),
                           [&](const Fact<FormWord>& form) { return fits(form.value, line.form); });
    }

    // --- names
    bool name() {
        const Fact<Name>* drug = nullptr;
        for (const Fact<Name>& fact : said_.names) {
            if (!fact.value.also.empty()) continue;
            if (fact.value.code.empty() ? !named(fact) : !coded(fact)) return false;
            if (drug == nullptr) drug = &fact;
        }
        if (drug == nullptr) {
            unknown_drug();
            return false;
        }
        subject_.offset = drug->offset;
        subject_.written = drug->written;
        return true;
    }
    bool named(const Fact<Name>& fact) {
        const bool brand = !fact.value.drug.has_value();
        const DrugId drug = brand ? formulary_[fact.value.brand.front()].drug : *fact.value.drug;
        if (!same_drug(fact, drug)) return false;
        const Fact<Name>*& slot = brand ? brand_ : drug_;
        if (slot != nullptr) {
            complaints_.add("contradiction", fact.offset,
                            fmt::format("the drug is named twice: {} and {}", quoted(slot->written),
                                        quoted(fact.written)),
                            "write each order as a regimen of its own");
            return false;
        }
        slot = &fact;
        if (brand) restrict_to({fact.value.brand.begin(), fact.value.brand.end()});
        return true;
    }
    bool coded(const Fact<Name>& fact) {
        const CodedProduct* product = formulary_.coded(fact.value.code);
        if (product == nullptr || !product->not_counted.empty()) return code_not_understood(fact, product);
        if (!same_drug(fact, product->drug)) return false;
        if (code_ != nullptr) {
            complaints_.two_of("codes", code_->written, fact.written, fact.offset);
            return false;
        }
        code_ = &fact;
        subject_.by_code = product;
        restrict_to(product->lines);
        return true;
    }
    bool code_not_understood(const Fact<Name>& fact, const CodedProduct* product) {
        const auto ingredient = std::find_if(formulary_.drugs().begin(), formulary_.drugs().end(),
                                             [&](const Drug& drug) { return drug.rxcui == fact.value.code; });
        if (product != nullptr) {
            complaints_.add("unknown-drug", fact.offset,
                            fmt::format("the RxNorm code {} ({}) cannot be counted: {}",
                                        quoted(fact.value.code), product->name, product->not_counted),
                            "write the drug's name, its dose, its route and how often it is taken");
        } else if (ingredient != formulary_.drugs().end()) {
            complaints_.add("unknown-drug", fact.offset,
                            fmt::format("the RxNorm code {} is {} in any form and strength",
                                        quoted(fact.value.code), ingredient->id),
                            "write the code of a clinical drug, or the drug's name with its dose");
        } else {
            complaints_.add("unknown-drug", fact.offset,
                            fmt::format("no opioid product has the RxNorm code {}", quoted(fact.value.code)),
                            "write the drug's name, or the code of a clinical drug");
        }
        return false;
    }
    bool same_drug(const Fact<Name>& fact, DrugId drug) {
        if (first_ != nullptr && drug != subject_.drug) {
            complaints_.add(
                "ambiguous-drug", fact.offset,
                fmt::format("two drugs: {} and {}", quoted(first_->written), quoted(fact.written)),
                "write each drug as a regimen of its own");
            return false;
        }
        if (first_ == nullptr) first_ = &fact;
        subject_.drug = drug;
        return true;
    }
    void restrict_to(const Lines& lines) {
        const bool first = !subject_.restricted;
        subject_.restricted = true;
        if (first) {
            subject_.lines = lines;
            return;
        }
        Lines both;
        std::copy_if(lines.begin(), lines.end(), std::back_inserter(both), [&](ProductId id) {
            return std::find(subject_.lines.begin(), subject_.lines.end(), id) != subject_.lines.end();
        });
        subject_.lines = both;
    }

    void unknown_drug() {
        for (const Fact<std::string_view>& unknown : said_.unknown) {
            const std::string near = formulary_.lexicon().nearest_name(unknown.value);
            if (near.empty() && &unknown != &said_.unknown.back()) continue;
            const Fact<std::string_view>& culprit = near.empty() ? said_.unknown.front() : unknown;
            unknown_name_ = &culprit;
            complaints_.add("unknown-drug", culprit.offset,
                            fmt::format("unknown drug {}", quoted(culprit.written)),
                            near.empty() ? "`stepdown drugs list` shows the names that are known"
                                         : fmt::format("if {} is meant, write it", near));
            return;
        }
        complaints_.add("unknown-drug", 0, "no opioid is named",
                        "write its name, as in oxycodone 10 mg every 6 hours");
    }

    void words_not_understood() {
        for (const Fact<std::string_view>& unknown : said_.unknown) {
            if (&unknown == unknown_name_) continue;
            complaints_.add("word-not-understood", unknown.offset,
                            fmt::format("{} is not understood", quoted(unknown.written)),
                            "leave it out or write it in other words; nothing is guessed");
        }
    }

    // --- combinations
    /// Settles whether a combination is meant, and leaves only its product lines.
    bool ingredients() {
        Few<std::string_view> also;
        for (const Fact<Name>& fact : said_.names) {
            if (fact.value.also.empty()) continue;
            also.push_back(fact.value.also);
            subject_.opioid_second |= fact.offset < subject_.offset;
        }
        const std::span<const ProductId> of_drug = formulary_.products_of(subject_.drug);
        const Lines possible = subject_.restricted ? subject_.lines : Lines(of_drug.begin(), of_drug.end());
        if (subject_.by_code != nullptr) return holds_by_code(also);
        if (also.empty()) return single_or_branded(possible);
        subject_.restricted = subject_.combination = true;
        subject_.lines = kept(possible, [&](const ProductLine& line) {
            return is_combination(line) &&
                   std::equal(
                       also.begin(), also.end(), line.strengths.front().also.begin(),
                       line.strengths.front().also.end(),
                       [](std::string_view name, const AlsoContains& one) { return name == one.drug; });
        });
        if (!subject_.lines.empty()) {
            narrow_to_strength();
            return true;
        }
        complaints_.add(
            "strength-not-made", subject_.offset,
            fmt::format("no product known here holds {} with {}", subject_.written, fmt::join(also, " and ")),
            "write each drug as a regimen of its own, or check the name");
        return false;
    }
    /// A code says itself what the product holds; the names beside it must agree.
    bool holds_by_code(const Few<std::string_view>& also) {
        const std::vector<AlsoContains>& held = subject_.by_code->also;
        subject_.combination = !held.empty();
        const bool agree = std::all_of(also.begin(), also.end(), [&](std::string_view name) {
            return std::any_of(held.begin(), held.end(),
                               [&](const AlsoContains& one) { return one.drug == name; });
        });
        if (!agree)
            complaints_.add("contradiction", subject_.offset,
                            fmt::format("{} holds no {}", quoted(subject_.written), fmt::join(also, " and ")),
                            "leave out what it does not hold, or check the code");
        return agree;
    }
    /// Keeps the lines that have the strength in the text, since strengths can tell the route: 8/2 mg is
    /// sublingual. Where none has it, that is told when the doses are read.
    void narrow_to_strength() {
        Lines with;
        for (const Fact<Item>& item : said_.items) {
            const auto* strengths = std::get_if<Strengths>(&item.value);
            if (strengths == nullptr) continue;
            with = kept(subject_.lines, [&](const ProductLine& line) {
                const Mass opioid = subject_.opioid_second ? strengths->second : strengths->first;
                const Mass other = subject_.opioid_second ? strengths->first : strengths->second;
                return find_strength(line, opioid, other, strengths->per) != nullptr;
            });
        }
        if (!with.empty()) subject_.lines = with;
    }
    /// A drug's own name never means a combination; a brand or a code means what its products are.
    bool single_or_branded(const Lines& possible) {
        if (!subject_.restricted) {
            singles_ = kept(possible, [](const ProductLine& line) { return !is_combination(line); });
            return true;
        }
        const Lines combinations =
            kept(possible, [](const ProductLine& line) { return is_combination(line); });
        subject_.combination = !combinations.empty();
        if (combinations.empty() || combinations.size() == possible.size()) return true;
        complaints_.add("ambiguous-drug", subject_.offset,
                        fmt::format("{} is sold alone and as a combination", quoted(subject_.written)),
                        "write the drug's name instead, with what else the product holds");
        return false;
    }

    // --- route
    const Lines& possible_lines() const { return subject_.restricted ? subject_.lines : singles_; }

    bool route() {
        if (subject_.by_code != nullptr && !route_by_code()) return false;
        if (!said_.routes.empty()) {
            subject_.route = said_.routes.front().value;
        } else if (subject_.by_code != nullptr) {
            subject_.route = subject_.by_code->routes.front();
        } else if (const std::optional<Route> follows = route_that_follows()) {
            subject_.route = *follows;
        } else {
            return false;
        }
        return forms_fit_route() && keep_lines("is not given this way", [&](const ProductLine& line) {
                   return line.route == subject_.route && form_fits(line);
               });
    }
    /// A code has its routes and its form, also where no product line is known for it.
    bool route_by_code() {
        const CodedProduct& product = *subject_.by_code;
        const std::vector<Route>& routes = product.routes;
        const bool said = !said_.routes.empty();
        if (!said && routes.size() > 1) {
            std::vector<std::string> words;
            for (const Route route : routes) words.emplace_back(word(route));
            complaints_.add(
                "ambiguous-route", subject_.offset,
                fmt::format("it is not said by which route {} is given", quoted(subject_.written)),
                "write the route: " + join_or(words));
            return false;
        }
        const bool route_fits =
            !said || std::find(routes.begin(), routes.end(), said_.routes.front().value) != routes.end();
        const bool form_fits = std::all_of(said_.forms.begin(), said_.forms.end(),
                                           [&](const auto& form) { return agree(form.value, product.form); });
        if (route_fits && form_fits) return true;
        complaints_.add(
            "contradiction", subject_.offset,
            fmt::format("{} is not given this way ({})", quoted(subject_.written),
                        word(said ? said_.routes.front().value : routes.front())),
            "write the drug's name instead of the product's, or check the route, form and release");
        return false;
    }
    std::optional<Route> route_that_follows() {
        const Lines lines = kept(possible_lines(), [&](const ProductLine& line) {
            return form_fits(line) &&
                   (said_.releases.empty() || said_.releases.front().value == line.release);
        });
        if (subject_.restricted && lines.empty()) {
            complaints_.add(
                "contradiction", subject_.offset,
                fmt::format("{} has no product in this form and release", quoted(subject_.written)),
                "write the drug's own name instead, or leave the form and the release out");
            return std::nullopt;
        }
        const bool one_route = !lines.empty() && std::all_of(lines.begin(), lines.end(), [&](ProductId id) {
            return formulary_[id].route == formulary_[lines.front()].route;
        });
        const bool oral = std::any_of(possible_lines().begin(), possible_lines().end(),
                                      [&](ProductId id) { return formulary_[id].route == Route::oral; });
        if (one_route && (subject_.restricted || !said_.forms.empty()))
            return formulary_[lines.front()].route;
        const std::optional<Route> usual =
            said_.forms.empty() ? Route::oral : usual_route(said_.forms.front().value);
        if (usual && (*usual != Route::oral || oral)) return usual;
        complaints_.add("ambiguous-route", subject_.offset,
                        fmt::format("it is not said by which route {} is given", quoted(subject_.written)),
                        "write the route: patch, by mouth, sublingual, buccal, nasal, rectal, IV, SC or IM");
        return std::nullopt;
    }
    static std::optional<Route> usual_route(FormWord form) {
        switch (form) {
            case FormWord::patch:
                return Route::transdermal;
            case FormWord::suppository:
                return Route::rectal;
            case FormWord::lozenge:
                return Route::buccal;
            case FormWord::spray:
            case FormWord::film:
                return std::nullopt;
            default:
                return Route::oral;
        }
    }
    bool forms_fit_route() {
        for (const Fact<FormWord>& form : said_.forms) {
            if (fits(form.value, subject_.route)) continue;
            complaints_.add(
                "unit-for-route", form.offset,
                fmt::format("{} does not fit the {} route", quoted(form.written), word(subject_.route)),
                "write the form or the route that is meant");
            return false;
        }
        return true;
    }
    /// Where products were named, keeps those that fit; none left is a contradiction.
    template <class Keep>
    bool keep_lines(std::string_view why_not, Keep keep) {
        const bool code_alone = subject_.by_code != nullptr && brand_ == nullptr;
        if (!subject_.restricted || (code_alone && subject_.by_code->lines.empty())) return true;
        subject_.lines = kept(subject_.lines, keep);
        if (!subject_.lines.empty()) return true;
        complaints_.add(
            "contradiction", subject_.offset,
            fmt::format("{} {} ({})", quoted(subject_.written), why_not, word(subject_.route)),
            "write the drug's name instead of the product's, or check the route, form and release");
        return false;
    }

    // --- release
    bool release() {
        const Lines lines =
            kept(possible_lines(), [&](const ProductLine& line) { return line.route == subject_.route; });
        const bool all_extended =
            !lines.empty() && std::all_of(lines.begin(), lines.end(), [&](ProductId id) {
                return formulary_[id].release == Release::extended;
            });
        // A patch is extended without saying so; of tablets only a brand can say it for the drug.
        const bool implied = all_extended && (subject_.restricted || subject_.route == Route::transdermal);
        const bool patch = subject_.route == Route::transdermal && lines.empty();
        subject_.release = implied || patch ? Release::extended : Release::immediate;
        if (subject_.by_code != nullptr) subject_.release = subject_.by_code->release;
        if (!said_.releases.empty() && !stated_release(lines)) return false;
        return keep_lines("is not made in this release",
                          [&](const ProductLine& line) { return line.release == subject_.release; });
    }
    /// Extended release must exist; immediate release is believed, save of products that are all extended.
    bool stated_release(const Lines& lines) {
        const Fact<Release>& said = said_.releases.front();
        const bool exists = subject_.by_code != nullptr
                                ? subject_.by_code->release == said.value
                                : std::any_of(lines.begin(), lines.end(), [&](ProductId id) {
                                      return formulary_[id].release == said.value;
                                  });
        const bool doubted =
            said.value == Release::extended || subject_.restricted || subject_.route == Route::transdermal;
        subject_.release = said.value;
        if (exists || !doubted) return true;
        complaints_.add("contradiction", said.offset,
                        fmt::format("{} has no {}-release product by the {} route", quoted(subject_.written),
                                    word(said.value), word(subject_.route)),
                        fmt::format("leave {} out, or check the drug", quoted(said.written)));
        return false;
    }

    const Said& said_;
    const Formulary& formulary_;
    Complaints& complaints_;
    Subject subject_;
    Lines singles_;                                         // of the drug, where nothing narrower was named
    const Fact<std::string_view>* unknown_name_ = nullptr;  // the word that was told as an unknown drug
    const Fact<Name>*first_ = nullptr, *drug_ = nullptr, *brand_ = nullptr, *code_ = nullptr;
};

}  // namespace

std::span<const Form> forms_of(FormWord word) {
    static constexpr std::array pills{Form::tablet, Form::sublingual_tablet, Form::tablet_for_suspension,
                                      Form::capsule};
    static constexpr std::array liquids{Form::solution, Form::concentrate};
    static constexpr std::array others{Form::suppository, Form::patch, Form::film, Form::lozenge,
                                       Form::spray};
    const std::span<const Form> all_pills(pills), all_liquids(liquids), all_others(others);
    switch (word) {
        case FormWord::tablet:
            return all_pills.first(3);
        case FormWord::capsule:
            return all_pills.last(1);
        case FormWord::pill:
            return all_pills;
        case FormWord::liquid:
            return all_liquids;
        case FormWord::concentrate:
            return all_liquids.last(1);
        case FormWord::suppository:
            return all_others.first(1);
        case FormWord::patch:
            return all_others.subspan(1, 1);
        case FormWord::film:
            return all_others.subspan(2, 1);
        case FormWord::lozenge:
            return all_others.subspan(3, 1);
        case FormWord::spray:
            return all_others.subspan(4, 1);
    }
    return {};
}

const Strength* find_strength(const ProductLine& line, const Mass& first, const Mass& second,
                              const std::optional<Volume>& per) {
    for (const Strength& strength : line.strengths) {
        if (strength.also.size() != 1) continue;
        const StrengthValue& other = strength.also.front().strength;
        if (per) {
            const auto* in_liquid = std::get_if<Concentration>(&strength.value);
            const auto* other_in_liquid = std::get_if<Concentration>(&other);
            if (in_liquid && other_in_liquid && nearly(first / *per, *in_liquid, as_rounded) &&
                nearly(second / *per, *other_in_liquid, as_rounded))
                return &strength;
        } else {
            const auto* in_unit = std::get_if<Mass>(&strength.value);
            const auto* other_in_unit = std::get_if<Mass>(&other);
            if (in_unit && other_in_unit && nearly(first, *in_unit, exactly) &&
                nearly(second, *other_in_unit, exactly))
                return &strength;
        }
    }
    return nullptr;
}

std::optional<Subject> read_subject(const Said& said, const Formulary& formulary, Complaints& complaints) {
    return SubjectReader(said, formulary, complaints).read();
}

}  // namespace stepdown::said
