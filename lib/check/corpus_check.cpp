#include "check/corpus_check.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "base/errors.h"
#include "base/names.h"
#include "check/line_check.h"
#include "check/row_check.h"
#include "check/sign_check.h"
#include "corpus/columns/columns.h"
#include "corpus/lines.h"

namespace seqlab::check {
namespace {

using corpus::Format;

constexpr std::size_t giant = 1000;      // tokens
constexpr std::size_t giant_file = 100;  // tokens of the only sentence of a file in columns

bool in_columns(Format format) {
  return format == Format::conll || format == Format::conllu;
}

// The message of an error without its place.
std::string message_of(const DataError& error) {
  std::string_view text = error.what();
  const std::string place = to_string(error.place()) + ": ";
  if (text.starts_with(place)) text.remove_prefix(place.size());
  return std::string(text);
}

// What separates the columns of a file; 0 if it has none.
char separator_of(Format format, const corpus::ReadingPlan& plan) {
  if (!in_columns(format)) return 0;
  for (const char separator : {' ', ',', ';'}) {
    if (plan.layout == corpus::separator_name(separator)) return separator;
  }
  return '\t';
}

// Adds what a reader says of a record that it cannot read.
void add_problem(const DataError& error, Findings& findings) {
  const std::string message = message_of(error);
  const bool unlabelled =
      message.starts_with("the label is _;") || message.starts_with("the label is empty;");
  findings.add(Level::error, unlabelled ? Kind::unlabelled : Kind::malformed, error.place().line,
               error.place().column, [&message] { return message; });
}

// Reads and checks one file.
class FileCheck {
 public:
  FileCheck(const corpus::ReaderOptions& options, FileReport& report, std::size_t file,
            RepeatedSentences& sentences)
      : options_(options),
        report_(report),
        findings_(report.findings),
        file_(file),
        sentences_(sentences),
        lines_(report.findings),
        labels_(report.findings) {}

  void run(std::unique_ptr<io::Input> input) {
    corpus::ReaderOptions reading = tolerant(options_);
    reading.encoding.clear();
    report_.encoding = options_.encoding;
    try {
      const auto reader = corpus::make_reader(
          std::make_unique<CheckedInput>(corpus::in_utf8(std::move(input), options_.encoding), lines_),
          reading);
      if (!lines_.utf16()) read_all(*reader);
      lines_.finish(in_columns(reader->format()));
      return;
    } catch (const DataError& error) {
      add_problem(error, findings_);
    }
    lines_.finish(false);
  }

 private:
  void read_all(corpus::RecordReader& reader) {
    report_.format = reader.format();
    report_.plan = reader.plan();
    layout_.separator = separator_of(reader.format(), report_.plan);
    report_.separator = layout_.separator;
    layout_.numbers_read = reader.format() == Format::conllu;
    layout_.numbers =
        layout_.numbers_read || std::any_of(report_.plan.parts.begin(), report_.plan.parts.end(),
                                            [](const auto& part) { return part.first == "token numbers"; });
    report_.token_numbers = layout_.numbers;
    for (corpus::Record record; reader.take(record);) check(reader, record);
    finish();
  }

  void check(const corpus::RecordReader& reader, corpus::Record& record) {
    // Other readers do not give their lines back.
    auto* columns = in_columns(reader.format())
                        ? dynamic_cast<corpus::ColumnProvenance*>(record.provenance.get())
                        : nullptr;
    const bool read = columns != nullptr ? parse_rows(reader, record, *columns) : parse(reader, record);
    if (!read) return;
    ++records_;
    if (!record.text.empty()) check_signs(record.text, StringKind::text, record.line, findings_);
    if (record.sentences.empty() && !in_columns(reader.format()) && reader.format() != Format::text) {
      findings_.add(Level::warning, Kind::empty, record.line, 0, [] { return "a record without tokens"; });
    }
    for (const corpus::Sentence& sentence : record.sentences) check(sentence, record);
  }

