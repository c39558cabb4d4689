// The files of the machine: what is written is whole or not there, and nothing is replaced unasked.
#include "cli/files.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "tests/cli/run_support.hpp"

using namespace stepdown;
namespace fs = std::filesystem;

namespace {

/// A folder of its own, gone afterwards.
class Folder {
public:
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "stepdown-test-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string file(const std::string& name) const { return (path_ / name).string(); }
    std::string with(const std::string& name, const std::string& text) const {
        std::ofstream(file(name)) << text;
        return file(name);
    }
    std::size_t entries() const {
        std::size_t count = 0;
        for ([[maybe_unused]] const auto& entry : fs::directory_iterator(path_)) ++count;
        return count;
    }

private:
    fs::path path_;
};

std::string text_of(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

struct Ran {
    int code;
    std::string err;
};

/// Runs the program on real files, standard output at `out`.
Ran run_on_files(const std::vector<std::string>& arguments, std::ostream& out) {
    std::ostringstream err;
    const auto today = [] { return *parse_date("2026-11-30"); };
    const int code =
        run(arguments, {out, err, open_reading, open_writing, read_folder, [](const std::string&) {}, today});
    return {code, err.str()};
}

Ran run_on_files(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    return run_on_files(arguments, out);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const std::vector<std::string> mme{"mme", "morphine 10 mg q6h", "--output"};
std::vector<std::string> mme_to(const std::string& path, bool force = false) {
    std::vector<std::string> arguments = mme;
    arguments.push_back(path);
    if (force) arguments.emplace_back("--force");
    return arguments;
}

}  // namespace

TEST_CASE("an output file that exists is left alone without --force, and nothing is left beside it") {
    const Folder folder;
    const std::string file = folder.with("plan.txt", "mine");
    const Ran ran = run_on_files(mme_to(file));
    CHECK(ran.code == 4);
    CHECK(has(ran.err, "plan.txt: error: this file exists; name another, or add --force [file-exists]"));
    CHECK(text_of(file) == "mine");
    CHECK(folder.entries() == 1);
    CHECK(run_on_files(mme_to(file, true)).code == 0);
    CHECK(has(text_of(file), "morphine"));
    CHECK(folder.entries() == 1);
}

TEST_CASE("a file that appears while the result is written is not replaced either") {
    const Folder folder;
    const std::string file = folder.file("plan.txt");
    const Result<Writing> writing = open_writing(file, false);
    REQUIRE(writing);
    CHECK(writing->write("ours").empty());
    CHECK_FALSE(fs::exists(file));
    folder.with("plan.txt", "theirs");
    const Problems problems = writing->finish();
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].id == "file-exists");
    CHECK(text_of(file) == "theirs");
}

TEST_CASE("a file that is not finished leaves nothing behind") {
    const Folder folder;
    {
        const Result<Writing> writing = open_writing(folder.file("plan.txt"), false);
        REQUIRE(writing);
        CHECK(writing->write("half").empty());
        CHECK(folder.entries() == 1);
    }
    CHECK(folder.entries() == 0);
}

TEST_CASE("a file beside the output that has its old temporary name is left alone") {
    const Folder folder;
    const std::string part = folder.with("plan.txt.part", "mine");
    CHECK(run_on_files(mme_to(folder.file("plan.txt"))).code == 0);
    CHECK(text_of(part) == "mine");
}

TEST_CASE("with --force a link keeps pointing at its file, and a file keeps its permissions") {
    const Folder folder;
    const std::string file = folder.with("plan.txt", "old");
    REQUIRE(::chmod(file.c_str(), 0640) == 0);
    fs::create_symlink(file, folder.file("link.txt"));
    CHECK(run_on_files(mme_to(folder.file("link.txt"))).code == 4);
    CHECK(run_on_files(mme_to(folder.file("link.txt"), true)).code == 0);
    CHECK(fs::is_symlink(folder.file("link.txt")));
    CHECK(has(text_of(file), "morphine"));
    CHECK((fs::status(file).permissions() & fs::perms::all) == static_cast<fs::perms>(0640));
}

