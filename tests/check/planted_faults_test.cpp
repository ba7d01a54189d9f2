// Faults planted in copies of real corpora: every one is found at its line, and nothing else is new.
#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "check_memory.h"

using namespace seqlab::tests;
using seqlab::check::FileReport;
using seqlab::check::Finding;
using seqlab::check::Kind;
using seqlab::check::Role;

namespace {

struct Line {
  std::string text;           // with its end
  std::size_t original = 0;   // its number in the file, from 1; 0: planted
  std::optional<Kind> fault;  // that is planted in it
};

std::vector<Line> lines_of(const std::string& path) {
  std::vector<Line> lines;
  std::ifstream file(path, std::ios::binary);
  for (std::string text; std::getline(file, text);) lines.push_back({text + "\n", lines.size() + 1, {}});
  return lines;
}

std::string joined(const std::vector<Line>& lines) {
  std::string text;
  for (const Line& line : lines) text += line.text;
  return text;
}

// A row of columns between tabs.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream row(line.substr(0, line.size() - 1));
  for (std::string field; std::getline(row, field, '\t');) fields.push_back(field);
  return fields;
}

std::string row_of(const std::vector<std::string>& fields) {
  std::string row;
  for (const std::string& field : fields) row += (row.empty() ? "" : "\t") + field;
  return row + "\n";
}

using Fields = std::vector<std::string>;

// A file in which each fault gets a sentence of its own.
class Planting {
 public:
  // label: the column, from 0.
  Planting(std::vector<Line> lines, std::size_t label) : lines_(std::move(lines)), label_(label) {}

  // Changes the fields of the second token of a sentence whose first six labels are O.
  void in_row(Kind kind, const std::function<void(Fields&)>& change, std::size_t token = 1) {
    const std::size_t at = next_sentence() + token;
    Fields fields = fields_of(lines_[at].text);
    change(fields);
    lines_[at].text = row_of(fields);
    lines_[at].fault = kind;
  }
  void label(Kind kind, const std::string& label, std::size_t token = 1) {
    in_row(
        kind, [&](Fields& fields) { fields[label_] = label; }, token);
  }
  // Adds bytes inside a word.
  void in_word(Kind kind, const std::string& bytes) {
    in_row(kind, [&](Fields& fields) { fields[1] = "ab" + bytes + "cd"; });
  }
  // Changes the lines from the first token of a sentence on; returns the faulty line.
  void in_lines(Kind kind,
                const std::function<std::size_t(std::vector<Line>& lines, std::size_t first)>& change) {
    const std::size_t first = next_sentence();
    lines_[change(lines_, first)].fault = kind;
    ++next_;
  }
  void at_start(Kind kind, const std::string& bytes) {
    lines_.front().text = bytes + lines_.front().text;
    lines_.front().fault = kind;
  }

  [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }

 private:
  // The line of the first token of the next sentence of at least eight tokens whose first six labels are O.
  std::size_t next_sentence() {
    for (;; ++next_) {
      if (next_ + 8 >= lines_.size()) throw std::runtime_error("too few sentences for all faults");
      const Line& before = lines_[next_ - 1];
      if (before.text[0] != '#' || lines_[next_].text[0] == '#') continue;
      bool long_enough = true;
      bool outside = true;
      for (std::size_t t = 0; t < 8; ++t) {
        const Fields fields = fields_of(lines_[next_ + t].text);
        long_enough = long_enough && fields.size() > label_ && fields[0] == std::to_string(t + 1);
        outside = outside && long_enough && (label_ != 2 || t >= 6 || fields[label_] == "O");
      }
      if (long_enough && outside) break;
    }
    // Faults are not in neighbouring sentences.
    const std::size_t found = next_;
    next_ += 60;
    return found;
  }

  std::vector<Line> lines_;
  std::size_t label_;
  std::size_t next_ = 1;
};

using KindAndLine = std::pair<Kind, std::size_t>;

std::multiset<KindAndLine> places(const FileReport& report) {
  std::multiset<KindAndLine> found;
  for (const Finding& one : findings_of(report)) found.emplace(one.kind, one.place.line);
  return found;
}

