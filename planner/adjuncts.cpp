#include "planner/adjuncts.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "conversions/quantity_format.hpp"
#include "conversions/text/map_reader.hpp"
#include "planner/documents/exposure.hpp"

namespace stepdown {

namespace {

void add_new(std::vector<std::string>& to, const std::vector<std::string>& more) {
    for (const std::string& one : more) {
        if (std::find(to.begin(), to.end(), one) == to.end()) to.push_back(one);
    }
}

/// Works out one adjunct; each function a part of it. What only looks up comes first, doses last.
class Adviser {
public:
    Adviser(const AdjunctGuide& guide, const CaseFacts& facts, Date start)
        : guide_(guide), facts_(facts), start_(start) {
        advice_.guide = &guide;
    }

    AdjunctAdvice advise() {
        for (const AdjunctReason& reason : guide_.why) {
            if (facts_.answer(reason.when, guide_.names).state == FactState::present)
                advice_.why.push_back({reason.text.text, {reason.text.citation}});
        }
        look_at_medicines();
        if (!guide_.rescue) {
            for (const AdjunctReason& reason : facts_.library().adjunct_general) weigh(reason);
        }
        for (const AdjunctReason& reason : guide_.why_not) weigh(reason);
        const bool is_contraindicated = advice_.verdict == Verdict::not_here;
        look_at_setting();
        for (const Advice& one : guide_.directions) advice_.directions.push_back({one.text, {one.citation}});
        if (!is_contraindicated) work_out_doses();
        advice_.directions.insert(advice_.directions.end(), notes_.begin(), notes_.end());
        work_out_stop();
        return std::move(advice_);
    }

private:
    void at_least(Verdict verdict) { advice_.verdict = std::max(advice_.verdict, verdict); }
    void against(Verdict verdict, std::string text, std::vector<CitationId> citations = {}) {
        at_least(verdict);
        advice_.why_not.push_back({std::move(text), std::move(citations)});
    }

    /// A reason that holds counts; one that cannot be judged clears nothing.
    void weigh(const AdjunctReason& reason) {
        const Answer answer = facts_.answer(reason.when, guide_.names);
        if (answer.state == FactState::absent) return;
        if (answer.state == FactState::present && reason.verdict == Verdict::note) {
            notes_.push_back({reason.text.text, {reason.text.citation}});
            return;
        }
        if (answer.state == FactState::present) {
            against(reason.verdict, reason.text.text, {reason.text.citation});
            return;
        }
        if (!reason.matters_unknown) return;
        add_new(advice_.missing, answer.missing);
        if (reason.verdict >= Verdict::confirm) at_least(Verdict::confirm);
    }

    void look_at_medicines() {
        const std::string allergy = facts_.allergy_named(guide_.names);
        if (!allergy.empty()) against(Verdict::not_here, "Allergy in the case: \"" + allergy + "\".");
        if (!facts_.patient_case().patient.allergies) add_new(advice_.missing, {"allergies"});
        const bool is_listed = facts_.patient_case().patient.medicines.has_value();
        advice_.taken_already = facts_.medicine_named(guide_.names);
        if (!advice_.taken_already.empty()) {
            against(Verdict::caution, "Already taken: \"" + advice_.taken_already +
                                          "\". Nothing is started; compare it with the ceiling here.");
        }
        if (guide_.group.empty()) return;
        if (!is_listed) {
            add_new(advice_.missing, {"medicines"});
            at_least(Verdict::confirm);
        }
        for (const AdjunctGuide& other : facts_.library().adjuncts) {
            if (&other == &guide_ || other.group != guide_.group) continue;
            const std::string medicine = facts_.medicine_named(other.names);
            if (!medicine.empty() && medicine != advice_.taken_already)
                against(Verdict::not_here,
                        "\"" + medicine +
                            "\" is taken: never two of this kind together. "
                            "To change over, stop the one and start the other with the next dose.");
        }
    }

    /// What needs a monitored unit is not for a case outside one.
    void look_at_setting() {
        if (guide_.setting == AdjunctSetting::outpatient) return;
        const std::string& setting = facts_.patient_case().supervision.setting;
        if (setting == "inpatient") {
            against(Verdict::caution,
                    "In a monitored unit only; that this patient is an inpatient is not enough.");
        } else if (setting == "outpatient") {
            against(Verdict::not_here, "In a monitored unit only, and this case is an outpatient.");
        } else {
            add_new(advice_.missing, {"supervision: setting"});
            against(Verdict::not_here, "In a monitored unit only, and this case names no setting.");
        }
    }

