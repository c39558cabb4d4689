#include "conversions/regimen_said.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "conversions/decimal.hpp"
#include "conversions/regimen_lexicon.hpp"
#include "conversions/regimen_tokens.hpp"
#include "conversions/text/utf8.hpp"

namespace stepdown::said {

Place place_at(const Place& origin, std::size_t offset) {
    Place place = origin;
    if (place.column > 0) place.column += static_cast<int>(offset);
    return place;
}

std::string quoted(std::string_view written) {
    constexpr std::size_t most_bytes = 60;
    std::string out = "\"";
    for (std::size_t at = 0; at < written.size();) {
        if (at >= most_bytes) return out + "...\"";
        const auto character = utf8::character_at(written, at);
        const bool shown =
            character && !utf8::is_control(character->code) && written[at] != '\n' && written[at] != '\t';
        out += shown ? written.substr(at, character->bytes) : "?";
        at += character ? character->bytes : 1;
    }
    return out + "\"";
}

namespace {

using Kind = Token::Kind;

/// Up to two numbers and the mark between them: ' ' (one number), '-' ("1-2", "1 to 2") or '/'.
struct Numbers {
    Range range;
    char mark = ' ';
};

bool is(WordClass one, const Token& token) {
    return token.word->is(one);
}

/// "1 am 2 pm" is also short for one tablet in the morning and two in the evening; "8 am 8 pm" hardly is.
constexpr int earliest_without_at = 6;

enum class MassUnit { mg, mcg };

Mass mass_of(double number, MassUnit unit) {
    return unit == MassUnit::mg ? unit::mg(number) : unit::mcg(number);
}
DoseRate hourly(double number, MassUnit unit) {
    return unit == MassUnit::mg ? unit::mg(number) / unit::hours(1) : unit::mcg_per_hour(number);
}

class Reader {
public:
    Reader(std::string_view text, const Formulary& formulary, const Place& origin, Problems& problems)
        : text_(text), origin_(origin), problems_(problems), lexicon_(formulary.lexicon()), tokens_(text) {
        lexicon_.look_up(tokens_);
    }

    Said read() {
        while (token().kind != Kind::end) {
            start_ = at_;
            if (!(parenthesis() || for_pain() || dispensed() || code() || clock() || divided() ||
                  name_or_phrase() || once() || every() || limits() || quantity()))
                not_understood();
        }
        divide_day();
        return std::move(said_);
    }

private:
    // --- tokens
    const Token& token(std::size_t ahead = 0) const {
        return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
    }
    std::string_view slice(std::size_t first, std::size_t last) const {
        const Token& end = tokens_[last];
        return text_.substr(tokens_[first].offset, end.offset + end.written.size() - tokens_[first].offset);
    }
    std::string_view since_start() const { return slice(start_, at_ - 1); }
    bool take(Kind kind, std::string_view text) {
        if (!token().is(kind, text)) return false;
        ++at_;
        return true;
    }
    bool take(WordClass one) {
        if (!is(one, token())) return false;
        ++at_;
        return true;
    }

    template <class Facts, class V>
    void say(Facts& facts, V value) {
        using T = decltype(facts.front().value);
        facts.push_back({T(std::move(value)), tokens_[start_].offset, since_start(), in_parentheses_});
    }
    void complain(std::string id, std::size_t offset, std::string message, std::string instead) {
        problems_.push_back(
            {std::move(id), std::move(message), std::move(instead), place_at(origin_, offset)});
    }

    bool parenthesis() {
        if (!token().is(Kind::mark, "(") && !token().is(Kind::mark, ")")) return false;
        in_parentheses_ = tokens_[at_++].text == "(";
        return true;
    }

    /// "for chronic pain" says nothing about the dose.
    bool for_pain() {
        if (!token().is(Kind::word, "for")) return false;
        std::size_t at = 1;
        while (is(WordClass::kind_of_pain, token(at)) || token(at).is(Kind::mark, "-")) ++at;
        if (!token(at).is(Kind::word, "pain")) return false;
        at_ += at + 1;
        return true;
    }
    /// "for 5 days", "x 30 days", "refills 0", "quantity 120": how much is dispensed is not known here.
    bool dispensed() {
        const bool course = (token().is(Kind::word, "for") || token().is(Kind::word, "x")) && number_at(1) &&
                            (is(WordClass::days, token(2)) || is(WordClass::weeks, token(2)));
        const bool counted = is(WordClass::dispensed, token()) && token(1).kind == Kind::number;
        if (!course && !counted) return false;
        at_ += course ? 3 : 2;
        complain("word-not-understood", tokens_[start_].offset,
                 fmt::format("{} is not part of a regimen", quoted(since_start())),
                 course ? "leave out for how long it is taken" : "leave out how many are dispensed");
        return true;
    }

