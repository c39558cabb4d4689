#include "protocols/adjunct_guide.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "conversions/data_reading.hpp"
#include "conversions/text/spans.hpp"
#include "protocols/fact_reader.hpp"

namespace stepdown {

namespace {

constexpr std::array verdict_words{
    Word<Verdict>{"note", Verdict::note}, Word<Verdict>{"option", Verdict::option},
    Word<Verdict>{"caution", Verdict::caution}, Word<Verdict>{"confirm", Verdict::confirm},
    Word<Verdict>{"not-here", Verdict::not_here}};
constexpr std::array purpose_words{Word<AdjunctFor>{"overdose", AdjunctFor::overdose},
                                   Word<AdjunctFor>{"pain", AdjunctFor::pain},
                                   Word<AdjunctFor>{"withdrawal", AdjunctFor::withdrawal},
                                   Word<AdjunctFor>{"hyperalgesia", AdjunctFor::hyperalgesia}};
constexpr std::array setting_words{Word<AdjunctSetting>{"outpatient", AdjunctSetting::outpatient},
                                   Word<AdjunctSetting>{"monitored", AdjunctSetting::monitored}};

std::vector<AdjunctReason> read_reasons(MapReader& reader, std::string_view key, const Formulary& formulary,
                                        Citer& citer, Problems& problems) {
    std::vector<AdjunctReason> all;
    const yaml::Node* list = reader.optional(key);
    if (!list) return all;
    for_each_item(*list, key, problems, [&](const yaml::Node& item) {
        MapReader one(item, std::string(key), problems);
        AdjunctReason reason;
        if (key == "why_not") reason.verdict = read_word(one, "verdict", verdict_words);
        reason.when = read_when(one, formulary, problems);
        static const std::vector<std::string> nothing{"nothing"};
        reason.matters_unknown = !one.optional_one_of("if_unknown", nothing);
        const std::string text = one.text("text");
        reason.text = {text, citer.read(one).citation};
        one.finish();
        all.push_back(std::move(reason));
    });
    return all;
}

/// Reads one file; each function a part of it.
class GuideReader {
public:
    GuideReader(const DataFile& file, const Formulary& formulary, Citer& citer)
        : reader_(file.tree, "adjunct", problems_), formulary_(formulary), citer_(citer) {}

    Result<AdjunctGuide> read() {
        reader_.text("stepdown");
        AdjunctGuide guide;
        guide.id = reader_.text("id");
        guide.title = reader_.text("title");
        guide.group = reader_.optional_text("group").value_or("");
        static const std::vector<std::string> counted{"acetaminophen"};  // what products are summed up for
        guide.counts = reader_.optional_one_of("counts", counted).value_or("");
        guide.order = reader_.optional_whole_number("order", 1, 999).value_or(999);
        guide.purpose = read_word(reader_, "for", purpose_words);
        guide.setting = read_word(reader_, "setting", setting_words);
        guide.names = reader_.texts("names");
        if (guide.names.empty())
            reader_.complain("missing-names", "without a name nobody finds it among the medicines of a case",
                             "add names: [...], brands included");
        guide.rescue = reader_.optional_yes_no("rescue").value_or(false);
        guide.units = units();
        guide.renal = renal();
        guide.titration = titration();
        guide.dose = dose();
        guide.by_weight = by_weight();
        guide.directions = read_advice(reader_, "directions", citer_, problems_);
        guide.stop = stop();
        guide.why = read_reasons(reader_, "why", formulary_, citer_, problems_);
        guide.why_not = read_reasons(reader_, "why_not", formulary_, citer_, problems_);
        if (guide.titration && !(guide.units && guide.renal))
            reader_.complain("titration", "a titration without units and kidney table",
                             "write `units` and `renal` as well");
        reader_.finish();
        if (!problems_.empty()) return problems_;
        return guide;
    }

private:
    std::optional<AdjunctUnits> units() {
        const yaml::Node* node = reader_.optional("units");
        if (!node) return std::nullopt;
        MapReader inner(*node, "units", problems_);
        AdjunctUnits units;
        units.form = read_word(inner, "form", form_words);
        if (const yaml::Node* list = inner.required("strengths")) {
            for_each_item(*list, "strengths", problems_, [&](const yaml::Node& item) {
                MapReader one(item, "strength", problems_);
                const Mass value = one.required_quantity("value", unit::mg).value_or(unit::mg(0));
                const std::string code = one.text("rxcui");
                units.strengths.push_back({value, code, citer_.read(one).citation});
                one.finish();
                const std::size_t last = units.strengths.size() - 1;
                if (last > 0 && reaches(units.strengths[last - 1].value, value))
                    inner.complain(item, "strengths", "the strengths do not rise",
                                   "write the smallest first");
            });
        }
        inner.finish();
        return units;
    }

