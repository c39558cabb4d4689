#include "protocols/withdrawal_guide.hpp"

#include <algorithm>

#include "conversions/data_reading.hpp"
#include "protocols/fact_reader.hpp"

namespace stepdown {

namespace {

std::optional<AfterCut> read_span(MapReader& reader, std::string_view key, Citer& citer, Problems& problems) {
    if (!reader.has(key)) return std::nullopt;
    FactReader fact(reader, key, citer, problems);
    const AfterCut span{fact.quantity("from", unit::hours), fact.quantity("to", unit::hours)};
    if (exceeds(span.from.for_caution(), span.to.for_caution()))
        reader.complain("withdrawal-course", "`" + std::string(key) + "` ends before it begins",
                        "write the shorter time first");
    return span;
}

WithdrawalCourse read_course(const yaml::Node& item, const Formulary& formulary, Citer& citer,
                             Problems& problems) {
    MapReader reader(item, "course of withdrawal", problems);
    WithdrawalCourse course;
    course.id = reader.text("id");
    course.drugs = read_drugs(reader, "drugs", formulary, problems);
    static const std::vector<std::string> releases{"immediate", "extended"};
    if (const auto release = reader.optional_one_of("release", releases))
        course.release = *release == releases.front() ? Release::immediate : Release::extended;
    if (course.drugs.empty() == !course.release.has_value())
        reader.complain("withdrawal-course", "it is not said of what this is the course",
                        "write either `drugs` or `release`");
    course.begins = read_span(reader, "begins", citer, problems);
    course.worst = read_span(reader, "worst", citer, problems);
    if (reader.has("over")) course.over_by = FactReader(reader, "over", citer, problems).span("by");
    if (reader.has("besides")) course.besides = read_advice_under(reader, "besides", citer, problems);
    reader.finish();
    return course;
}

WithdrawalSigns read_signs(const yaml::Node& item, Citer& citer, Problems& problems) {
    MapReader reader(item, "signs of withdrawal", problems);
    const std::string name = reader.text("name"), when = reader.text("when"), signs = reader.text("signs");
    WithdrawalSigns read{name, when, signs, citer.read(reader).citation};
    reader.finish();
    return read;
}

SymptomRelief read_relief(const yaml::Node& item, Citer& citer, Problems& problems) {
    MapReader reader(item, "relief of symptoms", problems);
    const std::string symptoms = reader.text("symptoms");
    reader.required("medicines");
    const std::vector<std::string> medicines = reader.texts("medicines");
    SymptomRelief read{symptoms, medicines, citer.read(reader).citation};
    reader.finish();
    return read;
}

}  // namespace

const WithdrawalCourse* WithdrawalGuide::course_of(DrugId drug, Release release) const {
    const auto of_drug = std::find_if(courses.begin(), courses.end(), [&](const WithdrawalCourse& one) {
        return std::find(one.drugs.begin(), one.drugs.end(), drug) != one.drugs.end();
    });
    if (of_drug != courses.end()) return &*of_drug;
    const auto of_form = std::find_if(courses.begin(), courses.end(),
                                      [&](const WithdrawalCourse& one) { return one.release == release; });
    return of_form == courses.end() ? nullptr : &*of_form;
}

Result<WithdrawalGuide> read_withdrawal_guide(const DataFile& file, const Formulary& formulary,
                                              Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "withdrawal", problems);
    reader.text("stepdown");
    reader.text("id");
    WithdrawalGuide guide;
    if (const yaml::Node* list = reader.required("courses")) {
        for_each_item(*list, "courses", problems, [&](const yaml::Node& item) {
            guide.courses.push_back(read_course(item, formulary, citer, problems));
        });
    }
    if (const yaml::Node* list = reader.required("signs")) {
        for_each_item(*list, "signs", problems, [&](const yaml::Node& item) {
            guide.signs.push_back(read_signs(item, citer, problems));
        });
    }
    guide.expect = read_advice(reader, "expect", citer, problems);
    guide.first = read_advice(reader, "first", citer, problems);
    guide.never = read_advice(reader, "never", citer, problems);
    if (const yaml::Node* list = reader.required("relief")) {
        for_each_item(*list, "relief", problems, [&](const yaml::Node& item) {
            guide.relief.push_back(read_relief(item, citer, problems));
        });
    }
    reader.finish();
    if (!problems.empty()) return problems;
    return guide;
}

}  // namespace stepdown
