#include "planner/documents/wording.hpp"

#include <array>

#include "conversions/quantity_format.hpp"
#include "planner/dose_words.hpp"

namespace stepdown {

namespace {

struct CountWords {
    MessageId half, one, half_more, many, things;
};

CountWords count_words(Form form) {
    switch (form) {
        case Form::capsule:
            return {"count.capsule.half", "count.capsule.one", "count.capsule.half-more",
                    "count.capsule.many", "things.capsule"};
        case Form::film:
            return {"count.film.half", "count.film.one", "count.film.half-more", "count.film.many",
                    "things.film"};
        case Form::patch:
            return {"count.patch.half", "count.patch.one", "count.patch.half-more", "count.patch.many",
                    "things.patch"};
        case Form::suppository:
            return {"count.suppository.half", "count.suppository.one", "count.suppository.half-more",
                    "count.suppository.many", "things.suppository"};
        default:
            return {"count.tablet.half", "count.tablet.one", "count.tablet.half-more", "count.tablet.many",
                    "things.tablet"};
    }
}

constexpr std::array<MessageId, 7> weekdays{"weekday.1", "weekday.2", "weekday.3", "weekday.4",
                                            "weekday.5", "weekday.6", "weekday.7"};
constexpr std::array<MessageId, 12> months{"month.1", "month.2",  "month.3",  "month.4",
                                           "month.5", "month.6",  "month.7",  "month.8",
                                           "month.9", "month.10", "month.11", "month.12"};

/// With no-break spaces: a day is read as one.
std::string bound(std::string text) {
    for (std::size_t at = text.find(' '); at != std::string::npos; at = text.find(' ', at))
        text.replace(at, 1, "\u00a0");
    return text;
}

Fields day_fields(const Messages& words, Date date) {
    const std::chrono::year_month_day day(date);
    return {{"weekday", words.say(weekdays[std::chrono::weekday(date).iso_encoding() - 1])},
            {"day", std::to_string(static_cast<unsigned>(day.day()))},
            {"month", words.say(months[static_cast<unsigned>(day.month()) - 1])},
            {"year", std::to_string(static_cast<int>(day.year()))}};
}

bool is_measured(Form form) {
    return form == Form::solution || form == Form::concentrate;
}

}  // namespace

std::string day_in(const Messages& words, Date date) {
    return bound(words.say("date.day", day_fields(words, date)));
}

std::string short_day_in(const Messages& words, Date date) {
    return bound(words.say("date.short", day_fields(words, date)));
}

std::string clock_in(const Messages& words, DoseTime time) {
    const int hour = time.minute / 60 % 24, minute = time.minute % 60;
    if (minute == 0 && hour == 12) return words.say("clock.noon");
    if (minute == 0 && hour == 0) return words.say("clock.midnight");
    std::string shown = std::to_string(hour % 12 == 0 ? 12 : hour % 12);
    if (minute != 0) shown += ":" + std::string(minute < 10 ? "0" : "") + std::to_string(minute);
    const Fields fields{{"time", shown}};
    return hour < 12 ? words.say("clock.am", fields) : words.say("clock.pm", fields);
}

std::string time_in(const Messages& words, TimeOfDay at) {
    switch (at) {
        case TimeOfDay::morning:
            return words.say("time.morning");
        case TimeOfDay::noon:
            return words.say("time.noon");
        case TimeOfDay::afternoon:
            return words.say("time.afternoon");
        case TimeOfDay::evening:
            return words.say("time.evening");
        case TimeOfDay::bedtime:
            return words.say("time.bedtime");
        case TimeOfDay::night:
            return words.say("time.night");
    }
    return "";
}

std::string count_in(const Messages& words, int thousandths, Form form) {
    if (is_measured(form)) return show_decimal(thousandths / 1000.0) + " mL";
    const CountWords one = count_words(form);
    const int whole = thousandths / 1000, part = thousandths % 1000;
    const Fields fields{{"count", std::to_string(whole)}};
    if (part == 500) return whole == 0 ? words.say(one.half) : words.say(one.half_more, fields);
    if (part == 0) return whole == 1 ? words.say(one.one) : words.say(one.many, fields);
    if (form == Form::film && thousandths == 250) return words.say("count.film.quarter");
    if (form == Form::film && thousandths == 750) return words.say("count.film.three-quarters");
    return words.say(one.many, {{"count", show_decimal(thousandths / 1000.0)}});
}

std::string things_in(const Messages& words, Form form) {
    return is_measured(form) ? words.say("things.liquid") : words.say(count_words(form).things);
}

std::string joined_in(const Messages& words, const std::vector<std::string>& texts) {
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const Fields fields{{"first", all}, {"last", texts[i]}};
        all = i == 0                  ? texts[i]
              : i + 1 == texts.size() ? words.say("list.two", fields)
                                      : words.say("list.more", fields);
    }
    return all;
}

std::string medicine_in(const Messages& words, const ProductLine& line, const Strength& strength,
                        const Formulary& formulary) {
    const auto drug = [&](const std::string& id) { return words.say_named("drug." + id, id); };
    std::string name = drug(formulary[line.drug].id);
    for (const AlsoContains& also : strength.also)
        name = words.say("list.two", {{"first", name}, {"last", drug(also.drug)}});
    if (line.form == Form::patch) return words.say("medicine.patch", {{"drug", name}});
    return line.release == Release::extended ? words.say("medicine.extended", {{"drug", name}}) : name;
}

std::string medicine_with_label(const Messages& words, const std::string& medicine,
                                const std::string& label) {
    return medicine == label ? medicine
                             : words.say("medicine.label", {{"medicine", medicine}, {"label", label}});
}

std::string strength_in(const Messages& words, const Strength& strength, Route route) {
    std::string text = show_strength(strength.value, route);
    for (const AlsoContains& also : strength.also)
        text = words.say("list.two", {{"first", text}, {"last", show_strength(also.strength)}});
    return text;
}

std::string limits_in(const Messages& words, const AsNeededUse& use) {
    std::string text;
    if (use.at_most_every)
        text += words.say("needed.every", {{"hours", show(*use.at_most_every, unit::hours)}});
    if (use.most_per_day) text += words.say("needed.most", {{"count", show_decimal(*use.most_per_day)}});
    if (use.counted_per_day <= 0) return text;  // rescue doses: none is counted on
    return text + words.say("needed.until-now", {{"count", show_decimal(use.counted_per_day, 2)}});
}

}  // namespace stepdown
