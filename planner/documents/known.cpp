#include "planner/documents/known.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/plan.hpp"
#include "planner/references.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

std::string_view word(Offer offer) {
    switch (offer) {
        case Offer::yes:
            return "yes";
        case Offer::read_only:
            return "read-only";
        case Offer::oud_only:
            return "oud-only";
        case Offer::tolerant_only:
            return "tolerant-only";
        case Offer::short_course:
            return "short-course";
    }
    return "";
}

std::string_view word(Split split) {
    switch (split) {
        case Split::whole_only:
            return "whole units only";
        case Split::half_if_scored:
            return "halves if scored";
        case Split::quarter:
            return "halves and quarters";
        case Split::no_label_basis:
            return "not divided: no label says so";
        case Split::never_cut:
            return "never cut";
        case Split::not_applicable:
            return "measured";
    }
    return "";
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
    return all;
}

Document document(std::string title, const std::string& versions, std::vector<Section> sections,
                  const References& references) {
    return {std::move(title), "", versions, std::move(sections), references.lines()};
}

Section product_section(const ProductLine& line, References& references) {
    Table facts{"product", {{"fact", ""}, {"value", ""}}, {}};
    const std::string interval = show(line.shortest_interval.for_caution(), unit::hours);
    const std::string longest = show(line.longest_interval.for_caution(), unit::hours);
    facts.rows = {{"Counts", line.basis},
                  {"Release, route", std::string(word(line.release)) + ", " + std::string(word(line.route))},
                  {"Every", interval == longest ? interval : interval + " to " + longest},
                  {"Divided", std::string(word(line.split.for_caution()))},
                  {"In plans", std::string(word(line.offer.for_caution())) +
                                   (line.offer_because.empty() ? "" : ": " + line.offer_because)}};
    if (!line.brands.empty()) facts.rows.push_back({"Brands", joined(line.brands)});
    if (!line.schedule.empty()) facts.rows.push_back({"Schedule", line.schedule});
    if (!line.note.empty()) facts.rows.push_back({"Note", line.note});
    Table strengths{"strengths", {{"strength", "Strength"}, {"rxcui", "RxNorm"}, {"offer", "In plans"}}, {}};
    std::vector<CitationId> sources{line.offer.citation(), line.shortest_interval.citation(),
                                    line.split.citation()};
    for (const Strength& strength : line.strengths) {
        strengths.rows.push_back(
            {strength_with_all(strength), strength.rxcui, std::string(word(strength.offer.for_caution()))});
        sources.push_back(strength.citation);
    }
    return {line.id,
            line.id,
            {std::move(facts), std::move(strengths), Paragraph{"Read in", references.numbers(sources)}}};
}

Section factor_section(DrugId drug, const Library& library, References& references) {
    Section section{"mme", "MME factors (a gauge of risk, never a dose to convert to)", {}};
    for (const ExposureTable& table : library.exposure_tables) {
        for (const ExposureRow& row : table.rows) {
            if (row.drug != drug) continue;
            const std::string head = table.title + ", " + std::string(word(row.route)) + ": ";
            if (const auto* refusal = std::get_if<NotConvertible>(&row.rule)) {
                section.blocks.emplace_back(
                    Paragraph{head + refusal->why, references.numbers({refusal->citation})});
                continue;
            }
            for (const Band& band : std::get<std::vector<Band>>(row.rule)) {
                section.blocks.emplace_back(
                    Paragraph{head + band.published, references.numbers({band.factor.citation()})});
            }
        }
    }
    if (section.blocks.empty())
        section.blocks.emplace_back(Paragraph{"No set of factors names this drug.", {}});
    return section;
}

void add_advice(Section& section, const std::vector<Advice>& advice, References& references) {
    for (const Advice& one : advice)
        section.blocks.emplace_back(Paragraph{one.text, references.numbers({one.citation})});
}

std::string word(Base base) {
    return base == Base::original ? "original" : "current";
}

/// "10 % (5 % to 20 %)".
std::string cut_in_words(const Phase& phase) {
    return show_percent(phase.nominal_cut.for_caution().of_one) + " (" +
           show_percent(phase.smallest_cut.for_caution().of_one) + " to " +
           show_percent(phase.largest_cut.for_caution().of_one) + ")";
}

/// "2 weeks", "2 weeks (to 4 weeks)".
std::string interval_in_words(const Phase& phase) {
    return show_span(phase.interval.for_caution()) +
           (phase.interval_to ? " (to " + show_span(phase.interval_to->for_caution()) + ")" : "");
}

std::string chosen_in_words(const TaperProtocol& protocol) {
    if (protocol.locked) return "locked";
    return protocol.chosen_by_span ? "by span" : "by name";
}

/// How fast each protocol goes, and where it was published.
Table paces(const Library& library) {
    const Bibliography& sources = library.formulary.bibliography();
    Table table{"paces", {{"id", "Protocol"}, {"source", "Source"}, {"pace", "Cut, base and interval"}}, {}};
    for (const TaperProtocol& protocol : library.tapers) {
        table.rows.push_back({protocol.id, sources.source_of(protocol.citation).id, pace_in_words(protocol)});
    }
    return table;
}

