#include "planner/documents/adjuncts.hpp"

#include <algorithm>
#include <cmath>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/documents/findings.hpp"
#include "planner/references.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

/// To one place, never up.
std::string floored(double number) {
    return show_decimal(std::floor(number * 10 * (1 + 1e-12)) / 10, 1);
}

std::string amount_in_words(const std::variant<Mass, InfusionRate>& amount) {
    return std::visit(overloaded{[](Mass mass) { return floored(in(mass, unit::mg)); },
                                 [](InfusionRate rate) { return floored(in(rate, unit::mg_per_hour)); }},
                      amount);
}

bool is_told_briefly(const AdjunctAdvice& advice) {
    return advice.guide->purpose == AdjunctFor::withdrawal && advice.guide->group != "alpha-2-agonist";
}

/// Writes one document; each function a section.
class AdjunctsWriter {
public:
    AdjunctsWriter(const Adjuncts& made, const Case& patient_case, const Library& library)
        : made_(made), case_(patient_case), references_(library.formulary.bibliography()) {}

    Document write(const std::string& versions) {
        Document document;
        document.title =
            "Adjuncts" + (case_.patient.reference.empty() ? "" : " for " + case_.patient.reference);
        document.banner = "DRAFT: ranges for a prescriber to decide from. Nothing here is an order.";
        document.versions = versions;
        document.sections.push_back(kidneys());
        document.sections.push_back(overview());
        for (const AdjunctAdvice& one : made_.all) {
            if (one.verdict != Verdict::not_here && !is_told_briefly(one))
                document.sections.push_back(about(one));
        }
        document.sections.push_back(symptoms());
        for (const AdjunctAdvice& one : made_.all) {
            if (one.verdict == Verdict::not_here && !one.by_weight.empty())
                document.sections.push_back(about(one));
        }
        document.sections.push_back(not_here());
        document.sections.push_back(non_drug());
        document.references = references_.lines();
        return document;
    }

private:
    static void say(Section& section, const std::string& label, const Told& told, References& references) {
        section.blocks.emplace_back(Paragraph{label + told.text, references.numbers(told.citations)});
    }

    Section kidneys() {
        Section section{"kidneys", "Kidneys", {}};
        section.blocks.emplace_back(
            Paragraph{capital(in_words(made_.kidney)) + ".", references_.numbers(made_.kidney.citations)});
        for (const std::string& line : made_.kidney.working) section.blocks.emplace_back(Paragraph{line, {}});
        section.blocks.emplace_back(
            Paragraph{"Doses by kidney function use the lower of the two estimates. Day 1 is " +
                          in_words(made_.start) + ".",
                      {}});
        return section;
    }

    static std::string capital(std::string text) {
        if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
            text[0] = static_cast<char>(text[0] - 'a' + 'A');
        return text;
    }

    Section overview() const {
        Table table{
            "overview",
            {{"drug", "Adjunct"}, {"verdict", "Verdict"}, {"start", "Start"}, {"range", "Range and ceiling"}},
            {}};
        for (const AdjunctAdvice& one : made_.all) {
            if (is_told_briefly(one)) continue;
            std::string range = range_in_words(one);
            if (!one.by_weight.empty()) range = "by weight, see below";
            table.rows.push_back({one.guide->id, std::string(in_words(one.verdict)),
                                  one.start ? show(*one.start, unit::mg_per_day) : "-",
                                  range.empty() ? "-" : range});
        }
        Section section{"overview", "In short", {std::move(table)}};
        section.blocks.emplace_back(
            Paragraph{"A slow taper may need none of these. One at a time, the lowest dose that helps, and "
                      "stopped when it does "
                      "not.",
                      {}});
        return section;
    }

    Section about(const AdjunctAdvice& one) {
        Section section{one.guide->id, one.guide->title + ": " + std::string(in_words(one.verdict)), {}};
        const std::string range = range_in_words(one);
        if (!range.empty()) {
            const std::string band = one.renal_band.empty() ? "" : " (kidney row: " + one.renal_band + ")";
            section.blocks.emplace_back(
                Paragraph{std::string(one.is_cleared ? "Range: " : "Not cleared, to look up only: ") + range +
                              band + ".",
                          references_.numbers(one.citations)});
        }
        if (one.start) {
            std::string text = "Start: " + show(*one.start, unit::mg_per_day);
            if (one.step)
                text += "; then at most " + show(*one.step, unit::mg_per_day) + " more every " +
                        show_span(*one.step_every);
            section.blocks.emplace_back(Paragraph{text + ".", {}});
        }
        for (const WeighedDose& dose : one.by_weight) weigh_out(section, dose);
        if (!one.titration.empty()) section.blocks.emplace_back(levels(one));
        for (const Told& told : one.directions) say(section, "", told, references_);
        for (const Told& told : one.stop) say(section, "Stop: ", told, references_);
        for (const Told& told : one.why) say(section, "For: ", told, references_);
        for (const Told& told : one.why_not) say(section, "Against: ", told, references_);
        if (!one.missing.empty())
            section.blocks.emplace_back(Paragraph{"Not known: " + joined(one.missing) + ".", {}});
        return section;
    }

