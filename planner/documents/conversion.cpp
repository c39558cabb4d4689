#include "planner/documents/conversion.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "conversions/quantity_format.hpp"
#include "conversions/text/map_reader.hpp"
#include "planner/references.hpp"
#include "planner/schedule.hpp"
#include "planner/stock.hpp"

namespace stepdown {

namespace {

bool is_patch(DrugByRoute of) {
    return of.route == Route::transdermal;
}

/// Without its unit, so never in micrograms: a small dose gets the places it needs.
std::string number_of(DrugByRoute of, DoseRate rate, int places) {
    if (is_told_in_micrograms(of, rate, places)) places = 6;
    return show_decimal(is_patch(of) ? in(rate, unit::mcg_per_hour) : in(rate, unit::mg_per_day), places);
}
std::string symbol_of(DrugByRoute of) {
    return std::string(is_patch(of) ? unit::mcg_per_hour.symbol : unit::mg_per_day.symbol);
}

/// "80 mg/day", or "66.666667 mg/day, rounded 66.67 mg/day" where rounding changes it.
std::string unrounded(DrugByRoute of, DoseRate rate) {
    const std::string exact = number_of(of, rate, 6), rounded = number_of(of, rate, 2);
    const std::string text = show_dose(of, rate, 6);
    if (is_told_in_micrograms(of, rate)) return show_dose(of, rate);
    return exact == rounded ? text : text + ", rounded " + rounded + " " + symbol_of(of);
}

std::string span_of_dose(DrugByRoute of, DoseRate low, DoseRate high) {
    if (is_told_in_micrograms(of, low) || is_told_in_micrograms(of, high))
        return show_dose(of, low) == show_dose(of, high) ? show_dose(of, low)
                                                         : show_dose(of, low) + " to " + show_dose(of, high);
    const std::string from = number_of(of, low, 2), to = number_of(of, high, 2);
    return (from == to ? from : from + " to " + to) + " " + symbol_of(of);
}

std::string span_of_share(Fraction low, Fraction high) {
    if (low == high) return show_percent(low.of_one);
    return show_percent(low.of_one) + " to " + show_percent(high.of_one);
}

DrugByRoute target_of(const Conversion& conversion) {
    return {conversion.target.drug, conversion.target.route};
}

/// What the items of an estimate are led to.
DrugByRoute items_lead_to(const Estimate& estimate, const Conversion& conversion) {
    for (const EstimateItem& item : estimate.items) {
        if (!item.lines.empty()) return item.lines.back().to;
    }
    return estimate.items.empty() ? target_of(conversion) : estimate.items.front().from;
}

std::string start_line(const Estimate& estimate, DrugByRoute from, DrugByRoute to,
                       const Formulary& formulary) {
    const StartBand& band = *estimate.start;
    std::string text =
        fmt::format("{} of {} lies in the row {} to {}: start with {}", show_dose(from, estimate.items_total),
                    name_of(from, formulary), number_of(from, band.from, 2),
                    show_dose(from, band.printed_until), show_dose(to, estimate.equianalgesic));
    if (exceeds(estimate.items_total, band.printed_until))
        text += " (between two printed rows, so the lower one)";
    return text;
}

std::string methadone_line(const Estimate& estimate, const Formulary& formulary,
                           const Conversion& conversion) {
    const DrugByRoute to = target_of(conversion);
    const std::string morphine = show(estimate.items_total, unit::mg_per_day, 2) + " of oral morphine";
    if (!estimate.band)
        return morphine + ": start with " + show_dose(to, estimate.equianalgesic, 6) + " of " +
               name_of(to, formulary) + ". " + conversion.recommended->how;
    const MethadoneBand& band = *estimate.band;
    const std::string end = band.below ? " to " + show(*band.below, unit::mg_per_day) : " and above";
    std::string text =
        morphine + " lies in the band " + number_of({}, band.from, 2) + end + " (" + band.published + "): ";
    const std::string most = show_dose(to, estimate.most, 6);
    text += !estimate.after_low ? "less than " + most
                                : span_of_dose(to, *estimate.after_low, estimate.after_high);
    return text + (estimate.of_one_dose ? " as one dose when needed, not as a day's dose" : "");
}

class ConversionReport {
public:
    ConversionReport(const Conversion& made, const Library& library)
        : made_(made),
          library_(library),
          to_(target_of(made)),
          references_(library.formulary.bibliography()) {}

