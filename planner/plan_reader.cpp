#include "planner/plan_reader.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "conversions/decimal.hpp"
#include "conversions/text/map_reader.hpp"

namespace stepdown {

namespace {

constexpr std::array columns{"start",  "days", "drug",       "release",      "route",        "at",
                             "amount", "unit", "every_days", "uses_per_day", "most_per_day", "hours_between"};
/// Under `at`, where a dose has no time of its own.
constexpr std::string_view as_needed_word = "as-needed", rescue_word = "rescue";
constexpr std::array routes{Route::oral,        Route::sublingual,   Route::buccal,
                            Route::nasal,       Route::rectal,       Route::transdermal,
                            Route::intravenous, Route::subcutaneous, Route::intramuscular};
constexpr std::array times_of_day{TimeOfDay::morning, TimeOfDay::noon,    TimeOfDay::afternoon,
                                  TimeOfDay::evening, TimeOfDay::bedtime, TimeOfDay::night};

template <class All, class E>
std::string words_of(const All& all, E) {
    std::vector<std::string> words;
    for (const auto one : all) words.emplace_back(word(one));
    return join_or(words);
}

/// "07:00": minutes after midnight.
std::optional<int> minute_of(std::string_view text) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : -100; };
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const int hour = digit(0) * 10 + digit(1), minute = digit(3) * 10 + digit(4);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
    return hour * 60 + minute;
}

/// The word of the day that a clock time is nearest to.
DoseTime time_at(int minute) {
    DoseTime nearest{TimeOfDay::morning, minute};
    int least = 24 * 60;
    for (const TimeOfDay at : times_of_day) {
        const int apart = std::abs(time_of(at).minute - minute), around = std::min(apart, 24 * 60 - apart);
        if (around < least) {
            least = around;
            nearest.at = at;
        }
    }
    return nearest;
}

/// Reads the cells of one row; what is wrong is added to the problems and a harmless value stands in.
class RowReader {
public:
    RowReader(const PlanRow& row, const Place& place, const Formulary& formulary, Problems& problems)
        : row_(row), place_(place), formulary_(formulary), problems_(problems) {}

