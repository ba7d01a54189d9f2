// Tables of tokens with a header and the number of the sentence: "Sentence #,Word,POS,Tag".
#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/columns/columns.h"
#include "corpus/readers.h"
#include "corpus/reviews/csv.h"
#include "text/ascii.h"

namespace seqlab::corpus {
namespace {

// Names of columns, without signs and spaces, the most telling first.
constexpr std::array<std::string_view, 17> kTableSentenceNames = {
    "sentence",   "sentenceid", "sentid",         "sentenceidx", "sentidx",  "sentenceindex",
    "sentenceno", "sentno",     "sentencenumber", "sentencenum", "sentnum",  "sentencenr",
    "sentnr",     "sentnumber", "sent",           "sid",         "sentences"};
constexpr std::array<std::string_view, 6> kTableWordNames = {"word",   "words", "token",
                                                             "tokens", "form",  "wordform"};
constexpr std::array<std::string_view, 14> kTableLabelNames = {
    "tag",      "tags",   "label",       "labels", "ner",    "nertag", "nertags",
    "nerlabel", "entity", "namedentity", "iob",    "iobtag", "bio",    "biotag"};

// In small letters, without signs and spaces.
std::string plain_table_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (text::is_alphanumeric(c)) plain += text::ascii_lower({&c, 1});
  }
  return plain;
}

std::optional<std::size_t> find_table_column(const std::vector<std::string>& header,
                                             std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (plain_table_name(header[i]) == name) return i;
    }
  }
  return std::nullopt;
}

std::string_view trimmed_table_field(std::string_view field) {
  const std::size_t begin = std::min(field.find_first_not_of(" \t"), field.size());
  return field.substr(begin, field.find_last_not_of(" \t") + 1 - begin);
}

bool is_blank_row(const std::vector<std::string>& fields) {
  return std::all_of(fields.begin(), fields.end(), [](const std::string& field) { return is_blank(field); });
}

// The first line that is not empty.
const Line* first_table_line(Lines& lines) {
  constexpr std::size_t most_lines = 1000;
  for (std::size_t ahead = 0; ahead < most_lines; ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr || !is_blank(line->text)) return line;
  }
  return nullptr;
}

// A field without its quotes, if it is in quotes and those inside are doubled; else as it is: a quote alone
// is a word.
std::string without_quotes(std::string_view field) {
  if (field.size() < 2 || !field.starts_with('"') || !field.ends_with('"')) return std::string(field);
  const std::string_view inside = field.substr(1, field.size() - 2);
  std::string text;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '"' && !inside.substr(++i).starts_with('"')) return std::string(field);
    text += inside[i];
  }
  return text;
}

std::vector<std::string> split_at_tabs(std::string_view row) {
  std::vector<std::string_view> parts;
  split_fields(row, '\t', parts);
  std::vector<std::string> fields;
  for (const std::string_view part : parts) fields.push_back(without_quotes(part));
  return fields;
}

// The rows of a table: a record of CSV each, or where tabs separate a line.
class TableRows {
 public:
  TableRows(Lines lines, char delimiter) : delimiter_(delimiter), name_(lines.name()) {
    if (delimiter == '\t') {
      lines_.emplace(std::move(lines));
    } else {
      records_.emplace(std::move(lines), CsvDialect{delimiter});
    }
  }

  bool next(CsvRecord& row) {
    if (records_) return records_->next(row);
    for (Line line; lines_->next(line);) {
      if (is_blank(line.text)) continue;
      row = {std::string(line.text), line.number};
      return true;
    }
    return false;
  }
  [[nodiscard]] bool buffered() { return records_ ? records_->buffered() : lines_->buffered(); }
  [[nodiscard]] char delimiter() const { return delimiter_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] std::vector<std::string> fields(const CsvRecord& row) const {
    return records_ ? split_csv(row, CsvDialect{delimiter_}, name_) : split_at_tabs(row.text);
  }

 private:
  char delimiter_;
  std::string name_;
  std::optional<CsvRecords> records_;
  std::optional<Lines> lines_;  // where tabs separate
};

// What take() leaves for parse().
struct TokenRows : Provenance {
  std::vector<CsvRecord> rows;
};

