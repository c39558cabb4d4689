#include "planner/rules/organ_findings.hpp"

#include "conversions/quantity_format.hpp"

namespace stepdown::rules {

namespace {

Severity severity_of(OrganVerdict verdict, const PlannedOpioid& opioid) {
    if (opioid.starts) return verdict == OrganVerdict::avoid ? Severity::block : Severity::warn;
    return verdict == OrganVerdict::reduce ? Severity::note : Severity::warn;
}

std::string start_says(const OrganFinding& about, OrganVerdict verdict) {
    if (verdict == OrganVerdict::avoid) return "it is not started or raised";
    const std::string share =
        about.advice.share ? "at most " + show_percent(about.advice.share->of_one, 0) + " of the usual start"
                           : "a lower start than usual";
    return share + (verdict == OrganVerdict::weigh ? ", and only after weighing another opioid" : "");
}

}  // namespace

OrganVerdict verdict_for(const PlannedOpioid& opioid, const OrganAdvice& advice) {
    return opioid.starts && opioid.release == Release::extended ? advice.extended : advice.verdict;
}

Severity severity_unknown(const PlannedOpioid& opioid, const ReviewInput& in) {
    if (opioid.starts) return Severity::block;
    return is_acute_use(in) ? Severity::note : Severity::warn;
}

Finding organ_finding(const OrganFinding& about) {
    const OrganVerdict verdict = verdict_for(about.opioid, about.advice);
    const std::string says = about.advice.says.empty() ? "" : " (" + about.advice.says + ")";
    const std::string head = about.drug + " with " + about.organ + ": ";
    Finding found =
        about.opioid.starts
            ? finding(
                  severity_of(verdict, about.opioid),
                  head + start_says(about, verdict) + says + ". " + about.because,
                  verdict == OrganVerdict::avoid
                      ? about.instead
                      : "Start low, leave more time between doses, and look at sedation and breathing early.",
                  {about.advice.citation})
            : finding(
                  severity_of(verdict, about.opioid), head + "a reason to reduce. " + about.because,
                  verdict == OrganVerdict::reduce
                      ? "Go on reducing, do not raise it, and look for sedation and twitching at each visit."
                      : "Go on reducing, and do not raise it; sooner if there is sedation, confusion or "
                        "twitching. " +
                            about.instead,
                  {about.advice.citation});
    found.acknowledge = about.opioid.starts && verdict == OrganVerdict::weigh;
    return found;
}

}  // namespace stepdown::rules
