#include "planner/documents/known.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/documents/switches.hpp"
#include "planner/plan.hpp"
#include "planner/references.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

/// Whether a plan may contain a product, in words.
std::string_view offered(Offer offer) {
    switch (offer) {
        case Offer::yes:
            return "may be planned";
        case Offer::read_only:
            return "understood, never planned";
        case Offer::oud_only:
            return "only through a treatment program";
        case Offer::tolerant_only:
            return "only for the opioid tolerant";
        case Offer::short_course:
            break;
    }
    return "short courses only";
}

std::string_view divided(Split split) {
    switch (split) {
        case Split::whole_only:
            return "whole units only";
        case Split::half_if_scored:
            return "halves, of tablets with a score line";
        case Split::quarter:
            return "halves and quarters";
        case Split::no_label_basis:
            return "not divided: no label says that it may be";
        case Split::never_cut:
            return "never cut";
        case Split::not_applicable:
            break;
    }
    return "not a matter of dividing";
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

/// Rows of facts, each with the evidence and the number of its source. The value stands last, where a long
/// one wraps.
class FactTable {
public:
    FactTable(std::string id, const Library& library, References& references)
        : library_(library),
          references_(references),
          table_{std::move(id), {{"fact", ""}, {"evidence", ""}, {"value", ""}}, {}} {}

    void add(const std::string& name, const std::string& value, CitationId from) {
        const int number = references_.numbers({from}).front();
        const std::string evidence(word(library_[from].evidence));
        table_.rows.push_back({name, evidence + " [" + std::to_string(number) + "]", value});
    }
    template <class T>
    void add(const std::string& name, const std::string& value, const Sourced<T>& from) {
        add(name, value, from.citation());
    }
    /// What follows from the program, not from a source.
    void add(const std::string& name, const std::string& value) { table_.rows.push_back({name, "", value}); }
    bool is_empty() const { return table_.rows.empty(); }
    Table take() { return std::move(table_); }

private:
    const Library& library_;
    References& references_;
    Table table_;
};

std::string with_reason(std::string_view text, const std::string& reason) {
    return std::string(text) + (reason.empty() ? "" : ": " + reason);
}

Table strength_table(const ProductLine& line, const Library& library, References& references) {
    Table table{
        "strengths",
        {{"strength", "Strength"}, {"rxcui", "RxNorm"}, {"evidence", "Evidence"}, {"offer", "In plans"}},
        {}};
    for (const Strength& strength : line.strengths) {
        const int number = references.numbers({strength.citation}).front();
        const bool is_own = strength.offer_because != line.offer_because;
        table.rows.push_back(
            {strength_with_all(strength, line.route), strength.rxcui,
             std::string(word(library[strength.citation].evidence)) + " [" + std::to_string(number) + "]",
             with_reason(offered(strength.offer.for_caution()), is_own ? strength.offer_because : "")});
    }
    return table;
}

Section product_section(const ProductLine& line, const Library& library, References& references) {
    FactTable facts("product", library, references);
    facts.add("Form", std::string(word(line.form)) + ", " + std::string(word(line.release)) + " release, " +
                          std::string(word(line.route)));
    facts.add("Strength counts", line.basis);
    if (!line.brands.empty()) facts.add("Brands", joined(line.brands));
    const std::string shortest = show(line.shortest_interval.for_caution(), unit::hours);
    const std::string longest = show(line.longest_interval.for_caution(), unit::hours);
    facts.add("Every",
              !exceeds(line.longest_interval.for_caution(), unit::hours(0)) ? "not in the data"
              : shortest == longest                                         ? shortest
                                                                            : shortest + " to " + longest,
              line.shortest_interval);
    facts.add("Divided", std::string(divided(line.split.for_caution())), line.split);
    facts.add("In plans", with_reason(offered(line.offer.for_caution()), line.offer_because), line.offer);
    if (!line.schedule.empty()) facts.add("Schedule", line.schedule, line.schedule_from);
    if (line.note_from) facts.add("Note", line.note, *line.note_from);
    return {line.id, line.id, {facts.take(), strength_table(line, library, references)}};
}

/// A band in words: "2.4 (MME/day)/(mcg/h)", "8 MME/mg above 40 mg/day, up to 60 mg/day".
std::string show_band(const Band& band, Route route) {
    const auto dose = [&](DoseRate rate) {
        return route == Route::transdermal ? show(rate, unit::mcg_per_hour) : show(rate, unit::mg_per_day);
    };
    std::string text = band.published;
    if (exceeds(band.from, unit::mg_per_day(0))) text += " from " + dose(band.from);
    if (band.below) text += (band.includes_end ? " up to and with " : " below ") + dose(*band.below);
    return text;
}

bool is_same_rule(const ExposureRow& a, const ExposureRow& b) {
    const auto* why = std::get_if<NotConvertible>(&a.rule);
    const auto* other = std::get_if<NotConvertible>(&b.rule);
    return why && other && why->why == other->why && why->citation == other->citation;
}

/// What one set says of a drug. Routes that share a reason share a line.
void add_set(FactTable& facts, const ExposureTable& table, DrugId drug) {
    std::vector<const ExposureRow*> rows;
    for (const ExposureRow& row : table.rows) {
        if (row.drug == drug) rows.push_back(&row);
    }
    if (rows.empty()) facts.add(table.title, "has no factor: a total with this drug is none", table.citation);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto same = [&](const ExposureRow* other) { return is_same_rule(*rows[i], *other); };
        if (std::any_of(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(i), same)) continue;
        if (const auto* refusal = std::get_if<NotConvertible>(&rows[i]->rule)) {
            facts.add(table.title, "not counted: " + refusal->why, refusal->citation);
            continue;
        }
        for (const Band& band : std::get<std::vector<Band>>(rows[i]->rule))
            facts.add(table.title,
                      std::string(word(rows[i]->route)) +
                          (rows[i]->forms.empty() ? "" : ", " + show_forms(rows[i]->forms)) + ": " +
                          show_band(band, rows[i]->route),
                      band.factor.citation());
    }
}