    /// A value of a mapping whose `source` stands beside it; a problem where nobody has verified it.
    template <class U>
    Sourced<Canonical<U>> beside(MapReader& one, std::string_view key, Unit<U> unit,
                                 const Citer::Origin& origin) {
        const auto value = one.required_quantity(key, unit);
        return {value.value_or(unit(0)), origin.citation, origin.evidence};
    }
    Sourced<Duration> span_beside(MapReader& one, std::string_view key, const Citer::Origin& origin) {
        const yaml::Node* node = one.required(key);
        const std::optional<Duration> span = node ? span_of(one, *node, key) : std::nullopt;
        return {span.value_or(unit::days(1)), origin.citation, origin.evidence};
    }
    Citer::Origin verified(MapReader& one) {
        const Citer::Origin origin = citer_.read(one);
        if (origin.evidence == Evidence::unverified)
            one.complain("unverified-dose", "this fact would set a dose, and nobody has verified it",
                         "find it in a source, or leave it out");
        return origin;
    }

    static int times(MapReader& one, std::string_view key, int most) {
        return one.required(key) ? one.optional_whole_number(key, 1, most).value_or(1) : 1;
    }

    RenalBand band(const yaml::Node& item) {
        MapReader one(item, "band", problems_);
        const Citer::Origin origin = verified(one);
        RenalBand band{one.optional_quantity("from", unit::ml_per_minute),
                       one.optional_quantity("above", unit::ml_per_minute),
                       one.optional_quantity("proportional_to", unit::ml_per_minute),
                       beside(one, "low", unit::mg_per_day, origin),
                       beside(one, "high", unit::mg_per_day, origin),
                       beside(one, "target", unit::mg_per_day, origin),
                       times(one, "doses_a_day", 3)};
        const int kinds =
            int(band.from.has_value()) + int(band.above.has_value()) + int(band.proportional_to.has_value());
        if (kinds != 1)
            one.complain("renal-bands", "a row must say from, above or proportional_to, and one of them only",
                         "write one of them");
        if (exceeds(band.low.for_caution(), band.target.for_caution()) ||
            exceeds(band.target.for_caution(), band.high.for_caution()))
            one.complain("renal-bands", "low, target and high do not rise", "write them in order");
        one.finish();
        return band;
    }

    /// Rows fall, in clearance and in dose, and the last one takes all that is left.
    void prove_bands(const yaml::Node& list, const std::vector<RenalBand>& bands) {
        const auto edge = [](const RenalBand& one) {
            return one.from ? *one.from : one.above.value_or(unit::ml_per_minute(0));
        };
        bool good = !bands.empty();
        for (std::size_t i = 1; i < bands.size(); ++i) {
            good = good && !bands[i - 1].proportional_to &&
                   (exceeds(edge(bands[i - 1]), edge(bands[i])) ||
                    (bands[i - 1].above && bands[i].from && edge(bands[i - 1]) == edge(bands[i])));
            for (const auto& member : {&RenalBand::high, &RenalBand::target})
                good =
                    good && reaches((bands[i - 1].*member).for_caution(), (bands[i].*member).for_caution());
        }
        good = good && (bands.back().proportional_to || edge(bands.back()) == unit::ml_per_minute(0));
        if (!good)
            reader_.complain(list, "renal-bands", "the rows do not fall from the top to zero",
                             "write the highest clearance first and a last row for all that is left");
    }

    std::optional<RenalTable> renal() {
        const yaml::Node* node = reader_.optional("renal");
        if (!node) return std::nullopt;
        MapReader inner(*node, "renal", problems_);
        RenalTable table{{}, {{unit::ml_per_minute(0), {}, Evidence::unverified}, {}}};
        if (const yaml::Node* list = inner.required("bands")) {
            for_each_item(*list, "bands", problems_,
                          [&](const yaml::Node& item) { table.bands.push_back(band(item)); });
            if (problems_.empty()) prove_bands(*list, table.bands);
        }
        if (const yaml::Node* dialysis = inner.required("hemodialysis")) {
            MapReader one(*dialysis, "hemodialysis", problems_);
            table.hemodialysis.at_most_clearance =
                beside(one, "at_most_clearance", unit::ml_per_minute, verified(one));
            table.hemodialysis.supplement = read_advice(one, "supplement", citer_, problems_);
            one.finish();
        }
        inner.finish();
        return table;
    }

