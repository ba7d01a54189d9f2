// The columns of OntoNotes in the shared tasks CoNLL-2011 and CoNLL-2012 (Pradhan et al. 2012): names and
// arguments of predicates are spans in brackets.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/annotations/row_reader.h"
#include "corpus/columns/brackets.h"
#include "corpus/readers.h"

namespace seqlab::corpus {
namespace {

// From 0.
constexpr std::size_t kOntonotesNumber = 2;
constexpr std::size_t kOntonotesWord = 3;
constexpr std::size_t kOntonotesNames = 10;
constexpr std::string_view kOntonotesAbsent = "-";  // in place of names, if a file has none

// The rows of the first sentence, split into fields; `separator` is found in the first row.
std::vector<AnnotatedRow> first_ontonotes_rows(Lines& lines, char& separator, bool& document_begins) {
  constexpr std::size_t most_lines = 10000;
  std::vector<AnnotatedRow> rows;
  document_begins = false;
  for (std::size_t ahead = 0; ahead < most_lines; ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr) break;
    if (is_blank(line->text)) {
      if (!rows.empty()) break;
    } else if (line->text.starts_with('#')) {
      document_begins = document_begins || line->text.starts_with("#begin document");
    } else {
      if (rows.empty()) separator = line->text.find('\t') == std::string_view::npos ? ' ' : '\t';
      AnnotatedRow& row = rows.emplace_back();
      row.line = line->number;
      split_fields(line->text, separator, row.fields);
      // Most other formats are known by their first row.
      if (row.fields.size() <= kOntonotesNames) break;
    }
  }
  return rows;
}

bool has_no_names(const std::vector<std::string_view>& fields) {
  return std::all_of(fields.begin(), fields.end(),
                     [](std::string_view field) { return field == kOntonotesAbsent; });
}

// Whether the first column has one value and the second one number: a document and its part.
bool names_one_document(const std::vector<AnnotatedRow>& rows) {
  const std::vector<std::string_view>& first = rows.front().fields;
  return first[1].find_first_not_of("0123456789") == std::string_view::npos &&
         std::all_of(rows.begin(), rows.end(), [&first](const AnnotatedRow& row) {
           return row.fields[0] == first[0] && row.fields[1] == first[1];
         });
}

std::size_t ontonotes_column(const std::string& text, std::size_t by_default) {
  if (text.empty()) return by_default;
  if (const std::optional<std::size_t> column = column_number(text)) return *column;
  throw UsageError(
      "column '" + text +
      "' of OntoNotes' columns, which have no names; give a number from 1, as 5 for parts of speech "
      "or 11 for names");
}

class OntonotesReader : public AnnotatedRowReader {
 public:
  OntonotesReader(Lines lines, char separator, const ReaderOptions& options)
      : AnnotatedRowReader(std::move(lines), "#begin document", options),
        options_(options),
        separator_(separator),
        word_(ontonotes_column(options.word_column, kOntonotesWord)) {
    for (const std::string& column : options.label_columns) {
      labels_.push_back(ontonotes_column(column, kOntonotesNames));
      if (labels_.back() != word_) continue;
      throw UsageError("column " + std::to_string(word_ + 1) +
                       " would be both word and label; choose with --word-column and --label-column");
    }
    for (const std::string& column : options.feature_columns) {
      features_.push_back(ontonotes_column(column, 0));
    }
    columns_ = word_ + 1;
    for (const std::size_t column : labels_) columns_ = std::max(columns_, column + 1);
    for (const std::size_t column : features_) columns_ = std::max(columns_, column + 1);
  }

  [[nodiscard]] Format format() const override { return Format::ontonotes; }
  [[nodiscard]] ReadingPlan plan() const override {
    ReadingPlan plan{"OntoNotes' columns", {{"words", "column " + std::to_string(word_ + 1)}}};
    for (const std::size_t column : labels_) {
      plan.parts.emplace_back("labels", "column " + std::to_string(column + 1));
    }
    return plan;
  }

