#include "conversions/regimen_text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "conversions/quantity_format.hpp"
#include "conversions/regimen_doses.hpp"
#include "conversions/regimen_micrograms.hpp"
#include "conversions/regimen_plausible.hpp"
#include "conversions/regimen_said.hpp"
#include "conversions/regimen_strength.hpp"
#include "conversions/regimen_subject.hpp"

namespace stepdown {

namespace {

using namespace said;

constexpr std::size_t longest_regimen = 1000;  // bytes

/// Minutes since 05:00, so that a dose in the night comes after one at bedtime.
int since_morning(DoseTime time) {
    return (time.minute + 19 * 60) % (24 * 60);
}

bool is_range(Range range) {
    return range.low != range.high;
}
bool is_whole(double number) {
    return number == std::floor(number);
}

class RegimenReader {
public:
    RegimenReader(std::string_view text, const Formulary& formulary, const Place& origin)
        : formulary_(formulary),
          complaints_(origin, problems_),
          said_(read_said(text, formulary, origin, problems_)) {
        regimen_.text = std::string(text);
    }

    Result<Regimen> read() {
        subject_ = read_subject(said_, formulary_, complaints_);
        settle_frequency();
        if (patch() || (injected() && says<Rates>(said_))) {
            continuous();
        } else {
            by_dose();
        }
        if (!problems_.empty()) {
            std::stable_sort(problems_.begin(), problems_.end(), [](const Problem& a, const Problem& b) {
                return a.place.column < b.place.column;
            });
            return std::move(problems_);
        }
        regimen_.drug = subject_->drug;
        regimen_.route = subject_->route;
        regimen_.release = subject_->release;
        return std::move(regimen_);
    }

private:
    // --- facts
    bool patch() const { return subject_ && subject_->route == Route::transdermal; }
    bool injected() const {
        return subject_ && (subject_->route == Route::intravenous || subject_->route == Route::subcutaneous);
    }

    // --- problems
    template <class T>
    void contradiction(const T& fact, std::string_view why) {
        complaints_.add("contradiction", fact.offset,
                        fmt::format("{} does not fit: {}", quoted(fact.written), why),
                        "leave it out, or correct the rest");
    }
    void without_unit(const Fact<Item>& item, std::string instead) {
        complaints_.add("dose-without-unit", item.offset, fmt::format("{} has no unit", quoted(item.written)),
                        std::move(instead));
    }
    void not_for_route(const Fact<Item>& item, std::string instead) {
        complaints_.add("unit-for-route", item.offset,
                        fmt::format("{} does not fit {}", quoted(item.written),
                                    patch() ? "a patch" : fmt::format("the {} route", word(subject_->route))),
                        std::move(instead));
    }
    void dose_missing(std::string message, std::string instead) {
        complaints_.add("dose-missing", regimen_.text.size(), std::move(message), std::move(instead));
    }
    template <class T>
    void ambiguous_dose(const T& item) {
        complaints_.add("ambiguous-dose", item.offset, fmt::format("{} is a range", quoted(item.written)),
                        "write one dose, or as needed where the patient chooses");
    }
    void frequency_missing() {
        if (said_.frequency_broken) return;
        complaints_.add("frequency-missing", regimen_.text.size(), "it is not said how often",
                        "write it, as in every 12 hours, twice a day, at bedtime or as needed");
    }