    /// "in 3 divided doses", "divided into 3 doses": the amount said is that of a day.
    bool divided() {
        const bool first = token().is(Kind::word, "divided");
        const Token& link = token(first ? 1 : 0);
        const std::size_t number = first ? 2 : 1;
        const bool fits = (link.is(Kind::word, "in") || (first && link.is(Kind::word, "into"))) &&
                          number_at(number) && (first || token(2).is(Kind::word, "divided")) &&
                          is(WordClass::doses, token(3));
        if (!fits) return false;
        at_ += number;
        const Range parts = rising(numbers());
        at_ += first ? 1 : 2;
        divided_.emplace(Fact<Range>{parts, tokens_[start_].offset, since_start()});
        return true;
    }
    /// Gives each of the divided doses its part. Only where one amount is daily, and in whole micrograms.
    void divide_day() {
        if (!divided_) return;
        const auto* mass =
            said_.items.size() == 1 ? std::get_if<Masses>(&said_.items.front().value) : nullptr;
        const bool is_one = mass && mass->low == mass->high && !mass->of_one_unit && !mass->hyphen;
        const bool is_daily = said_.often.size() == 1 && said_.often.front().value.in == Often::In::days &&
                              said_.often.front().value.number.low == 1 && said_.as_needed.empty() &&
                              said_.most.empty() && said_.used.empty();
        const double parts = divided_->value.low;
        const bool is_clear =
            is_one && is_daily && parts == divided_->value.high && parts >= 2 && parts == std::floor(parts);
        const double part = is_clear ? in(mass->low, unit::mcg) / parts : 0.5;
        if (std::abs(part - std::round(part)) > 1e-6) {
            said_.dose_broken = said_.frequency_broken = true;
            return complain("ambiguous-dose", divided_->offset,
                            fmt::format("{} leaves open how much one dose is", quoted(divided_->written)),
                            "write one dose and how often it is taken, as in 10 mg 3 times a day");
        }
        const Mass each = unit::mcg(std::round(part));
        said_.items.front().value = Masses{each, each};
        said_.often.front().value = {Often::In::times_a_day, divided_->value};
    }

    // --- fixed words and names
    template <class... Kinds>
    Found here(std::size_t ahead = 0) const {
        return Lexicon::longest<Kinds...>(tokens_, std::min(at_ + ahead, tokens_.size() - 1));
    }
    /// What stands by itself: not the words that need a number ("max", "uses", "a day").
    Found phrase_here() const {
        return here<Release, Route, FormWord, Often, AsNeededWords, At, Nothing, TwoReadings>();
    }
    bool name_or_phrase() {
        const Found name = here<Name>(), phrase = phrase_here();
        if (name.tokens > 0 && name.tokens >= phrase.tokens) {
            at_ += name.tokens;
            say(said_.names, std::get<Name>(*name.meaning));
            take_link_to_name();
            return true;
        }
        if (phrase.tokens == 0) return false;
        at_ += phrase.tokens;
        std::visit([&](const auto& meaning) { mean(meaning); }, *phrase.meaning);
        return true;
    }
    /// The slash of "hydrocodone/acetaminophen": a name stands on both sides.
    void take_link_to_name() {
        const Token& link = token();
        const bool links = link.is(Kind::mark, "/") || link.is(Kind::mark, "-") || link.is(Kind::mark, "+") ||
                           link.is(Kind::word, "with");
        if (links && here<Name>(1).tokens > 0) ++at_;
    }
    void mean(Release release) { say(said_.releases, release); }
    void mean(Route route) { say(said_.routes, route); }
    void mean(FormWord form) { say(said_.forms, form); }
    void mean(Often often) { say(said_.often, often); }
    void mean(AsNeededWords words) {
        say(said_.as_needed, words);
        std::size_t at = token().is(Kind::word, "for") ? 1 : 0;  // "for moderate to severe pain"
        while (is(WordClass::kind_of_pain, token(at)) || token(at).is(Kind::mark, "-")) ++at;
        if (token(at).is(Kind::word, "pain")) at_ += at + 1;
    }
    void mean(TwoReadings word) {
        said_.frequency_broken = true;
        complain("ambiguous-frequency", tokens_[start_].offset,
                 fmt::format("{} can be read in two ways", quoted(since_start())), std::string(word.instead));
    }
    void mean(At at) { say(said_.items, at); }
    template <class Other>
    void mean(const Other&) {}