    Document write(const std::string& versions) {
        Document document;
        document.versions = versions;
        if (made_.refused()) {
            document.title = "Conversion to " + target() + ": refused";
            document.sections = {refusal()};
        } else {
            document.title = "Conversion to " + target() + ": start with " + show_dose(to_, given()) +
                             (made_.recommended->regimens.empty() ? "; no regimen of it" : "");
            document.banner = "DRAFT: an estimate for the prescriber to decide on. Not yet an order.";
            document.sections = {summary()};
            if (!made_.findings.empty()) document.sections.push_back(findings());
            if (made_.recommended->window) document.sections.push_back(reasons());
            document.sections.push_back(side_by_side());
            document.sections.push_back(working(made_.estimates.front()));
            if (made_.estimates.size() > 1) document.sections.push_back(other_workings());
            if (recommended().window) document.sections.push_back(other_reductions());
            document.sections.push_back(advice());
        }
        document.references = references_.lines();
        return document;
    }

private:
    const Formulary& formulary() const { return library_.formulary; }
    std::string target() const { return name_of(to_, formulary()); }
    const Recommendation& recommended() const { return *made_.recommended; }
    /// What would really be given: of several regimens the first; without any the unrounded dose.
    DoseRate given() const {
        return recommended().regimens.empty() ? recommended().value : recommended().regimens.front().per_day;
    }
    std::string taken_text(const FromOpioid& one) const {
        return one.regimen.text + " = " + show_dose({one.regimen.drug, one.regimen.route}, one.per_day) +
               (std::holds_alternative<AsNeeded>(one.regimen.amount) ? " really used" : "");
    }

    Section refusal() {
        Section section{"refused", "Refused: no dose is given", {}};
        for (const FromOpioid& one : made_.from)
            section.blocks.emplace_back(Paragraph{"Now: " + taken_text(one), {}});
        for (const Finding& finding : made_.findings) section.blocks.emplace_back(notice(finding));
        return section;
    }
    Notice notice(const Finding& finding) {
        return {finding.severity, finding.rule,
                finding.message + (finding.instead.empty() ? "" : " " + finding.instead),
                references_.numbers(finding.citations)};
    }

    Section summary() {
        Table facts{"facts", {{"fact", ""}, {"value", ""}}, {}};
        const auto add = [&](const std::string& name, const std::string& value) {
            facts.rows.push_back({name, value});
        };
        for (const FromOpioid& one : made_.from) add("Now", taken_text(one));
        for (const NewRegimen& regimen : recommended().regimens) {
            add("Start with", regimen_in_words(regimen, formulary()));
        }
        if (recommended().regimens.empty())
            add("Start with", "no regimen: " + recommended().no_regimen_because);
        add("Dose", dose_text());
        add("Range", span_of_dose(to_, recommended().low, recommended().high) + ", " + range_text());
        add(made_.estimates.front().by == EstimateBy::ratios ? "Equal dose" : "By", basis_text());
        add("Taken off", taken_off_text());
        Section section{"summary", "Summary", {std::move(facts)}};
        if (recommended().regimens.empty() && !recommended().no_regimen_instead.empty())
            section.blocks.emplace_back(Paragraph{recommended().no_regimen_instead, {}});
        for (const std::string& text : recommended().left_out)
            if (!recommended().regimens.empty()) section.blocks.emplace_back(Paragraph{text, {}});
        if (recommended().regimens.size() > 1)
            section.blocks.emplace_back(Paragraph{
                "\"" + made_.target.text +
                    "\" leaves the release open: both are shown, one of them is to be chosen. The "
                    "immediate-release one stands first because its dose is the easier one to change.",
                {}});
        return section;
    }
    std::string dose_text() const {
        std::string text = unrounded(to_, recommended().value);
        for (const NewRegimen& regimen : recommended().regimens) {
            if (exceeds(regimen.rounded_off, unit::mg_per_day(0)))
                text += "; rounding down to products takes off " + show_dose(to_, regimen.rounded_off) +
                        " (" + std::string(word(regimen.release)) + " release)";
        }
        return text;
    }
    std::string basis_text() const {
        const Estimate& first = made_.estimates.front();
        if (first.by != EstimateBy::ratios) return first.title;
        return show_dose(to_, recommended().equianalgesic) + " by " + first.title;
    }
    std::string range_text() const {
        if (!recommended().window) return "one figure";
        const ReductionWindow& window = *recommended().window;
        if (recommended().reduction_high.of_one == 0) return "one figure";
        if (window.at_least == window.most.for_caution()) return "closed by what is present below";
        const bool unknown =
            std::any_of(window.toward_more.begin(), window.toward_more.end(),
                        [](const ReasonFound& reason) { return reason.state == ReasonState::unknown; });
        return unknown ? "more than the least only once the unknown facts below are known"
                       : "the prescriber may choose inside it (--reduction)";
    }
    std::string taken_off_text() const {
        if (!recommended().window || recommended().reduction_high.of_one == 0) return recommended().how;
        const ReductionWindow& window = *recommended().window;
        const DoseRate less = recommended().equianalgesic - given();
        std::string text = show_percent(window.chosen.of_one) + " for incomplete cross-tolerance" +
                           (window.by_prescriber ? ", chosen by the prescriber" : "") + " (window " +
                           span_of_share(window.least.for_caution(), window.most.for_caution()) + ")";
        if (!recommended().regimens.empty())
            text += "; with rounding down " + show_percent(ratio(less, recommended().equianalgesic)) +
                    " less than equal";
        return text;
    }

