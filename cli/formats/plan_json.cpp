#include "cli/formats/plan_json.hpp"

#include <algorithm>

#include "cli/formats/adjuncts_json.hpp"
#include "cli/formats/json_parts.hpp"
#include "cli/formats/rotation_json.hpp"
#include "cli/formats/withdrawal_json.hpp"
#include "conversions/digest.hpp"
#include "planner/leftovers.hpp"

namespace stepdown {

namespace {

using json::Json;
using json::number;

/// Writes one plan; each function a part of the document.
class PlanWriter {
public:
    /// `plan` is null where there is none.
    PlanWriter(const DraftPlan* plan, const Review& review, const Case& patient_case, const Library& library)
        : plan_(plan),
          review_(review),
          case_(patient_case),
          library_(library),
          citations_(library.formulary.bibliography()) {}

    /// Protocol, baseline, segments, steps and what comes after: what the plan's id stands for.
    Json body() {
        Json body;
        body["case"] = case_without_review();
        if (!plan_) {
            body["protocol"] = nullptr;
            body["baseline"] = nullptr;
            body["segments"] = Json::array();
            body["steps"] = Json::array();
            body["after"] = nullptr;
            return body;
        }
        body["protocol"] = protocol();
        body["baseline"] = baseline();
        body["segments"] = segments();
        body["steps"] = steps();
        body["after"] = after();
        if (!plan().replans.empty()) body["replans"] = replans();
        return body;
    }

    /// What a rotation rests on, beside the plan.
    Json rotation(const RotationBasis& basis) { return json::rotation(basis, library_, citations_); }
    /// What to expect of withdrawal, and what helps; null where nothing is planned. Not what the id stands
    /// for: it depends on the day on which it is asked for.
    Json withdrawal(Date as_of) {
        if (!plan_ || plan().steps.empty()) return nullptr;
        return json::withdrawal(withdrawal_support(plan(), case_, library_, as_of), library_, citations_);
    }
    /// What is in a plan, whoever wrote it.
    Json contents() const { return {{"baseline", baseline()}, {"steps", steps()}, {"after", after()}}; }
    /// The adjuncts that a plan with steps names.
    Json adjuncts(Date as_of) {
        const bool has_steps = plan_ && !plan_->steps.empty();
        return json::adjunct_options(
            has_steps ? adjunct_options(case_, review_, library_, as_of) : std::nullopt, citations_);
    }
    Json findings() { return json::findings(review_.findings, citations_); }
    Json citations() const { return citations_.resolved(); }

private:
    const DraftPlan& plan() const { return *plan_; }
    Json protocol() {
        if (const SwitchProtocol* method = library_.switch_protocol(plan().protocol))
            return {{"id", method->id},
                    {"title", method->title},
                    {"base", "original"},
                    {"citations", citations_.ids({method->citation})}};
        const TaperProtocol& protocol = *library_.taper(plan().protocol);
        return {{"id", protocol.id},
                {"title", protocol.title},
                {"base", protocol.base_word()},
                {"citations", citations_.ids(sources_of(protocol))}};
    }
    Json baseline() const {
        return {{"mme", json::mme_or_null(mme(plan().baseline))},
                {"opioids", opioids(plan().baseline, plan().baseline)}};
    }
    std::optional<MmeRate> mme(const std::vector<Taking>& taking) const {
        return mme_of(taking, library_.exposure());
    }

    Json case_without_review() const {
        Json written = json::tree(case_.written);
        written.erase("reviewed");
        return written;
    }

    /// All that the numbers of this plan rest on: the protocol, the factor, the products.
    std::vector<CitationId> sources_of(const TaperProtocol& protocol) const {
        std::vector<CitationId> all{protocol.citation};
        for (const Phase& phase : protocol.phases) {
            all.insert(all.end(), {phase.largest_cut.citation(), phase.nominal_cut.citation(),
                                   phase.interval.citation()});
        }
        return all;
    }

    Json change(DoseRate before, DoseRate now, DoseRate original) const {
        const auto share = [](DoseRate base, double of_it) {
            return exceeds(base, unit::mg_per_day(0)) ? number(of_it) : Json(nullptr);
        };
        return {{"from_previous", share(before, stepdown::change(before, now))},
                {"from_original", share(original, stepdown::change(original, now))},
                {"of_original", share(original, ratio(now - before, original))}};
    }

    /// The opioid of the case that goes by this id; null for one that only a plan has.
    const CaseOpioid* in_case(const std::string& id) const {
        const auto found = std::find_if(case_.opioids.begin(), case_.opioids.end(),
                                        [&](const CaseOpioid& one) { return one.id == id; });
        return found == case_.opioids.end() ? nullptr : &*found;
    }

