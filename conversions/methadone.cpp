#include "conversions/methadone.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "conversions/decimal.hpp"
#include "conversions/start_reading.hpp"

namespace stepdown {

namespace {

/// A band's shares, as the file writes them: a ratio, a range of percent, or only an upper limit.
struct Shares {
    std::optional<Fraction> least;
    Fraction most;
    std::string published;
};

/// Reads a file of kind methadone/1, and proves that its bands leave no dose undefined or doubly defined.
class MethodReader {
public:
    MethodReader(Citer& citer, Problems& problems) : citer_(citer), problems_(problems) {}

    MethadoneMethod read(const DataFile& file);

private:
    std::optional<MethadoneBand> read_band(const yaml::Node& node);
    std::optional<Shares> read_shares(MapReader& reader);
    std::optional<Shares> read_ratio(MapReader& reader, const yaml::Node& node);
    std::optional<Fraction> read_percent(MapReader& reader, const yaml::Node& node, std::string_view key);
    void read_limit(MapReader& reader, MethadoneMethod& method);
    void read_further_cut(MapReader& reader, MethadoneMethod& method);
    void prove_meeting(MapReader& reader, const std::vector<MethadoneBand>& bands);

    Citer& citer_;
    Problems& problems_;
};

MethadoneMethod MethodReader::read(const DataFile& file) {
    MapReader reader(file.tree, "methadone method", problems_);
    MethadoneMethod method;
    reader.text("stepdown");
    method.id = reader.text("id");
    method.title = reader.text("title");
    if (reader.has("from_route")) method.from_route = read_route(reader, "from_route");
    if (reader.has("to_route")) method.to_route = read_route(reader, "to_route");
    method.citation = citer_.read(reader).citation;
    static const std::vector<std::string> figures{"day", "single-dose"};
    if (reader.optional_one_of("figure_of", figures) == "single-dose")
        method.figure_of = MethadoneFigureOf::single_dose;
    method.sets_start = reader.optional_yes_no("sets_start").value_or(false);
    Cautions cautions = read_cautions(reader, citer_, problems_);
    method.cautions = std::move(cautions.texts);
    method.caution_citations = std::move(cautions.citations);
    read_limit(reader, method);
    read_further_cut(reader, method);
    const std::size_t before = problems_.size();
    if (const yaml::Node* list = reader.required("bands")) {
        for_each_item(*list, "bands", problems_, [&](const yaml::Node& node) {
            if (std::optional<MethadoneBand> band = read_band(node)) method.bands.push_back(*std::move(band));
        });
    }
    if (problems_.size() == before) prove_meeting(reader, method.bands);
    const bool is_a_day_by_mouth = method.figure_of == MethadoneFigureOf::day &&
                                   method.from_route == Route::oral && method.to_route == Route::oral;
    if (method.sets_start && !is_a_day_by_mouth) {
        complain_at(reader, "sets_start", "sets-start", "only a day's dose by mouth can set the start",
                    "leave sets_start out");
    }
    reader.finish();
    return method;
}

std::optional<MethadoneBand> MethodReader::read_band(const yaml::Node& node) {
    MapReader reader(node, "band", problems_);
    const std::optional<DoseRate> from = reader.required_quantity("from", unit::mg_per_day);
    const std::optional<DoseRate> below = reader.optional_quantity("below", unit::mg_per_day);
    const std::optional<DoseRate> through = reader.optional_quantity("through", unit::mg_per_day);
    if (below && through) {
        reader.complain("band-end", "a band has both `below` and `through`",
                        "write the one that the source means");
    }
    const std::optional<Shares> shares = read_shares(reader);
    const Citer::Origin origin = read_dosing_origin(reader, citer_, "unverified-share");
    reader.finish();
    if (!from || !shares) return std::nullopt;
    const auto sourced = [&](Fraction share) {
        return Sourced<Fraction>(share, origin.citation, origin.evidence);
    };
    std::optional<Sourced<Fraction>> least;
    if (shares->least) least = sourced(*shares->least);
    return MethadoneBand{*from, through ? through : below, through.has_value(),
                         least, sourced(shares->most),     shares->published};
}

std::optional<Shares> MethodReader::read_shares(MapReader& reader) {
    const yaml::Node* ratio = reader.optional("morphine_per_methadone");
    const yaml::Node* least = reader.optional("least");
    const yaml::Node* most = reader.optional("most");
    const yaml::Node* below = reader.optional("less_than");
    const bool is_range = least && most && !ratio && !below;
    if (ratio && !least && !most && !below) return read_ratio(reader, *ratio);
    if (below && !least && !most && !ratio) {
        const std::optional<Fraction> limit = read_percent(reader, *below, "less_than");
        if (!limit) return std::nullopt;
        return Shares{{}, *limit, "less than " + reader.optional_text("less_than").value_or("")};
    }
    if (!is_range) {
        reader.complain("band-share", "a band needs one way to say its share",
                        "write morphine_per_methadone, or least and most, or less_than");
        return std::nullopt;
    }
    const std::optional<Fraction> from = read_percent(reader, *least, "least"),
                                  to = read_percent(reader, *most, "most");
    if (!from || !to) return std::nullopt;
    if (from->of_one > to->of_one) {
        reader.complain(*most, "band-share", "the most is below the least", "write the smaller share first");
        return std::nullopt;
    }
    const std::string first = reader.optional_text("least").value_or(""),
                      last = reader.optional_text("most").value_or("");
    return Shares{from, *to, first == last ? first : first + " to " + last};
}

std::optional<Shares> MethodReader::read_ratio(MapReader& reader, const yaml::Node& node) {
    static const std::vector<std::string> unit{"mg/mg"};
    const auto written = reader.written_quantity(node, "morphine_per_methadone", unit);
    if (!written) return std::nullopt;
    const double ratio = written->number.value();
    if (ratio < 1) {
        reader.complain(node, "band-share", "less morphine than methadone",
                        "write how much morphine stands for one of methadone");
        return std::nullopt;
    }
    const Fraction share{1 / ratio};
    return Shares{share, share, show_decimal(ratio) + ":1"};
}

std::optional<Fraction> MethodReader::read_percent(MapReader& reader, const yaml::Node& node,
                                                   std::string_view key) {
    static const std::vector<std::string> percent{"%"};
    const auto written = reader.written_quantity(node, key, percent);
    if (!written) return std::nullopt;
    const double share = written->number.value() / 100;
    if (share > 0 && share <= 1) return Fraction{share};
    reader.complain(node, "share", "a share lies above 0 % and at or below 100 %");
    return std::nullopt;
}

void MethodReader::read_limit(MapReader& reader, MethadoneMethod& method) {
    const yaml::Node* node = reader.optional("limit");
    if (!node) return;
    MapReader one(*node, "limit", problems_);
    const std::optional<DoseRate> value = one.required_quantity("value", unit::mg_per_day);
    const Citer::Origin origin = read_dosing_origin(one, citer_, "unverified-share");
    one.finish();
    if (value) method.limit.emplace(FirstDose{*value}, origin.citation, origin.evidence);
}

void MethodReader::read_further_cut(MapReader& reader, MethadoneMethod& method) {
    const yaml::Node* node = reader.optional("further_cut");
    if (!node) return;
    MapReader one(*node, "further_cut", problems_);
    const std::string title = one.text("title");
    const yaml::Node* least = one.required("least");
    const yaml::Node* most = one.required("most");
    const std::optional<Fraction> from = least ? read_percent(one, *least, "least") : std::nullopt,
                                  to = most ? read_percent(one, *most, "most") : std::nullopt;
    const Citer::Origin origin = read_dosing_origin(one, citer_, "unverified-share");
    if (from && to && from->of_one > to->of_one) {
        one.complain(*most, "band-share", "the most is below the least", "write the smaller share first");
    }
    one.finish();
    if (!from || !to) return;
    method.further_cut = MethadoneFurtherCut{
        title, {*from, origin.citation, origin.evidence}, {*to, origin.citation, origin.evidence}};
}

/// Rising, and each band beginning where the one before ends. The first may begin above 0, and the last may
/// end: outside them the method says nothing.
void MethodReader::prove_meeting(MapReader& reader, const std::vector<MethadoneBand>& bands) {
    bool meets = !bands.empty();
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const MethadoneBand& band = bands[i];
        const bool is_last = i + 1 == bands.size();
        if (band.below && !exceeds(*band.below, band.from)) meets = false;
        if (!is_last && (!band.below || *band.below != bands[i + 1].from)) meets = false;
    }
    if (meets) return;
    complain_at(reader, "bands", "bands-do-not-meet", "the bands leave a hole, overlap or do not rise",
                "begin each band where the one before ends");
}

Sourced<DoseRate> read_cap(MapReader& reader, std::string_view key, Citer& citer, Problems& problems) {
    const yaml::Node* node = reader.required(key);
    if (!node) return {unit::mg_per_day(0), {}, Evidence::unverified};
    MapReader one(*node, std::string(key), problems);
    const std::optional<DoseRate> value = one.required_quantity("value", unit::mg_per_day);
    const Citer::Origin origin = read_dosing_origin(one, citer, "unverified-cap");
    if (value && !exceeds(*value, unit::mg_per_day(0))) {
        complain_at(one, "value", "not-positive", "a cap of nothing", "write the most that may be given");
    }
    one.finish();
    return {value.value_or(unit::mg_per_day(0)), origin.citation, origin.evidence};
}

Sourced<FirstDose> as_first_dose(const Sourced<DoseRate>& cap) {
    return {FirstDose{cap.for_caution()}, cap.citation(), cap.evidence()};
}

bool is_past(const MethadoneBand& band, DoseRate morphine) {
    if (!band.below) return false;
    return band.includes_end ? exceeds(morphine, *band.below) : reaches(morphine, *band.below);
}

/// The bands rise and meet: the first one that the dose has not left behind is its own, once it begins.
const MethadoneBand* find_band(const MethadoneMethod& method, DoseRate morphine) {
    const auto found = std::find_if(method.bands.begin(), method.bands.end(),
                                    [&](const MethadoneBand& band) { return !is_past(band, morphine); });
    const bool is_in = found != method.bands.end() && reaches(morphine, found->from);
    return is_in ? &*found : nullptr;
}

/// A share of the morphine dose, at most the method's own limit.
FirstDose share_of(const MethadoneMethod& method, const Sourced<Fraction>& share, DoseRate morphine) {
    const DoseRate dose = morphine * share.for_caution().of_one;
    if (method.limit && exceeds(dose, method.limit->for_caution().amount)) return method.limit->for_caution();
    return {dose};
}

/// The smallest figure of one band for this dose or any larger one. Shares grow with the dose within a band,
/// so that this is its figure at the dose itself, or where the band begins if that is higher.
MethadoneStart lowest_from(const MethadoneMethod& method, const MethadoneBand& band, DoseRate morphine) {
    const DoseRate at = exceeds(band.from, morphine) ? band.from : morphine;
    MethadoneStart lowest{share_of(method, band.least ? *band.least : band.most, at), method.id, {}};
    if (find_band(method, morphine) != &band) lowest.from_edge = band.from;
    return lowest;
}

bool sets_figure_at(const MethadoneMethod& method, DoseRate morphine) {
    if (!method.sets_start) return false;
    const MethadoneBand* band = find_band(method, morphine);
    return band && band->least;
}

void lower_to(std::optional<MethadoneStart>& start, const MethadoneStart& other) {
    if (!start || exceeds(start->dose.amount, other.dose.amount)) start = other;
}

}  // namespace