    Date start() {
        const auto date = parse_date(text("start"));
        if (!date) complain("start", "date", "is not a date", "write it as 2026-12-01");
        return date.value_or(Date{});
    }
    int days() { return whole("days", 1); }
    /// A patch must say how many days it is worn; all else is taken daily where nothing is said.
    int every_days() { return has("every_days") || is_patch() ? whole("every_days", 1) : 1; }
    DrugId drug() {
        const std::string name = text("drug");
        const auto known = formulary_.drug_words().find(name);
        if (known != formulary_.drug_words().end()) return known->second;
        std::vector<std::string> names;
        for (const Drug& drug : formulary_.drugs()) names.push_back(drug.id);
        const std::string near = nearest(name, names);
        complain("drug", "unknown-drug", "is not a drug that is known",
                 near.empty() ? "write the generic name" : "write " + near);
        return DrugId{};
    }
    Release release() {
        const std::string word = has("release") ? text("release") : "immediate";
        if (word == "extended") return Release::extended;
        if (word != "immediate")
            complain("release", "unknown-word", "is not a release", "write immediate or extended");
        return Release::immediate;
    }
    Route route() {
        if (!has("route")) return Route::oral;
        for (const Route one : routes) {
            if (word(one) == text("route")) return one;
        }
        complain("route", "unknown-word", "is not a route", "write " + words_of(routes, Route::oral));
        return Route::oral;
    }
    DoseTime at() {
        if (is_patch() && !has("at")) return time_of(TimeOfDay::morning);
        for (const TimeOfDay one : times_of_day) {
            if (word(one) == text("at")) return time_of(one);
        }
        if (const auto minute = minute_of(text("at"))) return time_at(*minute);
        complain("at", "unknown-word", "is not a time of day",
                 "write " + words_of(times_of_day, TimeOfDay::noon) + ", a time as 07:00, or as-needed");
        return {};
    }
    bool is_rescue() { return text("at") == rescue_word; }
    bool is_as_needed() { return is_rescue() || text("at") == as_needed_word; }
    /// What is really used a day must be said, though it may be none: it is never guessed.
    WrittenAsNeeded as_needed() {
        const DoseAmount one = amount();
        WrittenAsNeeded use{unit::mg(0), {}, 0, std::nullopt, std::nullopt};
        if (const Mass* mass = std::get_if<Mass>(&one)) {
            use.amount = *mass;
        } else {
            complain("at", "unit", "is no way to wear a patch", "write the time at which it is put on");
        }
        use.count = count("uses_per_day");
        if (has("most_per_day")) use.most_per_day = count("most_per_day");
        if (has("hours_between")) use.at_most_every = unit::hours(count("hours_between"));
        return use;
    }
    /// A row of 0: the opioid is not taken.
    bool says_nothing() {
        const auto number = parse_decimal(text("amount"));
        return number && number->digits == 0;
    }
    DoseAmount amount() {
        const auto number = parse_decimal(text("amount"));
        if (!number) complain("amount", "number", "is not a number", "write it as 15 or 7.5");
        const double value = number ? number->value() : 0;
        const bool on_the_skin = has("route") && text("route") == word(Route::transdermal);
        if (is_patch() && on_the_skin) return Worn{unit::mcg_per_hour(value), {}};
        if (text("unit") == "mg" && !on_the_skin) return unit::mg(value);
        if (text("unit") == "mcg" && !on_the_skin) return unit::mcg(value);
        complain("unit", "unit",
                 on_the_skin  ? "is not a unit of a patch"
                 : is_patch() ? "is the unit of a patch, which has the route transdermal"
                              : "is not a unit of a dose",
                 on_the_skin || is_patch() ? "write mcg/h with the route transdermal" : "write mg or mcg");
        return unit::mg(0);
    }

private:
    bool is_patch() { return text("unit") == unit::mcg_per_hour.symbol; }
    const PlanCell* cell(std::string_view column) const {
        const auto found =
            std::find_if(row_.begin(), row_.end(), [&](const PlanCell& one) { return one.column == column; });
        return found == row_.end() || found->text.empty() ? nullptr : &*found;
    }
    bool has(std::string_view column) const { return cell(column) != nullptr; }
    std::string text(std::string_view column) {
        const PlanCell* found = cell(column);
        return found ? found->text : "";
    }
    double count(std::string_view column) {
        const auto number = parse_decimal(text(column));
        if (!number) complain(column, "number", "is not a number", "write it as 3 or 1.5");
        return number ? number->value() : 0;
    }
    int whole(std::string_view column, int least) {
        const auto number = parse_decimal(text(column));
        const bool fits = number && number->scale == 0 && number->digits >= least && number->digits <= 3660;
        if (!fits) complain(column, "number", "is not a whole number of days", "write it as 28");
        return fits ? static_cast<int>(number->digits) : least;
    }
    void complain(std::string_view column, std::string id, const std::string& what, std::string instead) {
        const PlanCell* found = cell(column);
        const std::string name(column);
        if (!found) {
            problems_.push_back({"missing-key", "this row has no " + name, std::move(instead), place_});
        } else {
            problems_.push_back({std::move(id), "\"" + found->text + "\" under " + name + " " + what,
                                 std::move(instead), found->place});
        }
    }

    const PlanRow& row_;
    Place place_;
    const Formulary& formulary_;
    Problems& problems_;
};

/// The opioid of the step that this row is a dose at a fixed time of; a new one where the step does not have
/// it yet.
WrittenOpioid& opioid_in(WrittenStep& step, const WrittenOpioid& like) {
    for (WrittenOpioid& one : step.opioids) {
        if (!one.as_needed && one.drug == like.drug && one.route == like.route &&
            one.release == like.release && one.every_days == like.every_days)
            return one;
    }
    step.opioids.push_back(like);
    return step.opioids.back();
}

/// Rows that say what follows the last step: something stops, and what goes on is as needed.
bool is_ending(const WrittenStep& step) {
    const auto stops = [](const WrittenOpioid& one) { return one.doses.empty() && !one.as_needed; };
    return std::any_of(step.opioids.begin(), step.opioids.end(), stops) &&
           std::all_of(step.opioids.begin(), step.opioids.end(),
                       [](const WrittenOpioid& one) { return one.doses.empty(); });
}

