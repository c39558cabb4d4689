#include "cli/commands.hpp"
#include "conversions/regimen_text.hpp"

namespace stepdown {

namespace {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return out + "\"";
}

std::string opioid_line(const Regimen& regimen, const Formulary& formulary) {
    const auto& asked_by = formulary[regimen.drug].purpose_asked_by;
    const bool asks = std::find(asked_by.begin(), asked_by.end(), regimen.route) != asked_by.end();
    if (!asks) return "  - " + quoted(regimen.text) + "\n";
    return "  - {regimen: " + quoted(regimen.text) +
           ", for: }           # pain | oud (treats opioid use disorder)\n";
}

/// The rest of a case: what a taper needs first, what is optional behind a #.
constexpr const char* after_opioids =
    R"(used_for:                        # how long opioids have been taken: 4 years, 5 months
goal: discontinue                # or: reduce to 50 MME/day | reduce to oxycodone 20 mg/day
# protocol: slow-long-term       # left out: chosen by how long opioids have been taken
# start: 2026-12-01              # left out: the day of the run
supervision:
  prescriber:                    # the name of who ends each step with a review
  # review_every: 4 weeks        # left out: as the protocol says
  patient_agrees:                # yes | no
readiness:
  suicidality:                   # yes | no, after asking
  opioid_use_disorder:           # yes | no, after checking the criteria
  naloxone:                      # yes | no: does the patient have it
# preferences:
  # tablets_scored: yes          # the patient's immediate-release tablets have a score line
  # heavier_dose: bedtime        # the dose of the day to keep longest
  # adjuncts: yes                # name medicines and treatments for pain besides in the plan
  # max_tablets_per_dose: 4
  # smallest_volume: 0.1 mL      # one mark of the oral syringe, for a liquid
  # fill_every: 28 days
  # keep_as_needed: yes          # as-needed doses stay while the rest is tapered
  # consolidate_to: morphine ER  # change all opioids to this one first
  # taper_first: [o2]            # of several opioids; left out: the most potent drug, extended release
# clinic: {name: "...", phone: "...", after_hours: "..."}
# overrides:                     # lifts a block that may be lifted
  # - {rule: palliative-care, reason: "why, in your words", by: "Dr ..."}
)";

constexpr const char* before_opioids =
    R"(# A case for stepdown. Write a value after each colon that has none; take the # from what applies.
stepdown: case/1
patient:
  # reference: "chart 0042"      # no name is needed
  age:                           # 58 years
  sex:                           # female | male
  pregnant:                      # yes | no; delete this line for men
  conditions:                    # [sleep apnea, fibromyalgia]; [] for none
  # medicines: [sertraline 50 mg daily]
  # weight: 72 kg
  # height: 165 cm
  # serum_creatinine: {value: 1.1 mg/dL, on: 2026-11-15}
opioids:
)";

}  // namespace

CommandResult command_new(const CommandInput& input) {
    std::string text = before_opioids;
    Problems problems;
    int number = 0;
    for (const std::string& operand : input.arguments.operands) {
        const Place place{"argument " + std::to_string(++number), 1, 1};
        const Result<Regimen> regimen = read_regimen(operand, input.library.formulary, place);
        if (regimen) {
            text += opioid_line(*regimen, input.library.formulary);
        } else {
            problems.insert(problems.end(), regimen.problems().begin(), regimen.problems().end());
        }
    }
    if (!problems.empty()) {
        return {wrong_input, "", problems,
                input.arguments.operands.size() == 1 ? input.arguments.operands.front() : ""};
    }
    return {done, text + after_opioids, {}, ""};
}

}  // namespace stepdown