    Json opioids(const std::vector<Taking>& now, const std::vector<Taking>& before) const {
        Json list = Json::array();
        for (const Taking& taking : now) {
            static constexpr const char* roles[] = {"tapered", "target", "bridge", "rescue", "unchanged"};
            const CaseOpioid* asked = in_case(taking.id);
            const DoseRate here = per_day(taking);
            const bool as_needed = asked && std::holds_alternative<AsNeeded>(asked->regimen.amount);
            const Taking* earlier = find(before, taking.id);
            const Taking* at_first = find(plan().baseline, taking.id);
            list.push_back(
                {{"id", taking.id},
                 {"role", roles[static_cast<int>(taking.role)]},
                 {"for", asked ? purpose(asked->purpose) : Json(nullptr)},
                 {"input", asked ? Json(asked->regimen.text) : Json(nullptr)},
                 {"drug", library_.formulary[taking.drug].id},
                 {"route", word(taking.route)},
                 {"release", word(taking.release)},
                 {"counted_as", as_needed ? "really-used" : "scheduled"},
                 {"every_days", taking.every_days},
                 {"daily_dose", json::daily(here, taking.route)},
                 {"mme", json::mme_or_null(mme({taking}))},
                 {"change",
                  change(earlier ? per_day(*earlier) : total_per_day(before, taking.drug), here,
                         at_first ? per_day(*at_first) : total_per_day(plan().baseline, taking.drug))},
                 {"doses", json::doses(taking.doses, library_.formulary)},
                 {"as_needed", json::as_needed(taking.as_needed, library_.formulary)}});
        }
        return list;
    }

    static Json purpose(Purpose purpose) {
        if (purpose == Purpose::unsaid) return nullptr;
        return purpose == Purpose::pain ? "pain" : "oud";
    }

    Json segments() const {
        Json list = Json::array();
        if (plan().kind == PlanKind::rotation && !plan().steps.empty()) {
            list.push_back({{"kind", word(plan().kind)},
                            {"first_step", plan().steps.front().number},
                            {"last_step", plan().segments.empty() ? plan().steps.back().number
                                                                  : plan().segments.front().first_step - 1},
                            {"protocol", plan().protocol}});
        }
        for (const Segment& segment : plan().segments) {
            list.push_back({{"kind", "taper"},
                            {"first_step", segment.first_step},
                            {"last_step", segment.last_step},
                            {"protocol", segment.protocol},
                            {"opioid", segment.opioid}});
        }
        return list;
    }

    Json replans() const {
        const auto number_or_null = [](const std::optional<int>& value) {
            return value ? Json(*value) : Json(nullptr);
        };
        Json list = Json::array();
        for (const Replan& one : plan().replans) {
            list.push_back({{"on", iso(one.on)},
                            {"action", word(one.action)},
                            {"days", one.days > 0 ? Json(one.days) : Json(nullptr)},
                            {"protocol", one.protocol.empty() ? Json(nullptr) : Json(one.protocol)},
                            {"reason", one.reason},
                            {"by", one.by},
                            {"cows", number_or_null(one.cows)},
                            {"days_without_dose", number_or_null(one.days_without_dose)},
                            {"parent", one.parent}});
        }
        return list;
    }

    Json mme_change(const std::vector<Taking>& before, const std::vector<Taking>& now) const {
        const auto was = mme(before), is = mme(now), original = mme(plan().baseline);
        if (!was || !is || !original)
            return {{"from_previous", nullptr}, {"from_original", nullptr}, {"of_original", nullptr}};
        return {{"from_previous", number(ratio(*is - *was, *was))},
                {"from_original", number(ratio(*is - *original, *original))},
                {"of_original", number(ratio(*is - *was, *original))}};
    }

    /// The share of the dose in force before the first cut of the last 14 days that this step and those cuts
    /// took away.
    Json lost_in_window(std::size_t index) const {
        const int window = whole_days(library_.limits.window.for_caution());
        const std::vector<Transition> changes = transitions(plan());
        const auto now = mme(*changes[index].after);
        auto highest = mme(*changes[index].before);
        for (std::size_t i = 0; i < index; ++i) {
            if (days_between(changes[i].on, changes[index].on) >= window) continue;
            const auto before = mme(*changes[i].before);
            if (before && highest && exceeds(*before, *highest)) highest = before;
        }
        if (!now || !highest) return nullptr;
        return number(std::max(0.0, ratio(*highest - *now, *highest)));  // a rotation's total may rise
    }

