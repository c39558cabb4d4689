#include "planner/case.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "conversions/quantity_format.hpp"
#include "conversions/regimen_text.hpp"
#include "conversions/target_text.hpp"
#include "conversions/text/map_reader.hpp"
#include "conversions/text/spans.hpp"
#include "planner/goal_text.hpp"

namespace stepdown {

namespace {

constexpr double grams_per_mol_creatinine = 113.12;  // molar mass: umol/L to mg/dL is a matter of arithmetic
constexpr double kilograms_per_pound = 0.45359237;
constexpr double centimetres_per_inch = 2.54;

/// Reads the parts of a case, collecting every problem.
class CaseReader {
public:
    CaseReader(const Library& library, Problems& problems) : library_(library), problems_(problems) {}

    Patient patient(const yaml::Node& node);
    CaseOpioid opioid(const yaml::Node& node, std::size_t number);
    std::optional<Goal> goal(MapReader& reader);
    Supervision supervision(const yaml::Node& node);
    Clinic clinic(const yaml::Node& node);
    Readiness readiness(const yaml::Node& node);
    Preferences preferences(const yaml::Node& node, const std::vector<CaseOpioid>& opioids);
    std::vector<CaseOverride> overrides(const yaml::Node& node, const std::vector<std::string>& rule_ids);
    ReviewedBy reviewed(const yaml::Node& node);
    Hyperalgesia hyperalgesia(const yaml::Node& node);
    std::optional<Date> date(MapReader& reader, std::string_view key);
    /// A list of ids, each of which must be known; a problem `unknown-<what>` at the item otherwise.
    std::vector<std::string> known_ids(MapReader& reader, std::string_view key,
                                       const std::vector<std::string>& known, const std::string& what);

private:
    std::optional<Date> date_in(MapReader& reader, const yaml::Node& node, std::string_view key);
    std::optional<double> age(MapReader& reader);
    /// `1.1 mg/dL` or `{value: 1.1 mg/dL, on: DATE}`: calls `read` on the node of the value.
    template <class T, class Read>
    std::optional<Measured<T>> measured(MapReader& reader, std::string_view key, Read read);
    std::optional<std::vector<std::string>> list(MapReader& reader, std::string_view key);
    std::vector<std::string> product_ids(MapReader& reader, std::string_view key);
    std::vector<std::vector<std::string>> taper_first(MapReader& reader,
                                                      const std::vector<CaseOpioid>& opioids);
    std::optional<ConsolidateTo> consolidate_to(MapReader& reader);

