#include "planner/adjunct_options.hpp"

#include <algorithm>
#include <array>

namespace stepdown {

namespace {

/// What a finding points to.
struct Pointer {
    std::string_view rule;
    AdjunctFor purpose;
};
constexpr std::array pointers{Pointer{"naloxone", AdjunctFor::overdose},
                              Pointer{"hyperalgesia", AdjunctFor::pain},
                              Pointer{"hyperalgesia", AdjunctFor::hyperalgesia}};

bool is_in(AdjunctFor purpose, const std::vector<AdjunctFor>& purposes) {
    return std::find(purposes.begin(), purposes.end(), purpose) != purposes.end();
}

}  // namespace

std::optional<AdjunctOptions> adjunct_options(const Case& patient_case, const Review& review,
                                              const Library& library, Date as_of) {
    std::vector<std::string> because;
    std::vector<AdjunctFor> purposes;
    if (patient_case.preferences.adjuncts) {
        because.emplace_back("the case asks for them");
        purposes = {AdjunctFor::overdose, AdjunctFor::pain};
    }
    for (const Finding& finding : review.findings) {
        for (const Pointer& pointer : pointers) {
            if (finding.rule != pointer.rule) continue;
            if (std::find(because.begin(), because.end(), finding.rule) == because.end())
                because.push_back(finding.rule);
            if (!is_in(pointer.purpose, purposes)) purposes.push_back(pointer.purpose);
        }
    }
    if (purposes.empty()) return std::nullopt;
    AdjunctOptions options{std::move(because), adjuncts_for(patient_case, library, as_of)};
    std::erase_if(options.adjuncts.all,
                  [&](const AdjunctAdvice& one) { return !is_in(one.guide->purpose, purposes); });
    if (!is_in(AdjunctFor::pain, purposes)) options.adjuncts.non_drug.clear();
    return options;
}

}  // namespace stepdown
