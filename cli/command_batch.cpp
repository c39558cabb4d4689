#include <map>
#include <ostream>
#include <utility>

#include "cli/batch_records.hpp"
#include "cli/commands.hpp"
#include "cli/factor_set.hpp"
#include "cli/formats/batch.hpp"
#include "conversions/quantity_format.hpp"
#include "conversions/regimen_text.hpp"
#include "conversions/text/map_reader.hpp"

namespace stepdown {

namespace {

constexpr long long records_between_progress = 1000;
constexpr int problems_told = 10;

CommandResult wrong(const std::string& id, const std::string& message, const std::string& instead) {
    return {wrong_input, "", {{id, message, instead, {}}}, ""};
}

/// What a batch came to, for the line at its end.
struct Tally {
    long long records = 0, totalled = 0, incomplete = 0, without_total = 0, wrong = 0;
    std::map<std::string, long long> problems;  // by id: as many as there are ids

    void add(const BatchAnswer& answer);
    std::string text() const;
};

void Tally::add(const BatchAnswer& answer) {
    ++records;
    for (const Problem& problem : answer.record.problems) ++problems[problem.id];
    if (!answer.exposure) {
        ++wrong;
    } else if (!answer.exposure->total) {
        ++without_total;
    } else {
        ++(answer.exposure->complete ? totalled : incomplete);
    }
}

std::string count(long long number, const std::string& what) {
    return show_decimal(static_cast<double>(number), 0) + " " + what;
}

std::string Tally::text() const {
    std::string text = count(records, records == 1 ? "record: " : "records: ") + count(totalled, "totalled");
    if (incomplete > 0) text += ", " + count(incomplete, "totalled in part");
    if (without_total > 0) text += ", " + count(without_total, "without a total (no factor)");
    text += ", " + count(wrong, "with problems");
    std::string kinds;
    for (const auto& [id, number] : problems)
        kinds += (kinds.empty() ? "" : ", ") + id + " " + std::to_string(number);
    return text + (kinds.empty() ? "" : " (" + kinds + ")") + "\n";
}

/// The rows on their way out: standard output, or the file of --output.
class Output {
public:
    Output(const Shell& shell, std::optional<Writing> file) : shell_(shell), file_(std::move(file)) {}

    void add(const std::string& row) { waiting_ += row; }
    /// Hands on what has been added.
    Problems flush();
    Problems finish() {
        Problems problems = flush();
        return problems.empty() && file_ ? file_->finish() : problems;
    }
    /// False when standard output takes no more: run() tells why.
    bool is_open() const { return static_cast<bool>(shell_.out); }

private:
    const Shell& shell_;
    std::optional<Writing> file_;
    std::string waiting_;
};

Problems Output::flush() {
    const std::string bytes = std::exchange(waiting_, "");
    if (file_) return file_->write(bytes);
    shell_.out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    shell_.out.flush();
    return {};
}

class Batch {
public:
    Batch(const CommandInput& input, const BatchBasis& basis, std::string name)
        : input_(input), basis_(basis), name_(std::move(name)) {}

    CommandResult run(const Reading& reading);

private:
    BatchAnswer answer(BatchRecord record) const;
    void take(BatchRecord record);
    void emit();
    void tell(const BatchAnswer& answer);
    CommandResult finish(Problems problems);

