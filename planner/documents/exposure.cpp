#include "planner/documents/exposure.hpp"

#include <algorithm>

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
            {regimen.text, exceeds(line.per_day, unit::mg_per_day(0)) ? show_factored(regimen, line) : "?",
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

std::string show_total(const Exposure& exposure) {
    if (!exposure.total) return "none";
    return show_decimal(in(*exposure.total, unit::mme_per_day), 2) +
           (exposure.complete ? "" : ", not complete");
}

std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
    return out;
}

Document titled(const Exposure& exposure, const std::string& versions) {
    Document document;
    document.title = exposure.total ? "Total " + show(*exposure.total, unit::mme_per_day, 2) +
                                          (exposure.complete ? "" : ", not complete")
                                    : "No total: an opioid cannot be converted";
    document.versions = versions;
    return document;
}

Notice unconverted(const Regimen& regimen, const ExposureLine& line, References& references) {
    return {Severity::warn, "unconverted", regimen.text + ": " + line.reason,
            line.reason_from ? references.numbers({*line.reason_from}) : std::vector<int>()};
}

std::optional<Notice> acetaminophen_notice(const std::vector<Regimen>& regimens, const Library& library,
                                           References& references) {
    const DoseRate daily = acetaminophen_per_day(regimens);
    if (!exceeds(daily, unit::mg_per_day(0))) return std::nullopt;
    const Sourced<DoseRate>& most = library.limits.largest_acetaminophen;
    return Notice{exceeds(daily, most.for_caution()) ? Severity::warn : Severity::note, "acetaminophen",
                  "Acetaminophen " + show(daily, unit::mg_per_day) + "; at most " +
                      show(most.for_caution(), unit::mg_per_day) + " from all products.",
                  references.numbers({most.citation()})};
}

Section working_section(const std::vector<Regimen>& regimens, const Exposure& exposure,
                        const ExposureTable& table, const Library& library, References& references) {
    Section working{"working", "Working, by " + table.title, {working_table(regimens, exposure)}};
    working.blocks.emplace_back(Paragraph{"Each daily dose times its factor, then added.",
                                          references.numbers(factor_sources(exposure))});
    for (const ExposureLine& line : exposure.lines) {
        const Regimen& regimen = regimens[line.regimen];
        if (!line.result) {
            working.blocks.emplace_back(unconverted(regimen, line, references));
        } else if (std::holds_alternative<AsNeeded>(regimen.amount)) {
            working.blocks.emplace_back(Paragraph{regimen.text + ": " + as_needed_text(regimen, line), {}});
        }
    }
    if (auto notice = acetaminophen_notice(regimens, library, references))
        working.blocks.emplace_back(*std::move(notice));
    return working;
}

/// Where a caution comes from: the set itself, unless it stands in another publication.
CitationId caution_source(const ExposureTable& table, std::size_t index, const Library& library) {
    const CitationId own = table.caution_citations[index];
    return library[own].source == library[table.citation].source ? table.citation : own;
}

decltype(Section::blocks) caution_blocks(const ExposureTable& table, const Library& library,
                                         References& references) {
    decltype(Section::blocks) blocks;
    for (std::size_t i = 0; i < table.cautions.size(); ++i) {
        blocks.emplace_back(
            Paragraph{table.cautions[i], references.numbers({caution_source(table, i, library)})});
    }
    return blocks;
}

/// Opioids by sets. The opioid stands last, where a long text wraps.
Table sets_table(const std::vector<Regimen>& regimens, const std::vector<SetExposure>& sets) {
    Table table{"sets", {}, {}};
    for (const SetExposure& set : sets) table.columns.push_back({set.table->id, set.table->title});
    table.columns.push_back({"opioid", "MME per day of"});
    for (std::size_t i = 0; i < regimens.size(); ++i) {
        std::vector<std::string> row;
        for (const SetExposure& set : sets) {
            const std::optional<MmeRate>& result = set.exposure.lines[i].result;
            row.push_back(result ? show_decimal(in(*result, unit::mme_per_day), 2) : "none");
        }
        row.push_back(regimens[i].text);
        table.rows.push_back(std::move(row));
    }
    std::vector<std::string> totals;
    for (const SetExposure& set : sets) {
        const std::optional<MmeRate>& total = set.exposure.total;
        totals.push_back(total ? show_decimal(in(*total, unit::mme_per_day), 2) +
                                     (set.exposure.complete ? "" : "*")
                               : "none");
    }
    totals.emplace_back("all of them");
    table.rows.push_back(std::move(totals));
    return table;
}

Section sets_section(const std::vector<Regimen>& regimens, const std::vector<SetExposure>& sets,
                     const Library& library, References& references) {
    Section section{"sets", "All sets of factors side by side", {sets_table(regimens, sets)}};
    const auto is_partial = [](const SetExposure& set) {
        return set.exposure.total && !set.exposure.complete;
    };
    if (std::any_of(sets.begin(), sets.end(), is_partial))
        section.blocks.emplace_back(Paragraph{"* not complete: it leaves out what stands as none.", {}});
    for (const Finding& finding : decided_by_set(sets, library.limits)) {
        section.blocks.emplace_back(Notice{finding.severity, finding.rule,
                                           finding.message + " " + finding.instead,
                                           references.numbers(finding.citations)});
    }
    return section;
}

