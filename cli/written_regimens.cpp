#include <algorithm>

#include "cli/commands.hpp"

namespace stepdown {

namespace {

void add_lines(const std::string& text, std::vector<WrittenRegimen>& all) {
    int line = 1;
    for (std::size_t at = 0; at < text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string words = text.substr(at, end - at);
        if (words.ends_with('\r')) words.pop_back();
        if (words.find_first_not_of(" \t") != std::string::npos && words[0] != '#')
            all.push_back({words, {"standard input", line, 1}});
        at = end + 1;
    }
}

}  // namespace

Result<WrittenRegimens> written_regimens(const CommandInput& input) {
    WrittenRegimens written;
    int number = 0;
    for (const std::string& operand : input.arguments.operands) {
        ++number;
        if (operand != "-") {
            written.all.push_back({operand, {"argument " + std::to_string(number), 1, 1}});
            continue;
        }
        const Result<std::string> text = input.shell.read_file("-");
        if (!text) return text.problems();
        written.source = *text;
        add_lines(*text, written.all);
    }
    if (number == 1 && written.source.empty()) written.source = input.arguments.operands.front();
    return written;
}

}  // namespace stepdown