    const CommandInput& input_;
    const BatchBasis& basis_;
    std::string name_;
    bool as_json_ = false;
    std::optional<Output> output_;
    std::optional<BatchAnswer> held_;  // until the next record shows that it is of another person
    Tally tally_;
    int told_ = 0;
    Problems write_problems_;
};

BatchAnswer Batch::answer(BatchRecord record) const {
    BatchAnswer answer{std::move(record), {}, {}};
    Problems& problems = answer.record.problems;
    const std::vector<std::string>& texts = answer.record.regimens;
    if (problems.empty() && texts.empty())
        problems.push_back(
            {"empty-regimen", "there is no opioid to total", "write one, or leave the record out", {}});
    for (std::size_t i = 0; i < texts.size(); ++i) {
        Result<Regimen> regimen = read_regimen(texts[i], basis_.library.formulary, {});
        if (regimen) {
            answer.regimens.push_back(*std::move(regimen));
            continue;
        }
        const std::string which = texts.size() > 1 ? "regimen " + std::to_string(i + 1) + ": " : "";
        for (const Problem& one : regimen.problems())
            problems.push_back({one.id, which + one.message, one.instead, {}});
    }
    for (Problem& problem : problems) {
        problem.place.file = name_;
        if (problem.place.column == 0 || problem.place.line == 0)
            problem.place = {name_, answer.record.line, 0};
    }
    if (problems.empty()) answer.exposure = exposure(answer.regimens, basis_.table, Counting::most_allowed);
    return answer;
}

/// The same id in two records after each other: each would be totalled by itself, and both too low.
void repeat(BatchAnswer& answer, const std::string& file) {
    answer.exposure.reset();
    Problems& problems = answer.record.problems;
    if (!problems.empty() && problems.back().id == "repeated-id") return;
    problems.push_back({"repeated-id",
                        "the record beside this one has the same id, \"" + answer.record.id + "\"",
                        "write all opioids of a person in one record, parted by semicolons",
                        {file, answer.record.line, 0}});
}

void Batch::take(BatchRecord record) {
    BatchAnswer next = answer(std::move(record));
    if (held_ && !next.record.id.empty() && held_->record.id == next.record.id) {
        repeat(*held_, name_);
        repeat(next, name_);
    }
    emit();
    held_ = std::move(next);
}

void Batch::emit() {
    if (!held_) return;
    tally_.add(*held_);
    tell(*held_);
    output_->add(as_json_ ? json_row(*held_, basis_) : csv_row(*held_, basis_));
    held_.reset();
    if (tally_.records % records_between_progress == 0 && !input_.arguments.quiet)
        input_.shell.progress(count(tally_.records, "records, ") + count(tally_.wrong, "with problems"));
}

/// The first faulty records on standard error as well; all are in the output.
void Batch::tell(const BatchAnswer& answer) {
    for (const Problem& problem : answer.record.problems) {
        if (++told_ <= problems_told) input_.shell.err << show_problem(problem, "");
    }
}

CommandResult Batch::finish(Problems problems) {
    const Problems unwritten = problems.empty() ? output_->finish() : output_->flush();
    problems.insert(problems.end(), unwritten.begin(), unwritten.end());
    input_.shell.progress("");
    if (!problems.empty()) return {failed, "", problems, ""};
    if (told_ > problems_told)
        input_.shell.err << "and " << told_ - problems_told << " more problems; all stand in the output\n";
    if (!input_.arguments.quiet || tally_.wrong > 0) input_.shell.err << tally_.text();
    CommandResult result;
    result.code = tally_.wrong > 0 ? wrong_input : done;
    result.is_written = true;
    return result;
}

CommandResult Batch::run(const Reading& reading) {
    // Before more input is waited for, everything that is answered goes out.
    LineReader lines(
        [&]() -> Result<std::string_view> {
            if (output_ && write_problems_.empty()) write_problems_ = output_->flush();
            return reading();
        },
        largest_record);
    RecordReader records(lines, input_.arguments.record_kind, input_.arguments.ignored_columns);
    Problems faults = records.begin();
    for (Problem& problem : faults) problem.place.file = name_;
    if (!lines.problems().empty()) return {failed, "", lines.problems(), ""};
    if (!faults.empty()) return {wrong_input, "", faults, ""};
    std::optional<Writing> file;
    if (!input_.arguments.output.empty()) {
        Result<Writing> opened = input_.shell.open_writing(input_.arguments.output, input_.arguments.force);
        if (!opened) return {failed, "", opened.problems(), ""};
        file = *std::move(opened);
    }
    output_.emplace(input_.shell, std::move(file));
    const Format format = input_.arguments.format;
    as_json_ = format == Format::json || (format == Format::text && records.kind() == RecordKind::json);
    if (!as_json_) output_->add(csv_header(basis_));
    while (auto record = records.next()) {
        take(*std::move(record));
        if (!write_problems_.empty() || !output_->is_open())
            return {failed, "", write_problems_, "", {}, true};
    }
    emit();
    return finish(lines.problems());
}

}  // namespace

CommandResult command_batch(const CommandInput& input) {
    const std::vector<std::string>& words = input.arguments.operands;
    if (words.front() != "mme")
        return wrong("arguments", "unknown batch \"" + words.front() + "\"", "write stepdown batch mme");
    if (words.size() > 2)
        return wrong("arguments", "batch mme reads one file", "put the records in one file");
    if (input.arguments.source == "all")
        return wrong("arguments", "a batch is totalled by one set of factors", "name one set at --source");
    const Result<const ExposureTable*> table = chosen_set(input);
    if (!table) return {wrong_input, "", table.problems(), ""};
    const std::string path = words.size() == 2 ? words.back() : "-";
    const Result<Reading> reading = input.shell.open_reading(path);
    if (!reading) return {failed, "", reading.problems(), ""};
    const BatchBasis basis{**table, input.library};
    return Batch(input, basis, path == "-" ? "standard input" : path).run(*reading);
}

}  // namespace stepdown
