#include "planner/documents/dose_writing.hpp"

#include <algorithm>
#include <array>

#include "planner/documents/tall_man.hpp"

namespace stepdown {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A word with what stands around it taken off.
struct Word {
    std::string text;        // "mg", "5.0", "12/01/26"
    bool opened = false;     // a bracket or quote came before it
    bool stopped = false;    // a full stop came after it
    bool ends_line = false;  // it is the last one of its line
    bool ends_cell = false;  // a gap follows, as between the columns of a table: its cell may go on below
};

std::string_view trimmed(std::string_view word, std::string_view what_before, std::string_view what_after) {
    while (!word.empty() && what_before.find(word.front()) != std::string_view::npos) word.remove_prefix(1);
    while (!word.empty() && what_after.find(word.back()) != std::string_view::npos) word.remove_suffix(1);
    return word;
}

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    std::string plain(text);
    for (std::size_t at = plain.find("\u00a0"); at != std::string::npos; at = plain.find("\u00a0", at))
        plain.replace(at, 2, "_");  // binds
    std::size_t at = 0;
    while (at < plain.size()) {
        const std::size_t end = std::min(plain.find_first_of(" \n_", at), plain.size());
        const std::string_view raw = std::string_view(plain).substr(at, end - at);
        const std::string_view closed = trimmed(raw, "([\"'*", ")],;:!?\"'*");
        const std::string_view bare = trimmed(closed, "", ".");
        if (!bare.empty())
            words.push_back({std::string(bare), closed.data() != raw.data(), bare.size() < closed.size()});
        if (end < plain.size() && plain[end] == '\n' && !words.empty()) words.back().ends_line = true;
        if (end + 1 < plain.size() && plain[end] == ' ' && plain[end + 1] == ' ' && !words.empty())
            words.back().ends_cell = true;
        at = end + 1;
    }
    return words;
}

struct Abbreviation {
    std::string_view rule, word, instead;
};
/// Whole words, as they are written.
constexpr std::array abbreviations{
    Abbreviation{"D07", "ug", "mcg"},
    Abbreviation{"D07", "mcgm", "mcg"},
    Abbreviation{"D08", "ml", "mL"},
    Abbreviation{"D08", "ML", "mL"},
    Abbreviation{"D08", "cc", "mL"},
    Abbreviation{"D09", "IU", "units"},
    Abbreviation{"D10", "QD", "daily"},
    Abbreviation{"D10", "qd", "daily"},
    Abbreviation{"D10", "q.d", "daily"},
    Abbreviation{"D10", "OD", "daily"},
    Abbreviation{"D10", "o.d", "daily"},
    Abbreviation{"D10", "q1d", "daily"},
    Abbreviation{"D11", "QOD", "every other day"},
    Abbreviation{"D11", "qod", "every other day"},
    Abbreviation{"D11", "q.o.d", "every other day"},
    Abbreviation{"D12", "HS", "at bedtime"},
    Abbreviation{"D12", "hs", "at bedtime"},
    Abbreviation{"D12", "qhs", "nightly"},
    Abbreviation{"D12", "BT", "at bedtime"},
    Abbreviation{"D12", "qn", "nightly"},
    Abbreviation{"D13", "BIW", "2 times weekly"},
    Abbreviation{"D13", "TIW", "3 times weekly"},
    Abbreviation{"D16", "D/C", "stop, or discharge"},
    Abbreviation{"D18", "&", "and"},
    Abbreviation{"D18", "+", "and"},
    Abbreviation{"D18", "@", "at"},
    Abbreviation{"D19", "<", "less than"},
    Abbreviation{"D19", ">", "more than"},
    Abbreviation{"D19", "<=", "at most"},
    Abbreviation{"D19", ">=", "at least"},
    Abbreviation{"D20", "MSO4", "morphine"},
    Abbreviation{"D20", "MgSO4", "magnesium sulfate"},
    Abbreviation{"D20", "HM", "hydromorphone"},
    Abbreviation{"D20", "oxy", "oxycodone"},
    Abbreviation{"D20", "APAP", "acetaminophen"},
    Abbreviation{"D21", "SC", "subcutaneously"},
    Abbreviation{"D21", "SQ", "subcutaneously"},
    Abbreviation{"D21", "SL", "under the tongue"},
    Abbreviation{"D22", "ss", "half"},
    Abbreviation{"D24", "gr", "mg"},
    Abbreviation{"D24", "ii", "2"},
    Abbreviation{"D24", "iii", "3"},
};

