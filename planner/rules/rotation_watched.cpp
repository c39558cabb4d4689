#include <algorithm>

#include "conversions/data_reading.hpp"
#include "planner/rules/rotation_rules.hpp"

namespace stepdown::rules {

namespace {

/// In small letters, without spaces and signs; letters beyond ASCII stay.
std::string letters_of(const std::string& text) {
    std::string letters;
    for (const char c : lower_case(text)) {
        const bool is_sign = static_cast<unsigned char>(c) < 0x80 && (c < 'a' || c > 'z');
        if (!is_sign) letters += c;
    }
    return letters;
}

/// "nobody", "no one, lives alone", "no", or nothing but signs.
bool names_nobody(const std::string& watched_by, const Library& library) {
    const ConditionWords* said = library.words.condition("nobody-watches");
    const ConditionWords* answers = library.words.condition("nobody-watches-answer");
    const std::string letters = letters_of(watched_by);
    return letters.empty() || (said && !condition_found({watched_by}, *said).empty()) ||
           (answers && std::any_of(answers->words.begin(), answers->words.end(),
                                   [&](const std::string& one) { return letters_of(one) == letters; }));
}

}  // namespace

Outcome rotation_watched(const ReviewInput& in) {
    if (!to_methadone(in)) return {};
    const Supervision& supervision = in.patient_case.supervision;
    if (supervision.setting == "inpatient" || !supervision.watched_by.empty()) {
        Outcome outcome;
        outcome.looked_at = {"who watches the first days"};
        if (supervision.setting != "inpatient" && names_nobody(supervision.watched_by, in.library))
            outcome.findings.push_back(
                finding(Severity::block,
                        "\"" + supervision.watched_by +
                            "\" names nobody else who watches the patient in the first days and nights.",
                        "Name who does (supervision: watched_by), or begin on a ward (setting: inpatient).",
                        grounds(in, "rotation-watched")));
        return outcome;
    }
    return fact_missing(Severity::block, "who watches the patient in the first days and nights",
                        "supervision: {watched_by: \"...\"} (somebody in the home), or setting: inpatient",
                        grounds(in, "rotation-watched"));
}

}  // namespace stepdown::rules