void note_unread(const PlanRow& row, std::set<std::string>& unread) {
    for (const PlanCell& cell : row) {
        if (cell.column == "overrides") continue;  // ours; whether a rule is lifted is the case's to say
        if (std::find(columns.begin(), columns.end(), cell.column) == columns.end())
            unread.insert(cell.column);
    }
}

}  // namespace

DoseRate per_day(const WrittenOpioid& opioid) {
    DoseRate sum = unit::mg_per_day(0);
    for (const WrittenDose& dose : opioid.doses) sum += mean_per_day(dose.amount, opioid.every_days);
    if (opioid.as_needed) sum += opioid.as_needed->amount * opioid.as_needed->count / unit::days(1);
    return sum;
}

Result<WrittenPlan> read_plan_rows(const std::vector<PlanRow>& rows, const std::string& format,
                                   const Formulary& formulary, const Place& origin) {
    WrittenPlan plan;
    plan.format = format;
    Problems problems;
    std::set<std::string> unread;
    for (const PlanRow& row : rows) {
        const Place place = row.empty() ? origin : row.front().place;
        RowReader reader(row, place, formulary, problems);
        note_unread(row, unread);
        const Date start = reader.start();
        const int days = reader.days();
        if (plan.steps.empty() || plan.steps.back().start != start)
            plan.steps.push_back(
                {start, days, {}, {}, {}, true, false, place, Departure::none, std::nullopt});
        WrittenStep& step = plan.steps.back();
        if (step.days != days) {
            problems.push_back({"step-days", "rows of one start last different numbers of days",
                                "write the same days in each row of a step", place});
        }
        const WrittenOpioid like{reader.drug(), reader.route(), reader.release(), reader.every_days(), {},
                                 place};
        if (reader.is_as_needed()) {
            step.opioids.push_back(like);
            step.opioids.back().as_needed = reader.as_needed();
            step.opioids.back().is_rescue = reader.is_rescue();
            if (reader.is_rescue()) step.opioids.back().id = rescue_word;
            continue;
        }
        WrittenOpioid& opioid = opioid_in(step, like);
        if (!reader.says_nothing()) opioid.doses.push_back({reader.at(), reader.amount(), {}});
    }
    if (problems.empty() && !plan.steps.empty() && is_ending(plan.steps.back())) {
        plan.after = std::move(plan.steps.back().opioids);
        plan.steps.pop_back();
        std::erase_if(*plan.after, [](const WrittenOpioid& one) { return !one.as_needed; });
    }
    if (plan.steps.empty())
        problems.push_back({"plan-empty", "there is no step in this plan", "write one dose a row", origin});
    if (!problems.empty()) return problems;
    plan.not_understood.assign(unread.begin(), unread.end());
    return plan;
}

Result<WrittenPlan> read_plan_list(const yaml::Node& list, const Formulary& formulary) {
    Problems problems;
    std::vector<PlanRow> rows;
    for_each_item(list, "a plan", problems, [&](const yaml::Node& item) {
        const auto* keys = std::get_if<yaml::Mapping>(&item.value);
        if (!keys) {
            problems.push_back({"not-a-mapping", "a row of a plan is not a mapping",
                                "write {start: 2026-12-01, days: 28, ...}", item.place});
            return;
        }
        PlanRow row;
        for (const yaml::Entry& entry : keys->entries) {
            const auto text = scalar_text(entry.value, entry.key.text, problems);
            if (text) row.push_back({entry.key.text, *text, entry.value.place});
        }
        rows.push_back(std::move(row));
    });
    if (!problems.empty()) return problems;
    return read_plan_rows(rows, "yaml", formulary, list.place);
}

namespace {

/// Walks a plan of ours. Each getter answers nothing, with a problem, where the document is not of the form
/// that its schema promises.
class DocumentReader {
public:
    DocumentReader(const Formulary& formulary, Problems& problems)
        : formulary_(formulary), problems_(problems) {}

    std::vector<WrittenOpioid> opioids(const yaml::Node* list) {
        std::vector<WrittenOpioid> all;
        each(list, "opioids", [&](const yaml::Node& node) { all.push_back(opioid(node)); });
        return all;
    }