Section other_set_section(const std::vector<Regimen>& regimens, const SetExposure& set,
                          const Library& library, References& references) {
    Section section{"set-" + set.table->id, "By " + set.table->title + ", and what it is not", {}};
    if (const auto sources = factor_sources(set.exposure); !sources.empty()) {
        section.blocks.emplace_back(working_table(regimens, set.exposure));
        section.blocks.emplace_back(Paragraph{"Factors as published there.", references.numbers(sources)});
    }
    for (const ExposureLine& line : set.exposure.lines) {
        if (!line.result) section.blocks.emplace_back(unconverted(regimens[line.regimen], line, references));
    }
    for (auto& block : caution_blocks(*set.table, library, references))
        section.blocks.push_back(std::move(block));
    return section;
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

FactorUnit factor_unit(const ExposureLine& line) {
    if (line.published.ends_with(unit::mme_per_day_per_mcg_per_hour.symbol))
        return FactorUnit::per_mcg_per_hour;
    return line.published.ends_with(unit::mme_per_mcg.symbol) ? FactorUnit::per_mcg : FactorUnit::per_mg;
}

std::string show_factored(const Regimen& regimen, const ExposureLine& line) {
    if (!line.factor) return show_daily(regimen, line.per_day);
    switch (factor_unit(line)) {
        case FactorUnit::per_mg:
            return show(line.per_day, unit::mg_per_day);
        case FactorUnit::per_mcg:
            return show(line.per_day * unit::days(1), unit::mcg) + "/day";
        case FactorUnit::per_mcg_per_hour:
            break;
    }
    return show_daily(regimen, line.per_day);
}

std::vector<SetExposure> exposure_by_all_sets(const std::vector<Regimen>& regimens, const Library& library) {
    std::vector<const ExposureTable*> others;
    for (const ExposureTable& table : library.exposure_tables) {
        if (table.id != library.exposure().id) others.push_back(&table);
    }
    std::sort(others.begin(), others.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
    std::vector<SetExposure> sets;
    const auto add = [&](const ExposureTable& table) {
        sets.push_back({&table, exposure(regimens, table, Counting::most_allowed)});
    };
    add(library.exposure());
    for (const ExposureTable* table : others) add(*table);
    return sets;
}

std::vector<Finding> decided_by_set(const std::vector<SetExposure>& sets, const SafetyLimits& limits) {
    std::vector<Finding> findings;
    for (const Sourced<MmeRate>* line : {&limits.first_risk_line, &limits.second_risk_line}) {
        std::vector<std::string> reached, below;
        for (const SetExposure& set : sets) {
            if (!set.exposure.total) continue;
            auto& side = reaches(*set.exposure.total, line->for_caution()) ? reached : below;
            side.push_back(set.table->title + " (" + show_total(set.exposure) + ")");
        }
        if (reached.empty() || below.empty()) continue;
        Finding finding;
        finding.severity = Severity::warn;
        finding.rule = "exposure-set";
        finding.id = "exposure-set-" + std::to_string(findings.size() + 1);
        finding.message = "Only the set of factors decides whether " +
                          show(line->for_caution(), unit::mme_per_day) + " is reached: it is by " +
                          joined(reached) + "; it is not by " + joined(below) + ".";
        finding.instead = "Name the set with every total, and compare totals of one set only.";
        finding.citations = {line->citation()};
        findings.push_back(std::move(finding));
    }
    return findings;
}

Document exposure_document(const std::vector<Regimen>& regimens, const Exposure& exposure,
                           const ExposureTable& table, const Library& library, const std::string& versions) {
    References references(library.formulary.bibliography());
    Document document = titled(exposure, versions);
    document.sections.push_back(working_section(regimens, exposure, table, library, references));
    document.sections.push_back(
        {"cautions", "What this number is not", caution_blocks(table, library, references)});
    document.references = references.lines();
    return document;
}

Document side_by_side_document(const std::vector<Regimen>& regimens, const std::vector<SetExposure>& sets,
                               const Library& library, const std::string& versions) {
    References references(library.formulary.bibliography());
    const SetExposure& first = sets.front();
    Document document = titled(first.exposure, versions);
    document.title += " by " + first.table->title;
    document.sections.push_back(working_section(regimens, first.exposure, *first.table, library, references));
    document.sections.push_back(sets_section(regimens, sets, library, references));
    document.sections.push_back(
        {"cautions", "What this number is not", caution_blocks(*first.table, library, references)});
    for (std::size_t i = 1; i < sets.size(); ++i)
        document.sections.push_back(other_set_section(regimens, sets[i], library, references));
    document.references = references.lines();
    return document;
}

}  // namespace stepdown