    /// "rxcui:1049611".
    bool code() {
        if (!token().is(Kind::word, "rxcui") || token(1).kind == Kind::end) return false;
        const std::size_t colon = token(1).is(Kind::mark, ":") ? 1 : 0;
        if (token(1 + colon).kind != Kind::number) return false;
        at_ += 2 + colon;
        say(said_.names, Name{{}, {}, {}, tokens_[at_ - 1].text});
        return true;
    }

    void not_understood() {
        const bool continues = !said_.unknown.empty() && unknown_until_ == at_;
        unknown_until_ = ++at_;
        if (continues) {
            const std::size_t from = said_.unknown.back().offset;
            const Token& last = tokens_[at_ - 1];
            said_.unknown.back().written = said_.unknown.back().value =
                text_.substr(from, last.offset + last.written.size() - from);
            return;
        }
        say(said_.unknown, since_start());
    }

    // --- numbers
    bool number_at(std::size_t ahead) const {
        return token(ahead).kind == Kind::number || token(ahead).word->number > 0;
    }
    // --- clock times
    /// One or two digits below `limit`; 24 or more where they are not.
    static std::optional<int> clock_digits(const Token& token, int limit) {
        const std::string_view text = token.text;
        const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
        if (token.kind != Kind::number || text.size() > 2 || !std::all_of(text.begin(), text.end(), is_digit))
            return std::nullopt;
        const int number = text.size() == 1 ? text[0] - '0' : (text[0] - '0') * 10 + text[1] - '0';
        return number < limit ? std::optional(number) : std::nullopt;
    }
    /// "8 am", "at 8:30 pm", "20:00".
    bool clock() {
        const std::size_t first = token().is(Kind::word, "at") ? 1 : 0;
        if (token(first).kind != Kind::number) return false;
        const bool colon = token(first + 1).is(Kind::mark, ":") && token(first + 1).glued &&
                           token(first + 2).kind == Kind::number && token(first + 2).glued;
        const Token& half = token(first + (colon ? 3 : 1));
        const bool am = half.is(Kind::word, "am"), pm = half.is(Kind::word, "pm");
        if (!colon && !am && !pm) return false;
        const auto hour = clock_digits(token(first), am || pm ? 13 : 24);
        const auto minute = colon ? clock_digits(token(first + 2), 60) : 0;
        const bool two_digits = !colon || token(first + 2).text.size() == 2;
        const bool clear = first > 0 || colon || half.glued || follows_a_clock_time();
        at_ += first + (colon ? 3 : 1) + (am || pm ? 1 : 0);
        if (!hour || !minute || !two_digits || ((am || pm) && *hour == 0)) {
            no_clock_time("is not a time of day", "write it as 8 am, 8:30 pm or 20:30");
        } else if (!clear && *hour < earliest_without_at) {
            no_clock_time("can be a time or a number of tablets",
                          "write at before a time, as in at 2 pm, and tablets after a number");
        } else if ((am || pm) && *hour == 12) {
            no_clock_time("can be noon or midnight", "write noon, midnight, 12:00 or 00:00");
        } else {
            const int minutes = (*hour + (pm ? 12 : 0)) * 60 + *minute;
            say(said_.items, Item(At{time_at(minutes).at, false, minutes}));
        }
        return true;
    }
    bool follows_a_clock_time() const {
        const At* last = said_.items.empty() ? nullptr : std::get_if<At>(&said_.items.back().value);
        return last != nullptr && last->minute.has_value();
    }
    void no_clock_time(std::string_view why, std::string instead) {
        said_.frequency_broken = said_.dose_broken = true;
        complain("number", tokens_[start_].offset, fmt::format("{} {}", quoted(since_start()), why),
                 std::move(instead));
    }