    Section findings() {
        Section section{"findings", "Before it is ordered", {}};
        for (const Finding& finding : made_.findings) section.blocks.emplace_back(notice(finding));
        return section;
    }

    Section reasons() {
        const ReductionWindow& window = *recommended().window;
        Section section{"reasons", "How much is taken off, and why", {}};
        section.blocks.emplace_back(Paragraph{
            "The window is " + span_of_share(window.least.for_caution(), window.most.for_caution()) +
                " below the equal dose. Sources differ in it; without another choice the larger reduction is "
                "taken, so that the new dose is the lower one.",
            references_.numbers({window.least.citation(), window.most.citation()})});
        Table table{"reasons", {{"state", "Here"}, {"reason", "Reason to take off more"}}, {}};
        std::vector<CitationId> sources;
        for (const ReasonFound& reason : window.toward_more) {
            const bool looked = reason.state != ReasonState::to_judge;
            table.rows.push_back(
                {std::string(word(reason.state)), reason.says + (looked ? " (" + reason.because + ")" : "")});
            sources.push_back(reason.citation);
        }
        section.blocks.emplace_back(std::move(table));
        section.blocks.emplace_back(Paragraph{
            "One that is present closes the window at its larger end. One that is unknown keeps the dose "
            "there: it is never taken as absent. \"judge\" is for the prescriber: no fact of a case "
            "says it.",
            references_.numbers(sources)});
        for (const ReasonFound& reason : window.toward_less) {
            if (reason.state != ReasonState::present) continue;
            section.blocks.emplace_back(
                Paragraph{"Toward less: " + reason.says + " (" + reason.because + ").",
                          references_.numbers({reason.citation})});
        }
        return section;
    }

    Section other_reductions() {
        Section section{"reductions", "What other sources take off", {}};
        Table table{"reductions", {{"share", "Taken off"}, {"source", "Source"}}, {}};
        std::vector<CitationId> sources;
        for (const PublishedReduction& other : library_.reduction.others) {
            table.rows.push_back({span_of_share(other.least.for_caution(), other.most.for_caution()),
                                  other.title + (other.when.empty() ? "" : ". " + other.when)});
            sources.push_back(other.most.citation());
        }
        section.blocks.emplace_back(std::move(table));
        section.blocks.emplace_back(
            Paragraph{"Shown for comparison, never used.", references_.numbers(sources)});
        return section;
    }

