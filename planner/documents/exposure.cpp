#include "planner/documents/exposure.hpp"

#include "conversions/quantity_format.hpp"
#include "planner/references.hpp"

namespace stepdown {

namespace {

Table working_table(const std::vector<Regimen>& regimens, const Exposure& exposure) {
    Table table{"working",
                {{"opioid", "Opioid"}, {"daily", "Per day"}, {"factor", "Factor"}, {"mme", "MME per day"}},
                {}};
    for (const ExposureLine& line : exposure.lines) {
        const Regimen& regimen = regimens[line.regimen];
        table.rows.push_back(
            {regimen.text,
             exceeds(line.per_day, unit::mg_per_day(0)) ? show_daily(regimen, line.per_day) : "?",
             line.published, line.result ? show_decimal(in(*line.result, unit::mme_per_day), 2) : "none"});
    }
    return table;
}

std::string as_needed_text(const Regimen& regimen, const ExposureLine& line) {
    const std::string counted = show_daily(regimen, line.per_day);
    if (line.counted == Counting::most_allowed) {
        return "counted at the most the order allows, " + counted + ", because use is not stated.";
    }
    const auto& order = std::get<AsNeeded>(regimen.amount);
    if (!order.most_in_a_day) return "counted at what is used, " + counted + ".";
    const DoseRate most = *order.most_in_a_day / unit::days(1);
    return "counted at what is used, " + counted + "; the order allows " + show_daily(regimen, most) + "." +
           (exceeds(line.per_day, most) ? " More is used than the order allows." : "");
}

std::vector<CitationId> factor_sources(const Exposure& exposure) {
    std::vector<CitationId> all;
    for (const ExposureLine& line : exposure.lines) {
        if (line.factor) all.push_back(line.factor->citation());
    }
    return all;
}

}  // namespace

std::string show_daily(const Regimen& regimen, DoseRate per_day) {
    const bool is_patch = std::holds_alternative<Continuous>(regimen.amount);
    return is_patch ? show(per_day, unit::mcg_per_hour) : show(per_day, unit::mg_per_day);
}

DoseRate acetaminophen_per_day(const std::vector<Regimen>& regimens) {
    DoseRate total = unit::mg_per_day(0);
    for (const Regimen& regimen : regimens) {
        const auto used = per_day(regimen, Counting::really_used);
        const auto daily = used ? used : per_day(regimen, Counting::most_allowed);
        if (!daily || !regimen.unit_strength) continue;
        for (const auto& [drug, mass] : regimen.also_per_unit) {
            if (drug == "acetaminophen")
                total += mass * ratio(*daily * unit::days(1), *regimen.unit_strength) / unit::days(1);
        }
    }
    return total;
}

Document exposure_document(const std::vector<Regimen>& regimens, const Exposure& exposure,
                           const ExposureTable& table, const Library& library, const std::string& versions) {
    References references(library.formulary.bibliography());
    Document document;
    document.title = exposure.total ? "Total " + show(*exposure.total, unit::mme_per_day, 2) +
                                          (exposure.complete ? "" : ", not complete")
                                    : "No total: an opioid cannot be converted";
    document.versions = versions;
    Section working{"working", "Working, by " + table.title, {working_table(regimens, exposure)}};
    working.blocks.emplace_back(Paragraph{"Each daily dose times its factor, then added.",
                                          references.numbers(factor_sources(exposure))});
    for (const ExposureLine& line : exposure.lines) {
        const std::string& text = regimens[line.regimen].text;
        if (!line.result) {
            working.blocks.emplace_back(
                Notice{Severity::warn, "unconverted", text + ": " + line.reason,
                       line.reason_from ? references.numbers({*line.reason_from}) : std::vector<int>()});
        } else if (std::holds_alternative<AsNeeded>(regimens[line.regimen].amount)) {
            working.blocks.emplace_back(
                Paragraph{text + ": " + as_needed_text(regimens[line.regimen], line), {}});
        }
    }
    const DoseRate acetaminophen = acetaminophen_per_day(regimens);
    if (exceeds(acetaminophen, unit::mg_per_day(0))) {
        const Sourced<DoseRate>& most = library.limits.largest_acetaminophen;
        const bool too_much = exceeds(acetaminophen, most.for_caution());
        working.blocks.emplace_back(Notice{too_much ? Severity::warn : Severity::note, "acetaminophen",
                                           "Acetaminophen " + show(acetaminophen, unit::mg_per_day) +
                                               "; at most " + show(most.for_caution(), unit::mg_per_day) +
                                               " from all products.",
                                           references.numbers({most.citation()})});
    }
    document.sections.push_back(std::move(working));
    Section cautions{"cautions", "What this number is not", {}};
    for (const std::string& caution : table.cautions)
        cautions.blocks.emplace_back(Paragraph{caution, references.numbers({table.citation})});
    document.sections.push_back(std::move(cautions));
    document.references = references.lines();
    return document;
}

}  // namespace stepdown