    // --- how often
    /// Each way of saying how often counts once. Only "twice a day" and "every other day" go together.
    void settle_frequency() {
        for (const Fact<Often>& often : said_.often) {
            const Fact<Often>* other = nullptr;
            for (const Fact<Often>* earlier : {hours_, times_a_day_, days_})
                if (earlier != nullptr && !go_together(earlier->value, often.value)) other = earlier;
            if (other != nullptr) {
                complaints_.two_of("frequencies", other->written, often.written, often.offset);
                said_.frequency_broken = true;
                continue;
            }
            (often.value.in == Often::In::hours         ? hours_
             : often.value.in == Often::In::times_a_day ? times_a_day_
                                                        : days_) = &often;
            check_number(often);
        }
        if (days_ == nullptr || days_->value.number.low <= 1) return;
        for (const Fact<Item>* time : all<At>(said_))
            if (as<At>(time).each_day) {  // "every other day" and "nightly"
                complaints_.two_of("frequencies", days_->written, time->written, time->offset);
                said_.frequency_broken = true;
            }
    }
    static bool go_together(const Often& a, const Often& b) {
        const auto skips_days = [](const Often& often) {
            return often.in == Often::In::days && often.number.low > 1;
        };
        return (skips_days(a) && b.in == Often::In::times_a_day) ||
               (a.in == Often::In::times_a_day && skips_days(b));
    }
    /// 28 days are the program's month; a day has 24 hours.
    void check_number(const Fact<Often>& often) {
        const Range number = often.value.number;
        const double most = often.value.in == Often::In::days    ? 28
                            : often.value.in == Often::In::hours ? 28 * 24
                                                                 : 24;
        const bool fits = often.value.in == Often::In::hours ? number.low >= 1
                                                             : is_whole(number.low) && is_whole(number.high);
        if (fits && number.high <= most) return;
        said_.frequency_broken = true;
        complaints_.add("number", often.offset,
                        fmt::format("{} is not a frequency that is known", quoted(often.written)),
                        "write whole numbers: up to 24 times a day, or every 1 to 28 days");
    }
    const Fact<Often>* often() const { return hours_ ? hours_ : times_a_day_ ? times_a_day_ : days_; }
    bool any_range() {
        bool found = false;
        for (const Fact<Often>* fact : {hours_, times_a_day_, days_}) {
            if (fact == nullptr || !is_range(fact->value.number)) continue;
            found = true;
            complaints_.add("ambiguous-frequency", fact->offset,
                            fmt::format("{} is a range", quoted(fact->written)),
                            "write one frequency, or as needed where the patient chooses");
        }
        return found;
    }