    static bool has_three_zeros_after_point(std::string_view number) {
        const std::size_t point = number.find('.');
        return point != std::string_view::npos && number.substr(point + 1) == "000" && number[0] != '0';
    }
    /// Takes a number. A malformed one is a problem, and 1 stands for it while the rest is read.
    double number() {
        const Token& here = tokens_[at_++];
        if (here.word->number > 0) return here.word->number;
        const bool comma = here.text.find(',') != std::string_view::npos;
        const bool zeros = has_three_zeros_after_point(here.text);
        if (const std::optional<Decimal> decimal = parse_decimal(here.text); decimal && !comma && !zeros)
            return decimal->value();
        said_.dose_broken = said_.frequency_broken = true;
        if (zeros) {  // one here, a thousand elsewhere
            complain("number", here.offset,
                     fmt::format("the point in {} can be read in two ways", quoted(here.written)),
                     "write it without zeros after a point, as in 1, or without a point, as in 1000");
        } else if (comma) {  // a thousand here, one elsewhere
            complain("number", here.offset,
                     fmt::format("the comma in {} can be read in two ways", quoted(here.written)),
                     "write it without a comma, as in 1000, or with a point, as in 1.5");
        } else {
            complain("number", here.offset, fmt::format("{} is not a plain number", quoted(here.written)),
                     "write digits with at most one point between them, as in 12 or 0.5");
        }
        return 1;
    }
    /// A number that must be above zero.
    double positive_number() {
        const Token& here = token();
        const double value = number();
        if (value > 0) return value;
        said_.dose_broken = said_.frequency_broken = true;
        complain("number", here.offset, fmt::format("{} is zero", quoted(here.written)),
                 "write a number above 0");
        return 1;
    }
    bool range_follows() const {
        const Token& link = token();
        return (link.is(Kind::mark, "-") || link.is(Kind::word, "to") || link.is(Kind::word, "or")) &&
               number_at(1);
    }
    Numbers numbers() {
        Numbers out;
        out.range.low = out.range.high = positive_number();
        if (range_follows()) {
            out.mark = '-';
        } else if (token().is(Kind::mark, "/") && number_at(1) && here<ADay>().tokens == 0) {
            out.mark = '/';
        } else {
            return out;
        }
        ++at_;
        out.range.high = positive_number();
        return out;
    }
    /// Two numbers in rising order, or one; anything else is a problem.
    Range rising(const Numbers& numbers) {
        if (numbers.mark == '/' || numbers.range.low > numbers.range.high) {
            said_.dose_broken = said_.frequency_broken = true;
            complain("number", tokens_[start_].offset,
                     fmt::format("{} is not a range", quoted(since_start())),
                     numbers.mark == '/'
                         ? "write mg after the strength of a combination, as in 8/2 mg, and a part of a "
                           "tablet with a point, as in 0.75 tablet"
                         : fmt::format("write the lower number first, as in {}-{}",
                                       show_decimal(numbers.range.high), show_decimal(numbers.range.low)));
        }
        return numbers.range;
    }

    // --- frequency
    bool take_a_day() {
        const std::size_t words = here<ADay>().tokens;
        at_ += words;
        return words > 0;
    }

    void say_hours(Range hours) {
        const bool whole_days = hours.low == hours.high && std::fmod(hours.low, 24.0) == 0;
        if (whole_days) return say(said_.often, Often{Often::In::days, {hours.low / 24, hours.high / 24}});
        say(said_.often, Often{Often::In::hours, hours});
    }
    /// "every 6 hours", "q4-6h", "every 3 days", "q7d".
    bool every() {
        const bool starts =
            token().is(Kind::word, "every") || token().is(Kind::word, "each") || token().is(Kind::word, "q");
        if (!starts || !number_at(1)) return false;
        ++at_;
        const Range range = rising(numbers());
        take_number_again(range);
        if (take(WordClass::hours)) {
            say_hours(range);
        } else if (take(WordClass::days)) {
            say(said_.often, Often{Often::In::days, range});
        } else if (take(WordClass::weeks)) {
            say(said_.often, Often{Often::In::days, {range.low * 7, range.high * 7}});
        } else {
            frequency_unclear("write hours or days after it, as in every 6 hours");
        }
        return true;
    }
    /// The "(six)" of "every 6 (six) hours", where it is the same number.
    void take_number_again(Range range) {
        const bool again = token().is(Kind::mark, "(") && token(1).kind == Kind::word &&
                           token(2).is(Kind::mark, ")") && range.low == range.high &&
                           token(1).word->number == range.low;
        if (again) at_ += 3;
    }
    void frequency_unclear(std::string instead) {
        said_.frequency_broken = true;
        complain("frequency-missing", tokens_[start_].offset,
                 fmt::format("{} does not say how often", quoted(since_start())), std::move(instead));
    }
    /// "once daily", "twice a day"; "once" before another frequency ("once every morning") says nothing more.
    bool once() {
        static constexpr std::array<std::string_view, 3> words{"once", "twice", "thrice"};
        const auto word = std::find(words.begin(), words.end(), token().text);
        if (word == words.end()) return false;
        const auto n = static_cast<double>(word - words.begin() + 1);
        ++at_;
        if (token().is(Kind::mark, "-") && here<ADay>(1).tokens > 0) ++at_;  // "twice-daily"
        if (take_a_day()) {
            say(said_.often, Often{Often::In::times_a_day, {n, n}});
        } else if (here<AWeek>().tokens > 0) {
            times_a_week({n, n});
        } else if (n > 1) {
            frequency_unclear("write a day after it, as in twice a day");
        }
        return true;
    }
    /// "3 times a day", "3x/day": the number has been read.
    void times_per_day(const Numbers& numbers) {
        const Range range = rising(numbers);
        if (take_a_day()) return say(said_.often, Often{Often::In::times_a_day, range});
        if (here<AWeek>().tokens > 0) return times_a_week(range);
        frequency_unclear("write a day after it, as in 3 times a day");
    }

