#include <algorithm>
#include <optional>
#include <span>

#include "cli/commands.hpp"
#include "cli/formats/known_json.hpp"
#include "conversions/text/map_reader.hpp"
#include "planner/documents/known.hpp"
#include "planner/documents/switches.hpp"

namespace stepdown {

namespace {

CommandResult wrong(const std::string& message, const std::string& instead) {
    return {wrong_input, "", {{"arguments", message, instead, {}}}, ""};
}

CommandResult unknown(const std::string& what, const std::string& word, const std::vector<std::string>& known,
                      const std::string& list) {
    const std::string near = nearest(word, known);
    return wrong("unknown " + what + " \"" + word + "\"", near.empty() ? "see " + list : "write " + near);
}

/// The words after the command: `list`, or `show` with one name, which may be several words. Empty where they
/// are neither.
std::optional<std::string> shown(const CommandInput& input) {
    const std::vector<std::string>& words = input.arguments.operands;
    if (words == std::vector<std::string>{"list"}) return "";
    if (words.size() < 2 || words.front() != "show") return std::nullopt;
    std::string name = words[1];
    for (std::size_t i = 2; i < words.size(); ++i) name += " " + words[i];
    if (name.empty()) return std::nullopt;
    return name;
}

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

bool has_code(const ProductLine& line, const std::string& code) {
    return std::any_of(line.strengths.begin(), line.strengths.end(),
                       [&](const Strength& one) { return one.rxcui == code; });
}

/// The drug by its name, by another name, by a brand, or by an RxNorm code of its own or of a strength.
std::optional<DrugId> drug_of(const std::string& word, const Formulary& formulary) {
    const std::string name = lower(word);
    const auto drug = formulary.drug_words().find(name);
    if (drug != formulary.drug_words().end()) return drug->second;
    const auto brand = formulary.brand_words().find(name);
    if (brand != formulary.brand_words().end()) return formulary[brand->second.front()].drug;
    const std::string code = name.starts_with("rxcui:") ? name.substr(6) : name;
    for (const ProductLine& line : formulary.products()) {
        if (has_code(line, code) || (!code.empty() && formulary[line.drug].rxcui == code)) return line.drug;
    }
    return std::nullopt;
}

}  // namespace

CommandResult command_drugs(const CommandInput& input) {
    const std::optional<std::string> name = shown(input);
    if (!name) return wrong("drugs takes list, or show and a drug", "write stepdown drugs show oxycodone");
    const Library& library = input.library;
    const bool as_json = input.arguments.format == Format::json;
    if (name->empty()) {
        return {done,
                as_json ? drugs_json(library, input.as_of)
                        : rendered(input, drugs_document(library, versions_of(input))),
                {},
                ""};
    }
    if (const auto drug = drug_of(*name, library.formulary)) {
        return {done,
                as_json ? drug_json(*drug, library, input.as_of)
                        : rendered(input, drug_document(*drug, library, versions_of(input))),
                {},
                ""};
    }
    std::vector<std::string> known;
    for (const auto& [word, drug] : library.formulary.drug_words()) known.push_back(word);
    for (const auto& [word, lines] : library.formulary.brand_words()) known.push_back(word);
    return unknown("drug", *name, known, "stepdown drugs list");
}

CommandResult command_protocols(const CommandInput& input) {
    const std::vector<std::string>& words = input.arguments.operands;
    if (words.front() == "validate") return command_validate(input, std::span(words).subspan(1));
    const std::optional<std::string> id = shown(input);
    if (!id)
        return wrong("protocols takes list, show and an id, or validate and data files",
                     "write stepdown protocols show slow-long-term");
    const Library& library = input.library;
    const bool as_json = input.arguments.format == Format::json;
    const std::string versions = versions_of(input);
    const auto answer = [](std::string bytes) { return CommandResult{done, std::move(bytes), {}, ""}; };
    if (id->empty()) {
        return answer(as_json ? protocols_json(library, input.as_of)
                              : rendered(input, protocols_document(library, versions)));
    }
    if (const TaperProtocol* protocol = library.taper(*id)) {
        return answer(as_json ? protocol_json(*protocol, library, input.as_of)
                              : rendered(input, protocol_document(*protocol, library, versions)));
    }
    if (const SwitchProtocol* method = library.switch_protocol(*id)) {
        return answer(as_json ? switch_json(*method, library, input.as_of)
                              : rendered(input, switch_document(*method, library, versions)));
    }
    for (const Rule& rule : rule_catalogue()) {
        if (rule.id != *id) continue;
        return answer(as_json ? rule_json(rule, library, input.as_of)
                              : rendered(input, rule_document(rule, library, versions)));
    }
    std::vector<std::string> known = rule_ids();
    for (const TaperProtocol& protocol : library.tapers) known.push_back(protocol.id);
    for (const SwitchProtocol& method : library.switches) known.push_back(method.id);
    return unknown("protocol or rule", *id, known, "stepdown protocols list");
}

}  // namespace stepdown