    // --- patches and infusions
    void continuous() {
        if (patch() && !any_patch_is_made()) return;
        for (const auto& fact : said_.as_needed)
            contradiction(fact, "a patch or an infusion is not taken as needed");
        for (const auto* limits : {&said_.most, &said_.used})
            for (const Fact<Limit>& fact : *limits)
                contradiction(fact, "a patch or an infusion has no number of doses");
        for (const Fact<Item>* fact : all<At>(said_))
            contradiction(*fact, "a patch or an infusion has no time of day");
        Continuous amount{rate(), 0};
        if (patch()) {
            amount.change_every_days = change_interval();
        } else if (often() != nullptr) {
            contradiction(*often(), "an infusion runs all the time");
        }
        regimen_.amount = amount;
        regimen_.products.assign(subject_->lines.begin(), subject_->lines.end());
    }
    bool any_patch_is_made() {
        const std::vector<ProductId>& lines = formulary_.products_of(subject_->drug);
        const bool made =
            subject_->by_code != nullptr || std::any_of(lines.begin(), lines.end(), [&](ProductId id) {
                return formulary_[id].route == Route::transdermal;
            });
        if (!made)
            complaints_.add("contradiction", subject_->offset,
                            fmt::format("no patch of {} is known", quoted(subject_->written)),
                            "check the drug, or write the form and the route that are meant");
        return made;
    }
    double change_interval() {
        if (often() == nullptr) frequency_missing();
        if (said_.frequency_broken || often() == nullptr || any_range()) return 0;
        if (days_ != nullptr && times_a_day_ == nullptr && days_->value.number.low > 1)
            return as_on_label(days_->value.number.low);
        complaints_.add("frequency-for-route", often()->offset,
                        fmt::format("{} does not fit a patch", quoted(often()->written)),
                        "write after how many days it is changed, as in every 72 hours or weekly");
        return 0;
    }
    /// A patch is changed after as many days as its label says, or as often as the data says besides.
    double as_on_label(double days) {
        if (subject_->by_code != nullptr && subject_->lines.empty()) return days;  // its label is not known
        std::optional<Duration> least, most;
        const std::vector<ProductId>& of_drug = formulary_.products_of(subject_->drug);
        for (const ProductId id : subject_->lines.empty() ? of_drug : subject_->lines) {
            const ProductLine& line = formulary_[id];
            if (line.route != Route::transdermal) continue;
            const Duration from = line.shortest_interval.for_caution(),
                           to = line.longest_interval.for_caution();
            if (!least || exceeds(*least, from)) least = from;
            if (!most || exceeds(to, *most)) most = to;
        }
        if (!least) return days;
        if (const Plausible* limits = formulary_.plausible())
            for (const Plausible::ChangedEarly& early : limits->changed_early)
                if (early.drug == subject_->drug && exceeds(*least, early.every)) least = early.every;
        if (reaches(unit::days(days), *least) && reaches(*most, unit::days(days))) return days;
        const bool one = !exceeds(*most, *least);
        complaints_.add(
            "frequency-for-route", often()->offset,
            fmt::format("{} does not fit this patch, which is changed every {}", quoted(often()->written),
                        one ? show(*most, unit::hours)
                            : fmt::format("{} to {}", show_decimal(in(*least, unit::hours)),
                                          show(*most, unit::hours))),
            fmt::format("write every {}", show(*most, unit::hours)));
        return 0;
    }
    DoseRate rate() {
        bool fits = !said_.dose_broken;
        for (const Fact<Item>& item : said_.items) {
            const auto* one_rate = std::get_if<Rates>(&item.value);
            const bool rate_in_mg =
                one_rate != nullptr && one_rate->in_mg && patch();  // no label has it: mcg/h is meant
            const bool rate_or_time = (one_rate != nullptr && !rate_in_mg) ||
                                      std::holds_alternative<Count>(item.value) ||
                                      std::holds_alternative<At>(item.value);
            if (rate_or_time) continue;
            fits = false;
            if (std::holds_alternative<Bare>(item.value)) {
                without_unit(item, "write mcg/h after it");
            } else {
                not_for_route(item, "write what is released, in mcg/h");
            }
        }
        if (!fits) return unit::mcg_per_hour(0);
        const DoseRate one = rate_of_one();
        const double worn = units_worn();
        if (complaints_.any()) return unit::mcg_per_hour(0);
        if (const auto rates = all<Rates>(said_); !rates.empty()) check_rate(one, worn, *rates.front());
        return one * worn;
    }
    void check_rate(DoseRate one, double worn, const Fact<Item>& written) {
        const Slips slips(*subject_, formulary_, complaints_);
        if (patch()) {
            slips.in_patches(one, worn, written.offset, written.written);
        } else {
            slips.in_infusion(one, written.offset, written.written);
        }
    }
    DoseRate rate_of_one() {
        const auto rates = all<Rates>(said_);
        const DoseRate* coded =
            subject_->by_code ? std::get_if<DoseRate>(&subject_->by_code->strength) : nullptr;
        if (rates.empty() && coded != nullptr && says<Count>(said_)) return *coded;
        if (rates.empty()) {
            dose_missing("it is not said what is released", "write it, as in 25 mcg/h");
            return unit::mcg_per_hour(0);
        }
        const Rates& one = as<Rates>(rates.front());
        if (rates.size() > 1)
            complaints_.two_of("rates", rates[0]->written, rates[1]->written, rates[1]->offset);
        if (exceeds(one.high, one.low)) ambiguous_dose(*rates.front());
        if (coded != nullptr) contradiction(*rates.front(), "the code names the strength");
        return one.low;
    }
    double units_worn() {
        const auto counts = all<Count>(said_);
        if (counts.empty()) return 1;
        if (counts.size() > 1)
            complaints_.two_of("numbers of patches", counts[0]->written, counts[1]->written,
                               counts[1]->offset);
        const Range number = as<Count>(counts.front()).number;
        if (is_range(number)) ambiguous_dose(*counts.front());
        const auto rates = all<Rates>(said_);  // "100 mcg/h (2 patches)" may be two of 50 mcg/h
        if (!rates.empty() && number.low != 1 && rates[0]->in_parentheses != counts[0]->in_parentheses)
            contradiction(*counts.front(), "it is not clear whether the rate is that of one patch or of all");
        if (!is_whole(number.low))
            complaints_.add("number", counts.front()->offset,
                            fmt::format("{} is not a whole number", quoted(counts.front()->written)),
                            "write whole patches; a patch is never cut");
        return number.low;
    }

