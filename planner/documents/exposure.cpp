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

std::string with_mme(const Regimen& regimen, const ExposureLine& line) {
    const std::string daily = show_daily(regimen, line.per_day);
    return line.result ? daily + " (" + show(*line.result, unit::mme_per_day, 2) + ")" : daily;
}

/// `most`: the line of the same order at the most that it allows.
std::string as_needed_text(const Regimen& regimen, const ExposureLine& line, const ExposureLine& most) {
    if (line.counted == Counting::most_allowed) {
        return "counted at the most the order allows, " + with_mme(regimen, line) +
               ", because use is not stated.";
    }
    const auto& order = std::get<AsNeeded>(regimen.amount);
    const std::string used = "counted at what is used, " + with_mme(regimen, line);
    if (!order.most_in_a_day) return used + "; the most that the order allows is not stated.";
    return used + "; the order allows " + with_mme(regimen, most) + ".";
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

std::string limit_in_words(const AcetaminophenLine& line) {
    return show(line.most.for_caution(), unit::mg_per_day) + " (" + line.for_whom + ")";
}

void add_acetaminophen(Section& section, const std::vector<Regimen>& regimens, const Library& library,
                       References& references) {
    const Acetaminophen all = acetaminophen_of(regimens);
    if (all.shares.empty()) return;
    std::string text = "Acetaminophen from all products: " + show(all.counted, unit::mg_per_day);
    if (exceeds(all.most_allowed, all.counted))
        text += "; at the most that the orders allow " + show(all.most_allowed, unit::mg_per_day);
    section.blocks.emplace_back(Paragraph{text + ".", {}});
    for (const AcetaminophenShare& share : all.shares)
        section.blocks.emplace_back(
            Paragraph{acetaminophen_working(regimens[share.regimen], share) + ".", {}});
    const std::vector<Finding> findings = acetaminophen_findings(regimens, library.limits);
    for (const Finding& finding : findings) {
        section.blocks.emplace_back(Notice{finding.severity, finding.rule,
                                           finding.message + " " + finding.instead,
                                           references.numbers(finding.citations)});
    }
    if (!findings.empty()) return;
    const AcetaminophenLine& lowest = library.limits.acetaminophen_lines.back();
    section.blocks.emplace_back(
        Paragraph{"That is within every limit of it; the lowest is " + limit_in_words(lowest) + ".",
                  references.numbers({lowest.most.citation()})});
}

Section working_section(const std::vector<Regimen>& regimens, const Exposure& exposure,
                        const ExposureTable& table, const Library& library, References& references) {
    Section working{"working", "Working, by " + table.title, {working_table(regimens, exposure)}};
    working.blocks.emplace_back(Paragraph{"Each daily dose times its factor, then added.",
                                          references.numbers(factor_sources(exposure))});
    const Exposure most = stepdown::exposure(at_most_allowed(regimens), table, Counting::most_allowed);
    for (const ExposureLine& line : exposure.lines) {
        const Regimen& regimen = regimens[line.regimen];
        if (!line.result) working.blocks.emplace_back(unconverted(regimen, line, references));
        if (!line.note.empty())
            working.blocks.emplace_back(
                Notice{Severity::note, "form-not-said", regimen.text + ": " + line.note, {}});
        if (line.result && std::holds_alternative<AsNeeded>(regimen.amount)) {
            const std::string counted = as_needed_text(regimen, line, most.lines[line.regimen]);
            working.blocks.emplace_back(Paragraph{regimen.text + ": " + counted, {}});
        }
    }
    for (const Finding& finding : use_findings(regimens)) {
        working.blocks.emplace_back(
            Notice{finding.severity, finding.rule, finding.message + " " + finding.instead, {}});
    }
    if (exposure.total && most.total && exceeds(*most.total, *exposure.total))
        working.blocks.emplace_back(Paragraph{
            "At the most that the orders allow, the total is " + show_total(most) + " MME/day.", {}});
    add_acetaminophen(working, regimens, library, references);
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

/// The factor as a plain number: "1" where one set prints 1 and another 1.0.
std::string show_factor(const ExposureLine& line) {
    const MmePerMass factor = line.factor->for_caution();
    switch (factor_unit(line)) {
        case FactorUnit::per_mg:
            return show(factor, unit::mme_per_mg);
        case FactorUnit::per_mcg:
            return show(factor, unit::mme_per_mcg);
        case FactorUnit::per_mcg_per_hour:
            break;
    }
    return show(factor, unit::mme_per_day_per_mcg_per_hour);
}

std::string show_result(const ExposureLine& line) {
    return line.result ? show_decimal(in(*line.result, unit::mme_per_day), 2) : "none";
}

/// Sets by opioids; several opioids stand under their numbers.
Table sets_table(const std::vector<Regimen>& regimens, const std::vector<SetExposure>& sets) {
    Table table{"sets", {{"set", "Set"}, {"total", "MME per day"}}, {}};
    const bool several = regimens.size() > 1;
    for (std::size_t i = 0; several && i < regimens.size(); ++i) {
        const std::string number = std::to_string(i + 1);
        table.columns.push_back({"o" + number, "of " + number});
    }
    for (const SetExposure& set : sets) {
        const std::optional<MmeRate>& total = set.exposure.total;
        std::vector<std::string> row{set.table->title, total
                                                           ? show_decimal(in(*total, unit::mme_per_day), 2) +
                                                                 (set.exposure.complete ? "" : "*")
                                                           : "none"};
        for (const ExposureLine& line : set.exposure.lines)
            if (several) row.push_back(show_result(line));
        table.rows.push_back(std::move(row));
    }
    return table;
}

Section sets_section(const std::vector<Regimen>& regimens, const std::vector<SetExposure>& sets,
                     const Library& library, References& references) {
    Section section{"sets", "All sets of factors side by side", {sets_table(regimens, sets)}};
    for (std::size_t i = 0; regimens.size() > 1 && i < regimens.size(); ++i)
        section.blocks.emplace_back(Paragraph{std::to_string(i + 1) + ": " + regimens[i].text, {}});
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
    for (const std::string& why : why_sets_differ(regimens, sets))
        section.blocks.emplace_back(Paragraph{why, {}});
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
    return show_daily(per_day, regimen.route);
}

Acetaminophen acetaminophen_of(const std::vector<Regimen>& regimens) {
    Acetaminophen all;
    for (std::size_t i = 0; i < regimens.size(); ++i) {
        const Regimen& regimen = regimens[i];
        const auto used = per_day(regimen, Counting::really_used);
        const auto allowed = per_day(regimen, Counting::most_allowed);
        const auto daily = used ? used : allowed;
        if (!daily || !regimen.unit_strength) continue;
        for (const auto& [drug, mass] : regimen.also_per_unit) {
            if (drug != "acetaminophen") continue;
            AcetaminophenShare share;
            share.regimen = i;
            share.per_unit = mass;
            share.units = ratio(*daily * unit::days(1), *regimen.unit_strength);
            share.most_units = ratio(allowed.value_or(*daily) * unit::days(1), *regimen.unit_strength);
            share.counted = mass * share.units / unit::days(1);
            share.most_allowed = mass * share.most_units / unit::days(1);
            all.counted += share.counted;
            all.most_allowed += share.most_allowed;
            all.shares.push_back(share);
        }
    }
    return all;
}

std::string acetaminophen_working(const Regimen& regimen, const AcetaminophenShare& share) {
    const auto product = [&](double units, DoseRate per_day) {
        return show_decimal(units) + " x " + show(share.per_unit, unit::mg) + " = " +
               show(per_day, unit::mg_per_day);
    };
    std::string counted = regimen.text + ": " + product(share.units, share.counted);
    if (!exceeds(share.most_allowed, share.counted)) return counted;
    return counted + "; the order allows " + product(share.most_units, share.most_allowed);
}

std::vector<Finding> acetaminophen_findings(const std::vector<Regimen>& regimens,
                                            const SafetyLimits& limits) {
    const Acetaminophen all = acetaminophen_of(regimens);
    const DoseRate highest = exceeds(all.most_allowed, all.counted) ? all.most_allowed : all.counted;
    Finding finding;
    std::vector<std::string> above;
    for (const AcetaminophenLine& line : limits.acetaminophen_lines) {
        if (!exceeds(highest, line.most.for_caution())) continue;
        above.push_back(limit_in_words(line));
        finding.citations.push_back(line.most.citation());
    }
    if (above.empty()) return {};
    const Sourced<DoseRate>& limit = limits.largest_acetaminophen;
    finding.severity = exceeds(highest, limit.for_caution()) ? Severity::warn : Severity::note;
    finding.id = finding.rule = "acetaminophen-total";
    finding.message =
        std::string(exceeds(all.most_allowed, all.counted) ? "The orders allow more acetaminophen than "
                                                           : "The acetaminophen is more than ") +
        joined(above) + ": " + show(highest, unit::mg_per_day) + ".";
    finding.instead = "Look for other acetaminophen, check the liver, and use a form with less of it.";
    finding.citations.push_back(limit.citation());
    return {finding};
}

std::vector<Finding> use_findings(const std::vector<Regimen>& regimens) {
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < regimens.size(); ++i) {
        const Regimen& regimen = regimens[i];
        if (!uses_more_than_allowed(regimen)) continue;
        const std::string number = std::to_string(i + 1);
        Finding finding;
        finding.severity = Severity::warn;
        finding.rule = "use-above-order";
        finding.id = "use-above-order-" + number;
        finding.opioid = "o" + number;
        finding.message = regimen.text + ": More is used than the order allows: " +
                          show_daily(regimen, *per_day(regimen, Counting::really_used)) + ", where " +
                          show_daily(regimen, *per_day(regimen, Counting::most_allowed)) + " is allowed.";
        finding.instead = "Ask what is really taken, and correct the order or the use.";
        findings.push_back(std::move(finding));
    }
    return findings;
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

std::vector<std::string> why_sets_differ(const std::vector<Regimen>& regimens,
                                         const std::vector<SetExposure>& sets) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < regimens.size(); ++i) {
        std::vector<std::pair<std::string, std::vector<std::string>>> factors;  // in the order of the sets
        for (const SetExposure& set : sets) {
            const ExposureLine& line = set.exposure.lines[i];
            const std::string factor = line.result                ? show_factor(line)
                                       : line.known_unconvertible ? "not counted"
                                                                  : "no factor";
            const auto same = std::find_if(factors.begin(), factors.end(),
                                           [&](const auto& one) { return one.first == factor; });
            if (same != factors.end()) {
                same->second.push_back(set.table->title);
            } else {
                factors.push_back({factor, {set.table->title}});
            }
        }
        if (factors.size() < 2) continue;
        std::string text;
        for (const auto& [factor, titles] : factors)
            text += (text.empty() ? "" : "; ") + factor + " by " + joined(titles);
        all.push_back("The factor differs for " + regimens[i].text + ": " + text + ".");
    }
    return all;
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
