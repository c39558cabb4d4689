// Readers of what bounds a rotation: the reduction for incomplete cross-tolerance, refusals and ceilings.
#include <fmt/format.h>

#include "conversions/data_reading.hpp"
#include "conversions/rotation.hpp"

namespace stepdown {

namespace {

/// A range of what is taken off, with its origin.
struct TakenOff {
    Sourced<Fraction> least, most;
};

/// Reads a file of kind reduction/1.
class GuideReader {
public:
    GuideReader(Citer& citer, Problems& problems) : citer_(citer), problems_(problems) {}

    ReductionGuide read(const DataFile& file);

private:
    TakenOff read_taken_off(MapReader& reader);
    TakenOff read_window(MapReader& reader);
    PublishedReduction read_other(const yaml::Node& node);
    std::vector<ReductionReason> read_reasons(MapReader& reader, std::string_view key);
    ReductionReason read_reason(const yaml::Node& node);

    Citer& citer_;
    Problems& problems_;
    FirstUses others_{"duplicate-row"}, reasons_{"duplicate-row"};
};

TakenOff GuideReader::read_taken_off(MapReader& reader) {
    const auto share = [&](std::string_view key) {
        reader.required(key);
        return optional_share(reader, key).value_or(Fraction{});
    };
    const Fraction least = share("takes_off_least"), most = share("takes_off_most");
    if (least > most) {
        reader.complain("reduction-range", "the least that is taken off is more than the most",
                        "write the fraction taken away, not the fraction given");
    }
    const Citer::Origin origin = citer_.read(reader);
    // A missing or unknown source is a problem already, and counts as unverified.
    if (origin.evidence == Evidence::unverified && reader.optional_text("evidence") == "unverified") {
        reader.complain("unverified-dose", "this share would set a dose, and nobody has verified it",
                        "find it in a source, or leave it out");
    }
    return {{least, origin.citation, origin.evidence}, {most, origin.citation, origin.evidence}};
}

TakenOff GuideReader::read_window(MapReader& reader) {
    const yaml::Node* node = reader.required("window");
    if (!node) return {{Fraction{}, {}, Evidence::unverified}, {Fraction{}, {}, Evidence::unverified}};
    MapReader window(*node, "window", problems_);
    const std::size_t before = problems_.size();
    const TakenOff taken = read_taken_off(window);
    if (problems_.size() == before && taken.least.for_caution().of_one <= 0) {
        window.complain("reduction-range", "a window that begins at no reduction at all",
                        "write the least that is always taken off");
    }
    window.finish();
    return taken;
}

PublishedReduction GuideReader::read_other(const yaml::Node& node) {
    MapReader reader(node, "published reduction", problems_);
    const std::string id = reader.text("id");
    const std::string title = reader.text("title");
    const std::string when = reader.optional_text("when").value_or("");
    const TakenOff taken = read_taken_off(reader);
    others_.add(reader, node, "the reduction", id);
    reader.finish();
    return {id, title, when, taken.least, taken.most};
}

ReductionReason GuideReader::read_reason(const yaml::Node& node) {
    MapReader reader(node, "reason", problems_);
    ReductionReason reason;
    reason.id = reader.text("id");
    reason.says = reader.text("says");
    const auto years = optional_years(reader, "from_age");
    const auto morphine = reader.optional_quantity("from_oral_morphine", unit::mg_per_day);
    const auto at_least = optional_share(reader, "takes_off_at_least");
    const Citer::Origin origin = citer_.read(reader);
    reason.citation = origin.citation;
    reason.evidence = origin.evidence;
    if (years) reason.from_years.emplace(*years, origin.citation, origin.evidence);
    if (morphine) reason.from_oral_morphine.emplace(*morphine, origin.citation, origin.evidence);
    if (at_least) reason.at_least.emplace(*at_least, origin.citation, origin.evidence);
    reasons_.add(reader, node, "the reason", reason.id);
    reader.finish();
    return reason;
}

std::vector<ReductionReason> GuideReader::read_reasons(MapReader& reader, std::string_view key) {
    std::vector<ReductionReason> reasons;
    if (const yaml::Node* list = reader.required(key)) {
        for_each_item(*list, key, problems_,
                      [&](const yaml::Node& node) { reasons.push_back(read_reason(node)); });
    }
    return reasons;
}

ReductionGuide GuideReader::read(const DataFile& file) {
    MapReader reader(file.tree, "guide to reductions", problems_);
    reader.text("stepdown");
    reader.text("id");
    const TakenOff window = read_window(reader);
    ReductionGuide guide{window.least, window.most, {}, {}, {}};
    if (const yaml::Node* list = reader.required("others")) {
        for_each_item(*list, "others", problems_,
                      [&](const yaml::Node& node) { guide.others.push_back(read_other(node)); });
    }
    guide.toward_more = read_reasons(reader, "toward_more");
    guide.toward_less = read_reasons(reader, "toward_less");
    for (const ReductionReason& reason : guide.toward_less) {
        if (reason.evidence != Evidence::unverified) continue;
        reader.complain(*reader.optional("toward_less"), "unverified-dose",
                        fmt::format("\"{}\" would raise a dose, and nobody has verified it", reason.id),
                        "find it in a source, or leave it out");
    }
    reader.finish();
    return guide;
}

/// Reads a file of kind rotation-bounds/1.
class BoundsReader {
public:
    BoundsReader(const Formulary& formulary, Citer& citer, Problems& problems)
        : formulary_(formulary), citer_(citer), problems_(problems) {}