    Rise pace(MapReader& outer, std::string_view key) {
        const yaml::Node* node = outer.required(key);
        if (!node) {
            const Sourced<DoseRate> none{unit::mg_per_day(0), {}, Evidence::unverified};
            return {none, none, {unit::days(1), {}, Evidence::unverified}};
        }
        MapReader one(*node, std::string(key), problems_);
        const Citer::Origin origin = verified(one);
        Rise pace{beside(one, "start", unit::mg_per_day, origin), beside(one, "by", unit::mg_per_day, origin),
                  span_beside(one, "every", origin)};
        one.finish();
        return pace;
    }

    std::optional<RiseUntil> pace_until(MapReader& outer, std::string_view key) {
        const yaml::Node* node = outer.optional(key);
        if (!node) return std::nullopt;
        MapReader one(*node, std::string(key), problems_);
        const Citer::Origin origin = verified(one);
        RiseUntil pace{beside(one, "until", unit::mg_per_day, origin),
                       beside(one, "by", unit::mg_per_day, origin), span_beside(one, "every", origin)};
        one.finish();
        return pace;
    }

    std::optional<Titration> titration() {
        const yaml::Node* node = reader_.optional("titration");
        if (!node) return std::nullopt;
        MapReader inner(*node, "titration", problems_);
        Titration made{pace(inner, "usual"), pace(inner, "careful"), pace_until(inner, "first"), {}};
        if (const yaml::Node* list = inner.optional("careful_when")) {
            for_each_item(*list, "careful_when", problems_, [&](const yaml::Node& item) {
                MapReader one(item, "careful_when", problems_);
                FactTests when = read_when(one, formulary_, problems_);
                const std::string because = one.text("because");
                made.careful_when.push_back({std::move(when), because, citer_.read(one).citation});
                one.finish();
            });
        }
        const bool careful_is_slower =
            reaches(made.usual.start.for_caution(), made.careful.start.for_caution()) &&
            reaches(made.usual.by.for_caution(), made.careful.by.for_caution()) &&
            reaches(made.careful.every.for_caution(), made.usual.every.for_caution());
        if (problems_.empty() && !careful_is_slower)
            inner.complain("titration", "the careful pace is not slower than the usual one",
                           "write a lower start, a smaller step, a longer interval");
        inner.finish();
        return made;
    }

    std::optional<Sourced<DoseRate>> rate(MapReader& outer, std::string_view key) {
        const yaml::Node* node = outer.optional(key);
        if (!node) return std::nullopt;
        MapReader one(*node, std::string(key), problems_);
        const Citer::Origin origin = citer_.read(one);
        Sourced<DoseRate> value = beside(one, "value", unit::mg_per_day, origin);
        one.finish();
        return value;
    }

    std::optional<AdjunctDose> dose() {
        const yaml::Node* node = reader_.optional("dose");
        if (!node) return std::nullopt;
        MapReader inner(*node, "dose", problems_);
        inner.required("high");
        const Sourced<DoseRate> none{unit::mg_per_day(0), {}, Evidence::unverified};
        AdjunctDose dose{
            rate(inner, "start"), rate(inner, "low"), rate(inner, "high").value_or(none), std::nullopt, {}};
        if (const yaml::Node* step = inner.optional("step")) {
            MapReader one(*step, "step", problems_);
            const Citer::Origin origin = citer_.read(one);
            dose.step =
                DoseStep{beside(one, "by", unit::mg_per_day, origin), span_beside(one, "every", origin)};
            one.finish();
        }
        if (const yaml::Node* list = inner.optional("limits")) {
            for_each_item(*list, "limits", problems_, [&](const yaml::Node& item) {
                MapReader one(item, "limit", problems_);
                FactTests when = read_when(one, formulary_, problems_);
                const Citer::Origin origin = citer_.read(one);
                const Sourced<DoseRate> high = beside(one, "high", unit::mg_per_day, origin);
                dose.limits.push_back({std::move(when), high, one.text("text")});
                one.finish();
            });
        }
        if (problems_.empty()) prove_dose(dose, inner);
        inner.finish();
        return dose;
    }

    /// Nothing is above the ceiling for everybody.
    static void prove_dose(const AdjunctDose& dose, MapReader& reader) {
        const DoseRate high = dose.high.for_caution();
        bool good = exceeds(high, unit::mg_per_day(0));
        for (const auto* one : {&dose.start, &dose.low})
            good = good && (!*one || !exceeds((*one)->for_caution(), high));
        for (const DoseLimit& limit : dose.limits) good = good && !exceeds(limit.high.for_caution(), high);
        if (!good)
            reader.complain("dose-order",
                            "a start, a low end or a limit is above `high`, or `high` is nothing",
                            "write the ceiling for everybody as `high`");
    }

