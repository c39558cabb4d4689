#include <chrono>
#include <csignal>
#include <ctime>
#include <exception>
#include <iostream>
#include <string>
#include <unistd.h>
#include <vector>

#include "cli/files.hpp"
#include "cli/shell.hpp"

namespace {

using stepdown::Date;

Date today() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm local{};
    localtime_r(&now, &local);
    return Date(std::chrono::year_month_day(std::chrono::year(local.tm_year + 1900),
                                            std::chrono::month(static_cast<unsigned>(local.tm_mon + 1)),
                                            std::chrono::day(static_cast<unsigned>(local.tm_mday))));
}

/// Shows progress on a terminal, at most twice a second; elsewhere nowhere.
class Progress {
public:
    void operator()(const std::string& line) {
        if (!is_watched_) return;
        const auto now = std::chrono::steady_clock::now();
        if (!line.empty() && now - shown_ < std::chrono::milliseconds(500)) return;
        shown_ = now;
        const std::size_t width = std::max(width_, line.size());
        std::cerr << '\r' << line << std::string(width - line.size(), ' ') << '\r' << std::flush;
        width_ = line.size();
    }

private:
    bool is_watched_ = ::isatty(STDERR_FILENO) == 1;
    std::chrono::steady_clock::time_point shown_ = std::chrono::steady_clock::now();
    std::size_t width_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    std::ios::sync_with_stdio(false);
    std::signal(SIGPIPE, SIG_IGN);  // a reader that has gone is told as a problem, with its exit code
    try {
        const std::vector<std::string> arguments(argv + 1, argv + argc);
        return stepdown::run(arguments, {std::cout, std::cerr, stepdown::open_reading, stepdown::open_writing,
                                         stepdown::read_folder, Progress(), today});
    } catch (const std::exception& error) {
        std::cerr << "stepdown: internal error: " << error.what() << "\n";
    }
    return stepdown::failed;
}