    RotationBounds read(const DataFile& file);

private:
    std::vector<DrugId> read_drugs(MapReader& reader, std::string_view key);
    std::vector<Route> read_routes(MapReader& reader, std::string_view key);
    RotationRefusal read_refusal(const yaml::Node& node);
    std::optional<DailyCeiling> read_ceiling(const yaml::Node& node);

    const Formulary& formulary_;
    Citer& citer_;
    Problems& problems_;
    FirstUses refusals_{"duplicate-row"};
};

std::vector<DrugId> BoundsReader::read_drugs(MapReader& reader, std::string_view key) {
    std::vector<DrugId> drugs;
    if (const yaml::Node* list = reader.optional(key)) {
        for_each_item(*list, key, problems_, [&](const yaml::Node& node) {
            if (const auto drug = read_drug(reader, node, formulary_)) drugs.push_back(*drug);
        });
    }
    return drugs;
}

std::vector<Route> BoundsReader::read_routes(MapReader& reader, std::string_view key) {
    std::vector<Route> routes;
    if (const yaml::Node* list = reader.optional(key)) {
        for_each_item(*list, key, problems_, [&](const yaml::Node& node) {
            if (const auto route = read_route(reader, node)) routes.push_back(*route);
        });
    }
    return routes;
}

RotationRefusal BoundsReader::read_refusal(const yaml::Node& node) {
    MapReader reader(node, "refusal", problems_);
    RotationRefusal refusal;
    refusal.id = reader.text("id");
    refusal.because = reader.text("because");
    refusal.instead = reader.text("instead");
    refusal.from = read_drugs(reader, "from");
    refusal.to = read_drugs(reader, "to");
    refusal.from_routes = read_routes(reader, "from_routes");
    refusal.to_routes = read_routes(reader, "to_routes");
    refusal.only_by_ratio = reader.optional_yes_no("only_by_ratio").value_or(false);
    refusal.only_when_changed = reader.optional_yes_no("only_when_changed").value_or(false);
    refusal.condition = reader.optional_text("condition").value_or("");
    const auto years = optional_years(reader, "under_age");
    const Citer::Origin origin = citer_.read(reader);
    refusal.citation = origin.citation;
    refusal.evidence = origin.evidence;
    if (years) refusal.under_years.emplace(*years, origin.citation, origin.evidence);
    const bool for_all =
        !reader.has("from") && !reader.has("to") && !reader.has("from_routes") && !reader.has("to_routes");
    if (for_all && refusal.condition.empty()) {
        reader.complain("refuses-everything", "this refusal would refuse every conversion",
                        "name drugs, routes or a condition");
    }
    refusals_.add(reader, node, "the refusal", refusal.id);
    reader.finish();
    return refusal;
}

std::optional<DailyCeiling> BoundsReader::read_ceiling(const yaml::Node& node) {
    static constexpr std::array<Word<Release>, 2> releases{
        {{"immediate", Release::immediate}, {"extended", Release::extended}}};
    MapReader reader(node, "ceiling", problems_);
    const yaml::Node* name = reader.required("drug");
    const auto drug = name ? read_drug(reader, *name, formulary_) : std::nullopt;
    std::optional<Release> release;
    if (reader.has("release")) release = read_word(reader, "release", releases);
    const auto years = optional_years(reader, "from_age");
    const auto most = reader.required_quantity("most", unit::mg_per_day);
    const std::string note = reader.optional_text("note").value_or("");
    const Citer::Origin origin = citer_.read(reader);
    if (most && !exceeds(*most, unit::mg_per_day(0))) {
        reader.complain(*reader.optional("most"), "not-positive", "a ceiling of nothing",
                        "write a refusal instead");
    }
    reader.finish();
    if (!drug || !most) return std::nullopt;
    return DailyCeiling{*drug, release, years, {*most, origin.citation, origin.evidence}, note};
}

RotationBounds BoundsReader::read(const DataFile& file) {
    MapReader reader(file.tree, "bounds of rotation", problems_);
    reader.text("stepdown");
    reader.text("id");
    RotationBounds bounds;
    if (const yaml::Node* list = reader.required("refusals")) {
        for_each_item(*list, "refusals", problems_,
                      [&](const yaml::Node& node) { bounds.refusals.push_back(read_refusal(node)); });
    }
    if (const yaml::Node* list = reader.required("ceilings")) {
        for_each_item(*list, "ceilings", problems_, [&](const yaml::Node& node) {
            if (auto ceiling = read_ceiling(node)) bounds.ceilings.push_back(*std::move(ceiling));
        });
    }
    reader.finish();
    return bounds;
}

}  // namespace

Result<ReductionGuide> read_reduction_guide(const DataFile& file, Citer& citer) {
    Problems problems;
    ReductionGuide guide = GuideReader(citer, problems).read(file);
    if (!problems.empty()) return problems;
    return guide;
}

Result<RotationBounds> read_rotation_bounds(const DataFile& file, const Formulary& formulary, Citer& citer) {
    Problems problems;
    RotationBounds bounds = BoundsReader(formulary, citer, problems).read(file);
    if (!problems.empty()) return problems;
    return bounds;
}

}  // namespace stepdown