    Json visits(const std::vector<Visit>& visits) const {
        static constexpr const char* kinds[] = {"review", "visit", "follow-up"};
        Json list = Json::array();
        for (const Visit& visit : visits) {
            list.push_back({{"on", iso(visit.on)},
                            {"kind", kinds[static_cast<int>(visit.kind)]},
                            {"checks", library_.limits.review_checks}});
        }
        return list;
    }

    Json fills(std::size_t index) const {
        Json list = Json::array();
        const Step& step = plan().steps[index];
        for (const Fill& fill : step.fills) {
            const bool first = &fill == &step.fills.front();
            const std::vector<UnitCount> back =
                first ? handed_back(plan().steps, index) : std::vector<UnitCount>{};
            const ProductLine& line = library_.formulary[fill.quantity.product];
            const Strength& strength = line.strengths[fill.quantity.strength];
            list.push_back({{"product", line.id},
                            {"rxcui", strength.rxcui},
                            {"strength", json::strength(strength.value)},
                            {"count_unit", count_unit(line.form)},
                            {"quantity", number(fill.quantity.thousandths / 1000.0)},
                            {"days", fill.days},
                            {"written_on", iso(fill.written_on)},
                            {"fill_on", iso(fill.fill_on)},
                            {"schedule", line.schedule.empty() ? Json(nullptr) : Json(line.schedule)},
                            {"directions", fill.directions},
                            {"hand_back", json::units(back, library_.formulary)}});
        }
        return list;
    }

    /// The drugs that have no factor, and so no part in the MME.
    Json without_factor(const std::vector<Taking>& taking) const {
        Json drugs = Json::array();
        for (const Taking& one : taking) {
            if (!mme({one})) drugs.push_back(library_.formulary[one.drug].id);
        }
        return drugs;
    }

    Json review_json(const Visit& review) const {
        return {{"on", iso(review.on)}, {"proceed_if", library_.limits.proceed_if}};
    }

    Json steps() const {
        static constexpr const char* limited[] = {"", "grid", "last-unit"};
        Json list = Json::array();
        const std::vector<Transition> changes = transitions(plan());
        for (std::size_t i = 0; i < plan().steps.size(); ++i) {
            const Step& step = plan().steps[i];
            Json moved = mme_change(*changes[i].before, step.taking);
            moved["lost_14d"] = lost_in_window(i);
            const auto review =
                std::find_if(step.visits.rbegin(), step.visits.rend(),
                             [](const Visit& visit) { return visit.kind == VisitKind::review; });
            list.push_back({{"number", step.number},
                            {"kind", word(step.kind)},
                            {"start", iso(step.start)},
                            {"end", iso(step.end())},
                            {"days", step.days},
                            {"firm", step.firm},
                            {"limited_by", step.limited_by == LimitedBy::nothing
                                               ? Json(nullptr)
                                               : Json(limited[static_cast<int>(step.limited_by)])},
                            {"opioids", opioids(step.taking, *changes[i].before)},
                            {"mme", json::mme_or_null(mme(step.taking))},
                            {"mme_excludes", without_factor(step.taking)},
                            {"acetaminophen",
                             json::quantity(also_per_day(step.taking, "acetaminophen", library_.formulary),
                                            unit::mg_per_day)},
                            {"change", std::move(moved)},
                            {"review", review == step.visits.rend() ? Json(nullptr) : review_json(*review)},
                            {"visits", visits(step.visits)},
                            {"fills", fills(i)}});
            if (step.departure != Departure::none)
                list.back()["departure"] = step.departure == Departure::step_back ? "step-back" : "as-taken";
            if (step.planned_end) list.back()["planned_end"] = iso(*step.planned_end);
        }
        return list;
    }

    Json after() const {
        const Ending& ending = plan().ending;
        const std::vector<Taking>& last = *transitions(plan()).back().before;
        return {{"kind", ending.taking.empty() ? "stopped" : "maintain"},
                {"opioids", opioids(ending.taking, last)},
                {"change", mme_change(last, ending.taking)},
                {"visits", visits(ending.visits)}};
    }