class TokenTableReader : public RecordReader {
 public:
  TokenTableReader(TableRows rows, const ReaderOptions& options)
      : RecordReader(options), rows_(std::move(rows)), options_(options) {
    CsvRecord first;
    if (!rows_.next(first)) return;
    header_line_ = first.line;
    header_ = rows_.fields(first);
    sentence_ = needed(find_table_column(header_, kTableSentenceNames), "sentence numbers", "Sentence #");
    word_ = options.word_column.empty() ? needed(find_table_column(header_, kTableWordNames), "words", "Word")
                                        : chosen(options.word_column);
    for (const std::string& column : options.label_columns) {
      labels_.push_back(column.empty() ? default_labels() : chosen(column));
      if (labels_.back() != word_) continue;
      throw UsageError("column " + described(word_) +
                       " would be both word and label; choose with --word-column and --label-column");
    }
    for (const std::string& column : options.feature_columns) features_.push_back(chosen(column));
  }

  bool take(Record& record) override {
    record = {};
    while (!complete_ && !ended_) take_row();
    if (!complete_) return false;
    complete_ = false;
    auto rows = std::make_shared<TokenRows>();
    rows->rows.swap(pending_);
    if (following_) pending_.push_back(std::move(*std::exchange(following_, std::nullopt)));
    record.line = rows->rows.front().line;
    record.expected_tokens = rows->rows.size();
    record.provenance = std::move(rows);
    return true;
  }

  void read(Record& record) const override {
    // No writer gives the table back.
    const auto rows = std::static_pointer_cast<TokenRows>(std::exchange(record.provenance, nullptr));
    Sentence sentence;
    sentence.file = rows_.name();
    sentence.gold.resize(labels_.size());
    sentence.features.resize(features_.size());
    for (const CsvRecord& row : rows->rows) add(row, sentence);
    record.sentences.push_back(std::move(sentence));
  }

  [[nodiscard]] bool record_buffered() override {
    while (!complete_ && !ended_ && rows_.buffered()) take_row();
    return complete_ || ended_;
  }
  [[nodiscard]] Format format() const override { return Format::token_table; }
  [[nodiscard]] ReadingPlan plan() const override {
    ReadingPlan plan{"a table of tokens separated by " + separator_name(), {}};
    if (header_.empty()) return plan;
    plan.parts = {{"header", "line " + std::to_string(header_line_)},
                  {"sentence numbers", "column " + described(sentence_)},
                  {"words", "column " + described(word_)}};
    for (const std::size_t column : labels_) plan.parts.emplace_back("labels", "column " + described(column));
    return plan;
  }

 private:
  [[nodiscard]] std::string separator_name() const {
    return rows_.delimiter() == '\t' ? "tabs" : rows_.delimiter() == ';' ? "semicolons" : "commas";
  }

  // "2 (Word)".
  [[nodiscard]] std::string described(std::size_t column) const {
    return std::to_string(column + 1) + " (" + header_[column] + ")";
  }

  [[nodiscard]] std::string columns() const {
    std::string result;
    for (std::size_t i = 0; i < header_.size(); ++i) result += (i == 0 ? " " : ", ") + described(i);
    return result;
  }

  [[nodiscard]] std::size_t needed(std::optional<std::size_t> column, const std::string& what,
                                   const std::string& name) const {
    if (column) return *column;
    throw DataError({rows_.name(), header_line_, 0},
                    "no column of " + what + " in the header, such as " + name + "; it has" + columns());
  }

  [[nodiscard]] std::size_t chosen(const std::string& text) const {
    if (const std::optional<std::size_t> number = column_number(text)) {
      if (*number < header_.size()) return *number;
    } else {
      for (std::size_t i = 0; i < header_.size(); ++i) {
        if (text::ascii_lower(trimmed_table_field(header_[i])) == text::ascii_lower(text)) return i;
      }
    }
    throw UsageError(rows_.name() + ": no column '" + text + "'; the table has" + columns());
  }

  // A column with a usual name, else the last that is neither word nor sentence.
  [[nodiscard]] std::size_t default_labels() const {
    const std::optional<std::size_t> usual = find_table_column(header_, kTableLabelNames);
    if (usual && *usual != word_) return *usual;
    for (std::size_t i = header_.size(); i > 0; --i) {
      if (i - 1 != word_ && i - 1 != sentence_) return i - 1;
    }
    throw DataError({rows_.name(), header_line_, 0},
                    "no column of labels, such as Tag; the table has" + columns());
  }