 protected:
  [[nodiscard]] char separator() const override { return separator_; }

  [[nodiscard]] bool is_token(const AnnotatedRow& row) const override {
    if (row.fields.size() >= columns_) return true;
    throw DataError({name(), row.line, 0}, "the line has " + std::to_string(row.fields.size()) +
                                               " columns; column " + std::to_string(columns_) + " is needed");
  }

  void fill(const std::vector<AnnotatedRow>& rows, Sentence& sentence) const override {
    for (const AnnotatedRow& row : rows) {
      const std::string_view word = row.fields[word_];
      const Place place{sentence.file, row.line, 0};
      if (word.empty()) throw DataError(place, "the word is empty; every token has a word");
      if (word == "[WORD]") {
        throw DataError(place,
                        "the words are missing ([WORD]): this is a skeleton file; the task's script "
                        "skeleton2conll.sh puts the words of OntoNotes in");
      }
      sentence.words.push_back(normalised(word, options_));
    }
    for (const std::size_t column : labels_) sentence.gold.push_back(labels_of(column, rows, sentence));
    for (const std::size_t column : features_) {
      Labels& values = sentence.features.emplace_back();
      for (const AnnotatedRow& row : rows) {
        values.push_back(column_value(row.fields[column], options_.unlabelled, column == word_));
      }
    }
  }

 private:
  // A sentence's column holds spans if all of its fields are brackets: no part of speech is one.
  [[nodiscard]] Labels labels_of(std::size_t column, const std::vector<AnnotatedRow>& rows,
                                 const Sentence& sentence) const {
    std::vector<std::string_view> fields;
    for (const AnnotatedRow& row : rows) fields.push_back(row.fields[column]);
    const bool brackets = std::all_of(fields.begin(), fields.end(), is_bracket_field);
    const bool without_names = column == kOntonotesNames && has_no_names(fields);
    if (without_names && options_.unlabelled != kOntonotesAbsent && !options_.partly_labelled) {
      throw DataError(
          sentence.place(0),
          "the column of names (11) has only '-', so the sentence has no names; choose other labels "
          "with --label-column, as 5 for parts of speech, or say with --unlabelled - that it is "
          "not annotated");
    }
    if (without_names) return Labels(fields.size());
    if (brackets || column == kOntonotesNames) return labels_of_brackets(fields, sentence);
    Labels labels;
    for (std::size_t t = 0; t < fields.size(); ++t) {
      labels.push_back(options_.partly_labelled
                           ? column_value(fields[t], options_.unlabelled, false)
                           : gold_label(fields[t], options_.unlabelled, false, sentence.place(t)));
    }
    return labels;
  }

  ReaderOptions options_;
  char separator_;
  std::size_t word_;
  std::vector<std::size_t> labels_;
  std::vector<std::size_t> features_;
  std::size_t columns_ = 0;  // that every row has
};

}  // namespace

std::unique_ptr<RecordReader> make_ontonotes_reader(Lines lines, const ReaderOptions& options) {
  char separator = ' ';
  bool document_begins = false;
  first_ontonotes_rows(lines, separator, document_begins);
  return std::make_unique<OntonotesReader>(std::move(lines), separator, options);
}

bool looks_like_ontonotes(Lines& lines) {
  char separator = ' ';
  bool document_begins = false;
  const std::vector<AnnotatedRow> rows = first_ontonotes_rows(lines, separator, document_begins);
  if (rows.empty()) return false;
  bool counts = true;
  std::vector<std::string_view> names;
  for (std::size_t t = 0; t < rows.size(); ++t) {
    if (rows[t].fields.size() <= kOntonotesNames) return false;
    names.push_back(rows[t].fields[kOntonotesNames]);
    counts = counts && rows[t].fields[kOntonotesNumber] == std::to_string(t);
  }
  if (std::all_of(names.begin(), names.end(), is_bracket_field)) return counts || document_begins;
  return has_no_names(names) && (document_begins || (counts && names_one_document(rows)));
}

}  // namespace seqlab::corpus