    void work_out_doses() {
        if (guide_.renal) {
            work_out_by_kidneys();
        } else if (guide_.dose) {
            work_out_by_limits();
        }
        for (const ByWeight& row : guide_.by_weight) weigh_out(row);
        if (advice_.verdict == Verdict::confirm) advice_.is_cleared = false;
        if (advice_.is_cleared) return;
        advice_.start = advice_.step = std::nullopt;  // nothing is begun before it is confirmed
        advice_.step_every = std::nullopt;
        advice_.titration.clear();
    }

    void cannot_clear(const std::vector<std::string>& missing) {
        add_new(advice_.missing, missing);
        advice_.is_cleared = false;
        against(Verdict::confirm,
                missing.empty() ? "Kidney function changes: no dose is cleared."
                                : "Not known: " + joined_words(missing) + ". Without it no dose is cleared.");
    }
    static std::string joined_words(const std::vector<std::string>& words) {
        std::string all;
        for (std::size_t i = 0; i < words.size(); ++i)
            all += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
        return all;
    }

    void work_out_by_kidneys() {
        const Kidney& kidney = facts_.kidney();
        if (kidney.state == KidneyState::dialysis) return work_out_on_dialysis();
        const std::optional<Clearance> clears = kidney.that_clears();
        if (!clears) cannot_clear(kidney.missing);
        const std::optional<Clearance> clearance = clears ? clears : kidney.lowest();
        if (!clearance || kidney.state == KidneyState::unstable) return;
        const std::optional<RenalRow> row = renal_row(*guide_.renal, *clearance);
        if (!row) return cannot_clear({"a clearance above zero"});
        take(*row);
        if (clears) raise(*row);
    }

    void work_out_on_dialysis() {
        const std::string& dialysis = facts_.patient_case().patient.dialysis.value_or("");
        advice_.renal_band = "dialysis";
        advice_.is_cleared = false;
        if (dialysis == "peritoneal") {
            against(Verdict::confirm, "Peritoneal dialysis: no source here gives a dose.");
            return;
        }
        against(Verdict::confirm, "Dialysis: confirm with the dialysis unit. No start is worked out.");
        for (const Advice& one : guide_.renal->hemodialysis.supplement)
            advice_.directions.push_back({one.text, {one.citation}});
        const std::optional<Clearance> estimate = facts_.kidney().crcl;
        if (!estimate) return add_new(advice_.missing, facts_.kidney().missing);
        const Clearance most = guide_.renal->hemodialysis.at_most_clearance.for_caution();
        if (const auto row = renal_row(*guide_.renal, exceeds(*estimate, most) ? most : *estimate))
            take(*row);
        advice_.renal_band = "hemodialysis; maintenance by the row " + advice_.renal_band;
    }

    void take(const RenalRow& row) {
        advice_.renal_band = row.words;
        const DoseSpan given = in_whole_units(row);
        advice_.low = given.low;
        advice_.high = advice_.ceiling = given.high;
        advice_.citations.push_back(row.band->high.citation());
        if (reaches(row.low, given.low) && reaches(given.low, row.low) && reaches(given.high, row.high))
            return;
        advice_.directions.push_back({"The label's proportion is " +
                                          show_decimal(in(row.low, unit::mg_per_day), 1) + " to " +
                                          show(row.high, unit::mg_per_day, 1) +
                                          "; the range here is what can be given of it, rounded down.",
                                      {row.band->high.citation()}});
    }

    struct DoseSpan {
        DoseRate low, high;
    };
    /// What capsules can give within the row; where none fits, whole milligrams below it, for a liquid.
    DoseSpan in_whole_units(const RenalRow& row) const {
        if (!guide_.units) return {row.low, row.high};
        const Mass smallest = guide_.units->strengths.front().value;
        const double low = ratio(Mass(row.low * unit::days(1)), smallest),
                     high = ratio(Mass(row.high * unit::days(1)), smallest);
        const double from = std::ceil(low - 1e-9), to = std::floor(high + 1e-9);
        if (from >= 1 && from <= to) return {from * smallest / unit::days(1), to * smallest / unit::days(1)};
        const auto whole_mg = [](DoseRate rate) {
            return unit::mg_per_day(std::floor(in(rate, unit::mg_per_day) + 1e-9));
        };
        return {whole_mg(row.low), whole_mg(row.high)};
    }

