#include "protocols/taper_protocol.hpp"

#include "conversions/text/map_reader.hpp"
#include "conversions/text/spans.hpp"
#include "protocols/fact_reader.hpp"

namespace stepdown {

namespace {

Phase read_phase(const yaml::Node& node, Citer& citer, Problems& problems) {
    MapReader reader(node, "phase", problems);
    static const std::vector<std::string> bases{"original", "current"};
    const Base base = reader.one_of("base", bases) == "original" ? Base::original : Base::current;
    FactReader range(reader, "cut", citer, problems);
    FactReader interval(reader, "interval", citer, problems);
    Phase phase{base,
                range.fraction("from"),
                FactReader(reader, "nominal", citer, problems).dosing().fraction("cut"),
                range.dosing().fraction("to"),
                interval.dosing().span("value"),
                interval.optional_span("to"),
                std::nullopt};
    if (phase.interval_to && !exceeds(phase.interval_to->for_caution(), phase.interval.for_caution())) {
        reader.complain("interval-range", "the longest interval is not above the one that a plan is drawn at",
                        "leave `to` out, or write a longer span");
    }
    if (reader.has("until"))
        phase.until = FactReader(reader, "until", citer, problems).dosing().fraction("share");
    const double from = phase.smallest_cut.for_caution().of_one, to = phase.largest_cut.for_caution().of_one;
    const double nominal = phase.nominal_cut.for_caution().of_one;
    if (!(from <= nominal && nominal <= to)) {
        reader.complain("cut-range", "the nominal cut does not lie in the range of cuts",
                        "write a nominal cut between `from` and `to`");
    }
    reader.finish();
    return phase;
}

std::vector<Phase> read_phases(MapReader& reader, Citer& citer, Problems& problems) {
    std::vector<Phase> phases;
    const yaml::Node* list = reader.required("phases");
    if (!list) return phases;
    for_each_item(*list, "phases", problems,
                  [&](const yaml::Node& item) { phases.push_back(read_phase(item, citer, problems)); });
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (phases[i].until.has_value() == (i + 1 == phases.size())) {
            reader.complain(*list, "phase-end",
                            "each phase but the last says how far it goes, and the last does not",
                            "write `until` in every phase but the last");
        }
    }
    return phases;
}

}  // namespace

std::string_view TaperProtocol::base_word() const {
    bool original = false, current = false;
    for (const Phase& phase : phases) (phase.base == Base::original ? original : current) = true;
    if (original && current) return "original-then-current";
    return current ? "current" : "original";
}

namespace {

std::optional<EarlyStop> read_early_stop(MapReader& reader, Citer& citer, Problems& problems) {
    if (!reader.has("stops")) return std::nullopt;
    FactReader fact(reader, "stops", citer, problems);
    static const std::vector<std::string> words{"at-once", "after-one-step"};
    const StopWhen when =
        fact.dosing().one_of("when", words) == "at-once" ? StopWhen::at_once : StopWhen::after_one_step;
    return EarlyStop{when, fact.span("used_for_below")};
}

std::optional<ShortActingOnly> read_short_acting_only(MapReader& reader, Citer& citer, Problems& problems) {
    if (!reader.has("immediate_release_only")) return std::nullopt;
    return ShortActingOnly{FactReader(reader, "immediate_release_only", citer, problems).mme_rate("below")};
}

std::optional<Locked> read_locked(MapReader& reader, Citer& citer, Problems& problems) {
    if (!reader.has("locked")) return std::nullopt;
    FactReader fact(reader, "locked", citer, problems);
    static const std::vector<std::string> settings{"inpatient"};
    const std::string setting = fact.one_of("setting", settings);
    return Locked{setting, fact.text("because"), fact.citation()};
}

/// One sentence with its source: `{text, source, at, evidence}`.
std::optional<Advice> read_sentence(MapReader& reader, std::string_view key, Citer& citer,
                                    Problems& problems) {
    if (!reader.has(key)) return std::nullopt;
    FactReader fact(reader, key, citer, problems);
    return Advice{fact.text("text"), fact.citation()};
}

/// What the parts of a protocol must say of each other, so that no faster pace comes without its guard.
void check_guards(const TaperProtocol& protocol, MapReader& reader) {
    const bool at_once = protocol.early_stop && protocol.early_stop->when == StopWhen::at_once;
    if (protocol.phases.empty() != at_once) {
        reader.complain("no-phases",
                        at_once ? "an opioid that stops at once has no phases" : "a taper has no phases",
                        at_once ? "write phases: []" : "write at least one");
    }
    if (protocol.early_stop && protocol.early_stop->when == StopWhen::after_one_step &&
        protocol.phases.size() > 1) {
        reader.complain("one-phase", "a taper that stops after one step has one phase", "write one phase");
    }
    if (protocol.for_acute_use() && !(protocol.exempt_below && protocol.used_below)) {
        reader.complain("acute-span", "a protocol for acute use does not say below which span it holds",
                        "write `used_for` with `below`, and `exempt_from_ceilings`");
    }
    if (protocol.early_stop && !protocol.short_acting_only) {
        reader.complain("early-stop-form", "an early stop is not limited to immediate release and low doses",
                        "write `immediate_release_only: {below: ... MME/day, ...}`");
    }
    if (protocol.locked && protocol.chosen_by_span) {
        reader.complain("locked-choice", "a locked protocol is never chosen by a rule",
                        "write chosen: by-name");
    }
}

}  // namespace

Result<TaperProtocol> read_taper_protocol(const DataFile& file, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "taper", problems);
    reader.text("stepdown");
    const std::string id = reader.text("id"), title = reader.text("title"),
                      for_whom = reader.text("for_whom");
    FactReader whole(reader, "published", citer, problems);
    const CitationId citation = whole.citation();
    std::vector<Phase> phases = read_phases(reader, citer, problems);
    FactReader visits(reader, "visit_every", citer, problems);
    TaperProtocol protocol{id,           title,        for_whom,    citation,     std::move(phases),
                           std::nullopt, std::nullopt, false,       std::nullopt, visits.span("value"),
                           {},           {},           {},          std::nullopt, std::nullopt,
                           std::nullopt, std::nullopt, std::nullopt};
    if (reader.has("used_for")) {
        FactReader used(reader, "used_for", citer, problems);
        protocol.used_from = used.optional_span("from");
        protocol.used_below = used.optional_span("below");
    }
    if (reader.has("exempt_from_ceilings")) {
        protocol.exempt_below =
            FactReader(reader, "exempt_from_ceilings", citer, problems).span("used_for_below");
    }
    static const std::vector<std::string> choices{"by-span-of-use", "by-name"};
    protocol.chosen_by_span = reader.one_of("chosen", choices) == "by-span-of-use";
    protocol.hold = read_advice(reader, "hold", citer, problems);
    protocol.end_game = read_advice(reader, "end_game", citer, problems);
    protocol.notes = read_advice(reader, "notes", citer, problems);
    protocol.one_review = read_sentence(reader, "one_review", citer, problems);
    protocol.early_stop = read_early_stop(reader, citer, problems);
    protocol.short_acting_only = read_short_acting_only(reader, citer, problems);
    protocol.locked = read_locked(reader, citer, problems);
    protocol.asks_reason = read_sentence(reader, "asks_reason", citer, problems);
    if (problems.empty()) check_guards(protocol, reader);
    reader.finish();
    if (!problems.empty()) return problems;
    return protocol;
}

}  // namespace stepdown
