#include "planner/documents/switches.hpp"

#include <algorithm>

#include "conversions/quantity_format.hpp"
#include "planner/references.hpp"

namespace stepdown {

namespace {

std::string percent(double share) {
    return show_decimal(100 * share, 0) + "%";
}

std::string days_in_words(int days) {
    return std::to_string(days) + (days == 1 ? " day" : " days");
}

/// Collects what the method says, each with its sources.
class Writer {
public:
    Writer(const SwitchProtocol& method, const Library& library)
        : method_(method), library_(library), references_(library.formulary.bibliography()) {}

    Document write(const std::string& versions) {
        say("Leads to: " + destination(method_, library_.formulary) + ".", {method_.citation});
        if (!method_.not_available_because.empty())
            say("Not available: no plan is made by it. " + method_.not_available_because, {method_.citation});
        if (!method_.chosen_because.empty())
            say("Taken where a case names no other: " + method_.chosen_because + ".", {method_.citation});
        if (const auto& above = method_.described_above)
            say("Described above " + show(above->for_caution(), unit::mg_per_day) + " of oral morphine.",
                {above->citation()});
        if (method_.leaving)
            say("After the patch is removed the first regular dose of another opioid waits for at least " +
                    show(method_.leaving->wait.for_caution(), unit::hours) + ".",
                {method_.leaving->wait.citation()});
        days();
        waiting();
        if (const auto& over = method_.come_down_over)
            say("Where the label asks for less of the old opioid first, it comes down over " +
                    show(over->for_caution(), unit::days) + ".",
                {over->citation()});
        Section watch{"watch", "Who looks, when, and for what", {}};
        for (const Watch& one : method_.watch)
            watch.blocks.emplace_back(
                Paragraph{on(one) + ": " + one.what, references_.numbers({one.citation})});
        for (const Advice& one : method_.cautions) say(one.text, {one.citation});
        std::vector<Section> sections{std::move(section_)};
        if (!watch.blocks.empty()) sections.push_back(std::move(watch));
        return {method_.id + ": " + method_.title, "", versions, std::move(sections), references_.lines()};
    }

private:
    void say(std::string text, const std::vector<CitationId>& from) {
        section_.blocks.emplace_back(Paragraph{std::move(text), references_.numbers(from)});
    }
    static std::string on(const Watch& one) {
        return "Day " + std::to_string(one.from_day) +
               (one.to_day > one.from_day ? " to " + std::to_string(one.to_day) : "");
    }
    void days() {
        int day = 0;
        for (const OverlapDay& one : method_.overlap)
            say("Day " + std::to_string(++day) + ": " + percent(one.old_share.for_caution().of_one) +
                    " of the old dose, " + percent(one.new_share.for_caution().of_one) + " of the new start.",
                {one.old_share.citation()});
        if (!method_.table) return;
        for (const TableDays& row : method_.table->rows) say(row_in_words(row) + ".", {row.each.citation()});
        if (method_.table->parts > 1)
            say("One unit is cut into at most " + std::to_string(method_.table->parts) +
                    " parts, as the source does.",
                {method_.table->parts_citation});
    }
    void waiting() {
        if (!method_.wait) return;
        const WaitForWithdrawal& wait = *method_.wait;
        say("Waits " + show(wait.after_short_acting.for_caution(), unit::hours) + " to " +
                show(wait.short_acting_until.for_caution(), unit::hours) +
                " after the last dose of a short-acting opioid.",
            {wait.after_short_acting.citation()});
        say("Waits " + show(wait.after_long_acting.for_caution(), unit::hours) + " to " +
                show(wait.long_acting_until.for_caution(), unit::hours) +
                " after the last dose of a long-acting opioid.",
            {wait.after_long_acting.citation()});
        say("No first dose below " + show_decimal(wait.score.for_caution(), 0) +
                " points on the clinical opiate withdrawal scale.",
            {wait.score.citation()});
        std::string drugs;
        for (const DrugId drug : wait.not_after)
            drugs += (drugs.empty() ? "" : ", ") + library_.formulary[drug].id;
        say("Not after " + drugs + ". " + wait.not_after_because, {wait.not_after_citation});
    }

    const SwitchProtocol& method_;
    const Library& library_;
    References references_;
    Section section_{"method", "What it says", {}};
};

}  // namespace

std::string destination(const SwitchProtocol& method, const Formulary& formulary) {
    if (method.leaving)
        return "away from " + formulary[method.leaving->from].id + " " +
               std::string(word(method.leaving->route));
    const std::string drug = method.to ? formulary[*method.to].id : "any opioid";
    return drug + " " + std::string(word(method.to_route));
}

std::string row_in_words(const TableDays& row) {
    std::string text = days_in_words(row.days) + ": " + percent(row.old_share.for_caution().of_one) +
                       " of the old opioid; " + std::to_string(row.times) +
                       (row.times == 1 ? " dose" : " doses") + " a day of " +
                       show(row.each.for_caution(), unit::mg);
    if (row.up_to && row.again_after)
        text += ", again after " + show(row.again_after->for_caution(), unit::hours) + ", up to " +
                show(row.up_to->for_caution(), unit::mg) + " in the day";
    return text;
}

Table switches_table(const Library& library) {
    Table table{"switches", {{"id", "Way"}, {"to", "To"}, {"title", "What it is"}, {"status", "Status"}}, {}};
    for (const SwitchProtocol& one : library.switches)
        table.rows.push_back({one.id, destination(one, library.formulary), one.title,
                              one.not_available_because.empty() ? "can be planned" : "not available"});
    return table;
}

Document switch_document(const SwitchProtocol& method, const Library& library, const std::string& versions) {
    return Writer(method, library).write(versions);
}

}  // namespace stepdown