Result<MethadoneMethod> read_methadone_method(const DataFile& file, Citer& citer) {
    Problems problems;
    MethadoneMethod method = MethodReader(citer, problems).read(file);
    if (!problems.empty()) return problems;
    return method;
}

Result<MethadoneCaps> read_methadone_caps(const DataFile& file, Citer& citer) {
    Problems problems;
    MapReader reader(file.tree, "methadone caps", problems);
    reader.text("stepdown");
    reader.text("id");
    const auto cap = [&](std::string_view key) { return read_cap(reader, key, citer, problems); };
    MethadoneCaps caps{.most = as_first_dose(cap("most")),
                       .most_with_override = as_first_dose(cap("most_with_override")),
                       .low_dose_below = cap("low_dose_below"),
                       .low_dose_most = as_first_dose(cap("low_dose_most")),
                       .increment = cap("increment"),
                       .cautions = {},
                       .caution_citations = {}};
    Cautions cautions = read_cautions(reader, citer, problems);
    caps.cautions = std::move(cautions.texts);
    caps.caution_citations = std::move(cautions.citations);
    const DoseRate low = caps.low_dose_most.for_caution().amount, most = caps.most.for_caution().amount,
                   with_override = caps.most_with_override.for_caution().amount;
    if (problems.empty() && (exceeds(low, most) || exceeds(most, with_override))) {
        reader.complain("cap-order", "the caps do not rise: low dose, usual, with an override",
                        "write the strictest one first");
    }
    reader.finish();
    if (!problems.empty()) return problems;
    return caps;
}

