#include "planner/documents/pharmacist.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "conversions/text/spans.hpp"
#include "planner/documents/daily.hpp"
#include "planner/documents/findings.hpp"
#include "planner/documents/tall_man.hpp"
#include "planner/leftovers.hpp"
#include "planner/schedule.hpp"

namespace stepdown {

namespace {

/// Writes one sheet; each function a section.
class DispensingSheet {
public:
    DispensingSheet(const DraftPlan& plan, const Case& patient_case, const Library& library,
                    const Versions& versions)
        : plan_(plan), case_(patient_case), library_(library), versions_(versions) {}

    Document write(bool is_draft) const {
        Document document;
        document.reader = Reader::pharmacist;
        document.title =
            "Dispensing sheet: " + joined(names_of(plan_.baseline, formulary())) +
            (plan_.kind == PlanKind::rotation ? " to " + joined(names_of(plan_.ending.taking, formulary()))
                                              : "");
        if (is_draft) document.banner = "DRAFT: for review by the prescriber. Not yet a plan to dispense by.";
        document.versions = versions_line(versions_);
        document.sections = {facts(), fills(), leftovers(), questions(), answers()};
        return document;
    }

private:
    const Formulary& formulary() const { return library_.formulary; }
    std::vector<CalendarPart> parts() const {
        return calendar_of(plan_, whole_days(library_.limits.firm.for_caution()));
    }
    static bool is_in(const CalendarPart& part, const Fill& fill) { return part.has(fill.fill_on); }

    std::string count(const UnitCount& unit) const {
        return count_in_words(unit.thousandths, formulary()[unit.product].form);
    }
    std::string strength(const UnitCount& unit) const {
        const ProductLine& line = formulary()[unit.product];
        const Strength& one = line.strengths[unit.strength];
        return name_of(line, one, formulary()) + " " + strength_with_all(one, line.route);
    }

    Section facts() const {
        Table table{"facts", {{"fact", ""}, {"value", "", ColumnKind::fill_in}}, {}};
        table.rows = {{"Patient", case_.patient.name.value_or(case_.patient.reference)},
                      {"Prescriber", case_.supervision.prescriber},
                      {"Clinic", case_.clinic.name},
                      {"Phone", case_.clinic.phone},
                      {"Plan", versions_.plan_id},
                      {"Firm until", in_words(parts().back().until)}};
        return {"facts", "Plan", {std::move(table)}};
    }

    Section fills() const {
        Table table{"fills",
                    {{"earliest", "Not before"},
                     {"written", "Written on"},
                     {"step", "Step"},
                     {"quantity", "Quantity"},
                     {"days", "Days' supply"},
                     {"directions", "What, and directions"}},
                    {}};
        for (const CalendarPart& part : parts()) {
            for (const Fill& fill : part.step->fills) {
                if (!is_in(part, fill)) continue;
                table.rows.push_back({short_date(fill.fill_on), short_date(fill.written_on),
                                      std::to_string(part.step->number), count(fill.quantity),
                                      std::to_string(fill.days), fill.directions});
            }
        }
        return {
            "fills",
            "Fills of the firm part",
            {std::move(table), Paragraph{"Later steps are projected: nothing is dispensed for them yet. " +
                                         when_handed_out(plan_)}}};
    }

    /// What a step's fills give of a strength beyond what the step takes, in thousandths.
    static int left_over(const CalendarPart& part, const UnitCount& a_day) {
        int given = 0, until_day = 0;
        for (const Fill& fill : part.step->fills) {
            if (!is_in(part, fill) || fill.quantity.product != a_day.product ||
                fill.quantity.strength != a_day.strength)
                continue;
            given += fill.quantity.thousandths;
            until_day = days_between(part.step->start, fill.fill_on) + fill.days;
        }
        return given - a_day.thousandths * until_day;
    }

    Section leftovers() const {
        Table table{"leftovers",
                    {{"on", "On"},
                     {"step", "Step"},
                     {"back", "No longer taken: take back"},
                     {"left", "Left over at its end"}},
                    {}};
        const std::vector<Taking>* before = &taken_before_calendar(plan_);
        for (const CalendarPart& part : parts()) {
            std::vector<std::string> left;
            for (const UnitCount& a_day : units_a_day(part.step->taking)) {
                const int over = left_over(part, a_day);
                if (over > 0)
                    left.push_back(count({a_day.product, a_day.strength, over}) + " of " + strength(a_day));
            }
            const std::vector<std::string> back = handed_back(*before, part.step->taking, formulary());
            table.rows.push_back({short_date(part.from), std::to_string(part.step->number),
                                  back.empty() ? "none" : joined(back),
                                  left.empty() ? "none" : joined(left)});
            before = &part.step->taking;
        }
        return {"leftovers", "What comes back and what is left over", {std::move(table)}};
    }

