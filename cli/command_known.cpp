#include <algorithm>

#include "cli/commands.hpp"
#include "cli/formats/text.hpp"
#include "cli/version.hpp"
#include "conversions/text/map_reader.hpp"
#include "planner/documents/known.hpp"

namespace stepdown {

namespace {

CommandResult wrong(const std::string& message, const std::string& instead) {
    return {wrong_input, "", {{"arguments", message, instead, {}}}, ""};
}

std::string versions_of(const CommandInput& input) {
    return std::string("stepdown ") + program_version + ", data " + input.library.digest;
}

CommandResult printed(const Document& document) {
    return {done, render_text(document), {}, ""};
}

CommandResult unknown(const std::string& what, const std::string& word, const std::vector<std::string>& known,
                      const std::string& list) {
    const std::string near = nearest(word, known);
    return wrong("unknown " + what + " \"" + word + "\"", near.empty() ? "see " + list : "write " + near);
}

/// The words after the command: `list`, or `show` with one name. Empty where they are neither.
std::optional<std::string> shown(const CommandInput& input) {
    const std::vector<std::string>& words = input.arguments.operands;
    if (words == std::vector<std::string>{"list"}) return "";
    if (words.size() == 2 && words.front() == "show") return words.back();
    return std::nullopt;
}

}  // namespace

CommandResult command_drugs(const CommandInput& input) {
    const std::optional<std::string> name = shown(input);
    if (!name) return wrong("drugs takes list, or show and a drug", "write stepdown drugs show oxycodone");
    const Formulary& formulary = input.library.formulary;
    if (name->empty()) return printed(drugs_document(input.library, versions_of(input)));
    if (const auto drug = formulary.drug(*name))
        return printed(drug_document(*drug, input.library, versions_of(input)));
    std::vector<std::string> known;
    for (const auto& [word, drug] : formulary.drug_words()) known.push_back(word);
    return unknown("drug", *name, known, "stepdown drugs list");
}

CommandResult command_protocols(const CommandInput& input) {
    const std::optional<std::string> id = shown(input);
    if (!id)
        return wrong("protocols takes list, or show and an id",
                     "write stepdown protocols show slow-long-term");
    if (id->empty()) return printed(protocols_document(input.library, versions_of(input)));
    if (const TaperProtocol* protocol = input.library.taper(*id)) {
        return printed(protocol_document(*protocol, input.library, versions_of(input)));
    }
    std::vector<std::string> known = rule_ids();
    for (const Rule& rule : rule_catalogue()) {
        if (rule.id == *id) return printed(rule_document(rule, input.library, versions_of(input)));
    }
    for (const TaperProtocol& protocol : input.library.tapers) known.push_back(protocol.id);
    return unknown("protocol or rule", *id, known, "stepdown protocols list");
}

}  // namespace stepdown
