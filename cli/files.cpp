#include "cli/files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace stepdown {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece_size = 65536;

Problem cannot_read(const std::string& path, int error) {
    return {"read-file",
            std::string("cannot read this file: ") + std::strerror(error),
            "name a file that can be read",
            {path == "-" ? "standard input" : path, 0, 0}};
}

Problem not_a_file(const std::string& path) {
    return {"read-file", "this is no regular file", "take it out of the folder", {path, 0, 0}};
}

Problem cannot_write(const std::string& path, int error) {
    return {"write-file",
            std::string("cannot write this file: ") + std::strerror(error),
            "name another",
            {path, 0, 0}};
}

Problem exists_already(const std::string& path) {
    return {"file-exists", "this file exists", "name another, or add --force", {path, 0, 0}};
}

/// An open file, closed with it.
struct Descriptor {
    explicit Descriptor(int opened) : number(opened) {}
    ~Descriptor() {
        if (number > STDERR_FILENO) ::close(number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number;
};

/// A file under a name of its own until it is whole.
struct Unfinished {
    Unfinished(int opened, std::string temporary) : file(opened), name(std::move(temporary)) {}
    ~Unfinished() {
        if (!name.empty()) ::unlink(name.c_str());
    }
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;

    Descriptor file;
    std::string name;  // empty: written to in place, or finished
};

Problems write_all(int file, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return {cannot_write(path, errno)};
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

/// Gives the finished file its name; 0, or the error. Without `force` a file that exists stays.
int give_name(const std::string& from, const std::string& to, bool force) {
    if (force) return std::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
    if (::link(from.c_str(), to.c_str()) == 0) {
        ::unlink(from.c_str());
        return 0;
    }
    const bool without_links = errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS;
    if (!without_links) return errno;
    struct stat found {};
    if (::lstat(to.c_str(), &found) == 0) return EEXIST;
    return std::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

mode_t usual_permissions() {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return 0666U & ~mask;
}

Result<Writing> in_place(const std::string& path) {
    const int opened = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (opened < 0) return cannot_write(path, errno);
    const auto file = std::make_shared<Descriptor>(opened);
    return Writing{[file, path](std::string_view bytes) { return write_all(file->number, bytes, path); },
                   [file] { return Problems(); }};
}

Result<Writing> beside(const std::string& path, const std::string& target, mode_t permissions, bool force) {
    std::string temporary = target + ".XXXXXX";
    const int opened = ::mkstemp(temporary.data());
    if (opened < 0) return cannot_write(path, errno);
    const auto made = std::make_shared<Unfinished>(opened, temporary);
    if (::fchmod(opened, permissions) != 0) return cannot_write(path, errno);
    const auto finish = [made, path, target, force]() -> Problems {
        const bool is_safe = ::fsync(made->file.number) == 0 || errno == EINVAL;
        if (!is_safe) return {cannot_write(path, errno)};
        const int error = give_name(made->name, target, force);
        if (error == EEXIST && !force) return {exists_already(path)};
        if (error != 0) return {cannot_write(path, error)};
        made->name.clear();
        return {};
    };
    return Writing{[made, path](std::string_view bytes) { return write_all(made->file.number, bytes, path); },
                   finish};
}

bool is_data_file(const fs::directory_entry& entry) {
    std::error_code fault;
    const fs::path& path = entry.path();
    const bool is_yaml = path.extension() == ".yaml" || path.extension() == ".yml";
    return is_yaml && !path.filename().string().starts_with(".") && !entry.is_directory(fault);
}

}  // namespace

Result<Reading> open_reading(const std::string& path) {
    const int opened = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (opened < 0) return cannot_read(path, errno);
    const auto file = std::make_shared<Descriptor>(opened);
    struct stat found {};
    if (::fstat(opened, &found) != 0) return cannot_read(path, errno);
    if (S_ISDIR(found.st_mode)) return cannot_read(path, EISDIR);
    const auto buffer = std::make_shared<std::array<char, piece_size>>();
    return Reading([file, buffer, path]() -> Result<std::string_view> {
        for (;;) {
            const ssize_t got = ::read(file->number, buffer->data(), buffer->size());
            if (got >= 0) return std::string_view(buffer->data(), static_cast<std::size_t>(got));
            if (errno != EINTR) return cannot_read(path, errno);
        }
    });
}

Result<Writing> open_writing(const std::string& path, bool force) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return beside(path, path, usual_permissions(), force);
    if (S_ISDIR(found.st_mode)) return cannot_write(path, EISDIR);
    if (!S_ISREG(found.st_mode)) return in_place(path);
    if (!force) return exists_already(path);
    std::error_code fault;
    const fs::path target = fs::canonical(path, fault);
    if (fault) return cannot_write(path, fault.value());
    return beside(path, target.string(), found.st_mode & 0777U, force);
}

Result<std::vector<std::pair<std::string, std::string>>> read_folder(const std::string& folder) {
    std::error_code fault;
    std::vector<std::string> paths;
    fs::recursive_directory_iterator at(folder, fault);
    while (!fault && at != fs::recursive_directory_iterator()) {
        if (is_data_file(*at)) paths.push_back(at->path().string());
        at.increment(fault);
    }
    if (fault) {
        return Problem{"read-file",
                       "cannot read this folder: " + fault.message(),
                       "name a folder with data files",
                       {folder, 0, 0}};
    }
    std::sort(paths.begin(), paths.end());
    std::vector<std::pair<std::string, std::string>> files;
    for (const std::string& path : paths) {
        if (!fs::is_regular_file(path, fault)) return not_a_file(path);  // reading a pipe would wait
        const Result<Reading> reading = open_reading(path);
        if (!reading) return reading.problems();
        Result<std::string> text = read_all(*reading);
        if (!text) return text.problems();
        files.emplace_back(path, *std::move(text));
    }
    return files;
}

}  // namespace stepdown
