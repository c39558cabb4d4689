#include "protocols/safety_limits.hpp"

#include "conversions/text/map_reader.hpp"
#include "protocols/fact_reader.hpp"

namespace stepdown {

namespace {

std::vector<Sourced<Duration>> read_follow_up(MapReader& reader, Citer& citer, Problems& problems) {
    std::vector<Sourced<Duration>> all;
    const yaml::Node* list = reader.required("follow_up");
    if (!list) return all;
    for_each_item(*list, "follow_up", problems, [&](const yaml::Node& item) {
        MapReader one(item, "follow_up", problems);
        all.push_back(FactReader(one, "after", citer, problems).span("value"));
        one.finish();
    });
    return all;
}

std::vector<TaperOrder> read_taper_order(MapReader& reader, Citer& citer, Problems& problems) {
    static const std::vector<std::string> words{"most-potent", "extended-release"};
    std::vector<TaperOrder> all;
    const yaml::Node* list = reader.required("taper_order");
    if (!list) return all;
    for_each_item(*list, "taper_order", problems, [&](const yaml::Node& item) {
        MapReader one(item, "taper_order", problems);
        FactReader fact(one, "rule", citer, problems);
        const bool potent = fact.one_of("first", words) == words.front();
        all.push_back({potent ? TaperFirst::most_potent : TaperFirst::extended_release, fact.citation()});
        one.finish();
    });
    return all;
}

Sourced<DoseRate> mg_per_day(const Sourced<double>& number) {
    return {unit::mg_per_day(number.for_caution()), number.citation(), number.evidence()};
}

std::vector<AcetaminophenLine> read_acetaminophen_lines(MapReader& reader, Citer& citer, Problems& problems) {
    std::vector<AcetaminophenLine> all;
    const yaml::Node* list = reader.required("acetaminophen_lines");
    if (!list) return all;
    for_each_item(*list, "acetaminophen_lines", problems, [&](const yaml::Node& item) {
        MapReader one(item, "acetaminophen line", problems);
        const std::string for_whom = one.text("for");
        all.push_back(
            {mg_per_day(FactReader(one, "line", citer, problems).number("most", "mg/day")), for_whom});
        one.finish();
        const std::size_t last = all.size() - 1;
        if (last > 0 && reaches(all[last].most.for_caution(), all[last - 1].most.for_caution()))
            reader.complain(item, "acetaminophen-lines", "the lines do not fall", "write the highest first");
    });
    return all;
}

std::map<std::string, std::vector<CitationId>, std::less<>> read_grounds(MapReader& reader, Citer& citer,
                                                                         Problems& problems) {
    std::map<std::string, std::vector<CitationId>, std::less<>> all;
    const yaml::Node* list = reader.required("grounds");
    if (!list) return all;
    for_each_item(*list, "grounds", problems, [&](const yaml::Node& item) {
        MapReader one(item, "ground", problems);
        const std::string rule = one.text("rule");
        all[rule].push_back(citer.read(one).citation);
        one.finish();
    });
    return all;
}

}  // namespace

Result<SafetyLimits> read_safety_limits(const DataFile& file, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "limits", problems);
    reader.text("stepdown");
    reader.text("id");
    FactReader window(reader, "window_ceiling", citer, problems),
        weekly(reader, "weekly_ceiling", citer, problems);
    FactReader acknowledge(reader, "acknowledge_above", citer, problems),
        block(reader, "block_above", citer, problems);
    FactReader hold(reader, "flagged_hold", citer, problems), firm(reader, "firm", citer, problems);
    FactReader fills(reader, "fill_every", citer, problems), use(reader, "shortest_use", citer, problems);
    FactReader units(reader, "units_per_dose", citer, problems), adult(reader, "adult", citer, problems);
    FactReader plausible(reader, "plausible", citer, problems);
    FactReader pregnancy(reader, "may_be_pregnant", citer, problems);
    FactReader specialist(reader, "specialist_support", citer, problems);
    FactReader acetaminophen(reader, "acetaminophen", citer, problems);
    FactReader risk(reader, "risk_lines", citer, problems);
    FactReader liquid(reader, "ml_per_dose", citer, problems);
    FactReader directions(reader, "directions", citer, problems);
    FactReader after_stop(reader, "review_after_stop", citer, problems);
    SafetyLimits limits{reader.text("exposure_table"),
                        window.fraction("largest_cut"),
                        window.span("within"),
                        weekly.fraction("largest_cut"),
                        weekly.span("within"),
                        acknowledge.fraction("cut"),
                        block.fraction("cut"),
                        hold.number("factor", "times"),
                        firm.span("value"),
                        fills.span("value"),
                        use.span("value"),
                        units.number("value", "units"),
                        plausible.number("units_at_once", "units"),
                        plausible.number("doses_a_day", "doses"),
                        adult.number("from_age", "years"),
                        pregnancy.number("from_age", "years"),
                        pregnancy.number("to_age", "years"),
                        specialist.mme_rate("above"),
                        read_follow_up(reader, citer, problems),
                        reader.texts("review_checks"),
                        reader.texts("proceed_if"),
                        read_advice(reader, "warnings", citer, problems),
                        read_grounds(reader, citer, problems),
                        mg_per_day(acetaminophen.number("most", "mg/day")),
                        risk.mme_rate("first"),
                        risk.mme_rate("second"),
                        after_stop.span("value"),
                        read_acetaminophen_lines(reader, citer, problems),
                        read_taper_order(reader, citer, problems),
                        liquid.number("value", "mL"),
                        directions.number("short", "characters"),
                        directions.number("long", "characters")};
    for (const Sourced<Fraction>* ceiling : {&limits.largest_window_cut, &limits.largest_weekly_cut}) {
        if (ceiling->for_caution().of_one > 0 || !problems.empty()) continue;
        reader.complain("ceiling", "a ceiling of 0 %", "write how much may be cut");
    }
    reader.finish();
    if (!problems.empty()) return problems;
    return limits;
}

}  // namespace stepdown