    std::string doses(const std::vector<Taking>& taking) const {
        return doses_of_day(taking, formulary(), ", ", telling_of(plan_, formulary()));
    }

    Section questions() const {
        Table steps{"check-steps",
                    {{"step", "Step"},
                     {"doses", "Doses of a day"},
                     {"total", "In all a day", ColumnKind::fill_in},
                     {"cut", "Cut in percent", ColumnKind::fill_in}},
                    {},
                    "Doses"};
        Table supplies{"check-fills",
                       {{"on", "Not before"},
                        {"what", "Product and strength"},
                        {"days", "Days"},
                        {"quantity", "Quantity", ColumnKind::fill_in}},
                       {},
                       "Quantities"};
        steps.rows.push_back({"now", doses(taken_before_calendar(plan_)), "", "none"});
        for (const CalendarPart& part : parts()) {
            steps.rows.push_back({std::to_string(part.step->number), doses(part.step->taking), "", ""});
            for (const Fill& fill : part.step->fills) {
                if (is_in(part, fill))
                    supplies.rows.push_back(
                        {short_date(fill.fill_on), strength(fill.quantity), std::to_string(fill.days), ""});
            }
        }
        Table who{"checked-by",
                  {{"what", ""}, {"value", "", ColumnKind::fill_in}},
                  {{"Checked by", ""}, {"Date", ""}}};
        return {"check",
                "Second check: work these out before you turn the page",
                {std::move(steps), std::move(supplies), std::move(who)},
                true};
    }

    std::string working(const Fill& fill, const std::vector<UnitCount>& a_day) const {
        for (const UnitCount& one : a_day) {
            if (one.product != fill.quantity.product || one.strength != fill.quantity.strength) continue;
            return show_decimal(one.thousandths / 1000.0) + " a day x " + std::to_string(fill.days) +
                   " days = " + show_decimal(one.thousandths / 1000.0 * fill.days);
        }
        return "";
    }

    Section answers() const {
        Table steps{"answer-steps",
                    {{"step", "Step"}, {"total", "In all a day"}, {"cut", "Cut"}, {"working", "Working"}},
                    {},
                    "Doses"};
        Table supplies{"answer-fills",
                       {{"on", "Not before"},
                        {"what", "Product and strength"},
                        {"quantity", "Quantity"},
                        {"working", "Working"}},
                       {},
                       "Quantities"};
        const std::vector<Taking>* before = &taken_before_calendar(plan_);
        steps.rows.push_back(
            {"now", whole_day(*before, formulary(), telling_of(plan_, formulary())), "", ""});
        for (const CalendarPart& part : parts()) {
            const auto [cut, how] = cut_of(*before, part.step->taking);
            steps.rows.push_back({std::to_string(part.step->number),
                                  whole_day(part.step->taking, formulary(), telling_of(plan_, formulary())),
                                  cut, how});
            before = &part.step->taking;
            const std::vector<UnitCount> a_day = units_a_day(part.step->taking);
            for (const Fill& fill : part.step->fills) {
                if (is_in(part, fill))
                    supplies.rows.push_back({short_date(fill.fill_on), strength(fill.quantity),
                                             count(fill.quantity), working(fill, a_day)});
            }
        }
        return {
            "answers",
            "Answers to the second check",
            {std::move(steps), std::move(supplies),
             Paragraph{
                 "A fill hands out whole units: where halves are taken, one fill may round up and the next "
                 "give one less."}},
            true};
    }

    /// The cut of the drugs whose dose changes, and how it is worked out.
    std::pair<std::string, std::string> cut_of(const std::vector<Taking>& before,
                                               const std::vector<Taking>& after) const {
        std::vector<std::string> cuts, workings;
        for (const Taking& old : before) {
            const DoseRate from = total_per_day(before, old.drug), to = total_per_day(after, old.drug);
            if (!exceeds(from, to) && !exceeds(to, from)) continue;
            cuts.push_back(show_percent(-change(from, to)));
            workings.push_back("(" + show_daily(from, old.route) + " - " + show_daily(to, old.route) +
                               ") / " + show_daily(from, old.route));
        }
        return {cuts.empty() ? "none" : joined(cuts), joined(workings)};
    }

    const DraftPlan& plan_;
    const Case& case_;
    const Library& library_;
    const Versions& versions_;
};

}  // namespace

Document pharmacist_document(const IssuedPlan& issued, const Case& patient_case, const Library& library,
                             const Versions& versions, bool is_draft) {
    Document document = DispensingSheet(issued.plan(), patient_case, library, versions).write(is_draft);
    Section overrides = overrides_section(issued.review());
    if (!overrides.blocks.empty())
        document.sections.insert(std::next(document.sections.begin()), std::move(overrides));
    return with_tall_man(std::move(document), library);
}

}  // namespace stepdown