    /// Only what is a fixed number of days: "once a week", "7 times a week".
    void times_a_week(Range times) {
        at_ += here<AWeek>().tokens;
        if (times.low == times.high && (times.low == 1 || times.low == 7))
            return say(said_.often, Often{Often::In::days, {7 / times.low, 7 / times.low}});
        said_.frequency_broken = true;
        complain("ambiguous-frequency", tokens_[start_].offset,
                 fmt::format("{} does not say on which days", quoted(since_start())),
                 "write the days between two doses, as in every 2 days or weekly");
    }

    /// "max 8 tablets a day", "uses 2-3 a day".
    bool limits() {
        const Found found = here<AtMost, ReallyUses>();
        if (found.tokens == 0) return false;
        const std::size_t words = found.tokens;
        const auto* at_most = std::get_if<AtMost>(found.meaning);
        auto& facts = at_most != nullptr ? said_.most : said_.used;
        const bool mark = token(words).is(Kind::mark, ".") || token(words).is(Kind::mark, ":");  // "max. 8"
        const std::size_t number = words + (mark ? 1 : 0);
        if (!number_at(number)) return false;
        at_ += number;
        const Limit limit = limit_amount(&facts == &said_.used && token().text == "0");
        if (!take_a_day() && (at_most == nullptr || !at_most->a_day)) {
            frequency_unclear("write a day after it");
            return true;
        }
        say(facts, limit);
        return true;
    }
    Limit limit_amount(bool zero) {
        if (zero) ++at_;
        const Range range = zero ? Range{} : rising(numbers());
        if (const std::optional<MassUnit> unit = take_mass_unit())
            return Masses{mass_of(range.low, *unit), mass_of(range.high, *unit)};
        if (take(WordClass::milliliters)) return Volumes{unit::ml(range.low), unit::ml(range.high)};
        if (take(WordClass::doses)) return NumberOf{range, NumberOf::What::doses};
        if (const std::optional<FormWord> form = take_form()) {
            said_.forms.push_back({*form, tokens_[at_ - 1].offset, tokens_[at_ - 1].written});
            return NumberOf{range, NumberOf::What::units};
        }
        if (unknown_unit_here()) take_unknown_unit(1);
        return NumberOf{range, NumberOf::What::not_said};
    }

    // --- amounts
    std::optional<MassUnit> take_mass_unit() {
        if (take(WordClass::milligrams)) return MassUnit::mg;
        if (take(WordClass::micrograms)) return MassUnit::mcg;
        return std::nullopt;
    }
    std::optional<FormWord> take_form() {
        const Found found = here<FormWord>();
        if (found.tokens == 0) return std::nullopt;
        at_ += found.tokens;
        return std::get<FormWord>(*found.meaning);
    }
    /// "/mL", "per 5 mL". Nothing is taken unless all of it is there.
    std::optional<Volume> take_per_volume() {
        if (!token().is(Kind::mark, "/") && !token().is(Kind::word, "per")) return std::nullopt;
        const std::size_t unit_at = number_at(1) ? 2 : 1;
        if (!is(WordClass::milliliters, token(unit_at))) return std::nullopt;
        ++at_;
        const double volume = unit_at == 2 ? positive_number() : 1;
        ++at_;
        return unit::ml(volume);
    }
    bool take_per_hour() {
        const bool per = token().is(Kind::mark, "/") || token().is(Kind::word, "per");
        if (!per || !is(WordClass::hours, token(1))) return false;
        at_ += 2;
        return true;
    }