// Checks that each planted fault is found at its line, and that all other findings are those of the clean
// file.
std::size_t check_planted(const std::vector<Line>& clean, const std::vector<Line>& planted,
                          const std::set<Kind>& consequences) {
  const auto before = places(check_files({{"clean", joined(clean)}}).front());
  const auto after = places(check_files({{"planted", joined(planted)}}).front());
  std::size_t faults = 0;
  for (std::size_t i = 0; i < planted.size(); ++i) {
    if (!planted[i].fault) continue;
    ++faults;
    CAPTURE(std::string(seqlab::base::name_of(*planted[i].fault)), i + 1, planted[i].text);
    CHECK(after.count({*planted[i].fault, i + 1}) > 0);
  }
  for (const auto& [kind, line] : after) {
    const Line* at = line == 0 ? nullptr : &planted[line - 1];
    const bool expected = (at != nullptr && at->fault) || (at != nullptr && at->original == 0) ||
                          before.contains({kind, at == nullptr ? 0 : at->original}) ||
                          consequences.contains(kind);
    CAPTURE(std::string(seqlab::base::name_of(kind)), line, at == nullptr ? "" : at->text);
    CHECK(expected);
  }
  return faults;
}

}  // namespace

TEST_CASE("forty faults planted in the names of EWT are found at their lines, and nothing else is new") {
  const std::string path = shared_data("uner-ewt/train.iob2");
  if (path.empty()) return;
  const std::vector<Line> clean = lines_of(path);
  Planting file(clean, 2);
  file.at_start(Kind::byte_order_mark, "\xEF\xBB\xBF");
  file.label(Kind::transition, "I-PER");
  file.label(Kind::transition, "I-LOC", 0);
  file.label(Kind::stray_label, "0");
  file.label(Kind::stray_label, "o");
  file.label(Kind::stray_label, "PER");
  file.label(Kind::mixed_schemes, "B_PER");
  file.label(Kind::scheme, "S-PER");
  file.label(Kind::scheme, "E-LOC");
  file.label(Kind::unlabelled, "");
  file.label(Kind::unlabelled, "_");
  file.label(Kind::outer_space, "B-PER ");
  file.label(Kind::rare_label, "B-DATE");
  file.label(Kind::label_spelling, "B-Loc");
  file.in_row(Kind::outer_space, [](Fields& fields) { fields[1] += ' '; });
  file.in_row(Kind::token_number, [](Fields& fields) { fields[0] = "3"; });
  file.in_row(Kind::token_number, [](Fields& fields) { fields[0] = "x"; });
  file.in_row(Kind::malformed, [](Fields& fields) { fields.pop_back(); });
  file.in_row(Kind::malformed, [](Fields& fields) { fields.emplace_back("more"); });
  file.in_row(Kind::malformed, [](Fields& fields) { fields[1].clear(); });
  file.in_row(Kind::malformed,
              [](Fields& fields) { fields = {fields[0] + "  " + fields[1] + "  " + fields[2] + "  -  -"}; });
  file.in_word(Kind::control_character, std::string(1, '\0'));
  file.in_word(Kind::control_character, "\x07");
  file.in_word(Kind::control_character, "\r");
  file.in_word(Kind::control_character, "\xC2\x92");
  file.in_word(Kind::encoding, "\xE9");
  file.in_word(Kind::byte_order_mark, "\xEF\xBB\xBF");
  file.in_word(Kind::lost_character, "\xEF\xBF\xBD");
  file.in_word(Kind::zero_width, "\xE2\x80\x8B");
  file.in_word(Kind::zero_width, "\xC2\xAD");
  file.in_word(Kind::zero_width, "\xE2\x80\x8E");
  file.in_word(Kind::odd_space, "\xC2\xA0");
  file.in_word(Kind::odd_space, "\xE2\x80\xAF");
  file.in_word(Kind::not_nfc, "e\xCC\x81");
  file.in_word(Kind::mojibake, "\xC3\x83\xC2\xA9");
  file.in_lines(Kind::line_end, [](std::vector<Line>& lines, std::size_t first) {
    lines[first].text.insert(lines[first].text.size() - 1, "\r");
    return first;
  });
  const auto blank_after = [](const std::vector<Line>& lines, std::size_t at) {
    while (lines[at].text != "\n") ++at;
    return at;
  };
  file.in_lines(Kind::blank_line, [&](std::vector<Line>& lines, std::size_t first) {
    const std::size_t blank = blank_after(lines, first);
    lines[blank].text = " \n";
    return blank;
  });
  file.in_lines(Kind::blank_line, [&](std::vector<Line>& lines, std::size_t first) {
    const std::size_t blank = blank_after(lines, first);
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(blank), Line{"\n", 0, {}});
    return blank + 1;
  });
  // Without its blank line, the next sentence's comments are rows.
  file.in_lines(Kind::malformed, [&](std::vector<Line>& lines, std::size_t first) {
    const std::size_t blank = blank_after(lines, first);
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(blank));
    std::size_t at = blank;
    for (; lines[at].text[0] == '#'; ++at) lines[at].fault = Kind::malformed;
    lines[at].fault = Kind::token_number;
    return blank;
  });
  file.in_lines(Kind::duplicate, [&](std::vector<Line>& lines, std::size_t first) {
    const std::size_t blank = blank_after(lines, first);
    const std::vector<Line> sentence(lines.begin() + static_cast<std::ptrdiff_t>(first),
                                     lines.begin() + static_cast<std::ptrdiff_t>(blank + 1));
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(blank + 1), sentence.begin(), sentence.end());
    for (std::size_t at = blank + 1; at < blank + 1 + sentence.size(); ++at) lines[at].original = 0;
    return blank + 1;
  });
  file.in_lines(Kind::giant, [](std::vector<Line>& lines, std::size_t first) {
    std::size_t end = first;
    while (lines[end].text != "\n") ++end;
    std::vector<Line> tokens;
    for (std::size_t id = end - first + 1; id <= 1001; ++id) {
      tokens.push_back({std::to_string(id) + "\tand\tO\t-\t-\n", 0, {}});
    }
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(end), tokens.begin(), tokens.end());
    return first;
  });
  // Sentences that cannot be read, or whose words changed, repeat no other any more; strings that became
  // ambiguous or are no longer counted change their lines.
  CHECK(check_planted(clean, file.lines(), {Kind::ambiguous, Kind::duplicate}) >= 40);
}

