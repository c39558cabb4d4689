#include "protocols/fact_test.hpp"

#include <array>

#include "conversions/data_reading.hpp"
#include "conversions/text/spans.hpp"

namespace stepdown {

namespace {

constexpr std::array yes_no_keys{
    Word<YesNoFact>{"pregnant", YesNoFact::pregnant},
    Word<YesNoFact>{"breastfeeding", YesNoFact::breastfeeding},
    Word<YesNoFact>{"frail", YesNoFact::frail},
    Word<YesNoFact>{"dialysis", YesNoFact::dialysis},
    Word<YesNoFact>{"extended_release", YesNoFact::extended_release},
    Word<YesNoFact>{"opioid_use_disorder", YesNoFact::opioid_use_disorder},
    Word<YesNoFact>{"suicidality", YesNoFact::suicidality},
    Word<YesNoFact>{"naloxone_at_home", YesNoFact::naloxone_at_home},
    Word<YesNoFact>{"pain_worse_despite_increase", YesNoFact::worse_despite_increase},
    Word<YesNoFact>{"pain_spreading", YesNoFact::spreading},
    Word<YesNoFact>{"allodynia", YesNoFact::allodynia},
    Word<YesNoFact>{"new_injury_or_progression", YesNoFact::new_injury_or_progression},
    Word<YesNoFact>{"less_pain_after_reduction", YesNoFact::less_pain_after_reduction},
    Word<YesNoFact>{"worse_before_next_dose", YesNoFact::worse_before_next_dose},
    Word<YesNoFact>{"dose_raised_quickly", YesNoFact::raised_quickly},
    Word<YesNoFact>{"recent_surgery_with_high_dose", YesNoFact::recent_surgery_with_high_dose},
    Word<YesNoFact>{"low_mood", YesNoFact::low_mood},
    Word<YesNoFact>{"threshold_lowered", YesNoFact::threshold_lowered},
    Word<YesNoFact>{"genotype_known", YesNoFact::genotype_known}};

/// Reads the tests of one `when`.
class WhenReader {
public:
    WhenReader(const yaml::Node& node, const Formulary& formulary, Problems& problems)
        : reader_(node, "when", problems), formulary_(formulary) {}

    FactTests read() {
        read_opioids();
        read_words<asks::HasCondition>("condition");
        read_words<asks::TakesMedicine>("medicine");
        read_ages_and_grades();
        read_limits();
        for (const Word<YesNoFact>& one : yes_no_keys) {
            if (const auto is = reader_.optional_yes_no(one.text))
                tests_.emplace_back(asks::YesNo{one.value, *is});
        }
        reader_.finish();
        return std::move(tests_);
    }

private:
    void read_opioids() {
        if (!reader_.has("opioid")) return;
        asks::TakesOpioid test;
        for (const std::string& name : reader_.texts("opioid")) {
            if (name == "any") continue;
            const std::optional<DrugId> drug = formulary_.drug(name);
            if (drug) {
                test.drugs.push_back(*drug);
            } else {
                reader_.complain("unknown-drug", "no drug has the id \"" + name + "\"",
                                 "write any, or an id from stepdown drugs list");
            }
        }
        tests_.emplace_back(std::move(test));
    }

    template <class Test>
    void read_words(std::string_view key) {
        if (reader_.has(key)) tests_.emplace_back(Test{reader_.texts(key)});
    }

    void read_ages_and_grades() {
        if (const auto years = optional_years(reader_, "age_from"))
            tests_.emplace_back(asks::AgeFrom{*years});
        if (const auto years = optional_years(reader_, "age_below"))
            tests_.emplace_back(asks::AgeBelow{*years});
        static const std::vector<std::string> grades{"child-pugh-a", "child-pugh-b", "child-pugh-c"};
        if (const auto grade = reader_.optional_one_of("liver_from", grades))
            tests_.emplace_back(asks::LiverFrom{*grade});
        if (const auto points = reader_.optional_whole_number("cows_from", 1, 48))
            tests_.emplace_back(asks::CowsFrom{*points});
        if (const yaml::Node* node = reader_.optional("used_for")) {
            if (const auto span = span_of(reader_, *node, "used_for"))
                tests_.emplace_back(asks::UsedFor{*span});
        }
    }

    template <class Test, class U>
    void read_limit(std::string_view key, Unit<U> unit) {
        if (const auto limit = reader_.optional_quantity(key, unit)) tests_.emplace_back(Test{*limit});
    }

    void read_limits() {
        read_limit<asks::QtcFrom>("qtc_from", unit::milliseconds);
        read_limit<asks::ExposureFrom>("exposure_from", unit::mme_per_day);
        read_limit<asks::ClearanceBelow>("kidney_below", unit::ml_per_minute);
        read_limit<asks::WeightBelow>("weight_below", unit::kg);
    }

    MapReader reader_;
    const Formulary& formulary_;
    FactTests tests_;
};

}  // namespace

FactTests read_when(MapReader& outer, const Formulary& formulary, Problems& problems) {
    const yaml::Node* node = outer.optional("when");
    if (!node) return {};
    return WhenReader(*node, formulary, problems).read();
}

std::vector<std::string> words_named(const FactTests& tests) {
    std::vector<std::string> all;
    for (const FactTest& test : tests) {
        const auto* condition = std::get_if<asks::HasCondition>(&test);
        const auto* medicine = std::get_if<asks::TakesMedicine>(&test);
        if (condition) all.insert(all.end(), condition->words.begin(), condition->words.end());
        if (medicine) all.insert(all.end(), medicine->words.begin(), medicine->words.end());
    }
    return all;
}

}  // namespace stepdown