    template <class Dose, class U>
    std::optional<Dose> weighed(MapReader& one, Unit<U> unit, const Citer::Origin& origin) {
        const auto high = one.quantity_of(*one.optional("high"), "high", unit);
        if (!high) return std::nullopt;
        const auto low = one.optional_quantity("low", unit);
        if (low && exceeds(*low, *high))
            one.complain("dose-order", "the low end is above the high one", "write the smaller as `low`");
        using Value = Sourced<Canonical<U>>;
        return Dose{low ? std::optional(Value(*low, origin.citation, origin.evidence)) : std::nullopt,
                    Value(*high, origin.citation, origin.evidence)};
    }

    std::vector<ByWeight> by_weight() {
        std::vector<ByWeight> all;
        const yaml::Node* list = reader_.optional("by_weight");
        if (!list) return all;
        for_each_item(*list, "by_weight", problems_, [&](const yaml::Node& item) {
            MapReader one(item, "by_weight", problems_);
            const Citer::Origin origin = verified(one);
            const std::string what = one.text("what"), setting = one.text("setting");
            const std::string text = one.optional_text("text").value_or("");
            const std::optional<std::string> high = one.optional_text("high");
            const bool per_hour = high && high->ends_with("/h");
            if (!high) {
                one.required("high");
            } else if (per_hour) {
                if (const auto dose = weighed<PerKgAndHour>(one, unit::mg_per_kg_per_hour, origin))
                    all.push_back({what, setting, text, *dose});
            } else if (const auto dose = weighed<PerKg>(one, unit::mg_per_kg, origin)) {
                all.push_back({what, setting, text, *dose});
            }
            one.finish();
        });
        return all;
    }

    AdjunctStop stop() {
        AdjunctStop stop;
        const yaml::Node* node = reader_.optional("stop");
        if (!node) return stop;
        MapReader inner(*node, "stop", problems_);
        if (inner.has("over_at_least"))
            stop.over_at_least = FactReader(inner, "over_at_least", citer_, problems_).span("value");
        stop.advice = read_advice(inner, "advice", citer_, problems_);
        inner.finish();
        return stop;
    }

    Problems problems_;
    MapReader reader_;
    const Formulary& formulary_;
    Citer& citer_;
};

}  // namespace

Result<AdjunctGuide> read_adjunct_guide(const DataFile& file, const Formulary& formulary, Citer& citer) {
    return GuideReader(file, formulary, citer).read();
}

Result<std::vector<AdjunctReason>> read_adjunct_general(const DataFile& file, const Formulary& formulary,
                                                        Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "general reasons", problems);
    reader.text("stepdown");
    reader.text("id");
    std::vector<AdjunctReason> all = read_reasons(reader, "why_not", formulary, citer, problems);
    reader.finish();
    if (!problems.empty()) return problems;
    return all;
}

Result<std::vector<NonDrug>> read_non_drug(const DataFile& file, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "non-drug", problems);
    reader.text("stepdown");
    reader.text("id");
    std::vector<NonDrug> all;
    if (const yaml::Node* list = reader.required("sessions")) {
        for_each_item(*list, "sessions", problems, [&](const yaml::Node& item) {
            MapReader one(item, "session", problems);
            const std::string id = one.text("id"), title = one.text("title");
            const Sourced<Duration> first = FactReader(one, "first_after", citer, problems).span("value");
            FactReader again(one, "every", citer, problems);
            const Sourced<Duration> every = again.span("value");
            const Sourced<double> sessions = again.number("times", "sessions");
            const double times = sessions.for_caution();
            if (times < 1 || times > 60 || times != std::floor(times))
                one.complain("every", "so many sessions cannot be dated", "write 1 to 60 sessions");
            const Advice text = read_advice_under(one, "text", citer, problems);
            all.push_back({id, title, first, every, sessions, text});
            one.finish();
        });
    }
    reader.finish();
    if (!problems.empty()) return problems;
    return all;
}

Result<std::vector<ConditionWords>> read_case_words(const DataFile& file, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "words", problems);
    reader.text("stepdown");
    reader.text("id");
    std::vector<ConditionWords> all;
    if (const yaml::Node* list = reader.required("words")) {
        for_each_item(*list, "words", problems, [&](const yaml::Node& item) {
            MapReader one(item, "words", problems);
            const std::string id = one.text("id");
            all.push_back(read_words_of(one, id, citer));
            one.finish();
        });
    }
    reader.finish();
    if (!problems.empty()) return problems;
    return all;
}

std::string_view word(Verdict verdict) {
    return verdict_words[static_cast<std::size_t>(verdict)].text;
}

}  // namespace stepdown