    void weigh_out(Section& section, const WeighedDose& dose) {
        const CitationId from =
            std::visit([](const auto& per) { return per.high.citation(); }, dose.row->dose);
        const std::string more = dose.row->text.empty() ? "" : " " + dose.row->text;
        section.blocks.emplace_back(
            Paragraph{dose.row->what + ", " + dose.row->setting + ": " + weighed_in_words(dose) + "." + more,
                      references_.numbers({from})});
    }

    static Table levels(const AdjunctAdvice& one) {
        Table table{"titration", {{"day", "Day"}, {"on", "From"}, {"dose", "A day"}, {"take", "Take"}}, {}};
        for (const AdjunctLevel& level : one.titration) {
            std::string take;
            for (const AdjunctDoseAt& dose : level.doses)
                take += (take.empty() ? "" : "; ") + std::string(when_in_words(dose.time.at)) + " " +
                        units_in_words(dose, *one.guide->units);
            table.rows.push_back({std::to_string(level.day), short_date(level.on),
                                  show(level.per_day, unit::mg_per_day), take});
        }
        return table;
    }

    Section symptoms() {
        Section section{"symptoms", "Medicines for single symptoms of withdrawal", {}};
        section.blocks.emplace_back(Paragraph{
            "First slow down or pause. Never benzodiazepines, sleeping tablets or extra opioids for it.",
            {}});
        for (const AdjunctAdvice& one : made_.all) {
            if (!is_told_briefly(one) || one.verdict == Verdict::not_here) continue;
            std::vector<CitationId> from;
            std::string text = one.guide->title + " (" + std::string(in_words(one.verdict)) + "): ";
            for (const Told& told : one.why) {
                text += told.text + " ";
                from.insert(from.end(), told.citations.begin(), told.citations.end());
            }
            const Told limits = dose_and_limits(one);
            text += limits.text;
            from.insert(from.end(), limits.citations.begin(), limits.citations.end());
            section.blocks.emplace_back(Paragraph{text, references_.numbers(from)});
        }
        return section;
    }

    Section not_here() {
        Section section{"not-here", "Not for this patient", {}};
        for (const AdjunctAdvice& one : made_.all) {
            if (one.verdict != Verdict::not_here || !one.by_weight.empty()) continue;
            std::string text = one.guide->title + ":";
            std::vector<CitationId> from;
            for (const Told& told : one.why_not) {
                text += " " + told.text;
                from.insert(from.end(), told.citations.begin(), told.citations.end());
            }
            section.blocks.emplace_back(Paragraph{text, references_.numbers(from)});
        }
        if (section.blocks.empty()) section.blocks.emplace_back(Paragraph{"None.", {}});
        return section;
    }

    Section non_drug() {
        Section section{"non-drug", "Without drugs", {}};
        for (const NonDrugDates& one : made_.non_drug) {
            std::string text = one.what->title + ": ";
            for (const Date day : one.on) text += (day == one.on.front() ? "" : ", ") + short_date(day);
            section.blocks.emplace_back(
                Paragraph{text + ". " + one.what->text.text,
                          references_.numbers({one.what->every.citation(), one.what->text.citation})});
        }
        return section;
    }

    const Adjuncts& made_;
    const Case& case_;
    References references_;
};

}  // namespace

std::string_view in_words(Verdict verdict) {
    switch (verdict) {
        case Verdict::note:
        case Verdict::option:
            return "option";
        case Verdict::caution:
            return "with caution";
        case Verdict::confirm:
            return "confirm before use";
        case Verdict::not_here:
            break;
    }
    return "not here";
}

Told dose_and_limits(const AdjunctAdvice& advice) {
    Told said;
    for (const auto* list : {&advice.directions, &advice.why_not}) {
        for (const Told& told : *list) {
            said.text += (list == &advice.why_not ? "Against: " : "") + told.text + " ";
            said.citations.insert(said.citations.end(), told.citations.begin(), told.citations.end());
        }
    }
    if (advice.ceiling) said.text += "Ceiling " + show(*advice.ceiling, unit::mg_per_day) + ".";
    if (!advice.missing.empty()) said.text += " Not known: " + joined(advice.missing) + ".";
    return said;
}