    // --- doses
    void by_dose() {
        std::optional<Dosing> dosing =
            read_doses(said_, subject_ ? &*subject_ : nullptr, formulary_, regimen_.text.size(), complaints_);
        if (said_.as_needed.empty()) {
            scheduled(dosing);
        } else {
            as_needed(dosing);
        }
        if (!dosing) return;
        regimen_.products.assign(dosing->holds.lines.begin(), dosing->holds.lines.end());
        regimen_.unit_strength = dosing->holds.unit_strength;
        regimen_.also_per_unit = dosing->holds.also_per_unit;
        regimen_.concentration = dosing->holds.concentration;
        if (subject_->by_code != nullptr && regimen_.products.empty()) forms_of_code();
        for (const auto& form : said_.forms) {
            const std::span<const Form> meant = forms_of(form.value);
            regimen_.forms.insert(regimen_.forms.end(), meant.begin(), meant.end());
        }
    }

    /// Where a code has no product line, its form is all that is known.
    void forms_of_code() {
        const std::span<const Form> meant = forms_of(subject_->by_code->form);
        regimen_.forms.assign(meant.begin(), meant.end());
    }

    // --- at fixed times
    void scheduled(const std::optional<Dosing>& dosing) {
        for (const auto* limits : {&said_.most, &said_.used})
            for (const Fact<Limit>& fact : *limits)
                contradiction(fact, "it belongs to a dose as needed, which this is not");
        if (often() == nullptr && !says<At>(said_)) frequency_missing();
        const bool ranges = any_range();
        if (dosing)
            for (const SaidDose& dose : dosing->doses)
                if (exceeds(dose.high, dose.low)) ambiguous_dose(dose);
        if (ranges || said_.frequency_broken || (often() == nullptr && !says<At>(said_))) return;
        const std::optional<std::vector<DoseTime>> times = says<At>(said_) ? stated_times() : spread_times();
        if (!times || !dosing) return;
        Scheduled amount;
        amount.every_days = days_ != nullptr ? static_cast<int>(days_->value.number.low) : 1;
        for (const SaidDose& dose : dosing->doses) {
            for (const DoseTime time : dose.times) amount.doses.push_back({time, dose.low});
            if (dose.times.empty())
                for (const DoseTime time : *times) amount.doses.push_back({time, dose.low});
        }
        std::sort(amount.doses.begin(), amount.doses.end(),
                  [](const Dose& a, const Dose& b) { return since_morning(a.time) < since_morning(b.time); });
        regimen_.amount = amount;
    }
    /// The times in the text, in its order. A number of doses beside them must agree.
    std::optional<std::vector<DoseTime>> stated_times() {
        const auto stated = all<At>(said_);
        std::vector<DoseTime> times;
        for (const Fact<Item>* time : stated) {
            const DoseTime next = as<At>(time).at();
            if (std::find(times.begin(), times.end(), next) != times.end()) {
                contradiction(*time, "two doses at one time");
                return std::nullopt;
            }
            times.push_back(next);
        }
        const Fact<Often>* number = hours_ ? hours_ : times_a_day_;
        if (number == nullptr) return times;
        const std::optional<std::vector<DoseTime>> usual = spread_times();
        if (!usual) return std::nullopt;
        if (usual->size() == times.size() && (hours_ == nullptr || as_far_apart(*usual, times))) return times;
        complaints_.two_of("frequencies", number->written, stated[0]->written, stated[0]->offset);
        return std::nullopt;
    }
    /// Words are at the usual hours; clock times may be others, as far from each other as the usual ones.
    bool as_far_apart(const std::vector<DoseTime>& usual, std::vector<DoseTime> times) const {
        const auto stated = all<At>(said_);
        const bool by_clock = std::all_of(stated.begin(), stated.end(),
                                          [](const auto* time) { return as<At>(time).minute.has_value(); });
        if (!by_clock)
            return std::all_of(usual.begin(), usual.end(), [&](DoseTime wanted) {
                return std::any_of(times.begin(), times.end(),
                                   [&](DoseTime time) { return time.at == wanted.at; });
            });
        std::sort(times.begin(), times.end(), [](DoseTime a, DoseTime b) { return a.minute < b.minute; });
        const int apart = 24 * 60 / static_cast<int>(times.size());
        for (std::size_t i = 1; i < times.size(); ++i)
            if (times[i].minute - times[i - 1].minute != apart) return false;
        return true;
    }
    /// The times that a number of doses a day stands for. Four times a day keeps the night free; every 6
    /// hours does not.
    std::optional<std::vector<DoseTime>> spread_times() {
        if (hours_ == nullptr) {
            const int number = times_a_day_ ? static_cast<int>(times_a_day_->value.number.low) : 1;
            if (number != 4) return times_of(number);
            return std::vector<DoseTime>{time_of(TimeOfDay::morning),
                                         time_of(TimeOfDay::noon),
                                         {TimeOfDay::evening, 18 * 60},
                                         time_of(TimeOfDay::bedtime)};
        }
        const double number = 24 / hours_->value.number.low;
        if (is_whole(number) && number <= 24) return times_of(static_cast<int>(number));
        other_times_each_day();
        return std::nullopt;
    }
    void other_times_each_day() {
        complaints_.add("ambiguous-frequency", hours_->offset,
                        fmt::format("{} gives other times each day", quoted(hours_->written)),
                        "write hours that divide a day, as in every 6 hours, or the times of day");
    }