TEST_CASE("a device is written to as it is, never replaced") {
    CHECK(run_on_files(mme_to("/dev/null", true)).code == 0);
    CHECK(fs::is_character_file("/dev/null"));
    const Ran full = run_on_files(mme_to("/dev/full"));
    CHECK(full.code == 4);
    CHECK(
        has(full.err,
            "/dev/full: error: cannot write this file: No space left on device; name another [write-file]"));
}

TEST_CASE("a place where no file can be written is exit 4 and named") {
    const Folder folder;
    const Ran into_folder = run_on_files(mme_to(folder.file(""), true));
    CHECK(into_folder.code == 4);
    CHECK(has(into_folder.err, "Is a directory"));
    const Ran nowhere = run_on_files(mme_to(folder.file("no/such/plan.txt")));
    CHECK(nowhere.code == 4);
    CHECK(has(nowhere.err, "No such file or directory"));
}

TEST_CASE("a result that standard output does not take is exit 4, of a plan as of a batch") {
    const Folder folder;
    const std::string records = folder.with("r.csv", "regimen\nmorphine 10 mg q6h\n");
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"mme", "morphine 10 mg q6h"},
                                                      std::vector<std::string>{"batch", "mme", records}}) {
        CAPTURE(arguments.front());
        std::ofstream full("/dev/full");
        const Ran ran = run_on_files(arguments, full);
        CHECK(ran.code == 4);
        CHECK(has(ran.err, "standard output: error: cannot write all of the result"));
        CHECK(has(ran.err, "do not use what was written [write-file]"));
    }
}

TEST_CASE("a folder or a missing file where a file should be read is exit 4 and named") {
    const Folder folder;
    for (const char* command : {"taper", "batch mme"}) {
        CAPTURE(command);
        std::istringstream words(command);
        std::vector<std::string> arguments{std::istream_iterator<std::string>(words), {}};
        arguments.push_back(folder.file(""));
        const Ran ran = run_on_files(arguments);
        CHECK(ran.code == 4);
        CHECK(
            has(ran.err, "cannot read this file: Is a directory; name a file that can be read [read-file]"));
        arguments.back() = folder.file("nowhere");
        CHECK(has(run_on_files(arguments).err,
                  "nowhere: error: cannot read this file: No such file or directory"));
    }
}

TEST_CASE("a batch that stops half way makes no file") {
    const Folder folder;
    const auto reading_fails = [](const std::string&) -> Result<Reading> {
        return Reading([first = true]() mutable -> Result<std::string_view> {
            if (!std::exchange(first, false))
                return Problem{"read-file", "gone", "try again", {"r.csv", 0, 0}};
            return std::string_view("regimen\nmorphine 10 mg q6h\nmorphine 10 mg q4h\n");
        });
    };
    std::ostringstream out, err;
    const auto today = [] { return *parse_date("2026-11-30"); };
    const int code =
        run({"batch", "mme", "r.csv", "--output", folder.file("o.csv")},
            {out, err, reading_fails, open_writing, read_folder, [](const std::string&) {}, today});
    CHECK(code == 4);
    CHECK(has(err.str(), "r.csv: error: gone"));
    CHECK(folder.entries() == 0);
}

TEST_CASE("a folder of data gives its .yaml and .yml files by path, hidden ones left out") {
    const Folder folder;
    fs::create_directories(folder.file("b"));
    folder.with("c.yml", "3");
    folder.with("a.yaml", "1");
    folder.with("b/b.yaml", "2");
    folder.with(".a.yaml", "hidden");
    folder.with("readme.txt", "text");
    const auto files = read_folder(folder.file(""));
    REQUIRE(files);
    std::string texts;
    for (const auto& [path, text] : *files) texts += text;
    CHECK(texts == "123");
    CHECK_FALSE(read_folder(folder.file("nowhere")));
    CHECK_FALSE(read_folder(folder.file("a.yaml")));
}

TEST_CASE("a pipe in a folder of data is refused, and not waited for") {
    const Folder folder;
    folder.with("a.yaml", "1");
    REQUIRE(::mkfifo(folder.file("b.yaml").c_str(), 0600) == 0);
    const auto files = read_folder(folder.file(""));
    REQUIRE_FALSE(files);
    CHECK(files.problems().front().message == "this is no regular file");
}