Result<MethadoneGuide> make_methadone_guide(std::vector<MethadoneMethod> methods, MethadoneCaps caps) {
    if (std::none_of(methods.begin(), methods.end(), [](const auto& one) { return one.sets_start; })) {
        return Problems{{"methadone-start-missing",
                         "no method sets the start of methadone",
                         "add one of kind methadone/1 with sets_start: yes",
                         {}}};
    }
    std::sort(methods.begin(), methods.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    MethadoneGuide guide{{}, {}, std::move(caps)};
    for (MethadoneMethod& method : methods) {
        const bool is_oral = method.from_route == Route::oral && method.to_route == Route::oral;
        (is_oral ? guide.methods : guide.by_injection).push_back(std::move(method));
    }
    return guide;
}

std::optional<MethadoneFigure> methadone_by(const MethadoneMethod& method, DoseRate morphine) {
    const MethadoneBand* band = find_band(method, morphine);
    if (!band || !exceeds(morphine, unit::mg_per_day(0))) return std::nullopt;
    MethadoneFigure figure{band, {{}, share_of(method, band->most, morphine)}, {}};
    if (band->least) figure.range.least = share_of(method, *band->least, morphine);
    if (!method.further_cut) return figure;
    const double kept_least = 1 - method.further_cut->most.for_caution().of_one,
                 kept_most = 1 - method.further_cut->least.for_caution().of_one;
    figure.cut_further = MethadoneRange{{}, {figure.range.most.amount * kept_most}};
    if (figure.range.least) figure.cut_further->least = FirstDose{figure.range.least->amount * kept_least};
    return figure;
}

std::optional<MethadoneStart> methadone_start(const MethadoneGuide& guide, DoseRate oral_morphine,
                                              MethadoneCap cap) {
    const auto has_figure = [&](const auto& method) { return sets_figure_at(method, oral_morphine); };
    if (!exceeds(oral_morphine, unit::mg_per_day(0)) ||
        std::none_of(guide.methods.begin(), guide.methods.end(), has_figure)) {
        return std::nullopt;
    }
    std::optional<MethadoneStart> start;
    for (const MethadoneMethod& method : guide.methods) {
        if (!method.sets_start) continue;
        for (const MethadoneBand& band : method.bands) {
            if (!is_past(band, oral_morphine)) lower_to(start, lowest_from(method, band, oral_morphine));
        }
    }
    const MethadoneCaps& caps = guide.caps;
    const bool is_usual = cap == MethadoneCap::usual;
    lower_to(start, {(is_usual ? caps.most : caps.most_with_override).for_caution(),
                     is_usual ? "cap" : "cap-with-override",
                     {}});
    if (!reaches(oral_morphine, caps.low_dose_below.for_caution()))
        lower_to(start, {caps.low_dose_most.for_caution(), "low-dose-cap", {}});
    return start;
}

}  // namespace stepdown