TEST_CASE("faults planted in the parts of speech of EWT are found at their lines, and nothing else is new") {
  const std::string path = shared_data("ud-ewt/dev.conllu");
  if (path.empty()) return;
  const std::vector<Line> clean = lines_of(path);
  Planting file(clean, 3);
  file.in_row(Kind::malformed, [](Fields& fields) { fields.pop_back(); });
  file.in_row(Kind::malformed, [](Fields& fields) { fields[0] = "7"; });
  file.in_row(Kind::malformed, [](Fields& fields) { fields[0] = "two"; });
  file.in_row(Kind::malformed, [](Fields& fields) { fields[1].clear(); });
  file.in_row(Kind::unlabelled, [](Fields& fields) { fields[3] = "_"; });
  file.in_row(Kind::outer_space, [](Fields& fields) { fields[3] += ' '; });
  file.in_row(Kind::rare_label, [](Fields& fields) { fields[3] = "PARTICLE"; });
  file.in_row(Kind::label_spelling, [](Fields& fields) { fields[3] = "noun"; });
  file.in_word(Kind::zero_width, "\xE2\x80\x8B");
  file.in_word(Kind::not_nfc, "o\xCC\x88");
  file.in_word(Kind::encoding, "\xFC");
  CHECK(check_planted(clean, file.lines(), {Kind::ambiguous, Kind::duplicate}) == 11);
}

TEST_CASE("a sentence of training data that is planted in test data is found, and a label only there") {
  const std::string train = shared_data("uner-ewt/train.iob2");
  const std::string test = shared_data("uner-ewt/test.iob2");
  if (train.empty() || test.empty()) return;
  const std::string clean = joined(lines_of(test));
  const std::string planted =
      clean +
      "# planted\n1\tWhere\tO\t-\t-\n2\tin\tO\t-\t-\n3\tthe\tO\t-\t-\n4\tworld\tO\t-\t-\n"
      "5\tis\tO\t-\t-\n6\tIguazu\tB-LOC\t-\t-\n7\t?\tO\t-\t-\n\n1\tMonday\tB-DAY\t-\t-\n\n";
  const auto lines = static_cast<std::size_t>(std::count(clean.begin(), clean.end(), '\n'));
  const auto reports =
      check_files({{train, joined(lines_of(train)), Role::train}, {"test", planted, Role::test}});
  const auto found = places(reports[1]);
  CHECK(found.count({Kind::shared, lines + 2}) == 1);
  CHECK(found.count({Kind::unknown_label, lines + 10}) == 1);
  const auto before =
      places(check_files({{train, joined(lines_of(train)), Role::train}, {"test", clean, Role::test}})[1]);
  std::multiset<KindAndLine> added;
  std::set_difference(found.begin(), found.end(), before.begin(), before.end(),
                      std::inserter(added, added.end()));
  CHECK(added == std::multiset<KindAndLine>{{Kind::shared, lines + 2}, {Kind::unknown_label, lines + 10}});
}