constexpr std::array<std::string_view, 10> dose_units{"mg",     "mcg",   "g",       "mL",  "mg/mL",
                                                      "mg/day", "mcg/h", "mcg/day", "MME", "MME/day"};
constexpr std::array<std::string_view, 8> counted{"tablet", "tablets", "capsule", "capsules",
                                                  "patch",  "patches", "film",    "films"};

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_number(std::string_view word) {
    return !word.empty() && is_digit(word.front()) &&
           std::all_of(word.begin(), word.end(), [](char c) { return is_digit(c) || c == '.' || c == ','; });
}

/// How the digits before the point are written: groups of three behind commas from 1,000 on.
bool has_good_commas(std::string_view number) {
    const std::string_view whole = number.substr(0, number.find('.'));
    std::size_t digits = 0;
    for (std::size_t i = whole.size(); i-- > 0;) {
        if (whole[i] == ',') {
            if (digits != 3) return false;
            digits = 0;
        } else if (++digits > 3) {
            return false;
        }
    }
    return true;
}

class Checker {
public:
    Checker(std::string_view text, Reader reader) : text_(text), words_(words_of(text)), reader_(reader) {}

    std::vector<DoseWritingFault> check() {
        for (const std::string_view sign : {"\u00b5", "\u03bc"}) {
            if (text_.find(sign) != std::string_view::npos) fault("D07", sign, "mcg");
        }
        if (text_.find("\u00b0") != std::string_view::npos) fault("D23", "degree sign", "hours");
        for (std::size_t i = 0; i < words_.size(); ++i) {
            abbreviation(i);
            number(i);
            run_together(i);
            date(words_[i].text);
            if (reader_ == Reader::patient) for_patients(i);
        }
        return std::move(faults_);
    }

private:
    std::string_view word(std::size_t at) const {
        return at < words_.size() ? words_[at].text : std::string_view();
    }
    void fault(std::string rule, std::string_view words, std::string instead) {
        faults_.push_back({std::move(rule), std::string(words), std::move(instead)});
    }

    void abbreviation(std::size_t at) {
        const std::string_view here = word(at);
        for (const Abbreviation& one : abbreviations) {
            if (one.word == here) fault(std::string(one.rule), here, std::string(one.instead));
        }
        if (here == "MS" && word(at + 1) != "Contin") fault("D20", here, "morphine");
        if (here == "per" && word(at + 1) == "os") fault("D21", "per os", "by mouth");
        if (here == "sub" && word(at + 1) == "q") fault("D21", "sub q", "subcutaneously");
        if (here == "as" && word(at + 1) == "directed")
            fault("D26", "as directed", "as shown on your schedule");
        if (here == "1/2" && is_one_of(word(at + 1), counted))
            fault("D22", "1/2 " + words_[at + 1].text, "half tablet");
        if (is_number(here) && (word(at + 1) == "K" || word(at + 1) == "M" || word(at + 1) == "MM"))
            fault("D25", words_[at].text + " " + words_[at + 1].text, "thousand or million");
        if (is_number(here) && (word(at + 1) == "U" || word(at + 1) == "u"))
            fault("D09", words_[at].text + " " + words_[at + 1].text, "units");
    }