    const DraftPlan* plan_;
    const Review& review_;
    const Case& case_;
    const Library& library_;
    json::Citations citations_;
};

std::string_view status_of(const Tapered& tapered) {
    if (tapered.plan && !tapered.plan->plan().steps.empty()) return "issued";
    return tapered.review.blocked() ? "refused" : "done";
}

/// The first steps of the plan that was changed, as they stand there; the one in force is firm by now.
void keep_steps(Json& body, const Json& parent, std::size_t count) {
    for (std::size_t i = 0; i < count && i < body["steps"].size(); ++i) {
        Json& step = body["steps"][i];
        const Json firm = step["firm"];
        step = parent["steps"][i];
        step["firm"] = firm;
    }
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json changes_json(const std::vector<PlanChange>& changes) {
    Json list = Json::array();
    for (const PlanChange& one : changes) {
        list.push_back({{"what", one.what},
                        {"about", text_or_null(one.about)},
                        {"old", text_or_null(one.old_value)},
                        {"new", text_or_null(one.new_value)}});
    }
    return list;
}

/// What the commands that issue plans differ in.
struct Issue {
    std::string_view kind, status;
    bool has_plan = false;
    Json body;                    // what the id is the digest of, with the data
    Json parent = nullptr;        // the id of the plan that was changed
    Json about = Json::object();  // said beside the plan
};

PlanJson document_of(Issue issue, PlanWriter& writer, const Review& review, const Case& patient_case,
                     const Library& library, Date as_of, bool explain) {
    PlanJson result;
    result.id = digest_of(issue.body.dump() + library.digest);
    result.draft = !(issue.has_plan && patient_case.reviewed && patient_case.reviewed->plan == result.id);
    Json document = json::envelope("plan", issue.status, result.id, as_of, result.draft, library.digest);
    document["parent"] = std::move(issue.parent);
    document["kind"] = issue.kind;
    document.update(issue.body);
    document.update(issue.about);
    document["findings"] = writer.findings();
    document["adjuncts"] = writer.adjuncts(as_of);
    if (explain) document["outcomes"] = json::outcomes(review);
    document["citations"] = writer.citations();
    result.text = json::text(document);
    return result;
}

}  // namespace

PlanJson plan_json(const Tapered& tapered, const Case& patient_case, const Library& library, Date as_of,
                   bool explain) {
    PlanWriter writer(tapered.plan ? &tapered.plan->plan() : nullptr, tapered.review, patient_case, library);
    Issue issue{word(PlanKind::taper), status_of(tapered), tapered.plan.has_value(), writer.body()};
    issue.about["withdrawal"] = writer.withdrawal(as_of);
    return document_of(std::move(issue), writer, tapered.review, patient_case, library, as_of, explain);
}

PlanJson replan_json(const Replanned& replanned, const std::string& parent, const Case& patient_case,
                     const Library& library, Date as_of, bool explain) {
    const Tapered& tapered = replanned.tapered;
    const Json before = Json::parse(parent);
    PlanWriter writer(tapered.plan ? &tapered.plan->plan() : nullptr, tapered.review, patient_case, library);
    Issue issue{"replan", status_of(tapered), tapered.plan.has_value(), writer.body(), before["id"]};
    if (tapered.plan) keep_steps(issue.body, before, replanned.kept_steps);
    issue.about["changes"] = changes_json(replanned.changes);
    issue.about["withdrawal"] = writer.withdrawal(as_of);
    return document_of(std::move(issue), writer, tapered.review, patient_case, library, as_of, explain);
}

PlanJson rotation_json(const Rotated& rotated, const Case& patient_case, const Library& library, Date as_of,
                       bool explain) {
    PlanWriter writer(rotated.plan ? &rotated.plan->plan() : nullptr, rotated.review, patient_case, library);
    Issue issue{word(PlanKind::rotation), rotated.plan ? "issued" : "refused", rotated.plan.has_value(),
                writer.body()};
    if (rotated.plan && rotated.basis) issue.body["rotation"] = writer.rotation(*rotated.basis);
    return document_of(std::move(issue), writer, rotated.review, patient_case, library, as_of, explain);
}

std::string check_json(const Checked& checked, const WrittenPlan& written, const Case& patient_case,
                       const Library& library, Date as_of) {
    PlanWriter writer(&checked.plan, checked.review, patient_case, library);
    const Json contents = writer.contents();
    Json document = json::envelope("check", "done", digest_of(contents.dump() + library.digest), as_of, true,
                                   library.digest);
    document["parent"] = written.id.empty() ? Json(nullptr) : Json(written.id);
    document["verdict"] = checked.passes() ? "passes" : "breaks-a-rule";
    document["read"] = {{"format", written.format}, {"not_understood", written.not_understood}};
    document["protocol"] = checked.protocol ? Json(checked.protocol->id) : Json(nullptr);
    document["plan"] = contents;
    document["outcomes"] = json::outcomes(checked.review);
    document["findings"] = writer.findings();
    document["citations"] = writer.citations();
    return json::text(document);
}

std::string error_json(const Problems& problems, const std::string& command, Date as_of) {
    const bool is_plan = command == "taper" || command == "replan" || command == "rotate";
    Json document = json::envelope(is_plan ? "plan" : command, "error", "", as_of, true, "unknown");
    document["id"] = nullptr;
    document["problems"] = json::problems(problems);
    document["findings"] = Json::array();
    document["citations"] = Json::object();
    return json::text(document);
}

}  // namespace stepdown