    Section side_by_side() {
        Section section{"methods", "Every method side by side", {}};
        Table table{"methods",
                    {{"equal", "Equal, " + symbol_of(to_)},
                     {"range", "Sources"},
                     {"after", "To start"},
                     {"twice", "Reduced twice"},
                     {"method", "Method"}},
                    {}};
        bool any_twice = false;
        for (const Estimate& estimate : made_.estimates) any_twice = any_twice || estimate.twice_high;
        if (!any_twice) table.columns.erase(table.columns.begin() + 3);
        std::vector<CitationId> sources;
        for (const Estimate& estimate : made_.estimates) {
            table.rows.push_back(method_row(estimate, any_twice));
            sources.push_back(estimate.citation);
        }
        section.blocks.emplace_back(std::move(table));
        section.blocks.emplace_back(Paragraph{spread_text(), references_.numbers(sources)});
        for (const Estimate& estimate : made_.estimates) {
            if (estimate.twice_high)
                section.blocks.emplace_back(Paragraph{
                    estimate.title +
                        ": the figure holds the reduction already and nothing more is taken off it here" +
                        (estimate.own_reduction ? ", but what the label itself says; " : "; ") +
                        "reduced twice by " + estimate.twice_by + ".",
                    {}});
        }
        add_rules(section);
        return section;
    }
    std::vector<std::string> method_row(const Estimate& estimate, bool any_twice) const {
        const bool by_ratio = estimate.by == EstimateBy::ratios;
        std::vector<std::string> row{
            by_ratio ? number_of(to_, estimate.equianalgesic, 2) : "-",
            by_ratio ? range_of(estimate.least, estimate.most) : "-",
            (estimate.after_low ? range_of(*estimate.after_low, estimate.after_high)
                                : "under " + number_of(to_, estimate.after_high, 2)) +
                (estimate.of_one_dose ? " a dose" : "")};
        if (any_twice)
            row.push_back(!estimate.twice_high ? ""
                          : estimate.twice_low ? range_of(*estimate.twice_low, *estimate.twice_high)
                                               : "under " + number_of(to_, *estimate.twice_high, 2));
        const bool beside_start = by_ratio && made_.estimates.front().by == EstimateBy::label_start;
        row.push_back(estimate.title + (estimate.recommended ? " (recommended)"
                                        : beside_start       ? " (shown only, never used)"
                                                             : ""));
        return row;
    }
    std::string range_of(DoseRate low, DoseRate high) const {
        const std::string from = number_of(to_, low, 2), to = number_of(to_, high, 2);
        return from == to ? from : from + " - " + to;
    }
    std::string spread_text() const {
        std::optional<DoseRate> least, most;
        int methods = 0;
        for (const Estimate& estimate : made_.estimates) {
            if (estimate.of_one_dose || !estimate.after_low) continue;
            ++methods;
            const bool by_method = estimate.by == EstimateBy::methadone_method;
            const DoseRate top = by_method ? estimate.most : estimate.equianalgesic;
            if (!least || exceeds(*least, estimate.equianalgesic)) least = estimate.equianalgesic;
            if (!most || exceeds(top, *most)) most = top;
        }
        if (methods < 2) return "Only one method covers all that is taken.";
        return "The methods lie between " + number_of(to_, *least, 2) + " and " + show_dose(to_, *most) +
               ", " + show_decimal(ratio(*most, *least), 1) +
               " times apart. What one method alone gives is an estimate.";
    }
    void add_rules(Section& section) {
        if (made_.rules.empty()) return;
        Table table{
            "rules", {{"figure", "Calculated"}, {"rounded", "Rounded down"}, {"rule", "Rule of thumb"}}, {}};
        std::vector<CitationId> sources;
        for (const CompetingRule& rule : made_.rules) {
            table.rows.push_back({show_dose(to_, rule.calculated), show_dose(to_, rule.rounded_down),
                                  rule.title + ", " + rule.published});
            sources.push_back(rule.citation);
        }
        section.blocks.emplace_back(std::move(table));
        section.blocks.emplace_back(
            Paragraph{"Rules that compete with the label's table. None of them is a start here.",
                      references_.numbers(sources)});
    }

