#include "planner/documents/conversion_check.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/documents/conversion.hpp"
#include "planner/references.hpp"

namespace stepdown {

namespace {

/// Writes one sheet; each function a section.
class CheckSheet {
public:
    CheckSheet(const Conversion& made, const Library& library)
        : made_(made), library_(library), references_(library.formulary.bibliography()) {}

    Document write(const std::string& versions) {
        Document document;
        document.reader = Reader::pharmacist;
        document.title = "Second check: conversion to " + name_of(to(), formulary());
        document.banner = "DRAFT: an estimate for the prescriber to decide on. Not yet an order.";
        document.versions = versions;
        document.sections = {inputs(), questions(), answers()};
        document.references = references_.lines();
        return document;
    }

private:
    const Formulary& formulary() const { return library_.formulary; }
    DrugByRoute to() const { return {made_.target.drug, made_.target.route}; }
    const Estimate& used() const { return made_.estimates.front(); }
    const Recommendation& recommended() const { return *made_.recommended; }
    bool takes_off() const { return recommended().window && recommended().reduction_high.of_one > 0; }

    /// The regimen without what it comes to in a day: that is to be worked out.
    std::string without_total(const NewRegimen& regimen) const {
        std::string text = regimen_in_words(regimen, formulary());
        const std::string total = ": " + show_dose(to(), regimen.per_day);
        if (const std::size_t at = text.find(total); at != std::string::npos) text.erase(at, total.size());
        return text;
    }

    Section inputs() {
        Table table{"inputs", {{"what", ""}, {"value", ""}}, {}};
        for (const FromOpioid& one : made_.from) table.rows.push_back({"Taken now", one.regimen.text});
        table.rows.push_back({"To", name_of(to(), formulary())});
        table.rows.push_back({"By", used().title});
        for (const EstimateItem& item : used().items) {
            for (const RotationLine& line : item.lines)
                table.rows.push_back({"Published ratio", name_of(line.from, formulary()) + " to " +
                                                             name_of(line.to, formulary()) + ": " +
                                                             line.by.published});
        }
        if (takes_off())
            table.rows.push_back({"Taken off", show_percent(recommended().window->chosen.of_one) +
                                                   " of what is converted, for incomplete cross-tolerance"});
        for (const NewRegimen& regimen : recommended().regimens)
            table.rows.push_back({"Start with", without_total(regimen)});
        Section section{"inputs", "What goes in", {std::move(table)}};
        section.blocks.emplace_back(Paragraph{"Look the ratios up in the source as well.",
                                              references_.numbers(citations_of(used()))});
        return section;
    }

    /// What is to be worked out, and what comes out.
    std::vector<std::vector<std::string>> worked_out() const {
        std::vector<std::vector<std::string>> rows;
        for (const FromOpioid& one : made_.from)
            rows.push_back({"In all a day now: " + one.regimen.text,
                            show_dose({one.regimen.drug, one.regimen.route}, one.per_day)});
        rows.push_back(
            {used().by == EstimateBy::ratios ? "Equal dose a day" : "Dose a day by " + used().title,
             show_dose(to(), recommended().equianalgesic)});
        if (takes_off()) rows.push_back({"After what is taken off", show_dose(to(), recommended().value)});
        for (const NewRegimen& regimen : recommended().regimens)
            rows.push_back({"In all a day of the start: every " + show(regimen.interval, unit::hours),
                            show_dose(to(), regimen.per_day)});
        return rows;
    }

    Section questions() const {
        Table table{"check", {{"what", ""}, {"value", "", ColumnKind::fill_in}}, worked_out()};
        for (auto& row : table.rows) row.back().clear();
        for (const char* besides :
             {"Is the start at or below the dose after what is taken off?", "Checked by", "Date"})
            table.rows.push_back({besides, ""});
        return {"check", "Second check: work these out before you turn the page", {std::move(table)}};
    }

    Section answers() const {
        return {"answers",
                "Answers and their working",
                {Table{"answers", {{"what", "What"}, {"value", "Answer"}}, worked_out()},
                 List{working_of(used(), made_, library_)}},
                true};
    }

    const Conversion& made_;
    const Library& library_;
    References references_;
};

}  // namespace

Document conversion_check_document(const Conversion& conversion, const Library& library,
                                   const std::string& versions) {
    return CheckSheet(conversion, library).write(versions);
}

}  // namespace stepdown
