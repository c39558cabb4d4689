#include "conversions/plausible.hpp"

#include "conversions/data_reading.hpp"
#include "conversions/formulary.hpp"

namespace stepdown {

namespace {

class PlausibleReader {
public:
    PlausibleReader(const DataFile& file, const Formulary& formulary, Citer& citer, Problems& problems)
        : reader_(file.tree, "limits of what can be meant", problems),
          formulary_(formulary),
          citer_(citer),
          problems_(problems) {}

    Plausible read() {
        reader_.text("stepdown");
        reader_.text("id");
        Plausible out;
        fact("one_dose", [&](MapReader& fact) {
            out.units = number(fact, "units", "units");
            out.volume = fact.required_quantity("volume", unit::ml).value_or(Volume());
        });
        fact("a_day", [&](MapReader& fact) { out.doses_a_day = number(fact, "doses", "doses"); });
        fact("infusion", [&](MapReader& fact) {
            out.infusion = fact.required_quantity("dose_is", unit::hours).value_or(Duration());
        });
        fact("patches", [&](MapReader& fact) { out.patches = number(fact, "worn", "patches"); });
        fact("range", [&](MapReader& fact) { out.range = number(fact, "factor", "times"); });
        read_changed_early(out);
        reader_.finish();
        return out;
    }

private:
    template <class Read>
    void fact(std::string_view key, Read read) {
        const yaml::Node* node = reader_.required(key);
        if (node != nullptr) item(*node, std::string(key), read);
    }
    template <class Read>
    void item(const yaml::Node& node, std::string what, Read read) {
        MapReader reader(node, std::move(what), problems_);
        read(reader);
        citer_.read(reader);
        reader.finish();
    }
    /// At least 1: a smaller limit would refuse everything.
    double number(MapReader& reader, std::string_view key, std::string_view symbol) {
        const std::vector<std::string> symbols{std::string(symbol)};
        const yaml::Node* node = reader.required(key);
        if (node == nullptr) return 1;
        const auto written = reader.written_quantity(*node, key, symbols);
        if (!written) return 1;
        if (written->number.value() >= 1) return written->number.value();
        reader.complain(*node, "number", "a limit below 1", "write 1 or more");
        return 1;
    }
    void read_changed_early(Plausible& out) {
        const yaml::Node* list = reader_.optional("patch_changed_early");
        if (list == nullptr) return;
        for_each_item(*list, "patch_changed_early", problems_, [&](const yaml::Node& node) {
            item(node, "patch_changed_early", [&](MapReader& reader) {
                const yaml::Node* name = reader.required("drug");
                const auto drug = name ? read_drug(reader, *name, formulary_) : std::nullopt;
                const auto every = reader.required_quantity("every", unit::hours);
                if (drug && every) out.changed_early.push_back({*drug, *every});
            });
        });
    }

    MapReader reader_;
    const Formulary& formulary_;
    Citer& citer_;
    Problems& problems_;
};

}  // namespace

Plausible read_plausible(const DataFile& file, const Formulary& formulary, Citer& citer, Problems& problems) {
    return PlausibleReader(file, formulary, citer, problems).read();
}

}  // namespace stepdown
