#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <unistd.h>

#include "cli/shell.hpp"

namespace {

using stepdown::Date;
using stepdown::Problem;
using stepdown::Problems;
using stepdown::Result;

Result<std::string> read_file(const std::string& path) {
    std::ostringstream text;
    if (path == "-") {
        text << std::cin.rdbuf();
        return text.str();
    }
    std::ifstream in(path, std::ios::binary);
    if (in && !std::filesystem::is_directory(path)) text << in.rdbuf();
    if (!in || std::filesystem::is_directory(path)) {
        return Problem{"read-file",
                       std::string("cannot read this file: ") + std::strerror(errno ? errno : EISDIR),
                       "name a file that can be read",
                       {path, 0, 0}};
    }
    return text.str();
}

Problems write_file(const std::string& path, const std::string& bytes, bool force) {
    if (!force && std::filesystem::exists(path)) {
        return {{"file-exists", "this file exists", "name another, or add --force", {path, 0, 0}}};
    }
    const std::string beside = path + ".part";
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out << bytes;
    out.close();
    if (out && std::rename(beside.c_str(), path.c_str()) == 0) return {};
    std::remove(beside.c_str());
    return {{"write-file",
             std::string("cannot write this file: ") + std::strerror(errno),
             "name another",
             {path, 0, 0}}};
}

Result<std::vector<std::pair<std::string, std::string>>> read_folder(const std::string& folder) {
    std::error_code fault;
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, fault)) {
        if (entry.path().extension() != ".yaml") continue;
        Result<std::string> text = read_file(entry.path().string());
        if (!text) return text.problems();
        files.emplace_back(entry.path().string(), *text);
    }
    if (fault) {
        return Problem{"read-file",
                       "cannot read this folder: " + fault.message(),
                       "name a folder with data files",
                       {folder, 0, 0}};
    }
    std::sort(files.begin(), files.end());
    return files;
}

Date today() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm local{};
    localtime_r(&now, &local);
    return Date(std::chrono::year_month_day(std::chrono::year(local.tm_year + 1900),
                                            std::chrono::month(static_cast<unsigned>(local.tm_mon + 1)),
                                            std::chrono::day(static_cast<unsigned>(local.tm_mday))));
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const std::vector<std::string> arguments(argv + 1, argv + argc);
        const int code =
            stepdown::run(arguments, {std::cout, std::cerr, read_file, write_file, read_folder, today});
        std::cout.flush();
        return std::cout ? code : stepdown::failed;
    } catch (const std::exception& error) {
        std::cerr << "stepdown: internal error: " << error.what() << "\n";
    }
    return stepdown::failed;
}