    /// Whatever begins with a number.
    bool quantity() {
        if (token().is(Kind::word, "half")) return half();
        if (token().is(Kind::mark, "#") && token(1).kind == Kind::number) return hash_number();
        if (token().is(Kind::word, "a") && here<FormWord>(1).tokens > 0) {
            ++at_;  // "a tablet"
            say_count({1, 1});
            return true;
        }
        if (!number_at(0)) return false;
        const std::size_t problems_before = problems_.size();
        const bool in_words = token().kind == Kind::word;
        Numbers found = numbers();
        if (found.mark == ' ' && take_half()) found.range = {found.range.low + 0.5, found.range.low + 0.5};
        if (found.mark == '/' && found.range.low == 1 && found.range.high == 2 && form_follows()) {
            say_count({0.5, 0.5});  // "1/2 tablet"
        } else if (const std::optional<MassUnit> unit = take_mass_unit()) {
            mass(found, *unit);
        } else if (take(WordClass::milliliters)) {
            const Range range = rising(found);
            say(said_.items, Item(Volumes{unit::ml(range.low), unit::ml(range.high)}));
        } else if (form_follows()) {
            say_count(rising(found));
        } else if (token().is(Kind::word, "x") && number_at(1)) {
            ++at_;  // "2 x 15 mg"
            say(said_.items, Item(Count{rising(found), std::nullopt}));
        } else if (token().is(Kind::word, "hourly") || token().is(Kind::word, "hrly") ||
                   (token().is(Kind::mark, "-") && token(1).is(Kind::word, "hourly"))) {
            at_ += token().kind == Kind::mark ? 2 : 1;  // "4-6 hourly"
            say_hours(rising(found));
        } else if (in_words && units_of_mass_follow()) {
            say(said_.items, Item(Count{rising(found), std::nullopt}));  // "two 5 mg tablets"
        } else if (take(WordClass::doses)) {
            times_per_day(found);
        } else if (unknown_unit_here()) {
            take_unknown_unit(1);
        } else if (found.mark == ' ' && counts_units(found.range.low)) {
            say(said_.items, Item(Count{found.range, std::nullopt}));  // "Norco 10/325 mg 1 po q6h"
        } else if (problems_.size() == problems_before) {
            say(said_.items, Item(Bare{found.range, found.mark != ' '}));
        }
        return true;
    }
    /// "Tylenol #3", "#30": the number of a product, or of tablets dispensed. Neither is known.
    bool hash_number() {
        at_ += 2;
        said_.dose_broken = true;
        complain("word-not-understood", tokens_[start_].offset,
                 fmt::format("{} is not understood", quoted(since_start())),
                 "write what one unit holds, as in 10/325 mg, and leave out how many are dispensed");
        return true;
    }
    /// "half a tablet", "half of a tablet".
    bool half() {
        std::size_t words = token(1).is(Kind::word, "of") ? 2 : 1;
        if (token(words).is(Kind::word, "a")) ++words;
        if (here<FormWord>(words).tokens == 0) return false;
        at_ += words;
        say_count({0.5, 0.5});
        return true;
    }
    /// After a whole number: the rest of "1½ tablets", "one and a half tablets", "1 1/2 tablets".
    bool take_half() {
        const bool sign = token().text == "\xC2\xBD";
        const bool words =
            token().is(Kind::word, "and") && token(1).is(Kind::word, "a") && token(2).is(Kind::word, "half");
        const bool fraction = !token().glued && token().is(Kind::number, "1") &&
                              token(1).is(Kind::mark, "/") && token(2).is(Kind::number, "2");
        const std::size_t taken = sign ? 1 : 3;
        if (!(sign || words || fraction) || here<FormWord>(taken).tokens == 0) return false;
        at_ += taken;
        return true;
    }
    /// A small number before "by mouth" is of tablets; whether their strength is said is seen later.
    bool counts_units(double number) const {
        constexpr double most = 4;
        const Found route = here<Route>();
        return route.tokens > 0 && std::get<Route>(*route.meaning) == Route::oral && number <= most &&
               number == std::floor(number);
    }
    bool units_of_mass_follow() const {
        const bool mass = is(WordClass::milligrams, token(1)) || is(WordClass::micrograms, token(1));
        return token().kind == Kind::number && mass && here<FormWord>(2).tokens > 0;
    }
    bool form_follows() const { return here<FormWord>().tokens > 0; }
    void say_count(Range number) {
        const std::size_t form_at = at_;
        const std::optional<FormWord> form = take_form();
        said_.forms.push_back({*form, tokens_[form_at].offset, tokens_[form_at].written});
        say(said_.items, Item(Count{number, form}));
    }