    WrittenStep step(const yaml::Node& node) {
        WrittenStep step;
        step.place = node.place;
        step.start = date(node, "start");
        step.days = whole(node, "days");
        step.opioids = opioids(child(node, "opioids"));
        step.visits = visits(child(node, "visits"));
        step.firm = text(node, "firm") != "no";
        step.says_limited = !text(node, "limited_by").empty();
        prove_changes(step);
        each(child(node, "fills"), "fills", [&](const yaml::Node& fill) {
            step.fills.push_back({text(fill, "product"), text(fill, "rxcui"), date(fill, "fill_on"),
                                  number(text(fill, "quantity")), text(fill, "count_unit"),
                                  text(fill, "directions"), mass_or_rate(child(fill, "strength")),
                                  date(fill, "written_on"), whole(fill, "days")});
        });
        const std::optional<Date> planned = planned_end(node);
        prove_fills(step, planned ? days_between(step.start, *planned) + 1 : step.days);
        return step;
    }

    std::optional<Date> planned_end(const yaml::Node& node) {
        return child(node, "planned_end") ? std::optional(date(node, "planned_end")) : std::nullopt;
    }

    /// The overrides that the findings name, each once.
    std::vector<CaseOverride> overrides(const yaml::Node* findings) {
        std::vector<CaseOverride> all;
        std::set<std::pair<std::string, std::string>> told;  // rule and reason
        each(findings, "findings", [&](const yaml::Node& finding) {
            const yaml::Node* lifted = child(finding, "overridden_by");
            if (!lifted) return;
            CaseOverride one{text(finding, "rule"), text(*lifted, "reason"), text(*lifted, "by")};
            if (told.emplace(one.rule, one.reason).second) all.push_back(std::move(one));
        });
        return all;
    }

    std::vector<Visit> visits(const yaml::Node* list) {
        std::vector<Visit> all;
        each(list, "visits", [&](const yaml::Node& visit) {
            const std::string kind = text(visit, "kind");
            all.push_back({date(visit, "on"), kind == "review"      ? VisitKind::review
                                              : kind == "follow-up" ? VisitKind::follow_up
                                                                    : VisitKind::visit});
        });
        return all;
    }

    Segment segment(const yaml::Node& node) {
        return {whole(node, "first_step"), whole(node, "last_step"), text(node, "protocol"),
                text(node, "opioid")};
    }

    Departure departure(const yaml::Node& node) {
        const std::string word = text(node, "departure");
        if (word.empty()) return Departure::none;
        if (word == "step-back") return Departure::step_back;
        if (word != "as-taken") complain("\"" + word + "\" is no way in which a step departs from a taper");
        return Departure::as_taken;
    }

    Replan replan(const yaml::Node& node) {
        Replan one;
        one.on = date(node, "on");
        constexpr std::array actions{ReplanAction::hold, ReplanAction::step_back, ReplanAction::slower,
                                     ReplanAction::resume};
        const auto known = std::find_if(actions.begin(), actions.end(), [&](ReplanAction action) {
            return stepdown::word(action) == text(node, "action");
        });
        if (known == actions.end()) complain("\"" + text(node, "action") + "\" is no change of a plan");
        if (known != actions.end()) one.action = *known;
        if (child(node, "days")) one.days = whole(node, "days");
        one.protocol = text(node, "protocol");
        one.reason = text(node, "reason");
        one.by = text(node, "by");
        if (child(node, "cows")) one.cows = static_cast<int>(number(text(node, "cows")));
        if (child(node, "days_without_dose"))
            one.days_without_dose = static_cast<int>(number(text(node, "days_without_dose")));
        one.parent = text(node, "parent");
        return one;
    }

