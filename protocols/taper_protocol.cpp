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
    Phase phase{base,
                range.fraction("from"),
                FactReader(reader, "nominal", citer, problems).dosing().fraction("cut"),
                range.dosing().fraction("to"),
                FactReader(reader, "interval", citer, problems).dosing().span("value"),
                std::nullopt};
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
    if (phases.empty()) {
        reader.complain(*list, "no-phases", "a taper has no phases", "write at least one");
    }
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
    return original ? "original" : "current";
}

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
    TaperProtocol protocol{id,           title,        for_whom, citation,     std::move(phases),
                           std::nullopt, std::nullopt, false,    std::nullopt, visits.span("value"),
                           {},           {},           {}};
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
    reader.finish();
    if (!problems.empty()) return problems;
    return protocol;
}

}  // namespace stepdown