  bool parse(const corpus::RecordReader& reader, corpus::Record& record) {
    try {
      reader.parse(record);
      return true;
    } catch (const DataError& error) {
      add_problem(error, findings_);
      return false;
    }
  }

  // Parses a record in columns without the rows that cannot be read.
  bool parse_rows(const corpus::RecordReader& reader, corpus::Record& record,
                  corpus::ColumnProvenance& columns) {
    // Each row that is removed costs a further reading of the sentence.
    constexpr std::size_t most_of_sentence = 50;
    constexpr std::size_t most_of_file = 100000;
    bool checked = false;
    for (std::size_t removed = 0; removed < most_of_sentence; ++removed) {
      std::size_t line = 0;
      try {
        reader.parse(record);
        if (!checked) check_rows(columns, layout_, findings_);
        check_surplus(columns, findings_);
        count_columns(columns);
        return true;
      } catch (const DataError& error) {
        add_problem(error, findings_);
        line = error.place().line;
      }
      record.sentences.clear();
      if (!checked) check_rows(columns, layout_, findings_);
      checked = true;
      if (++removed_ > most_of_file || !remove_row(line, layout_.numbers, columns)) return false;
    }
    return false;
  }

  // All rows that can be read have as many columns.
  void count_columns(const corpus::ColumnProvenance& record) {
    if (report_.columns > 0 || record.words.empty()) return;
    std::vector<std::string_view> fields;
    corpus::split_fields(record.lines.text(record.lines.rows[record.words.front()]), layout_.separator,
                         fields);
    report_.columns = fields.size();
  }

  // Which line each token of the sentence is in.
  const std::vector<std::size_t>& lines_of(const corpus::Sentence& sentence, const corpus::Record& record) {
    if (sentence.lines.size() == sentence.size()) return sentence.lines;
    same_line_.assign(sentence.size(), record.line);
    return same_line_;
  }

  void check(const corpus::Sentence& sentence, const corpus::Record& record) {
    const std::vector<std::size_t>& lines = lines_of(sentence, record);
    ++report_.sentences;
    report_.tokens += sentence.size();
    if (record.text.empty()) {
      for (std::size_t t = 0; t < sentence.size(); ++t) check_word(sentence.words[t], lines[t]);
    }
    if (sentence.size() > giant) {
      findings_.add(Level::warning, Kind::giant, lines.front(), 0, [&] {
        return "a sentence of " + std::to_string(sentence.size()) + " tokens; is a blank line missing?";
      });
    }
    longest_ = std::max(longest_, sentence.size());
    labels_.add(sentence, lines);
    sentences_.add(sentence, file_, lines.front());
  }

  void check_word(const std::string& word, std::size_t line) {
    if (word.find_first_not_of(' ') == std::string::npos) {
      findings_.add(Level::warning, Kind::empty, line, 0, [] { return "a word of nothing but spaces"; });
    } else if (layout_.separator == 0 && (word.front() == ' ' || word.back() == ' ')) {
      findings_.add(Level::warning, Kind::outer_space, line, 0,
                    [&] { return "the word '" + word.substr(0, 60) + "' begins or ends in a space"; });
    }
    check_signs(word, StringKind::word, line, findings_);
  }

  void finish() {
    if (report_.sentences == 0 && records_ == 0) {
      findings_.add(Level::error, Kind::empty, 0, 0, [] { return "no sentence in the file"; });
    }
    const bool columns = in_columns(*report_.format);
    if (columns && report_.sentences == 1 && longest_ > giant_file) {
      const Level level = longest_ > giant ? Level::error : Level::warning;
      findings_.add(level, Kind::giant, 1, 0, [&] {
        return "the file is one sentence of " + std::to_string(longest_) +
               " tokens; blank lines separate sentences";
      });
    }
    const bool labels = *report_.format != Format::text && *report_.format != Format::tokens;
    if (report_.role != Role::other && !labels) {
      findings_.add(Level::error, Kind::nothing_labelled, 0, 0, [&] {
        return "read as " + report_.plan.layout +
               ", which has no labels; --input-format names another format";
      });
    }
    labels_.finish(report_.role);
    report_.labelled = labels_.labelled();
    report_.style = labels_.style();
    report_.labels = labels_.labels();
    if (report_.style.scheme != corpus::TagScheme::none) report_.types = labels_.types();
  }