/// The span of use for which a protocol is chosen or meant: "3 months to below 1 year".
std::string span_in_words(const TaperProtocol& protocol) {
    std::string text;
    if (protocol.used_from) text = "from " + show_span(protocol.used_from->for_caution());
    if (protocol.used_below)
        text += (text.empty() ? "" : " ") + ("to below " + show_span(protocol.used_below->for_caution()));
    return text;
}

void add_guards(Section& section, const TaperProtocol& protocol, References& references) {
    const auto say = [&](const std::string& text, CitationId from) {
        section.blocks.emplace_back(Paragraph{text, references.numbers({from})});
    };
    if (protocol.one_review) say(protocol.one_review->text, protocol.one_review->citation);
    if (protocol.early_stop) {
        say("The opioid stops " +
                std::string(protocol.early_stop->when == StopWhen::at_once ? "at once" : "after one step") +
                ", only below " + show_span(protocol.early_stop->used_below.for_caution()) + " of use.",
            protocol.early_stop->used_below.citation());
    }
    if (protocol.short_acting_only) {
        say("Only for immediate release and below " +
                show(protocol.short_acting_only->below.for_caution(), unit::mme_per_day) + ".",
            protocol.short_acting_only->below.citation());
    }
    if (protocol.locked) {
        say("Locked: it needs an override of the rule locked-protocol with reason and name, and supervision: "
            "{setting: " +
                protocol.locked->setting + "}. " + protocol.locked->because,
            protocol.locked->citation);
    }
    if (protocol.asks_reason) say(protocol.asks_reason->text, protocol.asks_reason->citation);
}

/// What is particular about a taper of the drug: read in sources first, then what only makes careful.
std::optional<Section> taper_section(DrugId drug, const Library& library, References& references) {
    Section section{"taper", "Reducing it", {}};
    for (const DrugAdvice* about : library.advice_about(drug)) {
        const std::string form = about->patch_only ? "Patches: " : "";
        const auto say = [&](const std::string& text, CitationId from) {
            section.blocks.emplace_back(Paragraph{form + text, references.numbers({from})});
        };
        if (about->largest_cut) {
            say("a step takes at most " + show_percent(about->largest_cut->for_caution().of_one) +
                    " of the dose in force.",
                about->largest_cut->citation());
        }
        if (about->shortest_hold) {
            say("no step is held for less than " + show_span(about->shortest_hold->for_caution()) + ".",
                about->shortest_hold->citation());
        }
        if (about->judge_after) {
            const bool read = about->judge_after->evidence() != Evidence::unverified;
            say(std::string(read ? "" : "Caution, not verified: ") + "wait at least " +
                    show_span(about->judge_after->for_caution()) + " before judging a step.",
                about->judge_after->citation());
        }
        for (const Advice& one : about->advice) say(one.text, one.citation);
        for (const Advice& one : about->cautions) say("Caution, not verified: " + one.text, one.citation);
    }
    if (section.blocks.empty()) return std::nullopt;
    return section;
}

}  // namespace

std::string pace_in_words(const TaperProtocol& protocol) {
    if (protocol.phases.empty()) return "no taper: stop";
    std::string text;
    for (const Phase& phase : protocol.phases) {
        if (!text.empty()) text += "; then ";
        text +=
            cut_in_words(phase) + " of the " + word(phase.base) + " dose every " + interval_in_words(phase);
        if (phase.until)
            text += ", until " + show_percent(phase.until->for_caution().of_one) + " of the original is left";
    }
    return text + (protocol.early_stop ? ", once; then stop" : "");
}

Document drugs_document(const Library& library, const std::string& versions) {
    Table table{
        "drugs",
        {{"drug", "Drug"}, {"rxcui", "RxNorm"}, {"products", "Product lines"}, {"names", "Also written"}},
        {}};
    for (std::size_t i = 0; i < library.formulary.drugs().size(); ++i) {
        const Drug& drug = library.formulary.drugs()[i];
        const std::size_t lines = library.formulary.products_of({static_cast<std::uint16_t>(i)}).size();
        table.rows.push_back({drug.id, drug.rxcui, std::to_string(lines), joined(drug.names)});
    }
    return document("Drugs", versions, {{"drugs", "Opioids that are known", {std::move(table)}}},
                    References(library.formulary.bibliography()));
}

