// Tables of tokens with a header and the number of the sentence: "Sentence #,Word,POS,Tag".
#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/annotations/table_rows.h"
#include "corpus/annotations/table_sentences.h"
#include "corpus/columns/columns.h"
#include "corpus/readers.h"

namespace seqlab::corpus {
namespace {

constexpr std::size_t kTokenTableRows = 1000;  // that show how the table is divided

// Names of columns of labels, besides those that are the first choice, by which a table is known.
constexpr std::array<std::string_view, 11> kOtherLabelNames = {
    "pos", "postag", "postags", "upos", "xpos", "chunk", "chunktag", "netag", "netype", "entities", "class"};

// What take() leaves for parse().
struct TokenRows : Provenance {
  std::vector<CsvRecord> rows;
};

class TokenTableReader : public RecordReader {
 public:
  // `division`: nothing if the rows show no sentences.
  TokenTableReader(TableRows rows, const std::optional<SentenceDivision>& division,
                   const ReaderOptions& options)
      : RecordReader(options), rows_(std::move(rows)), options_(options) {
    CsvRecord first;
    if (!rows_.next(first)) return;
    header_ = TableHeader(rows_.name(), first.line, rows_.fields(first));
    if (!division) refuse_one_sentence();
    division_ = *division;
    word_ = options.word_column.empty() ? usual_words() : header_.chosen(options.word_column);
    for (const std::string& column : options.label_columns) {
      labels_.push_back(column.empty() ? default_labels() : header_.chosen(column));
      if (labels_.back() != word_) continue;
      throw UsageError("column " + header_.described(word_) +
                       " would be both word and label; choose with --word-column and --label-column");
    }
    for (const std::string& column : options.feature_columns) features_.push_back(header_.chosen(column));
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
    ReadingPlan plan{"a table of tokens separated by " + separator_name(rows_.delimiter()), {}};
    if (header_.size() == 0) return plan;
    plan.parts = {{"header", "line " + std::to_string(header_.line())}};
    if (division_.column) {
      plan.parts.emplace_back(division_.mark == SentenceMark::count ? "token numbers" : "sentence numbers",
                              "column " + header_.described(*division_.column));
    } else {
      plan.parts.emplace_back("ends of sentences", "rows without values");
    }
    plan.parts.emplace_back("words", "column " + header_.described(word_));
    for (const std::size_t column : labels_) {
      plan.parts.emplace_back("labels", "column " + header_.described(column));
    }
    return plan;
  }

 private:
  [[noreturn]] void refuse_one_sentence() const {
    header_.refuse(
        "no column of sentence numbers in the header, such as Sentence #, and none whose values show "
        "where sentences begin; it has " +
        header_.described() + "; if the file is one sentence, give --input-format conll");
  }

  [[nodiscard]] std::size_t usual_words() const {
    const std::optional<std::size_t> column = find_word_column(header_.names());
    if (!column) {
      header_.refuse("no column of words in the header, such as Word; it has " + header_.described());
    }
    return *column;
  }

  // A column with a usual name, else the last that is neither word nor number.
  [[nodiscard]] std::size_t default_labels() const {
    const std::optional<std::size_t> usual = find_label_column(header_.names());
    if (usual && *usual != word_) return *usual;
    for (std::size_t i = header_.size(); i > 0; --i) {
      if (i - 1 != word_ && i - 1 != division_.column) return i - 1;
    }
    header_.refuse("no column of labels, such as Tag; the table has " + header_.described());
  }

  // Reads a row into the sentence that it continues or into the one that follows.
  void take_row() {
    CsvRecord row;
    if (!rows_.next(row)) {
      ended_ = true;
      complete_ = !pending_.empty();
      return;
    }
    bool begins = false;
    try {
      const std::vector<std::string> fields = rows_.fields(row);
      if (is_blank_row(fields)) {
        complete_ = division_.mark == SentenceMark::empty_row && !pending_.empty();
        return;
      }
      begins = begins_sentence(fields);
    } catch (const DataError&) {
      // parse() reports it.
    }
    if (begins && !pending_.empty()) {
      following_ = std::move(row);
      complete_ = true;
    } else {
      pending_.push_back(std::move(row));
    }
  }