    /// A number before a unit, or a counted thing.
    void number(std::size_t at) {
        const std::string_view here = word(at), unit = word(at + 1);
        if (here.size() > 1 && here[0] == '.' && is_digit(here[1]))
            fault("D01", here, "0" + std::string(here));
        const bool is_dose = is_one_of(unit, dose_units);
        if (!is_number(here) || (!is_dose && !is_one_of(unit, counted))) return;
        const std::string both = words_[at].text + " " + words_[at + 1].text;
        if (words_[at].ends_line) fault("D28", both, "both on one line");
        if (here.find('.') != std::string_view::npos && (here.back() == '0' || here.back() == '.'))
            fault("D02", both, "no zero at the end");
        if (!has_good_commas(here)) {
            const bool is_decimal_comma = here.find(',') != std::string_view::npos;
            fault(is_decimal_comma ? "D29" : "D05", both,
                  is_decimal_comma ? "a point" : "a comma from 1,000 on");
        }
        if (is_dose && words_[at + 1].stopped && !words_[at + 1].ends_line && at + 2 < words_.size() &&
            !words_[at + 2].opened && word(at + 2).front() >= 'a' && word(at + 2).front() <= 'z')
            fault("D06", both + ".", "no full stop after a unit");
        if (unit == "mg" && here.starts_with("0.0")) fault("D31", both, "mcg");
    }

    /// "5mg", "tramadol50", "q6PM", "x3d": a number and letters in one word.
    void run_together(std::size_t at) {
        const std::string_view here = word(at);
        const std::size_t letters = here.find_first_not_of("0123456789.,");
        if (letters != std::string_view::npos && letters > 0 && is_number(here.substr(0, letters)) &&
            (is_one_of(here.substr(letters), dose_units) || here.substr(letters) == "ml"))
            fault("D03", here, "a space before the unit");
        const bool is_clock = here.ends_with("AM") || here.ends_with("PM");
        if (here.size() > 3 && here[0] == 'q' && is_digit(here[1]) && is_clock)
            fault("D14", here, "daily at 6 PM, say");
        if (here.size() > 2 && here[0] == 'x' && is_digit(here[1]) && is_letter(here.back()))
            fault("D15", here, "for so many days");
        const std::size_t name =
            static_cast<std::size_t>(std::find_if_not(here.begin(), here.end(), is_letter) - here.begin());
        if (name >= 4 && is_number(here.substr(name)) && is_one_of(word(at + 1), dose_units))
            fault("D04", here, "a space before the number");
    }

    void date(std::string_view here) {
        const std::size_t slashes = static_cast<std::size_t>(std::count(here.begin(), here.end(), '/'));
        const bool is_digits =
            std::all_of(here.begin(), here.end(), [](char c) { return is_digit(c) || c == '/'; });
        if (slashes == 2 && is_digits && here.size() >= 5) fault("D30", here, "the month in words");
    }

    /// What only patients' papers must keep: whole words for "per", months in words, strength beside the
    /// count.
    void for_patients(std::size_t at) {
        const std::string_view here = word(at);
        if (is_one_of(here, dose_units) && here.find('/') != std::string_view::npos && here != "mcg/h" &&
            here != "mg/mL")
            fault("D17", here, "a day");
        if (here.size() == 10 && here[4] == '-' && here[7] == '-' && is_digit(here[0]))
            fault("D30", here, "the month in words");
        const bool is_part = at > 2 && word(at - 1) == "a" && word(at - 2) == "of" &&
                             (word(at - 3) == "quarter" || word(at - 3) == "quarters");
        const bool is_count = at > 0 && (is_number(word(at - 1)) || word(at - 1) == "half" ||
                                         word(at - 1) == "quarter" || word(at - 1) == "quarters" || is_part);
        const bool is_none = at > 0 && word(at - 1) == "0";
        if (is_none && is_one_of(here, counted))
            fault("D32", words_[at - 1].text + " " + words_[at].text, "how much it is");
        if (is_count && !is_none && !words_[at].ends_cell && is_one_of(here, counted) &&
            word(at + 1) != "of" && word(at - 1) != "in")
            fault("D32", words_[at - 1].text + " " + words_[at].text, "the strength and the amount as well");
    }

    std::string_view text_;
    std::vector<Word> words_;
    Reader reader_;
    std::vector<DoseWritingFault> faults_;
};

}  // namespace

std::vector<DoseWritingFault> dose_writing_faults(std::string_view text, Reader reader,
                                                  const std::vector<std::string>& names) {
    std::vector<DoseWritingFault> faults = Checker(text, reader).check();
    if (reader == Reader::patient) return faults;
    for (auto& [written, name] : plain_names(text, names)) faults.push_back({"D27", written, name});
    return faults;
}

}  // namespace stepdown
