// Any bytes at all: read_regimen() must end, must not throw, and must give either a regimen with a drug and
// an amount above zero, or problems with columns inside the text and messages that can be printed.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "conversions/regimen_text.hpp"

namespace {

using namespace stepdown;

void require(bool kept) {
    if (!kept) std::abort();
}

Formulary shipped() {
    std::vector<DataFile> files;
    const std::filesystem::path folder = std::filesystem::path(STEPDOWN_SOURCE_DIR) / "conversions" / "data";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".yaml") continue;
        std::ifstream in(entry.path(), std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        const auto tree = yaml::parse(text.str(), entry.path().string());
        require(bool(tree));
        files.push_back({entry.path().string(), *tree});
    }
    auto formulary = Formulary::load(files);
    require(bool(formulary));
    return *std::move(formulary);
}

void check(const Scheduled& scheduled) {
    require(!scheduled.doses.empty() && scheduled.every_days >= 1);
    for (const Dose& dose : scheduled.doses) require(dose.amount > unit::mg(0));
}
void check(const AsNeeded& needed) {
    require(needed.least_dose > unit::mg(0) && reaches(needed.dose, needed.least_dose));
}
void check(const Continuous& continuous) {
    require(continuous.rate > unit::mcg_per_hour(0));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Formulary formulary = shipped();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto regimen = read_regimen(text, formulary, {"fuzz", 1, 1});
    if (regimen) {
        require(regimen->drug.index < formulary.drugs().size());
        std::visit([](const auto& amount) { check(amount); }, regimen->amount);
        return 0;
    }
    require(!regimen.problems().empty());
    for (const Problem& problem : regimen.problems()) {
        require(problem.place.column >= 1 && problem.place.column <= static_cast<int>(size) + 1);
        require(!problem.id.empty() && !problem.instead.empty());
        require(!show_problem(problem, text).empty());
    }
    return 0;
}
