#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/target_text.hpp"
#include "planner/baseline.hpp"
#include "planner/case.hpp"
#include "planner/plan.hpp"
#include "protocols/library.hpp"

namespace stepdown {

enum class Severity { note, warn, block };   // block: no plan is issued
enum class Override { never, with_reason };  // never: the guards that no option turns off

/// What a rule has to say. `rule` and `id` are filled in by review().
struct Finding {
    Severity severity = Severity::note;
    std::string message, instead;
    std::optional<int> step;   // a step's number
    bool on_ending = false;    // about what follows the last step
    std::string opioid;        // "o1"; empty: not about one
    bool acknowledge = false;  // asks the prescriber to acknowledge it
    std::vector<CitationId> citations;
    std::vector<std::string> missing;
    std::string rule, id;
    std::optional<CaseOverride> overridden_by;
    /// What findings of one rule about several steps have in common: a report says it once of all of them.
    std::string of_several;
};

/// What a rule found. Nothing looked at: the rule does not apply to this case.
struct Outcome {
    std::vector<Finding> findings;
    std::vector<std::string> looked_at, missing;  // "age", "serum creatinine"

    bool applies() const { return !looked_at.empty() || !missing.empty() || !findings.empty(); }
};

/// "passed", "fired", "unknown" (a fact is missing) or "not-applicable".
std::string_view word_of(const Outcome& outcome);

/// What a rule may look at. `plan` is null while no plan is drafted yet: rules about steps then do not apply.
struct ReviewInput {
    const Case& patient_case;
    const Library& library;
    Date as_of;
    const std::vector<BaselineOpioid>& opioids;  // as taken now, in units; those that could be read
    const DraftPlan* plan = nullptr;
    const TaperProtocol* protocol = nullptr;  // the plan's
    PlanKind kind = PlanKind::taper;          // of the plan, or of the one that is asked for
    const RotationTarget* target = nullptr;   // of a rotation: what is rotated to

    const SafetyLimits& limits() const { return library.limits; }
};

/// The kinds of plan that a rule is for; for others its outcome is empty (not applicable).
enum class RunsFor { every_plan, tapers, rotations };
bool runs_for(RunsFor plans, PlanKind kind);

/// One question about a case or a plan. Rules know nothing of each other and never change anything.
struct Rule {
    std::string_view id;    // permanent, kebab-case
    std::string_view asks;  // the question
    std::string_view why;   // for the rule's page
    Override may_override = Override::with_reason;
    Outcome (*check)(const ReviewInput&) = nullptr;
    RunsFor plans = RunsFor::every_plan;
};

/// Every rule, in the order in which they run.
std::span<const Rule> rule_catalogue();
/// The rule ids that an override or an acknowledgement may name.
std::vector<std::string> rule_ids();

/// What the rules say, each rule's outcome first, then all findings by harm: blocks, warnings that ask to be
/// acknowledged, other warnings, notes; of these what is about the whole case comes before what is about a
/// step.
struct Review {
    std::vector<Outcome> outcomes;  // in the order of rule_catalogue()
    std::vector<Finding> findings;

    /// True when a block stands that nobody has overridden.
    bool blocked() const;
};

/// Runs every rule. Overrides of the case are applied where the rule allows one.
Review review(const ReviewInput& input);

/// A plan that every rule has looked at and none has blocked. Only issue() makes one.
class IssuedPlan {
public:
    const DraftPlan& plan() const { return plan_; }
    const Review& review() const { return review_; }

private:
    friend std::optional<IssuedPlan> issue(DraftPlan plan, Review review);
    IssuedPlan(DraftPlan plan, Review review) : plan_(std::move(plan)), review_(std::move(review)) {}
    DraftPlan plan_;
    Review review_;
};
/// The plan, issued; nothing when a block stands.
std::optional<IssuedPlan> issue(DraftPlan plan, Review review);

}  // namespace stepdown
