#include <doctest/doctest.h>

#include "tests/cli/run_support.hpp"

using namespace stepdown::test;

namespace {

bool says(const Ran& ran, const std::string& text) {
    return ran.out.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("drugs list names every drug, drugs show all products and factors of one with their sources") {
    const Ran list = run_program({"drugs", "list"});
    CHECK(list.code == 0);
    for (const char* drug : {"codeine", "hydromorphone", "levorphanol", "methadone", "tramadol"})
        CHECK(says(list, drug));
    const Ran morphine = run_program({"drugs", "show", "morphine"});
    CHECK(morphine.code == 0);
    for (const char* fact : {"RxNorm 7052", "morphine_er_tab12", "891893", "8 hours to 12 hours",
                             "whole units only", "1.0 MME/mg", "tolerant-only", "[verified]"}) {
        CHECK_MESSAGE(says(morphine, fact), fact);
    }
    CHECK(says(run_program({"drugs", "show", "methadone"}), "4.7"));
}

TEST_CASE("protocols list names protocols and rules, protocols show explains either") {
    const Ran list = run_program({"protocols", "list"});
    CHECK(list.code == 0);
    CHECK(says(list, "short-use-weekly"));
    CHECK(says(list, "abrupt-stop"));
    const Ran protocol = run_program({"protocols", "show", "va-slowest"});
    CHECK(protocol.code == 0);
    CHECK(says(protocol, "5 % (2 % to 10 %) of the original dose every 4 weeks"));
    for (const char* fact : {"va-rapid                  locked",
                             "va-2016             5 % (2 % to 10 %) of the original dose every 4 weeks",
                             "from 3 days to below 1 week     acute-3-6-days", "no taper: stop",
                             "(5 % to 10 %) of the current dose every 2 weeks"}) {
        CHECK_MESSAGE(says(list, fact), fact);
    }
    const Ran locked = run_program({"protocols", "show", "va-rapid"});
    CHECK(says(locked, "Locked: it needs an override of the rule locked-protocol"));
    CHECK(says(run_program({"protocols", "show", "acute-none"}),
               "The opioid stops at once, only below 3 days of use."));
    CHECK(says(run_program({"drugs", "show", "tramadol"}), "Caution, not verified: "));
    CHECK(
        says(run_program({"drugs", "show", "fentanyl"}), "Patches: no step is held for less than 2 weeks."));
    const Ran rule = run_program({"protocols", "show", "abrupt-stop"});
    CHECK(rule.code == 0);
    CHECK(says(rule, "No override lifts it."));
}

TEST_CASE("an unknown drug, protocol or word is told with the nearest that exists") {
    const Ran drug = run_program({"drugs", "show", "oxycodon"});
    CHECK(drug.code == 2);
    CHECK(drug.err == "error: unknown drug \"oxycodon\"; write oxycodone [arguments]\n");
    const Ran protocol = run_program({"protocols", "show", "va-slow"});
    CHECK(protocol.code == 2);
    CHECK(protocol.err.find("write va-slowe") != std::string::npos);
    CHECK(run_program({"drugs", "shwo", "oxycodone"}).code == 2);
    CHECK(run_program({"protocols"}).code == 2);
    CHECK(run_program({"drugs", "list", "--format", "json"}).code == 2);
    const Ran command = run_program({"tapper", "case.yaml"});
    CHECK(command.code == 2);
    CHECK(command.err == "error: unknown command \"tapper\"; write taper [arguments]\n");
}