    void raise(const RenalRow& row) {
        if (!guide_.titration || !guide_.units || !advice_.taken_already.empty()) return;
        const bool careful = is_careful(row);
        const Rise& pace = careful ? guide_.titration->careful : guide_.titration->usual;
        advice_.titration = titration(*guide_.titration, *guide_.units, row, careful, start_);
        advice_.citations.push_back(pace.start.citation());
        if (advice_.titration.empty()) {
            advice_.is_cleared = false;
            against(Verdict::confirm, "The smallest capsule (" +
                                          show(guide_.units->strengths.front().value, unit::mg) +
                                          ") is above the ceiling: a liquid, with the pharmacist.");
            return;
        }
        advice_.start = advice_.titration.front().per_day;
        advice_.step = pace.by.for_caution();
        advice_.step_every = pace.every.for_caution();
    }

    /// A careful reason that holds or cannot be judged; below the first row the label gives no pace at all.
    bool is_careful(const RenalRow& row) {
        const RenalBand* first = &guide_.renal->bands.front();
        std::vector<std::string> because;
        std::vector<CitationId> citations{guide_.titration->careful.start.citation()};
        if (row.band != first) because.emplace_back("reduced kidney function");
        for (const CarefulWhen& one : guide_.titration->careful_when) {
            const FactState state = facts_.answer(one.when, guide_.names).state;
            if (state == FactState::absent) continue;
            because.push_back((state == FactState::unknown ? "not known: " : "") + one.because);
            citations.push_back(one.citation);
        }
        if (!because.empty())
            advice_.why_not.push_back(
                {"Lowest start and slow rise: " + joined_words(because) + ".", citations});
        return !because.empty();
    }

    void work_out_by_limits() {
        const AdjunctDose& dose = *guide_.dose;
        const Sourced<DoseRate>* binding = &dose.high;
        std::string limit;
        for (const DoseLimit& one : dose.limits) {
            const Answer answer = facts_.answer(one.when, guide_.names);
            if (answer.state == FactState::absent) continue;
            if (answer.state == FactState::unknown) {
                add_new(advice_.missing, answer.missing);
                at_least(Verdict::confirm);
            }
            if (reaches(one.high.for_caution(), binding->for_caution())) continue;
            binding = &one.high;
            limit = (answer.state == FactState::unknown ? "until it is known: " : "") + one.text;
        }
        if (!limit.empty())
            against(Verdict::caution, "The ceiling here is for " + limit + ".", {binding->citation()});
        set_doses(dose, *binding);
    }

    void set_doses(const AdjunctDose& dose, const Sourced<DoseRate>& binding) {
        DoseRate high = binding.for_caution();
        advice_.citations.push_back(binding.citation());
        bool is_verified = binding.for_dosing() != nullptr;
        const auto no_more = [&](DoseRate rate) { return exceeds(rate, high) ? high : rate; };
        if (!guide_.counts.empty() && !leave_room(high)) return;
        const auto use = [&](const std::optional<Sourced<DoseRate>>& value) -> std::optional<DoseRate> {
            if (!value) return std::nullopt;
            advice_.citations.push_back(value->citation());
            is_verified = is_verified && value->for_dosing() != nullptr;
            return no_more(value->for_caution());
        };
        advice_.low = use(dose.low);
        advice_.high = advice_.ceiling = high;
        if (advice_.taken_already.empty()) {
            advice_.start = use(dose.start ? dose.start : dose.low);
            if (dose.step && exceeds(high, *advice_.start)) {
                advice_.step = dose.step->by.for_caution();
                advice_.step_every = dose.step->every.for_caution();
                advice_.citations.push_back(dose.step->by.citation());
            }
        }
        if (!is_verified)
            against(Verdict::confirm,
                    "Confirm before use: a figure here is not from a source that was read.");
    }