    const Library& library_;
    Problems& problems_;
};

std::optional<Date> CaseReader::date_in(MapReader& reader, const yaml::Node& node, std::string_view key) {
    const std::optional<std::string> text = scalar_text(node, key, problems_);
    if (!text) return std::nullopt;
    const std::optional<Date> day = parse_date(*text);
    if (!day)
        reader.complain(node, "date", "\"" + *text + "\" is not a date",
                        "write year-month-day, as in 2026-12-01");
    return day;
}

std::optional<Date> CaseReader::date(MapReader& reader, std::string_view key) {
    const yaml::Node* node = reader.optional(key);
    return node ? date_in(reader, *node, key) : std::nullopt;
}

template <class T, class Read>
std::optional<Measured<T>> CaseReader::measured(MapReader& reader, std::string_view key, Read read) {
    const yaml::Node* node = reader.optional(key);
    if (!node) return std::nullopt;
    if (!std::holds_alternative<yaml::Mapping>(node->value)) {
        const std::optional<T> value = read(reader, *node);
        return value ? std::optional(Measured<T>{*value, std::nullopt}) : std::nullopt;
    }
    MapReader inner(*node, std::string(key), problems_);
    const yaml::Node* value_node = inner.required("value");
    const std::optional<T> value = value_node ? read(inner, *value_node) : std::nullopt;
    const std::optional<Date> on = date(inner, "on");
    inner.finish();
    return value ? std::optional(Measured<T>{*value, on}) : std::nullopt;
}

std::optional<double> CaseReader::age(MapReader& reader) {
    static const std::vector<std::string> years{"years", "year"};
    const yaml::Node* node = reader.optional("age");
    if (!node) return std::nullopt;
    const auto written = reader.written_quantity(*node, "age", years);
    if (!written) return std::nullopt;
    if (written->number.value() > 130) {
        reader.complain(*node, "age", "\"age\" is above 130 years", "write the age in years, as in 58 years");
        return std::nullopt;
    }
    return written->number.value();
}

std::optional<std::vector<std::string>> CaseReader::list(MapReader& reader, std::string_view key) {
    if (!reader.has(key)) return std::nullopt;
    return reader.texts(key);
}

/// The value, unless it cannot be meant: then a problem, and nothing.
template <class U>
std::optional<Canonical<U>> plausible(std::optional<Canonical<U>> value, const Span<Canonical<U>>& span,
                                      Unit<U> unit, MapReader& reader, const yaml::Node& node,
                                      std::string_view key) {
    if (!value || span.holds(*value)) return value;
    reader.complain(
        node, "implausible-measurement",
        "\"" + std::string(key) + "\" comes out as " + show(*value, unit) + ", which cannot be meant",
        "check number and unit: from " + show(span.from.for_caution(), unit) + " to " +
            show(span.to.for_caution(), unit));
    return std::nullopt;
}

std::optional<CreatinineLevel> creatinine(MapReader& reader, const yaml::Node& node) {
    static const std::vector<std::string> symbols{"mg/dL", "umol/L"};
    const auto written = reader.written_quantity(node, "serum_creatinine", symbols);
    if (!written) return std::nullopt;
    const double number = written->number.value();
    return unit::creatinine_mg_per_dl(written->unit == "mg/dL" ? number
                                                               : number * grams_per_mol_creatinine / 1e4);
}

Patient CaseReader::patient(const yaml::Node& node) {
    MapReader reader(node, "patient", problems_);
    Patient patient;
    patient.reference = reader.optional_text("reference").value_or("");
    patient.name = reader.optional_text("name");
    patient.birth_date = date(reader, "birth_date");
    patient.age_years = age(reader);
    static const std::vector<std::string> sexes{"female", "male"};
    if (const auto sex = reader.optional_one_of("sex", sexes)) {
        patient.sex = *sex == "female" ? Sex::female : Sex::male;
    }
    static const std::vector<std::string> weights{"kg", "lb"}, heights{"cm", "in"};
    if (const yaml::Node* weight = reader.optional("weight")) {
        if (const auto written = reader.written_quantity(*weight, "weight", weights)) {
            patient.weight =
                plausible(std::optional(unit::kg(written->number.value() *
                                                 (written->unit == "lb" ? kilograms_per_pound : 1))),
                          library_.kidney.plausible_weight, unit::kg, reader, *weight, "weight");
        }
    }
    if (const yaml::Node* height = reader.optional("height")) {
        if (const auto written = reader.written_quantity(*height, "height", heights)) {
            patient.height =
                plausible(std::optional(unit::cm(written->number.value() *
                                                 (written->unit == "in" ? centimetres_per_inch : 1))),
                          library_.kidney.plausible_height, unit::cm, reader, *height, "height");
        }
    }
    patient.serum_creatinine =
        measured<CreatinineLevel>(reader, "serum_creatinine", [&](MapReader& inner, const yaml::Node& value) {
            return plausible(creatinine(inner, value), library_.kidney.plausible_creatinine,
                             unit::creatinine_mg_per_dl, inner, value, "serum_creatinine");
        });
    static const std::vector<std::string> dialyses{"none", "hemodialysis", "peritoneal"};
    static const std::vector<std::string> livers{"none", "child-pugh-a", "child-pugh-b", "child-pugh-c"};
    patient.dialysis = reader.optional_one_of("dialysis", dialyses);
    patient.liver = reader.optional_one_of("liver", livers);
    patient.pregnant = reader.optional_yes_no("pregnant");
    patient.breastfeeding = reader.optional_yes_no("breastfeeding");
    patient.frail = reader.optional_yes_no("frail");
    patient.qtc = measured<Duration>(reader, "qtc", [](MapReader& inner, const yaml::Node& value) {
        return inner.quantity_of(value, "qtc", unit::milliseconds);
    });
    patient.conditions = list(reader, "conditions");
    patient.medicines = list(reader, "medicines");
    patient.allergies = list(reader, "allergies");
    reader.finish();
    return patient;
}

/// Without the blanks at both ends: a name of blanks is no name.
std::string trimmed(const std::string& text) {
    const std::size_t from = text.find_first_not_of(" \t"), to = text.find_last_not_of(" \t");
    return from == std::string::npos ? "" : text.substr(from, to - from + 1);
}

std::vector<std::string> CaseReader::known_ids(MapReader& reader, std::string_view key,
                                               const std::vector<std::string>& known,
                                               const std::string& what) {
    std::vector<std::string> ids;
    const yaml::Node* list = reader.optional(key);
    if (!list) return ids;
    for_each_item(*list, key, problems_, [&](const yaml::Node& item) {
        const std::optional<std::string> id = scalar_text(item, what, problems_);
        if (!id) return;
        ids.push_back(*id);
        if (std::find(known.begin(), known.end(), *id) != known.end()) return;
        const std::string near = nearest(*id, known);
        reader.complain(item, "unknown-" + what, "there is no " + what + " \"" + *id + "\"",
                        "write " + (near.empty() ? "the id of one, such as " + known.front() : near));
    });
    return ids;
}

std::vector<std::string> CaseReader::product_ids(MapReader& reader, std::string_view key) {
    std::vector<std::string> known;
    for (const ProductLine& line : library_.formulary.products()) known.push_back(line.id);
    return known_ids(reader, key, known, "product");
}

CaseOpioid CaseReader::opioid(const yaml::Node& node, std::size_t number) {
    CaseOpioid opioid;
    opioid.id = "o" + std::to_string(number);
    opioid.place = node.place;
    const auto read_words = [&](const yaml::Node& words) {
        const std::optional<std::string> text = scalar_text(words, "opioid", problems_);
        if (!text) return;
        Place origin = words.place;
        if (std::get<yaml::Scalar>(words.value).quoted) ++origin.column;
        Result<Regimen> regimen = read_regimen(*text, library_.formulary, origin);
        if (regimen) {
            opioid.regimen = *std::move(regimen);
        } else {
            problems_.insert(problems_.end(), regimen.problems().begin(), regimen.problems().end());
        }
    };
    if (!std::holds_alternative<yaml::Mapping>(node.value)) {
        read_words(node);
        return opioid;
    }
    MapReader reader(node, "opioid", problems_);
    if (const yaml::Node* words = reader.required("regimen")) read_words(*words);
    static const std::vector<std::string> purposes{"pain", "oud"}, takings{"as-written", "none"};
    if (const auto purpose = reader.optional_one_of("for", purposes)) {
        opioid.purpose = *purpose == "pain" ? Purpose::pain : Purpose::opioid_use_disorder;
    }
    opioid.verified_not_taking = reader.optional_one_of("taking", takings) == "none";
    opioid.since = date(reader, "since");
    reader.finish();
    return opioid;
}

/// The words of a goal, and where it stands.
std::optional<Goal> CaseReader::goal(MapReader& reader) {
    const yaml::Node* node = reader.optional("goal");
    if (!node) return std::nullopt;
    const std::optional<std::string> written = scalar_text(*node, "goal", problems_);
    if (!written) return std::nullopt;
    Result<Goal> goal = read_goal(*written, library_.formulary, node->place);
    if (goal) return *std::move(goal);
    problems_.insert(problems_.end(), goal.problems().begin(), goal.problems().end());
    return std::nullopt;
}

Supervision CaseReader::supervision(const yaml::Node& node) {
    MapReader reader(node, "supervision", problems_);
    Supervision supervision;
    supervision.prescriber = trimmed(reader.optional_text("prescriber").value_or(""));
    if (const yaml::Node* every = reader.optional("review_every")) {
        supervision.review_every = span_of(reader, *every, "review_every");
        if (supervision.review_every && !reaches(*supervision.review_every, unit::days(1))) {
            reader.complain(*every, "review-every", "\"review_every\" is less than a day",
                            "write at least 1 day, as in 1 week or 4 weeks");
            supervision.review_every = std::nullopt;
        }
    }
    supervision.patient_agrees = reader.optional_yes_no("patient_agrees");
    static const std::vector<std::string> settings{"outpatient", "inpatient"};
    supervision.setting = reader.optional_one_of("setting", settings).value_or("");
    supervision.watched_by = trimmed(reader.optional_text("watched_by").value_or(""));
    reader.finish();
    return supervision;
}

Clinic CaseReader::clinic(const yaml::Node& node) {
    MapReader reader(node, "clinic", problems_);
    Clinic clinic{reader.optional_text("name").value_or(""), reader.optional_text("phone").value_or(""),
                  reader.optional_text("after_hours").value_or("")};
    reader.finish();
    return clinic;
}

Readiness CaseReader::readiness(const yaml::Node& node) {
    MapReader reader(node, "readiness", problems_);
    Readiness readiness;
    readiness.naloxone = reader.optional_yes_no("naloxone");
    readiness.pdmp_checked = reader.optional_text("pdmp_checked").value_or("");
    readiness.mood_screen = reader.optional_text("mood_screen").value_or("");
    readiness.suicidality = reader.optional_yes_no("suicidality");
    readiness.opioid_use_disorder = reader.optional_yes_no("opioid_use_disorder");
    reader.finish();
    return readiness;
}

/// Which opioids of the case a word means: its id, a drug, or a release.
std::vector<std::string> opioids_meant(const std::string& said, const std::vector<CaseOpioid>& opioids,
                                       const Formulary& formulary) {
    const auto drug = formulary.drug_words().find(said);
    std::vector<std::string> ids;
    for (const CaseOpioid& one : opioids) {
        const bool by_drug = drug != formulary.drug_words().end() && drug->second == one.regimen.drug;
        const bool by_release = said == std::string(word(one.regimen.release)) + "-release";
        if (said == one.id || by_drug || by_release) ids.push_back(one.id);
    }
    return ids;
}

std::vector<std::vector<std::string>> CaseReader::taper_first(MapReader& reader,
                                                              const std::vector<CaseOpioid>& opioids) {
    std::vector<std::vector<std::string>> groups;
    const yaml::Node* list = reader.optional("taper_first");
    if (!list) return groups;
    for_each_item(*list, "taper_first", problems_, [&](const yaml::Node& item) {
        const std::optional<std::string> said = scalar_text(item, "taper_first", problems_);
        if (!said) return;
        groups.push_back(opioids_meant(*said, opioids, library_.formulary));
        if (!groups.back().empty()) return;
        std::string known;
        for (const CaseOpioid& one : opioids) {
            known += (known.empty() ? "" : ", ") + one.id + " (" + library_.formulary[one.regimen.drug].id +
                     " " + std::string(word(one.regimen.release)) + "-release)";
        }
        reader.complain(
            item, "taper-first", "\"" + *said + "\" is no opioid of this case",
            "write the number of one, its drug, extended-release or immediate-release; there are " + known);
    });
    return groups;
}

std::optional<ConsolidateTo> CaseReader::consolidate_to(MapReader& reader) {
    const yaml::Node* node = reader.optional("consolidate_to");
    if (!node) return std::nullopt;
    const std::optional<std::string> words = scalar_text(*node, "consolidate_to", problems_);
    if (!words) return std::nullopt;
    Place place = node->place;
    if (std::get<yaml::Scalar>(node->value).quoted) ++place.column;
    const Result<RotationTarget> target = read_target(*words, library_.formulary, place);
    if (target) return ConsolidateTo{*words, place};
    problems_.insert(problems_.end(), target.problems().begin(), target.problems().end());
    return std::nullopt;
}

Preferences CaseReader::preferences(const yaml::Node& node, const std::vector<CaseOpioid>& opioids) {
    MapReader reader(node, "preferences", problems_);
    Preferences preferences;
    preferences.tablets_scored = reader.optional_yes_no("tablets_scored").value_or(false);
    preferences.liquid_acceptable = reader.optional_yes_no("liquid_acceptable");
    preferences.immediate_release_acceptable = reader.optional_yes_no("immediate_release_acceptable");
    preferences.keep_as_needed = reader.optional_yes_no("keep_as_needed");
    static const std::vector<std::string> times{"morning", "noon",    "afternoon",
                                                "evening", "bedtime", "night"};
    const auto heavier = reader.optional_one_of("heavier_dose", times);
    for (const TimeOfDay at : {TimeOfDay::morning, TimeOfDay::noon, TimeOfDay::afternoon, TimeOfDay::evening,
                               TimeOfDay::bedtime, TimeOfDay::night}) {
        if (heavier == word(at)) preferences.heavier_dose = at;
    }
    preferences.max_tablets_per_dose = reader.optional_whole_number("max_tablets_per_dose", 1, 20);
    preferences.smallest_volume = reader.optional_quantity("smallest_volume", unit::ml);
    if (preferences.smallest_volume && (exceeds(unit::ml(0.01), *preferences.smallest_volume) ||
                                        exceeds(*preferences.smallest_volume, unit::ml(5)))) {
        reader.complain(*reader.optional("smallest_volume"), "smallest-volume",
                        "no oral syringe measures so little or so much at least",
                        "write what one mark of the syringe is, from 0.01 mL to 5 mL");
        preferences.smallest_volume = std::nullopt;
    }
    if (const yaml::Node* every = reader.optional("fill_every")) {
        preferences.fill_every = span_of(reader, *every, "fill_every");
        if (preferences.fill_every && !reaches(*preferences.fill_every, unit::days(1))) {
            reader.complain(*every, "fill-every", "\"fill_every\" is less than a day",
                            "write at least 1 day, as in 7 days or 28 days");
            preferences.fill_every = std::nullopt;
        }
    }
    preferences.products = product_ids(reader, "products");
    preferences.avoid_products = product_ids(reader, "avoid_products");
    preferences.taper_first = taper_first(reader, opioids);
    preferences.consolidate_to = consolidate_to(reader);
    if (preferences.consolidate_to && preferences.keep_as_needed.value_or(false)) {
        reader.complain(*reader.optional("consolidate_to"), "contradiction",
                        "as-needed doses cannot stay as they are while all opioids become one",
                        "take keep_as_needed or consolidate_to out");
    }
    preferences.adjuncts = reader.optional_yes_no("adjuncts").value_or(false);
    reader.finish();
    return preferences;
}

/// On one line, for documents that have one line for it.
std::string on_one_line(const std::string& text) {
    std::string line;
    for (const char c : text) {
        if (!std::isspace(static_cast<unsigned char>(c))) {
            line += c;
        } else if (!line.ends_with(' ')) {
            line += ' ';
        }
    }
    return trimmed(line);
}

std::vector<CaseOverride> CaseReader::overrides(const yaml::Node& node,
                                                const std::vector<std::string>& rule_ids) {
    std::vector<CaseOverride> all;
    for_each_item(node, "overrides", problems_, [&](const yaml::Node& item) {
        MapReader reader(item, "override", problems_);
        CaseOverride one{reader.one_of("rule", rule_ids), on_one_line(reader.text("reason")),
                         on_one_line(reader.text("by"))};
        if (reader.has("reason") && one.reason.empty()) {
            reader.complain("override-reason", "this override has no reason",
                            "write why after reason, in the prescriber's words");
        }
        if (reader.has("by") && one.by.empty()) {
            reader.complain("override-by", "this override names nobody", "write who decides it after by");
        }
        reader.finish();
        all.push_back(std::move(one));
    });
    return all;
}

ReviewedBy CaseReader::reviewed(const yaml::Node& node) {
    MapReader reader(node, "reviewed", problems_);
    ReviewedBy reviewed{reader.text("by"), reader.text("plan"), date(reader, "on")};
    reader.finish();
    return reviewed;
}

Hyperalgesia CaseReader::hyperalgesia(const yaml::Node& node) {
    MapReader reader(node, "hyperalgesia", problems_);
    Hyperalgesia seen;
    seen.worse_despite_increase = reader.optional_yes_no("pain_worse_despite_increase");
    seen.spreading = reader.optional_yes_no("pain_spreading");
    seen.allodynia = reader.optional_yes_no("allodynia");
    seen.new_injury_or_progression = reader.optional_yes_no("new_injury_or_progression");
    seen.less_pain_after_reduction = reader.optional_yes_no("less_pain_after_reduction");
    seen.worse_before_next_dose = reader.optional_yes_no("worse_before_next_dose");
    seen.raised_quickly = reader.optional_yes_no("dose_raised_quickly");
    seen.recent_surgery_with_high_dose = reader.optional_yes_no("recent_surgery_with_high_dose");
    seen.low_mood = reader.optional_yes_no("low_mood");
    seen.cows = reader.optional_whole_number("cows", 0, 48);
    static const std::vector<std::string> thresholds{"lowered", "unchanged", "raised"};
    static const std::vector<std::string> genotypes{"val/val", "val/met", "met/met"};
    if (const yaml::Node* testing = reader.optional("sensory_testing")) {
        MapReader inner(*testing, "sensory_testing", problems_);
        seen.threshold_away_from_injury = inner.one_of("threshold_away_from_injury", thresholds);
        seen.tested_on = date(inner, "on");
        inner.finish();
    }
    seen.comt = reader.optional_one_of("comt", genotypes).value_or("");
    reader.finish();
    return seen;
}

template <class Read>
void read_part(MapReader& reader, std::string_view key, Read read) {
    if (const yaml::Node* node = reader.optional(key)) read(*node);
}

void require_purpose(const CaseOpioid& opioid, const Library& library, Problems& problems) {
    const Drug& drug = library.formulary[opioid.regimen.drug];
    const auto& asked_by = drug.purpose_asked_by;
    const bool asks = std::find(asked_by.begin(), asked_by.end(), opioid.regimen.route) != asked_by.end();
    if (!asks || opioid.purpose != Purpose::unsaid) return;
    problems.push_back({"purpose-unsaid", "it is not said what the " + drug.id + " is for",
                        "write {regimen: \"" + opioid.regimen.text +
                            "\", for: pain}, or for: oud where it treats opioid use disorder",
                        opioid.place});
}

void read_opioids(Case& patient_case, MapReader& reader, CaseReader& parts, const Library& library,
                  Problems& problems) {
    const yaml::Node* list = reader.required("opioids");
    if (!list) return;
    for_each_item(*list, "opioids", problems, [&](const yaml::Node& item) {
        const std::size_t before = problems.size();
        CaseOpioid opioid = parts.opioid(item, patient_case.opioids.size() + 1);
        if (problems.size() == before) require_purpose(opioid, library, problems);
        patient_case.opioids.push_back(std::move(opioid));
    });
    if (patient_case.opioids.empty()) {
        reader.complain(*list, "no-opioids", "the case names no opioid",
                        "write at least one, as in [\"oxycodone 10 mg every 6 hours\"]");
    }
}

void read_protocol(Case& patient_case, MapReader& reader, const Library& library) {
    std::vector<std::string> ids;
    for (const TaperProtocol& protocol : library.tapers) ids.push_back(protocol.id);
    for (const SwitchProtocol& method : library.switches) ids.push_back(method.id);
    const std::optional<std::string> named = reader.optional_one_of("protocol", ids);
    if (!named) return;
    (library.switch_protocol(*named) ? patient_case.switch_method : patient_case.protocol) = named;
}

}  // namespace

Result<Case> read_case(const yaml::Node& tree, const Library& library,
                       const std::vector<std::string>& rule_ids) {
    Problems problems;
    MapReader reader(tree, "case", problems);
    CaseReader parts(library, problems);
    Case result;
    static const std::vector<std::string> kinds{"case/1"};
    reader.one_of("stepdown", kinds);
    read_part(reader, "patient", [&](const yaml::Node& node) { result.patient = parts.patient(node); });
    read_opioids(result, reader, parts, library, problems);
    if (const yaml::Node* node = reader.optional("used_for"))
        result.used_for = span_of(reader, *node, "used_for");
    result.goal = parts.goal(reader);
    read_protocol(result, reader, library);
    result.start = parts.date(reader, "start");
    read_part(reader, "supervision",
              [&](const yaml::Node& node) { result.supervision = parts.supervision(node); });
    read_part(reader, "clinic", [&](const yaml::Node& node) { result.clinic = parts.clinic(node); });
    read_part(reader, "readiness", [&](const yaml::Node& node) { result.readiness = parts.readiness(node); });
    read_part(reader, "hyperalgesia",
              [&](const yaml::Node& node) { result.hyperalgesia = parts.hyperalgesia(node); });
    read_part(reader, "preferences",
              [&](const yaml::Node& node) { result.preferences = parts.preferences(node, result.opioids); });
    read_part(reader, "overrides",
              [&](const yaml::Node& node) { result.overrides = parts.overrides(node, rule_ids); });
    result.acknowledged = parts.known_ids(reader, "acknowledged", rule_ids, "rule");
    read_part(reader, "reviewed", [&](const yaml::Node& node) { result.reviewed = parts.reviewed(node); });
    reader.finish();
    if (!problems.empty()) return problems;
    result.written = tree;
    return result;
}

Result<Patient> read_patient(const yaml::Node& tree, const Library& library) {
    Problems problems;
    Patient patient = CaseReader(library, problems).patient(tree);
    if (!problems.empty()) return problems;
    return patient;
}

std::optional<double> age_on(const Patient& patient, Date day) {
    if (!patient.birth_date) return patient.age_years;
    const std::chrono::year_month_day born(*patient.birth_date), today(day);
    const bool birthday_is_still_to_come =
        std::pair(today.month(), today.day()) < std::pair(born.month(), born.day());
    const double counted =
        static_cast<int>(today.year()) - static_cast<int>(born.year()) - (birthday_is_still_to_come ? 1 : 0);
    return std::min(counted, patient.age_years.value_or(counted));  // where the two differ, the younger;
}

}  // namespace stepdown