    Section working(const Estimate& estimate) {
        Section section{"working", "Working, by " + estimate.title + " (recommended)", {}};
        add_working(section, estimate, "");
        add_cautions(section, estimate);
        return section;
    }
    Section other_workings() {
        Section section{"other-workings", "Working of the other methods", {}};
        for (const Estimate& estimate : made_.estimates) {
            if (&estimate == &made_.estimates.front()) continue;
            add_working(section, estimate, estimate.title + ": ");
            // Of a table of ratios the cautions are for its editor; a start's or a method's are for the
            // patient.
            if (estimate.by != EstimateBy::ratios) add_cautions(section, estimate);
        }
        return section;
    }
    void add_working(Section& section, const Estimate& estimate, const std::string& title) {
        const std::vector<std::string> lines = working_of(estimate, made_, library_);
        for (const std::string& line : lines) {
            const bool first = &line == &lines.front(), last = &line == &lines.back();
            section.blocks.emplace_back(
                Paragraph{(first ? title : "") + line,
                          last ? references_.numbers(citations_of(estimate)) : std::vector<int>()});
        }
    }
    void add_cautions(Section& section, const Estimate& estimate) {
        for (std::size_t i = 0; i < estimate.cautions.size(); ++i)
            section.blocks.emplace_back(Notice{Severity::note, estimate.method, estimate.cautions[i],
                                               references_.numbers({estimate.caution_citations[i]})});
    }

    Section advice() {
        Section section{"advice", "What this is not, and what goes with it", {}};
        for (const Advice& one : made_.advice)
            section.blocks.emplace_back(Paragraph{one.text, references_.numbers({one.citation})});
        return section;
    }

