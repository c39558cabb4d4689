#include "conversions/target_text.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "conversions/regimen_said.hpp"
#include "conversions/regimen_subject.hpp"

namespace stepdown {

namespace {

using namespace said;

constexpr std::size_t longest_target = 200;  // bytes

/// Where the text says more than what to convert to.
template <class Facts>
void refuse_all(const Facts& facts, Complaints& complaints) {
    for (const auto& fact : facts) {
        complaints.add(
            "target-has-dose", fact.offset,
            fmt::format("{} says how much or how often; that is what is to be found", quoted(fact.written)),
            "write the drug, release and route only, as in oxycodone ER");
    }
}

bool is_among(const std::vector<Form>& forms, Form form) {
    return std::find(forms.begin(), forms.end(), form) != forms.end();
}

std::vector<Form> forms_said(const Said& said) {
    std::vector<Form> forms;
    for (const Fact<FormWord>& word : said.forms) {
        for (const Form form : stepdown::said::forms_of(word.value)) {
            if (!is_among(forms, form)) forms.push_back(form);
        }
    }
    return forms;
}

/// The release that is said, or that nothing but can be meant: of a brand or a patch.
std::optional<Release> release_of(const Said& said, const Subject& subject, const Formulary& formulary) {
    if (!said.releases.empty() || subject.route == Route::transdermal) return subject.release;
    const bool settled = subject.restricted &&
                         std::all_of(subject.lines.begin(), subject.lines.end(),
                                     [&](ProductId id) { return formulary[id].release == subject.release; });
    return settled ? std::optional(subject.release) : std::nullopt;
}

}  // namespace

Result<RotationTarget> read_target(std::string_view text, const Formulary& formulary, const Place& origin) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return Problem{"empty-target", "it is not said what to convert to",
                       "write --to and an opioid, as in --to \"oxycodone ER\"", origin};
    if (text.size() > longest_target)
        return Problem{"target-has-dose", "the target is longer than a drug, release and route can be",
                       "write the drug, release and route only, as in oxycodone ER", origin};
    Problems problems;
    Complaints complaints(origin, problems);
    const Said said = read_said(text, formulary, origin, problems);
    const std::optional<Subject> subject = read_subject(said, formulary, complaints);
    refuse_all(said.items, complaints);
    refuse_all(said.often, complaints);
    refuse_all(said.as_needed, complaints);
    refuse_all(said.most, complaints);
    refuse_all(said.used, complaints);
    if (!problems.empty()) {
        std::stable_sort(problems.begin(), problems.end(),
                         [](const Problem& a, const Problem& b) { return a.place.column < b.place.column; });
        return problems;
    }
    RotationTarget target{subject->drug,    subject->route,   release_of(said, *subject, formulary), {},
                          forms_said(said), std::string(text)};
    if (subject->restricted) target.products = subject->lines;
    return target;
}

}  // namespace stepdown
