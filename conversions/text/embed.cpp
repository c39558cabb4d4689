// stepdown_embed OUTPUT.cpp ROOT FILE...: reads YAML files and writes a C++ file that holds their trees, so
// that the program starts without parsing. A file with a fault stops the build, told as any input error is.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "conversions/formulary.hpp"
#include "conversions/text/map_reader.hpp"
#include "conversions/text/yaml_tree.hpp"

namespace {

std::string escaped(const std::string& bytes) {
    static constexpr char octal[] = "01234567";
    std::string out;
    for (const char c : bytes) {
        const auto b = static_cast<unsigned char>(c);
        if (b >= 32 && b < 127 && c != '"' && c != '\\' && c != '?') {
            out += c;
        } else {
            out += {'\\', octal[b >> 6U], octal[(b >> 3U) & 7U], octal[b & 7U]};
        }
    }
    return out;
}

/// One string literal per 8 KiB, each on its own line.
std::string literal(const std::string& bytes) {
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 8192)
        out += "\n     \"" + escaped(bytes.substr(at, 8192)) + "\"";
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    const std::string root = std::string(argv[2]) + "/";
    std::ostringstream table;
    bool faulty = false;
    for (int i = 3; i < argc; ++i) {
        std::ifstream in(argv[i], std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        std::string name = argv[i];
        if (name.starts_with(root)) name = name.substr(root.size());
        const auto tree = stepdown::yaml::parse(text.str(), name);
        if (!tree) {
            faulty = true;
            for (const auto& problem : tree.problems())
                std::cerr << stepdown::show_problem(problem, text.str());
            continue;
        }
        const std::string bytes = stepdown::yaml::to_binary(*tree);
        table << "    {\"" << name << "\", std::string_view(" << literal(bytes) << ",\n     " << bytes.size()
              << "),\n     \"" << stepdown::digest_of_tree(*tree) << "\"},\n";
    }
    if (faulty) return 1;
    std::ofstream out(argv[1], std::ios::binary);
    out << "#include \"cli/shipped_data.hpp\"\nnamespace stepdown {\nnamespace {\n"
           "constexpr ShippedTree files[] = {\n"
        << table.str()
        << "};\n}  // namespace\nstd::span<const ShippedTree> shipped_trees() { return files; }\n"
           "}  // namespace stepdown\n";
    return out.good() ? 0 : 1;
}