std::string range_in_words(const AdjunctAdvice& advice) {
    if (!advice.high) return "";
    const std::string high = show(*advice.high, unit::mg_per_day, 2);
    if (!advice.low || !exceeds(*advice.high, *advice.low)) return "up to " + high;
    return show_decimal(in(*advice.low, unit::mg_per_day), 2) + " to " + high;
}

std::string weighed_in_words(const WeighedDose& dose) {
    const auto span = [](const auto& per, auto unit) {
        const std::string high = show(per.high.for_caution(), unit, 3);
        return per.low ? show_decimal(in(per.low->for_caution(), unit), 3) + " to " + high
                       : "at most " + high;
    };
    std::string text =
        std::visit(overloaded{[&](const PerKg& per) { return span(per, unit::mg_per_kg); },
                              [&](const PerKgAndHour& per) { return span(per, unit::mg_per_kg_per_hour); }},
                   dose.row->dose);
    if (!dose.high) return text;
    const bool is_rate = std::holds_alternative<InfusionRate>(*dose.high);
    return text + ", here " + (dose.low ? amount_in_words(*dose.low) + " to " : "") +
           amount_in_words(*dose.high) + (is_rate ? " mg/h" : " mg");
}

std::string units_in_words(const AdjunctDoseAt& dose, const AdjunctUnits& units) {
    std::vector<std::string> parts;
    for (const AdjunctCount& one : dose.units)
        parts.push_back(count_in_words(one.count * 1000, units.form) + " of " +
                        show(units.strengths[one.strength].value, unit::mg));
    return joined(parts);
}

namespace {

/// "Duloxetine (with caution): start 30 mg/day, range 30 to 60 mg/day. Against: ...".
Paragraph option_in_short(const AdjunctAdvice& one, References& references) {
    std::string text = one.guide->title + " (" + std::string(in_words(one.verdict)) + ")";
    std::vector<CitationId> sources = one.citations;
    if (one.start) text += ": start " + show(*one.start, unit::mg_per_day);
    const std::string range = range_in_words(one);
    if (!range.empty())
        text += (one.start ? ", range " : ": range ") + range + (one.is_cleared ? "" : ", to look up only");
    text += ".";
    // What is shown of naloxone is how it is handed out; of the others what speaks against them here.
    const std::vector<Told>& told = one.guide->rescue ? one.directions : one.why_not;
    for (const Told& reason : told) {
        text += (one.guide->rescue ? " " : " Against: ") + reason.text;
        sources.insert(sources.end(), reason.citations.begin(), reason.citations.end());
        if (one.guide->rescue) break;
    }
    if (!one.missing.empty()) text += " Not known: " + joined(one.missing) + ".";
    return {text, references.numbers(sources)};
}

std::string reasons_in_words(const std::vector<std::string>& because) {
    std::vector<std::string> reasons;
    for (const std::string& reason : because)
        reasons.push_back(reason.find(' ') == std::string::npos ? "of the finding " + reason : reason);
    return joined(reasons);
}

}  // namespace

Section adjunct_options_section(const AdjunctOptions& options, References& references) {
    Section section{"adjuncts", "Other medicines and treatments, as options", {}};
    section.blocks.emplace_back(Paragraph{"Named because " + reasons_in_words(options.because) +
                                              ". Nothing here is ordered; one at a time, and a slow taper "
                                              "may need none. Day by day, how to stop, "
                                              "and everything else: stepdown adjuncts with this case file.",
                                          {}});
    std::vector<std::string> not_here;
    for (const AdjunctAdvice& one : options.adjuncts.all) {
        if (one.verdict == Verdict::not_here) {
            not_here.push_back(one.guide->id);
        } else {
            section.blocks.emplace_back(option_in_short(one, references));
        }
    }
    if (!not_here.empty())
        section.blocks.emplace_back(
            Paragraph{"Not for this patient or this setting: " + joined(not_here) + ".", {}});
    std::vector<std::string> without_drugs;
    for (const NonDrugDates& one : options.adjuncts.non_drug)
        without_drugs.push_back(one.what->title + " from " + short_date(one.on.front()));
    if (!without_drugs.empty())
        section.blocks.emplace_back(Paragraph{"Without drugs: " + joined(without_drugs) + ".", {}});
    return section;
}

Document adjuncts_document(const Adjuncts& adjuncts, const Case& patient_case, const Library& library,
                           const std::string& versions) {
    return AdjunctsWriter(adjuncts, patient_case, library).write(versions);
}

}  // namespace stepdown