    /// The number and the first unit of mass have been read.
    void mass(const Numbers& first, MassUnit unit) {
        const Mass low = mass_of(first.range.low, unit), high = mass_of(first.range.high, unit);
        if (const std::optional<Volume> per = take_per_volume()) {
            if (first.mark != ' ') return say(said_.items, Item(Strengths{low, high, per}));
            return say(said_.items, Item(InLiquid{low / *per}));
        }
        if (take_per_hour()) {
            rising(first);
            return say(said_.items, Item(Rates{hourly(first.range.low, unit), hourly(first.range.high, unit),
                                               unit == MassUnit::mg}));
        }
        if (first.mark == '/') {
            per_unit();
            return say(said_.items, Item(Strengths{low, high, std::nullopt}));
        }
        if (first.mark == ' ' && second_mass(low)) return;
        if (token().is(Kind::mark, "/") && token(1).kind == Kind::word) return take_unknown_unit(2);
        const bool of_one_unit = per_unit() || form_follows();
        const bool total = in_parentheses_ && take(Kind::word, "total");
        say(said_.items, Item(Masses{low, high, first.mark == '-', of_one_unit, total}));
    }
    /// The "per tablet" of "5-325 mg per tablet".
    bool per_unit() {
        if (!token().is(Kind::word, "per") || here<FormWord>(1).tokens == 0) return false;
        ++at_;
        const std::size_t form_at = at_;
        const std::optional<FormWord> form = take_form();
        said_.forms.push_back({*form, tokens_[form_at].offset, tokens_[form_at].written});
        return true;
    }
    /// "5 mg/325 mg" or "5 mg to 10 mg".
    bool second_mass(const Mass& first) {
        const bool slash = token().is(Kind::mark, "/") && number_at(1);
        const bool range = range_follows();
        const bool unit_follows = is(WordClass::milligrams, token(2)) || is(WordClass::micrograms, token(2));
        if (!(slash || range) || !unit_follows) return false;
        ++at_;
        const double number = positive_number();
        const Mass second = mass_of(number, *take_mass_unit());
        const std::optional<Volume> per = take_per_volume();
        if (slash || per) {
            say(said_.items, Item(Strengths{first, second, per}));
        } else {
            say(said_.items, Item(Masses{first, second, true, form_follows()}));
        }
        return true;
    }

    /// A word after a number that is no word of a regimen: "10 mgs".
    bool unknown_unit_here() const {
        if (token().kind != Kind::word || is(WordClass::begins, token())) return false;
        const bool known = here<Name, AtMost, ReallyUses>().tokens > 0 || phrase_here().tokens > 0;
        if (known || token().word->number > 0) return false;
        return lexicon_.nearest_name(token().text).empty();
    }
    /// `parts` 2: "mg/kg", where the first word has been taken.
    void take_unknown_unit(std::size_t parts) {
        const std::size_t first = parts == 2 ? at_ - 1 : at_;
        at_ += parts;
        said_.dose_broken = true;
        complain("unit", tokens_[first].offset, fmt::format("unknown unit {}", quoted(slice(first, at_ - 1))),
                 parts == 2 ? "write one dose in mg, mcg or mL, and how often it is taken"
                            : "write mg, mcg or mL");
    }
    std::string_view text_;
    const Place& origin_;
    Problems& problems_;
    const Lexicon& lexicon_;
    Tokens tokens_;
    std::size_t at_ = 0, start_ = 0, unknown_until_ = 0;
    bool in_parentheses_ = false;
    std::optional<Fact<Range>> divided_;  // into how many doses the amount of a day is
    Said said_;
};

}  // namespace

Said read_said(std::string_view text, const Formulary& formulary, const Place& origin, Problems& problems) {
    return Reader(text, formulary, origin, problems).read();
}

}  // namespace stepdown::said