  const corpus::ReaderOptions& options_;
  FileReport& report_;
  Findings& findings_;
  std::size_t file_;
  RepeatedSentences& sentences_;
  LineCheck lines_;
  LabelCheck labels_;
  RowLayout layout_;
  std::size_t records_ = 0;
  std::size_t removed_ = 0;  // rows that cannot be read
  std::size_t longest_ = 0;
  std::vector<std::size_t> same_line_;
};

const std::vector<LabelCount>& classes_of(const FileReport& report) {
  return report.style.scheme == corpus::TagScheme::none ? report.labels : report.types;
}

}  // namespace

corpus::ReaderOptions tolerant(corpus::ReaderOptions options) {
  options.replace_invalid = true;
  options.malformed = corpus::Malformed::error;
  options.note = nullptr;
  return options;
}

CorpusCheck::CorpusCheck(const corpus::ReaderOptions& options, std::optional<std::size_t> limit)
    : options_(options), limit_(limit) {}

void CorpusCheck::add(std::unique_ptr<io::Input> input, Role role) {
  if (reports_.size() == RepeatedSentences::most_files) {
    throw UsageError("more than " + std::to_string(RepeatedSentences::most_files) +
                     " files; check fewer at once");
  }
  FileReport& report = reports_.emplace_back(input->name(), role, limit_);
  FileCheck(options_, report, reports_.size() - 1, sentences_).run(std::move(input));
}

void CorpusCheck::compare_sentences() {
  sentences_.find([this](const RepeatedSentence& repeated) {
    Findings& findings = reports_[repeated.file].findings;
    const bool shared = repeated.file != repeated.first_file;
    findings.add(Level::warning, shared ? Kind::shared : Kind::duplicate, repeated.line, 0, [&] {
      const Place first{reports_[repeated.first_file].findings.file(), repeated.first_line, 0};
      return (shared ? "the sentence is also in " : "the same sentence as in ") + to_string(first) +
             (repeated.same_labels ? "" : ", but labelled otherwise") + " (" +
             std::to_string(repeated.tokens) + (repeated.tokens == 255 ? " or more" : "") +
             (repeated.tokens == 1 ? " token)" : " tokens)");
    });
  });
}

void CorpusCheck::compare_labels() {
  std::set<std::string> known;
  const FileReport* first = nullptr;  // with a scheme
  for (FileReport& report : reports_) {
    if (report.role == Role::train) {
      for (const LabelCount& one : classes_of(report)) known.insert(one.name);
    }
    // A file without spans fits every scheme.
    if (report.types.empty()) continue;
    if (first == nullptr) {
      first = &report;
    } else if (report.style != first->style) {
      report.findings.add(Level::error, Kind::scheme, 0, 0, [&] {
        return "its labels are " + style_text(report.style) + ", those of " + first->findings.file() + " " +
               style_text(first->style) + "; `convert --scheme` makes them the same";
      });
    }
  }
  if (known.empty()) return;
  for (FileReport& report : reports_) {
    if (report.role != Role::dev && report.role != Role::test) continue;
    for (const LabelCount& one : classes_of(report)) {
      if (known.contains(one.name)) continue;
      report.findings.add(Level::warning, Kind::unknown_label, one.line, 0, [&] {
        return "'" + one.name + "' (" + std::to_string(one.count) +
               ") is not in the training data, so that no model can learn it";
      });
    }
  }
}

std::vector<FileReport> CorpusCheck::finish() {
  compare_sentences();
  compare_labels();
  return std::move(reports_);
}

}  // namespace seqlab::check