  // Whether a row begins a sentence, which may be the first.
  bool begins_sentence(const std::vector<std::string>& fields) {
    bool begins = changes(fields, division_.document, document_);
    if (division_.mark == SentenceMark::number) {
      begins = changes(fields, division_.column, number_) || begins;
    } else if (division_.mark == SentenceMark::count && *division_.column < fields.size()) {
      const std::optional<std::size_t> number = token_number(fields[*division_.column]);
      begins = (number.has_value() && *number <= token_) || begins;
      token_ = number.value_or(token_);
    }
    return begins;
  }

  // Whether a column has another value than the last that it had.
  static bool changes(const std::vector<std::string>& fields, std::optional<std::size_t> column,
                      std::string& last) {
    if (!column || *column >= fields.size()) return false;
    const std::string_view value = sentence_number(fields[*column]);
    if (value.empty() || value == last) return false;
    last = value;
    return true;
  }

  void add(const CsvRecord& row, Sentence& sentence) const {
    const Place place{rows_.name(), row.line, 0};
    std::vector<std::string> fields = rows_.fields(row);
    header_.check_count(fields, row.line);
    for (const std::size_t column : labels_) refuse_control(fields[column], "a label", place);
    const std::string_view word = trimmed_field(fields[word_]);
    if (word.empty()) throw DataError(place, "the word is empty; every token has a word");
    refuse_control(word, "a word", place);
    sentence.words.push_back(normalised(word, options_));
    sentence.lines.push_back(row.line);
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      const std::string_view label = trimmed_field(fields[labels_[i]]);
      sentence.gold[i].push_back(options_.partly_labelled
                                     ? column_value(label, options_.unlabelled, false)
                                     : gold_label(label, options_.unlabelled, false, place));
    }
    for (std::size_t i = 0; i < features_.size(); ++i) {
      sentence.features[i].push_back(
          column_value(trimmed_field(fields[features_[i]]), options_.unlabelled, features_[i] == word_));
    }
  }

  TableRows rows_;
  ReaderOptions options_;
  TableHeader header_;
  SentenceDivision division_;
  std::size_t word_ = 0;
  std::vector<std::size_t> labels_;
  std::vector<std::size_t> features_;
  // What has been read of the next record: finding out whether it is complete reads on.
  std::vector<CsvRecord> pending_;
  std::optional<CsvRecord> following_;  // the row that ended it
  std::string number_;                  // of the last sentence
  std::string document_;                // of the last row
  std::size_t token_ = 0;               // the number of the last token
  bool complete_ = false;
  bool ended_ = false;
};

// Whether a table without sentence numbers by name has columns of words and labels, and no blank lines
// between its rows, which would end sentences.
bool may_be_token_table(const FirstRows& sample) {
  const std::optional<std::size_t> word = find_word_column(sample.header);
  std::optional<std::size_t> label = find_label_column(sample.header);
  if (!label) label = find_column(sample.header, kOtherLabelNames);
  return word && label && !sample.blanks && sample.even() && !sample.rows.empty();
}

}  // namespace

std::unique_ptr<RecordReader> make_token_table_reader(Lines lines, const ReaderOptions& options) {
  const std::optional<SentenceDivision> division = find_division(sample_table(lines, kTokenTableRows));
  return std::make_unique<TokenTableReader>(TableRows(std::move(lines)), division, options);
}

bool looks_like_token_table(Lines& lines) {
  const std::vector<std::string> header = sample_table(lines, 0).header;
  if (!find_word_column(header)) return false;
  if (find_sentence_numbers(header)) return true;
  const FirstRows sample = sample_table(lines, kTokenTableRows);
  if (!may_be_token_table(sample)) return false;
  // So many tokens are no single sentence; the reader says what it misses.
  constexpr std::size_t longest_sentence = 300;
  return find_division(sample).has_value() || sample.rows.size() > longest_sentence;
}

}  // namespace seqlab::corpus