    // --- as needed
    void as_needed(const std::optional<Dosing>& dosing) {
        if (said_.as_needed.size() > 1)
            complaints_.two_of("words for as needed", said_.as_needed[0].written, said_.as_needed[1].written,
                               said_.as_needed[1].offset);
        const Fact<Limit>* most = only_one(said_.most, "maximums");
        const Fact<Limit>* used = only_one(said_.used, "statements of use");
        const auto times = all<At>(said_);
        const bool times_agree =
            times.empty() ||
            (hours_ == nullptr && (times_a_day_ == nullptr ||
                                   times_a_day_->value.number.high == static_cast<double>(times.size())));
        if (!times_agree)
            complaints_.two_of("frequencies", often()->written, times[0]->written, times[0]->offset);
        if (!dosing) return;
        if (dosing->doses.size() > 1) {
            contradiction(dosing->doses[1], "a dose as needed is one dose");
            return;
        }
        if (hours_ != nullptr && hours_->value.number.low > 24) {  // "q46h" for q4-6h
            other_times_each_day();
            return;
        }
        AsNeeded amount{dosing->doses[0].high, dosing->doses[0].low, shortest_hours(), {}, {}, 0};
        if (const std::optional<double> doses = most_doses()) amount.most_in_a_day = amount.dose * *doses;
        if (most != nullptr) limit_to(amount, *most, *dosing);
        if (used != nullptr) {
            amount.used_in_a_day = use_in_a_day(amount, *used, *dosing);
            if (amount.used_in_a_day && is_slip(*used, *amount.used_in_a_day, amount.least_dose)) return;
            if (amount.used_in_a_day) amount.doses_used = ratio(*amount.used_in_a_day, amount.least_dose);
        }
        regimen_.amount = amount;
    }
    bool is_slip(const Fact<Limit>& limit, Mass a_day, Mass dose) {
        const bool counted = std::holds_alternative<NumberOf>(limit.value);
        const Mass least = counted && exceeds(dose, a_day) ? dose : a_day;  // "uses 0.02 a day" is seldom
        return Slips(*subject_, formulary_, complaints_)
            .in_day({least, a_day, limit.offset, limit.written}, dose);
    }
    const Fact<Limit>* only_one(const Few<Fact<Limit>, 2>& limits, std::string_view what) {
        if (limits.size() > 1)
            complaints_.two_of(what, limits[0].written, limits[1].written, limits[1].offset);
        return limits.empty() ? nullptr : &limits.front();
    }
    double shortest_hours() const {
        if (hours_ != nullptr) return hours_->value.number.low;
        return days_ != nullptr && times_a_day_ == nullptr ? days_->value.number.low * 24 : 0;
    }
    /// The most doses that fit into one day.
    std::optional<double> most_doses() const {
        if (hours_ != nullptr) return std::ceil(24 / hours_->value.number.low);
        if (times_a_day_ != nullptr) return times_a_day_->value.number.high;
        if (says<At>(said_)) return static_cast<double>(all<At>(said_).size());
        return days_ != nullptr ? std::optional<double>(1) : std::nullopt;
    }
    void limit_to(AsNeeded& amount, const Fact<Limit>& limit, const Dosing& dosing) {
        const std::optional<Mass> most = std::visit(
            overloaded{[&](const NumberOf& of) -> std::optional<Mass> {
                           const bool units = of.what == NumberOf::What::units ||
                                              (of.what == NumberOf::What::not_said && dosing.units);
                           return of_units(limit, units ? dosing.holds.unit_strength : amount.dose,
                                           of.number.high);
                       },
                       [](const Masses& masses) -> std::optional<Mass> { return masses.high; },
                       [&](const Volumes& volumes) { return of_volume(limit, volumes.high, dosing); }},
            limit.value);
        if (!most || is_slip(limit, *most, amount.dose)) return;
        if (exceeds(amount.least_dose, *most))
            contradiction(limit, "the maximum of a day is less than one dose");
        if (!amount.most_in_a_day || exceeds(*amount.most_in_a_day, *most)) amount.most_in_a_day = most;
    }
    /// Use counts at the low end of every range.
    std::optional<Mass> use_in_a_day(const AsNeeded& amount, const Fact<Limit>& limit, const Dosing& dosing) {
        return std::visit(
            overloaded{[&](const NumberOf& of) -> std::optional<Mass> {
                           if (of.what == NumberOf::What::units)
                               return of_units(limit, dosing.holds.unit_strength, of.number.low);
                           const bool clear =
                               of.what == NumberOf::What::doses || !dosing.units || dosing.units->low == 1;
                           if (clear || of.number.low == 0) return amount.least_dose * of.number.low;
                           complaints_.add("ambiguous-dose", limit.offset,
                                           fmt::format("{} can be doses or units", quoted(limit.written)),
                                           "write uses 3 doses a day, or uses 3 tablets a day");
                           return std::nullopt;
                       },
                       [](const Masses& masses) -> std::optional<Mass> { return masses.low; },
                       [&](const Volumes& volumes) { return of_volume(limit, volumes.low, dosing); }},
            limit.value);
    }
    std::optional<Mass> of_units(const Fact<Limit>& limit, const std::optional<Mass>& unit, double number) {
        if (unit) return *unit * number;
        limit_unclear(limit);
        return std::nullopt;
    }
    std::optional<Mass> of_volume(const Fact<Limit>& limit, const Volume& volume, const Dosing& dosing) {
        if (dosing.holds.concentration) return volume * *dosing.holds.concentration;
        limit_unclear(limit);
        return std::nullopt;
    }
    void limit_unclear(const Fact<Limit>& limit) {
        complaints_.add("dose-without-unit", limit.offset,
                        fmt::format("{} counts units whose strength is not said", quoted(limit.written)),
                        "write doses a day, mg a day, or the strength of one unit");
    }

    const Formulary& formulary_;
    Problems problems_;
    Complaints complaints_;
    Said said_;
    std::optional<Subject> subject_;
    const Fact<Often>*hours_ = nullptr, *times_a_day_ = nullptr, *days_ = nullptr;
    Regimen regimen_;
};

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

Result<Regimen> read_regimen(std::string_view text, const Formulary& formulary, const Place& origin) {
    if (is_blank(text))
        return Problem{"empty-regimen", "the regimen is empty",
                       "write it, as in oxycodone 10 mg every 6 hours", origin};
    if (text.size() > longest_regimen)
        return Problem{"regimen-too-long",
                       fmt::format("the regimen is longer than {} bytes", longest_regimen),
                       "write one drug per regimen", origin};
    Result<Regimen> regimen = RegimenReader(text, formulary, origin).read();
    if (!regimen) return regimen;
    if (const std::optional<Problem> slip = slip_of_unit(text, *regimen, formulary, origin)) return *slip;
    return regimen;
}

}  // namespace stepdown