    const yaml::Node* child(const yaml::Node& node, std::string_view key) const {
        const auto* keys = std::get_if<yaml::Mapping>(&node.value);
        if (!keys) return nullptr;
        const auto found = std::find_if(keys->entries.begin(), keys->entries.end(),
                                        [&](const yaml::Entry& entry) { return entry.key.text == key; });
        return found == keys->entries.end() ? nullptr : &found->value;
    }
    std::string text(const yaml::Node& node, std::string_view key) const {
        const yaml::Node* value = child(node, key);
        const auto* scalar = value ? std::get_if<yaml::Scalar>(&value->value) : nullptr;
        return scalar ? scalar->text : "";
    }
    template <class Read>
    void each(const yaml::Node* list, const std::string& what, Read read) {
        const auto* items = list ? std::get_if<yaml::Sequence>(&list->value) : nullptr;
        if (!items) return complain(what + " is not a list");
        for (const yaml::Node& item : items->items) read(item);
    }

private:
    /// Patches are changed on the first day of a step and then as often as the plan says, never outside it.
    void prove_changes(const WrittenStep& step) {
        for (const WrittenOpioid& opioid : step.opioids) {
            for (const WrittenDose& dose : opioid.doses) {
                const auto* patches = std::get_if<Worn>(&dose.amount);
                if (!patches) continue;
                std::vector<Date> due;
                for (int day = 0; day < step.days; day += opioid.every_days)
                    due.push_back(plus_days(step.start, day));
                if (patches->change_on != due)
                    complain("the patches of the step from " + iso(step.start) + " are not changed every " +
                             std::to_string(opioid.every_days) + " days from its first day on");
            }
        }
    }

    /// The fills of a step, where it has any, hand out what its doses need, in whole units, while it lasts.
    /// Of a step that ended early, no more than the whole of it would have needed.
    void prove_fills(const WrittenStep& step, int planned_days) {
        if (step.fills.empty()) return;
        const double longer = double(std::max(planned_days, step.days)) / step.days;
        std::map<std::pair<std::string, std::string>, double> needed, handed_out;
        for (const WrittenOpioid& opioid : step.opioids) {
            const int times = (step.days + opioid.every_days - 1) / opioid.every_days;
            for (const WrittenDose& dose : opioid.doses) {
                for (const WrittenUnit& unit : dose.units)
                    needed[{unit.product, unit.rxcui}] += unit.count * times;
            }
            if (!opioid.as_needed) continue;
            for (const WrittenUnit& unit : opioid.as_needed->units)
                needed[{unit.product, unit.rxcui}] += unit.count * step.days * handed_out_a_day(opioid);
        }
        // Each opioid is handed out in whole units of its own.
        const auto most_over = static_cast<double>(step.opioids.size());
        for (const WrittenFill& fill : step.fills) {
            handed_out[{fill.product, fill.rxcui}] += fill.quantity;
            if (fill.fill_on < step.start || fill.fill_on > step.end())
                complain("a fill on " + iso(fill.fill_on) + " is outside its step, " + iso(step.start) +
                         " to " + iso(step.end()));
        }
        for (const auto& [what, quantity] : handed_out) {
            const double need = needed.contains(what) ? needed[what] : 0;
            if (quantity >= need - 1e-6 && quantity < need * longer + most_over) continue;
            complain("the fills of the step from " + iso(step.start) + " hand out " + show_decimal(quantity) +
                     " of " + what.first + " " + what.second + ", its doses need " + show_decimal(need));
        }
        for (const auto& [what, need] : needed) {
            if (!handed_out.contains(what))
                complain("the step from " + iso(step.start) + " has no fill of " + what.first + " " +
                         what.second);
        }
    }

    /// Of rescue doses the most that is allowed, of others what is really used.
    static double handed_out_a_day(const WrittenOpioid& opioid) {
        return opioid.is_rescue ? opioid.as_needed->most_per_day.value_or(0) : opioid.as_needed->count;
    }

    WrittenOpioid opioid(const yaml::Node& node) {
        WrittenOpioid one;
        one.place = node.place;
        if (const auto drug = formulary_.drug(text(node, "drug"))) {
            one.drug = *drug;
        } else {
            complain("\"" + text(node, "drug") + "\" is not a drug that is known");
        }
        const std::string route = text(node, "route"), release = text(node, "release");
        const auto known =
            std::find_if(routes.begin(), routes.end(), [&](Route r) { return word(r) == route; });
        if (known == routes.end()) complain("\"" + route + "\" is not a route");
        if (known != routes.end()) one.route = *known;
        if (release != "immediate" && release != "extended") complain("\"" + release + "\" is not a release");
        one.release = release == "extended" ? Release::extended : Release::immediate;
        one.every_days = whole(node, "every_days");
        each(child(node, "doses"), "doses",
             [&](const yaml::Node& dose) { one.doses.push_back(dose_of(dose)); });
        one.id = text(node, "id");
        if (const yaml::Node* use = child(node, "as_needed")) one.as_needed = as_needed_of(*use);
        one.is_rescue = one.as_needed && text(node, "role") == "rescue";
        prove_daily_dose(one, child(node, "daily_dose"));
        prove_route(one);
        return one;
    }