    const Conversion& made_;
    const Library& library_;
    const DrugByRoute to_;
    References references_;
};

}  // namespace

std::string name_of(DrugByRoute of, const Formulary& formulary) {
    const std::string& drug = formulary[of.drug].id;
    if (is_patch(of)) return drug + " patches";
    return std::string(word(of.route)) + " " + drug;
}

std::string working_line(const RotationLine& line, const Formulary& formulary) {
    const bool same_unit = is_patch(line.from) == is_patch(line.to);
    const DoseRate value = line.by.value.for_caution();
    const std::string factor =
        same_unit ? number_of(line.to, value, 6) + " / " + number_of(line.from, line.by.of, 6)
                  : show_dose(line.to, value, 6) + " / " + show_dose(line.from, line.by.of, 6);
    std::string text = fmt::format("{} of {} x {} = {} of {}", show_dose(line.from, line.dose, 6),
                                   name_of(line.from, formulary), factor, unrounded(line.to, line.result),
                                   name_of(line.to, formulary));
    text += " (published as " + line.by.published;
    if (exceeds(line.most, line.least))
        text += "; sources make it " + span_of_dose(line.to, line.least, line.most);
    text += ")";
    if (line.held_to_edge)
        text += "; held to what " + show_dose(line.from, *line.held_to_edge) +
                " gives, where the ratio falls: less of the old drug never means more of the new one";
    return text;
}

std::vector<std::string> working_of(const Estimate& estimate, const Conversion& conversion,
                                    const Library& library) {
    const Formulary& formulary = library.formulary;
    const DrugByRoute to = target_of(conversion), led_to = items_lead_to(estimate, conversion);
    std::vector<std::string> lines;
    std::string sum;
    DoseRate kept = unit::mg_per_day(0);
    for (const EstimateItem& item : estimate.items) {
        for (const RotationLine& line : item.lines) lines.push_back(working_line(line, formulary));
        if (item.lines.empty() && (item.from == to || estimate.items.size() > 1)) {
            if (item.from == to) kept += item.result;
            lines.push_back(show_dose(item.from, item.per_day, 6) + " of " + name_of(item.from, formulary) +
                            (item.from == to ? ": kept, the same drug by the same route" : ""));
        }
        sum += (sum.empty() ? "" : " + ") + number_of(led_to, item.result, 6);
    }
    if (estimate.items.size() > 1)
        lines.push_back("Together " + sum + " = " + unrounded(led_to, estimate.items_total) + " of " +
                        name_of(led_to, formulary));
    if (estimate.start) lines.push_back(start_line(estimate, led_to, to, formulary));
    if (estimate.by == EstimateBy::methadone_method)
        lines.push_back(methadone_line(estimate, formulary, conversion));
    if (estimate.own_reduction) {
        const Fraction own = *estimate.own_reduction;
        const DoseRate off = estimate.equianalgesic - kept;
        lines.push_back(fmt::format("{} off by the source itself{}: {}{} x (1 - {}) = {}",
                                    show_percent(own.of_one), estimate.own_reduction_when,
                                    exceeds(kept, unit::mg_per_day(0)) ? number_of(to, kept, 6) + " + " : "",
                                    number_of(to, off, 6), show_decimal(own.of_one, 4),
                                    unrounded(to, kept + off * (1 - own.of_one))));
        return lines;
    }
    const bool reduces =
        conversion.recommended && conversion.recommended->window && !estimate.contains_reduction;
    if (!reduces) return lines;
    const ReductionWindow& window = *conversion.recommended->window;
    const bool kept_some = exceeds(kept, unit::mg_per_day(0));
    const DoseRate converted = estimate.equianalgesic - kept;
    const auto add = [&](Fraction off, DoseRate result) {
        lines.push_back(fmt::format("{} off: {}{} x (1 - {}) = {}", show_percent(off.of_one),
                                    kept_some ? number_of(to, kept, 6) + " + " : "",
                                    number_of(to, converted, 6), show_decimal(off.of_one, 4),
                                    unrounded(to, result)));
    };
    const auto after = [&](Fraction off) { return kept + converted * (1 - off.of_one); };
    add(window.most.for_caution(), after(window.most.for_caution()));
    if (window.at_least != window.most.for_caution()) add(window.at_least, after(window.at_least));
    if (window.chosen != window.most.for_caution() && window.chosen != window.at_least)
        add(window.chosen, after(window.chosen));
    return lines;
}

std::vector<CitationId> citations_of(const Estimate& estimate) {
    std::vector<CitationId> all{estimate.citation};
    for (const EstimateItem& item : estimate.items) {
        for (const RotationLine& line : item.lines) all.push_back(line.by.value.citation());
    }
    if (estimate.start) all.push_back(estimate.start->start.citation());
    if (estimate.band) all.push_back(estimate.band->most.citation());
    return all;
}

std::string regimen_in_words(const NewRegimen& regimen, const Formulary& formulary) {
    const ProductLine& line = formulary[regimen.line];
    const auto units_text = [&](const std::vector<UnitCount>& units) {
        std::string text;
        for (const UnitCount& unit : units) {
            text += (text.empty() ? "" : " and ") + count_in_words(unit.thousandths, line.form) + " of " +
                    strength_with_all(line.strengths[unit.strength], line.route);
        }
        return text;
    };
    const std::string product = name_of(line, line.strengths.front(), formulary);
    if (!regimen.patches.empty())
        return product + ": " + units_text(regimen.patches) + ", changed every " +
               show(regimen.interval, unit::hours) + ", together " +
               show(regimen.per_day, unit::mcg_per_hour);
    const std::string release = regimen.release == Release::immediate ? " immediate-release" : "";
    const DrugByRoute to{line.drug, line.route};
    const Mass amount = given_in_a_day(regimen.doses.front().amount);
    const bool small = is_told_in_micrograms(to, amount / unit::days(1));
    return product + release + " " + (small ? show(amount, unit::mcg) : show(amount, unit::mg)) + " every " +
           show(regimen.interval, unit::hours) + " (" + units_text(regimen.doses.front().units) +
           " each time): " + show_dose(to, regimen.per_day) + "; product " + line.id;
}

std::string_view word(ReasonState state) {
    switch (state) {
        case ReasonState::present:
            return "present";
        case ReasonState::absent:
            return "absent";
        case ReasonState::unknown:
            return "unknown";
        case ReasonState::to_judge:
            return "judge";
    }
    return "";
}

Document conversion_document(const Conversion& conversion, const Library& library,
                             const std::string& versions) {
    return ConversionReport(conversion, library).write(versions);
}

}  // namespace stepdown