    /// Takes off what the opioids of the case bring; false where nothing is left.
    bool leave_room(DoseRate& high) {
        if (guide_.counts != "acetaminophen") return true;
        const DoseRate brought = acetaminophen_of(facts_.opioids()).most_allowed;
        if (!exceeds(brought, unit::mg_per_day(0))) return true;
        const DoseRate most = high;
        high = exceeds(high, brought) ? high - brought : unit::mg_per_day(0);
        const DoseRate least = guide_.dose->low ? guide_.dose->low->for_caution() : unit::mg_per_day(0);
        const std::string sum = "The opioids of the case bring up to " + show(brought, unit::mg_per_day) +
                                " of " + guide_.counts + "; the ceiling for all products together is " +
                                show(most, unit::mg_per_day) + ": ";
        if (reaches(high, least)) {
            against(Verdict::caution, sum + show(high, unit::mg_per_day) + " are left.");
            return true;
        }
        advice_.ceiling = high;
        against(Verdict::not_here, sum + "no room for more.");
        return false;
    }

    void weigh_out(const ByWeight& row) {
        WeighedDose dose{&row, std::nullopt, std::nullopt};
        const std::optional<BodyMass>& weight = facts_.patient_case().patient.weight;
        if (!weight) add_new(advice_.missing, {"weight"});
        std::visit(overloaded{[&](const PerKg& per) {
                                  advice_.citations.push_back(per.high.citation());
                                  if (!weight) return;
                                  if (per.low) dose.low = Mass(per.low->for_caution() * *weight);
                                  dose.high = Mass(per.high.for_caution() * *weight);
                              },
                              [&](const PerKgAndHour& per) {
                                  advice_.citations.push_back(per.high.citation());
                                  if (!weight) return;
                                  if (per.low) dose.low = InfusionRate(per.low->for_caution() * *weight);
                                  dose.high = InfusionRate(per.high.for_caution() * *weight);
                              }},
                   row.dose);
        advice_.by_weight.push_back(dose);
    }

    void work_out_stop() {
        const AdjunctStop& stop = guide_.stop;
        if (stop.over_at_least) {
            const int days = whole_days(stop.over_at_least->for_caution());
            std::string text = fmt::format("Never suddenly: over at least {} days.", days);
            if (!advice_.titration.empty() && guide_.units) {
                const DoseRate from = advice_.titration.back().per_day;
                const std::vector<DoseRate> levels = levels_down(from, *guide_.units);
                if (!levels.empty()) text += way_down(from, levels, days);
            }
            advice_.stop.push_back({text, {stop.over_at_least->citation()}});
        }
        for (const Advice& one : stop.advice) advice_.stop.push_back({one.text, {one.citation}});
    }

    static std::string way_down(DoseRate from, const std::vector<DoseRate>& levels, int days) {
        const int count = static_cast<int>(levels.size()), each = (days + count - 1) / count;
        std::vector<std::string> words;
        for (const DoseRate& level : levels) words.push_back(show_decimal(in(level, unit::mg_per_day)));
        return fmt::format(" From {}: {} mg/day, {} days each, then none.", show(from, unit::mg_per_day),
                           joined_words(words), each);
    }

    const AdjunctGuide& guide_;
    const CaseFacts& facts_;
    Date start_;
    AdjunctAdvice advice_;
    std::vector<Told> notes_;  // what holds and changes no verdict
};

}  // namespace

Adjuncts adjuncts_for(const Case& patient_case, const Library& library, Date as_of) {
    const CaseFacts facts(patient_case, library, as_of);
    Adjuncts made;
    made.kidney = facts.kidney();
    made.start = std::max(patient_case.start.value_or(as_of), as_of);
    for (const AdjunctGuide& guide : library.adjuncts)
        made.all.push_back(Adviser(guide, facts, made.start).advise());
    for (const NonDrug& one : library.non_drug) {
        NonDrugDates dates{&one, {}};
        for (int i = 0; i < one.sessions.for_caution(); ++i) {
            const int day =
                whole_days(one.first_after.for_caution()) + i * whole_days(one.every.for_caution());
            dates.on.push_back(working_day_at_or_before(plus_days(made.start, day)));
        }
        made.non_drug.push_back(std::move(dates));
    }
    return made;
}

}  // namespace stepdown