    /// What the plan gives as the day's dose is what its doses add up to.
    void prove_daily_dose(const WrittenOpioid& opioid, const yaml::Node* written) {
        const DoseRate daily = per_day(opioid);
        const double value = written ? number(text(*written, "value")) : 0;
        const std::string unit = written ? text(*written, "unit") : "";
        const bool is_known = unit == unit::mg_per_day.ucum || unit == unit::mcg_per_hour.ucum;
        if (!is_known) complain("\"" + unit + "\" is not a unit of a daily dose");
        const DoseRate said =
            unit == unit::mcg_per_hour.ucum ? unit::mcg_per_hour(value) : unit::mg_per_day(value);
        if (!is_known || (reaches(daily, said) && reaches(said, daily))) return;
        complain("a daily dose of " + show_daily(said, opioid.route) + " is not what its doses add up to, " +
                 show_daily(daily, opioid.route));
    }

    /// What is worn is on the skin, and nothing else is.
    void prove_route(const WrittenOpioid& opioid) {
        for (const WrittenDose& dose : opioid.doses) {
            if (std::holds_alternative<Worn>(dose.amount) != (opioid.route == Route::transdermal))
                complain("the unit of a dose does not fit the route " + std::string(word(opioid.route)));
        }
    }

    WrittenDose dose_of(const yaml::Node& node) {
        WrittenDose dose;
        const auto minute = minute_of(text(node, "time"));
        if (!minute) complain("\"" + text(node, "time") + "\" is not a time");
        dose.time = time_at(minute.value_or(0));
        for (const TimeOfDay at : times_of_day) {
            if (word(at) == text(node, "at")) dose.time.at = at;
        }
        const auto amount = mass_or_rate(child(node, "amount"));
        if (const Mass* swallowed = std::get_if<Mass>(&amount)) dose.amount = *swallowed;
        if (const DoseRate* rate = std::get_if<DoseRate>(&amount)) {
            Worn patches{*rate, {}};
            if (const yaml::Node* days = child(node, "change_on")) {
                each(days, "change_on",
                     [&](const yaml::Node& day) { patches.change_on.push_back(date_of(day)); });
            }
            dose.amount = std::move(patches);
        }
        dose.units = units_of(node);
        return dose;
    }

    std::vector<WrittenUnit> units_of(const yaml::Node& node) {
        std::vector<WrittenUnit> units;
        each(child(node, "units"), "units", [&](const yaml::Node& unit) {
            units.push_back({text(unit, "product"), text(unit, "rxcui"),
                             mass_or_rate(child(unit, "strength")), number(text(unit, "count"))});
        });
        return units;
    }

    WrittenAsNeeded as_needed_of(const yaml::Node& node) {
        WrittenAsNeeded use{unit::mg(0), units_of(node), number(text(node, "counted_per_day")), std::nullopt,
                            std::nullopt};
        const auto amount = mass_or_rate(child(node, "amount"));
        if (const Mass* swallowed = std::get_if<Mass>(&amount)) {
            use.amount = *swallowed;
        } else {
            complain("the amount of a dose as needed is not in mg");
        }
        if (const yaml::Node* every = child(node, "at_most_every")) {
            if (text(*every, "unit") != "h") complain("at_most_every is not in hours");
            use.at_most_every = unit::hours(number(text(*every, "value")));
        }
        if (child(node, "most_per_day")) use.most_per_day = number(text(node, "most_per_day"));
        return use;
    }