  // Reads a row into the sentence that it continues or into the one that follows.
  void take_row() {
    CsvRecord row;
    if (!rows_.next(row)) {
      ended_ = true;
      complete_ = !pending_.empty();
      return;
    }
    std::string number;
    try {
      const std::vector<std::string> fields = rows_.fields(row);
      if (is_blank_row(fields)) return;
      if (sentence_ < fields.size()) number = trimmed_table_field(fields[sentence_]);
    } catch (const DataError&) {
      // parse() reports it.
    }
    const bool begins = !number.empty() && number != number_;
    if (!number.empty()) number_ = std::move(number);
    if (begins && !pending_.empty()) {
      following_ = std::move(row);
      complete_ = true;
    } else {
      pending_.push_back(std::move(row));
    }
  }

  void add(const CsvRecord& row, Sentence& sentence) const {
    const Place place{rows_.name(), row.line, 0};
    std::vector<std::string> fields = rows_.fields(row);
    while (fields.size() > header_.size() && is_blank(fields.back())) fields.pop_back();
    if (fields.size() != header_.size()) {
      throw DataError(place, "the row has " + std::to_string(fields.size()) + " columns, the header " +
                                 std::to_string(header_.size()) +
                                 "; a word that contains the separator must be in quotes");
    }
    for (const std::size_t column : labels_) refuse_control(fields[column], "a label", place);
    const std::string_view word = trimmed_table_field(fields[word_]);
    if (word.empty()) throw DataError(place, "the word is empty; every token has a word");
    refuse_control(word, "a word", place);
    sentence.words.push_back(normalised(word, options_));
    sentence.lines.push_back(row.line);
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      const std::string_view label = trimmed_table_field(fields[labels_[i]]);
      sentence.gold[i].push_back(options_.partly_labelled
                                     ? column_value(label, options_.unlabelled, false)
                                     : gold_label(label, options_.unlabelled, false, place));
    }
    for (std::size_t i = 0; i < features_.size(); ++i) {
      sentence.features[i].push_back(column_value(trimmed_table_field(fields[features_[i]]),
                                                  options_.unlabelled, features_[i] == word_));
    }
  }

  static void refuse_control(std::string_view text, const std::string& what, const Place& place) {
    const bool control = std::any_of(text.begin(), text.end(),
                                     [](char c) { return c == '\n' || c == '\r' || c == '\t' || c == '\0'; });
    if (control)
      throw DataError(place, what + " with a line end, tab or NUL inside, which no column can hold");
  }

  TableRows rows_;
  ReaderOptions options_;
  std::vector<std::string> header_;
  std::size_t header_line_ = 0;
  std::size_t sentence_ = 0;
  std::size_t word_ = 0;
  std::vector<std::size_t> labels_;
  std::vector<std::size_t> features_;
  // What has been read of the next record: finding out whether it is complete reads on.
  std::vector<CsvRecord> pending_;
  std::optional<CsvRecord> following_;  // the row that ended it
  std::string number_;                  // of the last sentence
  bool complete_ = false;
  bool ended_ = false;
};

char table_delimiter(Lines& lines) {
  const Line* line = first_table_line(lines);
  return find_csv_delimiter(line == nullptr ? std::string_view() : line->text);
}

}  // namespace

std::unique_ptr<RecordReader> make_token_table_reader(Lines lines, const ReaderOptions& options) {
  const char delimiter = table_delimiter(lines);
  return std::make_unique<TokenTableReader>(TableRows(std::move(lines), delimiter), options);
}

bool looks_like_token_table(Lines& lines) {
  const Line* line = first_table_line(lines);
  if (line == nullptr) return false;
  const char delimiter = find_csv_delimiter(line->text);
  std::vector<std::string> header;
  try {
    header = split_csv({std::string(line->text), line->number}, CsvDialect{delimiter}, lines.name());
  } catch (const DataError&) {
    return false;
  }
  const std::optional<std::size_t> sentence = find_table_column(header, kTableSentenceNames);
  const std::optional<std::size_t> word = find_table_column(header, kTableWordNames);
  return sentence.has_value() && word.has_value();
}

}  // namespace seqlab::corpus
