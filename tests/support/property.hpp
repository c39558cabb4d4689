#pragma once
#include <iostream>
#include <rapidcheck.h>
#include <string>
#include <vector>

namespace stepdown::test {

/// True when `testable` holds for `cases` random inputs; else tells the smallest input that breaks it.
/// RC_PARAMS can set the seed, and more cases.
template <class Testable>
bool holds(const std::string& what, int cases, Testable&& testable) {
    rc::detail::TestParams params = rc::detail::configuration().testParams;
    params.maxSuccess = std::max(cases, params.maxSuccess);
    rc::detail::TestMetadata metadata;
    metadata.id = what;
    metadata.description = what;
    const auto result = rc::detail::checkTestable(std::forward<Testable>(testable), metadata, params);
    const bool held = result.template is<rc::detail::SuccessResult>();
    if (!held) {
        std::cerr << what << ":\n";
        rc::detail::printResultMessage(result, std::cerr);
        std::cerr << std::endl;
    }
    return held;
}

/// For use inside `holds`: the same at every size of the other inputs.
inline int number_between(int least, int most) {
    return *rc::gen::resize(100, rc::gen::inRange(least, most + 1));
}
inline bool one_in(int many) {
    return number_between(1, many) == 1;
}
template <class T>
T one_of(const std::vector<T>& all) {
    return *rc::gen::elementOf(all);
}

}  // namespace stepdown::test
