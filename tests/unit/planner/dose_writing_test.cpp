#include "planner/documents/dose_writing.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <string>
#include <vector>

#include "planner/documents/tall_man.hpp"
#include "tests/cli/run_support.hpp"
#include "tests/support/library.hpp"

using namespace stepdown;

namespace {

const std::vector<std::string>& mixed_names() {
    return test::shipped_library().words_of("tall-man")->words;
}

/// Less the sources: a title is quoted as it stands.
std::string without_sources(const std::string& text) {
    const std::size_t begin = text.find("\nSources\n");
    if (begin == std::string::npos) return text;
    const std::size_t end = text.find("\n\n", begin);
    return text.substr(0, begin) + (end == std::string::npos ? "" : text.substr(end));
}

std::string faults(const std::string& text, Reader reader = Reader::prescriber) {
    std::string all;
    for (const DoseWritingFault& fault : dose_writing_faults(without_sources(text), reader, mixed_names()))
        all += (all.empty() ? "" : ", ") + fault.rule + " \"" + fault.words + "\"";
    return all;
}

/// What stands between the tags of a page, each element on a line of its own; without its sources.
std::string words_of_page(const std::string& html) {
    std::string text;
    bool inside = false;
    const std::size_t end = std::min(html.size(), html.find("id=\"sources\""));
    for (std::size_t at = html.find("<body"); at < end; ++at) {
        if (html[at] == '<') {
            inside = true;
            text += '\n';
        }
        if (!inside) text += html[at];
        if (html[at] == '>') inside = false;
    }
    for (const auto& [entity, sign] : std::vector<std::pair<std::string, std::string>>{
             {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}}) {
        for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
            text.replace(at, entity.size(), sign);
    }
    return text;
}

struct Example {
    const char *rule, *bad, *good;
};
const std::vector<Example> each_rule{
    {"D01", "take .5 mg now", "take 0.5 mg now"},
    {"D02", "take 5.0 mg now", "take 5 mg now"},
    {"D02", "take 2.50 mL now", "take 2.5 mL now"},
    {"D03", "take 5mg now", "take 5 mg now"},
    {"D03", "take 10mL now", "take 10 mL now"},
    {"D04", "tramadol50 mg", "tramadol 50 mg"},
    {"D05", "take 1000 mg", "take 1,000 mg"},
    {"D06", "take 5 mg. at bedtime", "take 5 mg at bedtime"},
    {"D07", "50 \u00b5g", "50 mcg"},
    {"D07", "50 \u03bcg", "50 mcg"},
    {"D07", "50 ug", "50 mcg"},
    {"D08", "5 ml", "5 mL"},
    {"D08", "5 cc", "5 mL"},
    {"D09", "5 U", "5 units"},
    {"D09", "5 IU", "5 units"},
    {"D10", "5 mg QD", "5 mg daily"},
    {"D10", "5 mg q.d. at", "5 mg daily at"},
    {"D11", "5 mg QOD", "5 mg every other day"},
    {"D12", "5 mg qhs", "5 mg nightly"},
    {"D12", "5 mg HS", "5 mg at bedtime"},
    {"D13", "5 mg TIW", "5 mg 3 times weekly"},
    {"D14", "5 mg q6PM", "5 mg daily at 6 PM"},
    {"D15", "5 mg x3d", "5 mg for 3 days"},
    {"D16", "D/C the drug", "stop the drug"},
    {"D18", "5 mg & 10 mg", "5 mg and 10 mg"},
    {"D18", "5 mg + 10 mg", "5 mg and 10 mg"},
    {"D19", "dose > 5 mg", "dose above 5 mg"},
    {"D20", "MSO4 5 mg", "morphine 5 mg"},
    {"D20", "MS 5 mg", "MS Contin 15 mg"},
    {"D20", "APAP 325 mg", "acetaminophen 325 mg"},
    {"D21", "5 mg per os", "5 mg by mouth"},
    {"D21", "5 mg SQ", "5 mg subcutaneously"},
    {"D22", "1/2 tablet", "half tablet"},
    {"D23", "every 4\u00b0", "every 4 hours"},
    {"D24", "ii tabs", "2 tablets"},
    {"D25", "10 K units", "10 thousand units"},
    {"D26", "use as directed", "use as shown on your schedule"},
    {"D27", "hydromorphone 2 mg", "HYDROmorphone 2 mg"},
    {"D27", "OXYCODONE 5 mg", "oxyCODONE 5 mg, product oxycodone_ir_tab"},
    {"D27", "Oxycodone/acetaminophen", "oxyCODONE/acetaminophen"},
    {"D28", "take 5\nmg now", "take\n5 mg now"},
    {"D29", "take 2,5 mg", "take 2.5 mg"},
    {"D30", "from 12/01/26 on", "from Dec 1, 2026 on"},
    {"D31", "0.025 mg", "25 mcg"},
};

}  // namespace

TEST_CASE("each rule of safe dose writing finds its slip, and only there") {
    for (const Example& one : each_rule) {
        const auto found = dose_writing_faults(one.bad, Reader::prescriber, mixed_names());
        REQUIRE_MESSAGE(found.size() == 1, one.bad, ": ", faults(one.bad));
        CHECK_MESSAGE(found.front().rule == one.rule, one.bad, ": ", faults(one.bad));
        CHECK_MESSAGE(faults(one.good) == "", one.good);
    }
}