Document drug_document(DrugId id, const Library& library, const std::string& versions) {
    const Drug& drug = library.formulary[id];
    References references(library.formulary.bibliography());
    Section general{"drug", "Drug", {}};
    general.blocks.emplace_back(Paragraph{"RxNorm " + (drug.rxcui.empty() ? "unknown" : drug.rxcui), {}});
    if (!drug.names.empty())
        general.blocks.emplace_back(Paragraph{"Also written: " + joined(drug.names), {}});
    if (drug.tolerance_line) {
        general.blocks.emplace_back(Paragraph{"A person counts as opioid tolerant from " +
                                                  show(drug.tolerance_line->for_caution(), unit::mg_per_day) +
                                                  " by mouth for a week or more.",
                                              references.numbers({drug.tolerance_line->citation()})});
    }
    if (!drug.no_taper_because.empty()) {
        general.blocks.emplace_back(Paragraph{drug.no_taper_because + " " + drug.no_taper_instead, {}});
    }
    std::vector<Section> sections{std::move(general), factor_section(id, library, references)};
    if (auto taper = taper_section(id, library, references)) sections.push_back(*std::move(taper));
    for (const ProductId line : library.formulary.products_of(id)) {
        sections.push_back(product_section(library.formulary[line], references));
    }
    return document(drug.id, versions, std::move(sections), references);
}

Document protocols_document(const Library& library, const std::string& versions) {
    References references(library.formulary.bibliography());
    Table tapers{"tapers", {{"id", "Protocol"}, {"chosen", "Chosen"}, {"for_whom", "For whom"}}, {}};
    for (const TaperProtocol& protocol : library.tapers)
        tapers.rows.push_back({protocol.id, chosen_in_words(protocol), protocol.for_whom});
    Table spans{"spans", {{"used_for", "Opioids taken for"}, {"id", "Protocol"}}, {}};
    for (const TaperProtocol* protocol : library.tapers_by_span())
        spans.rows.push_back({span_in_words(*protocol), protocol->id});
    Table rules{"rules", {{"id", "Rule"}, {"asks", "Question"}}, {}};
    for (const Rule& rule : rule_catalogue())
        rules.rows.push_back({std::string(rule.id), std::string(rule.asks)});
    return document("Protocols and safety rules", versions,
                    {{"tapers", "Taper protocols: for whom", {std::move(tapers)}},
                     {"paces", "Taper protocols: how fast", {paces(library)}},
                     {"spans", "Chosen when a case names none", {std::move(spans)}},
                     {"rules", "Safety rules", {std::move(rules)}}},
                    references);
}

Document protocol_document(const TaperProtocol& protocol, const Library& library,
                           const std::string& versions) {
    References references(library.formulary.bibliography());
    Section pace{"pace", "Pace", {}};
    pace.blocks.emplace_back(Paragraph{protocol.for_whom + ".", references.numbers({protocol.citation})});
    for (const Phase& phase : protocol.phases) {
        TaperProtocol one = protocol;
        one.phases = {phase};
        one.early_stop.reset();
        pace.blocks.emplace_back(
            Paragraph{"Cut " + pace_in_words(one) + ".",
                      references.numbers({phase.largest_cut.citation(), phase.nominal_cut.citation(),
                                          phase.interval.citation()})});
    }
    pace.blocks.emplace_back(
        Paragraph{"A visit at least every " + show_span(protocol.visit_every.for_caution()) + ".",
                  references.numbers({protocol.visit_every.citation()})});
    if (protocol.used_from || protocol.used_below) {
        const auto& any = protocol.used_from ? protocol.used_from : protocol.used_below;
        pace.blocks.emplace_back(Paragraph{
            "Meant for opioid use " + span_in_words(protocol) + "; chosen " +
                (protocol.chosen_by_span ? "for such a case when it names no protocol." : "only by name."),
            references.numbers({any->citation()})});
    }
    if (protocol.exempt_below) {
        pace.blocks.emplace_back(Paragraph{"The ceilings on cuts do not bind below " +
                                               show_span(protocol.exempt_below->for_caution()) + " of use.",
                                           references.numbers({protocol.exempt_below->citation()})});
    }
    add_guards(pace, protocol, references);
    Section hold{"hold", "Holding", {}}, end{"end", "The end", {}}, notes{"notes", "Notes", {}};
    add_advice(hold, protocol.hold, references);
    add_advice(end, protocol.end_game, references);
    add_advice(notes, protocol.notes, references);
    std::vector<Section> sections{pace};
    for (const Section& section : {hold, end, notes}) {
        if (!section.blocks.empty()) sections.push_back(section);
    }
    return document(protocol.id + ": " + protocol.title, versions, std::move(sections), references);
}

Document rule_document(const Rule& rule, const Library& library, const std::string& versions) {
    References references(library.formulary.bibliography());
    const auto grounds = library.limits.grounds.find(rule.id);
    Section section{"rule", std::string(rule.asks), {}};
    section.blocks.emplace_back(Paragraph{std::string(rule.why), grounds == library.limits.grounds.end()
                                                                     ? std::vector<int>()
                                                                     : references.numbers(grounds->second)});
    section.blocks.emplace_back(
        Paragraph{rule.may_override == Override::never
                      ? "No override lifts it."
                      : "Where it blocks, the prescriber can override it with reason and name.",
                  {}});
    section.blocks.emplace_back(Paragraph{"More in docs/rules/" + std::string(rule.id) + ".md.", {}});
    return document(std::string(rule.id), versions, {section}, references);
}

}  // namespace stepdown