    /// {"value": 60, "unit": "mg"}; of a liquid's strength, what one mL holds; of a patch, what it releases.
    std::variant<Mass, DoseRate> mass_or_rate(const yaml::Node* node) {
        const std::string unit = node ? text(*node, "unit") : "";
        const double value = node ? number(text(*node, "value")) : 0;
        if (unit == "mg" || unit == "mg/mL") return unit::mg(value);
        if (unit == "ug") return unit::mcg(value);
        if (unit == unit::mcg_per_hour.ucum) return unit::mcg_per_hour(value);
        complain("\"" + unit + "\" is not a unit of a dose");
        return unit::mg(0);
    }
    double number(const std::string& text) {
        const auto read = parse_decimal(text);
        if (!read) complain("\"" + text + "\" is not a number");
        return read ? read->value() : 0;
    }
    int whole(const yaml::Node& node, std::string_view key) {
        const double value = number(text(node, key));
        if (value < 1 || value > 3660 || value != static_cast<int>(value)) {
            complain(std::string(key) + " is not a whole number of days");
            return 1;
        }
        return static_cast<int>(value);
    }
    Date date(const yaml::Node& node, std::string_view key) { return date_in(text(node, key)); }
    Date date_of(const yaml::Node& node) {
        const auto* scalar = std::get_if<yaml::Scalar>(&node.value);
        return date_in(scalar ? scalar->text : "");
    }
    Date date_in(const std::string& text) {
        const auto read = parse_date(text);
        if (!read) complain("\"" + text + "\" is not a date");
        return read.value_or(Date{});
    }
    void complain(const std::string& message) {
        problems_.push_back({"plan-document", message, "give a plan as stepdown writes it", {}});
    }

    const Formulary& formulary_;
    Problems& problems_;
};

}  // namespace

Result<WrittenPlan> read_plan_document(const yaml::Node& document, const Formulary& formulary,
                                       Wording wording) {
    Problems problems;
    DocumentReader reader(formulary, problems);
    WrittenPlan plan;
    plan.format = "json";
    plan.visits_written = true;
    plan.id = reader.text(document, "id");
    if (reader.text(document, "status") == "done") {
        return Problem{"plan-empty", "this plan says that no taper is needed: it has no steps",
                       "there is nothing to check or to show", document.place};
    }
    if (reader.text(document, "schema") != "stepdown/plan/1" || reader.text(document, "status") != "issued") {
        return Problem{"plan-document", "this is not an issued plan",
                       "give the JSON of stepdown taper, or a list of doses", document.place};
    }
    if (const yaml::Node* findings = reader.child(document, "findings"))
        plan.overrides = reader.overrides(findings);
    if (const yaml::Node* protocol = reader.child(document, "protocol"))
        plan.protocol = reader.text(*protocol, "id");
    if (const yaml::Node* baseline = reader.child(document, "baseline"))
        plan.before = reader.opioids(reader.child(*baseline, "opioids"));
    plan.is_as_written = wording == Wording::as_written;
    reader.each(reader.child(document, "steps"), "steps", [&](const yaml::Node& step) {
        plan.steps.push_back(reader.step(step));
        if (!plan.is_as_written) return;
        plan.steps.back().departure = reader.departure(step);
        plan.steps.back().planned_end = reader.planned_end(step);
    });
    const yaml::Node* replans = reader.child(document, "replans");
    if (replans && plan.is_as_written) {
        reader.each(replans, "replans",
                    [&](const yaml::Node& one) { plan.replans.push_back(reader.replan(one)); });
    }
    if (const yaml::Node* segments = reader.child(document, "segments")) {
        reader.each(segments, "segments", [&](const yaml::Node& one) {
            if (reader.text(one, "kind") != word(PlanKind::rotation))
                plan.segments.push_back(reader.segment(one));
        });
    }
    if (reader.text(document, "kind") == "rotate") {
        if (const yaml::Node* rotation = reader.child(document, "rotation"))
            plan.rotates_to = reader.text(*rotation, "target");
        if (plan.rotates_to.empty())
            problems.push_back({"plan-document",
                                "this rotation does not say what it rotates to",
                                "give the JSON of stepdown rotate",
                                {}});
    }
    if (const yaml::Node* after = reader.child(document, "after")) {
        plan.after = reader.opioids(reader.child(*after, "opioids"));
        if (plan.after->empty() != (reader.text(*after, "kind") == "stopped")) {
            problems.push_back({"plan-document",
                                "what follows the last step is said in two ways",
                                "let after.kind be stopped where no opioid follows, and only there",
                                {}});
        }
        plan.visits_after = reader.visits(reader.child(*after, "visits"));
    }
    plan.draft = reader.text(document, "draft") != "no";
    if (plan.steps.empty() && problems.empty())
        problems.push_back({"plan-empty", "there is no step in this plan", "give an issued plan", {}});
    if (!problems.empty()) return problems;
    return plan;
}

}  // namespace stepdown