TEST_CASE("what patients read says how strong a tablet is, and writes out per and the month") {
    CHECK(faults("Take 2 tablets now.", Reader::patient) == "D32 \"2 tablets\"");
    CHECK(faults("Take 2 tablets of 15 mg (30 mg) now.", Reader::patient) == "");
    CHECK(faults("Take half tablet now.", Reader::patient) == "D32 \"half tablet\"");
    CHECK(faults("Take a quarter of a film now.", Reader::patient) == "D32 \"a film\"");
    CHECK(faults("Take a quarter of a film of 2 mg (0.5 mg) now.", Reader::patient) == "");
    CHECK(faults("Take 0 films of 2 mg (0.5 mg) now.", Reader::patient) == "D32 \"0 films\"");
    CHECK(faults("hydromorphone 2 mg", Reader::patient) == "");  // as on the label
    CHECK(faults("1 tablet    1 tablet of 5 mg\nof 5 mg", Reader::patient) ==
          "");  // a cell that goes on below
    CHECK(faults("30 mg/day", Reader::patient) == "D17 \"mg/day\"");
    CHECK(faults("from 2026-12-01 on", Reader::patient) == "D30 \"2026-12-01\"");
    CHECK(faults("30 mg/day from 2026-12-01 on: 2 tablets") == "");
}

TEST_CASE("a number at the end of a line stays there when no unit follows") {
    CHECK(faults("step 2\nmorning 5 mg.\nNext") == "");
    CHECK(faults("1,000 mg, 12,500 mg and 1,000.5 mg") == "");
    CHECK(faults("10,00 mg") == "D29 \"10,00 mg\"");
    CHECK(faults("take 5\u00a0mg") == "");
}

TEST_CASE("no document of a plan is written so that a dose can be misread") {
    for (const char* name : {"morphine-er-270-va-slower", "hydrocodone-weekly", "oxycodone-ir-scored-slow"}) {
        const std::string patient_case = test::project_file(std::string("docs/examples/") + name + ".yaml");
        for (const auto& [word, reader] :
             std::vector<std::pair<std::string, Reader>>{{"prescriber", Reader::prescriber},
                                                         {"pharmacist", Reader::pharmacist},
                                                         {"patient", Reader::patient}}) {
            for (const char* format : {"text", "html", "note"}) {
                CAPTURE(name);
                CAPTURE(word);
                CAPTURE(format);
                const test::Ran ran = test::run_program(
                    {"taper", "case.yaml", "--for", word, "--format", format}, {{"case.yaml", patient_case}});
                const bool is_page = std::string(format) == "html";
                CHECK(faults(is_page ? words_of_page(ran.out) : ran.out, reader) == "");
            }
        }
        const test::Ran sig =
            test::run_program({"taper", "case.yaml", "--format", "sig"}, {{"case.yaml", patient_case}});
        CHECK(faults(sig.out) == "");
    }
}

TEST_CASE("no answer for clinicians has the plain name of a drug that is mixed up with others") {
    const std::string patient_case = test::project_file("docs/examples/oxycodone-ir-scored-slow.yaml");
    std::string to_switch = patient_case;
    const std::size_t goal = to_switch.find("goal: ");
    to_switch.replace(goal, to_switch.find('\n', goal) - goal, "goal: rotate to hydromorphone");
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"mme", "oxycodone 10 mg q6h", "fentanyl patch 25 mcg/h every 72 hours"},
             {"mme", "oxycodone 10 mg q6h", "hydromorphone 2 mg q6h", "--source", "all"},
             {"convert", "oxycodone 10 mg q6h", "--to", "hydromorphone", "--patient", "age: 58 years"},
             {"convert", "oxycodone 10 mg q6h", "--to", "hydromorphone", "--for", "pharmacist"},
             {"convert", "hydromorphone 2 mg q6h", "--to", "fentanyl patch"},
             {"drugs", "list"},
             {"drugs", "show", "hydromorphone"},
             {"drugs", "show", "fentanyl"},
             {"protocols", "list"},
             {"protocols", "show", "fentanyl-patch-at-once"},
             {"protocols", "show", "tolerant-only-form"},
             {"taper", "case.yaml"},
             {"taper", "case.yaml", "--for", "pharmacist"},
             {"taper", "case.yaml", "--compare", "slow-long-term,va-slower"},
             {"adjuncts", "case.yaml"},
             {"assess", "case.yaml"},
             {"rotate", "switch.yaml"},
             {"check", "case.yaml", "plan.json"},
             {"show", "plan.json", "--on", "2026-12-20"}}) {
        CAPTURE(words.front());
        CAPTURE(words[1]);
        std::map<std::string, std::string> files{{"case.yaml", patient_case}, {"switch.yaml", to_switch}};
        if (words.back() == "plan.json" || words[1] == "plan.json")
            files["plan.json"] =
                test::run_program({"taper", "case.yaml", "--format", "json"}, {{"case.yaml", patient_case}})
                    .out;
        const test::Ran ran = test::run_program(words, files);
        REQUIRE_MESSAGE((ran.code == 0 || ran.code == 1 || ran.code == 3), ran.err);
        CHECK(plain_names(without_sources(ran.out), mixed_names()).empty());
    }
}

TEST_CASE("no golden document is written so that a dose can be misread") {
    for (const char* name : {"morphine-er-270-va-slower", "hydrocodone-weekly", "oxycodone-ir-scored-slow",
                             "refused-pregnant"}) {
        CAPTURE(name);
        CHECK(faults(test::project_file(std::string("tests/golden/") + name + ".explained.txt")) == "");
    }
}