/// "x 0.667", and for which doses.
std::string equivalence_in_words(const Equivalence& one) {
    std::string text = one.published;
    if (exceeds(one.from, unit::mg_per_day(0))) text += " from " + show(one.from, unit::mg_per_day);
    if (one.below) text += " below " + show(*one.below, unit::mg_per_day);
    return text;
}

std::string by_route(DrugByRoute one, const Library& library) {
    return library.formulary[one.drug].id + " " + std::string(word(one.route));
}

bool is_oral_morphine(DrugByRoute one, const Library& library) {
    return library.formulary[one.drug].id == "morphine" && one.route == Route::oral;
}

/// What the tables of ratios say of the drug, by direction: of the one that recommends every pair, of the
/// others those with oral morphine, by which their other pairs are made.
Section rotation_section(DrugId drug, const Library& library, References& references) {
    FactTable facts("rotation", library, references);
    for (const RotationTable& table : library.rotation_tables) {
        for (const RotationPair& pair : table.pairs) {
            const bool about = pair.from.drug == drug || pair.to.drug == drug;
            const bool base = is_oral_morphine(pair.from, library) || is_oral_morphine(pair.to, library);
            if (!about || (!table.is_default && !base)) continue;
            for (const Equivalence& one : pair.bands)
                facts.add(table.title,
                          by_route(pair.from, library) + " to " + by_route(pair.to, library) + ": " +
                              equivalence_in_words(one),
                          one.value.citation());
        }
    }
    for (const StartTable& table : library.start_tables) {
        if (table.to.drug == drug)
            facts.add(table.title, "starts by the day's dose of the present opioid, one way", table.citation);
    }
    if (library.formulary[drug].id == "methadone") {
        for (const MethadoneMethod& method : library.methadone.methods)
            facts.add(method.title, "a first dose by the day's oral morphine, one way", method.citation);
    }
    const std::string heading = "Ratios and starts for a rotation (before any reduction)";
    if (facts.is_empty())
        return {"rotation", heading, {Paragraph{"No table here has a ratio for this drug.", {}}}};
    return {
        "rotation",
        heading,
        {facts.take(), Paragraph{"Each direction has its own ratio: none is to be read backwards. `stepdown "
                                 "convert` shows every table and method that covers a pair.",
                                 {}}}};
}

Section factor_section(DrugId drug, const Library& library, References& references) {
    FactTable facts("mme", library, references);
    add_set(facts, library.exposure(), drug);
    for (const ExposureTable* table : library.other_exposures()) add_set(facts, *table, drug);
    return {"mme", "MME factors (a gauge of risk, never a dose to convert to)", {facts.take()}};
}

std::string routes_in_words(const std::vector<Route>& routes) {
    std::vector<std::string> words;
    for (const Route route : routes) words.emplace_back(word(route));
    return joined(words);
}

Section general_section(const Drug& drug, const Library& library, References& references) {
    FactTable facts("drug", library, references);
    if (drug.rxcui_from) facts.add("RxNorm", drug.rxcui, *drug.rxcui_from);
    if (!drug.names.empty()) facts.add("Also written", joined(drug.names));
    facts.add("Acts as", std::string(word(drug.agonism)), drug.agonism_from);
    if (drug.tolerance_line)
        facts.add("Opioid tolerant", "from " + drug.tolerance_published + " for a week or more",
                  *drug.tolerance_line);
    if (!drug.purpose_asked_by.empty())
        facts.add("Treats addiction",
                  routes_in_words(drug.purpose_asked_by) +
                      ": a case must say whether it is for pain or for opioid use disorder");
    facts.add("Taper", drug.no_taper_because.empty() ? "can be planned"
                                                     : drug.no_taper_because + " " + drug.no_taper_instead);
    return {"drug", "Drug", {facts.take()}};
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
    std::vector<Section> sections;
    sections.push_back(general_section(drug, library, references));
    sections.push_back(factor_section(id, library, references));
    sections.push_back(rotation_section(id, library, references));
    if (auto taper = taper_section(id, library, references)) sections.push_back(*std::move(taper));
    for (const ProductId line : library.formulary.products_of(id))
        sections.push_back(product_section(library.formulary[line], library, references));
    if (library.formulary.products_of(id).empty())
        sections.push_back(
            {"products", "Products", {Paragraph{"No product is known: no plan can contain it.", {}}}});
    return document(drug.id, versions, std::move(sections), references);
}

Document validation_document(const std::vector<OwnDatum>& fine, const std::string& versions) {
    Table table{"files", {{"what", "What it is"}, {"effect", "With the shipped data"}, {"file", "File"}}, {}};
    for (const OwnDatum& one : fine) {
        const std::string kind = one.kind.substr(0, one.kind.find('/'));
        table.rows.push_back({kind + (one.id.empty() ? "" : " " + one.id),
                              one.replaces ? "replaces the shipped one" : "is added", one.file});
    }
    return {"Data files", "", versions, {{"fine", "Without a fault", {std::move(table)}}}, {}};
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
                     {"switches", "Ways to change opioids", {switches_table(library)}},
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

}  // namespace stepdown
