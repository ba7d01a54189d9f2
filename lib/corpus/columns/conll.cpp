// CoNLL columns: the shared tasks of 2000, 2002 and 2003, WNUT, UNER.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/columns/column_reader.h"
#include "corpus/columns/column_values.h"
#include "corpus/columns/conll_layout.h"
#include "corpus/readers.h"

namespace seqlab::corpus {
namespace {

class ConllReader : public ColumnReader {
 public:
  ConllReader(Lines lines, const ConllLayout& layout, const ReaderOptions& options)
      : ColumnReader(std::move(lines), layout.roles(), options),
        layout_(layout),
        options_(options),
        word_column_(chosen_column(options.word_column, layout.word)) {
    for (const std::string& column : options.label_columns) {
      label_columns_.push_back(chosen_column(column, layout.label));
      if (label_columns_.back() != word_column_) continue;
      throw UsageError("column " + std::to_string(word_column_ + 1) +
                       " would be both word and label; choose with --word-column and --label-column");
    }
    for (const std::string& column : options.feature_columns) {
      feature_columns_.push_back(chosen_column(column, 0));
    }
  }

  [[nodiscard]] Format format() const override { return Format::conll; }
  [[nodiscard]] ReadingPlan plan() const override {
    ReadingPlan plan{layout_.columns == 1 ? "a word per line" : separator_name(layout_.separator), {}};
    if (layout_.header != 0) plan.parts.emplace_back("header", "line " + std::to_string(layout_.header));
    if (layout_.numbered()) plan.parts.emplace_back(layout_.numbers, "column 1");
    plan.parts.emplace_back("words", described(word_column_));
    for (const std::size_t column : label_columns_) plan.parts.emplace_back("labels", described(column));
    return plan;
  }

 protected:
  bool add_row(const Row& row, Sentence& sentence) const override {
    if (layout_.separator == ' ' && row.text.find('\t') != std::string_view::npos) {
      throw DataError(
          {sentence.file, row.line, row.text.find('\t') + 1},
          "a tab in a file whose first line separates columns by spaces; use only one of the two");
    }
    split_fields(row.text, layout_.separator, row.fields);
    const bool ranges = layout_.numbers == "token numbers";
    if (ranges && is_range_or_empty_node(without_outer_spaces(row.fields.front()))) return false;
    if (!label_columns_.empty()) check_count(row, sentence.file);
    const std::string_view word = field(word_column_, "word (--word-column)", row, sentence.file);
    sentence.words.push_back(word_of(word));
    if (sentence.words.back().empty()) {
      throw DataError({sentence.file, row.line, column_of(word, row.text)},
                      "the word is empty; every token has a word");
    }
    sentence.lines.push_back(row.line);
    for (std::size_t i = 0; i < feature_columns_.size(); ++i) {
      const std::size_t column = feature_columns_[i];
      const std::string_view feature = field(column, "feature (--features)", row, sentence.file);
      sentence.features[i].push_back(
          column_value(field_text(feature, layout_.separator), options_.unlabelled, column == word_column_));
    }
    for (std::size_t i = 0; i < label_columns_.size(); ++i) {
      sentence.gold[i].push_back(label_of(label_columns_[i], row, sentence.file));
    }
    return true;
  }

  void describe(ColumnProvenance& provenance) const override {
    provenance.separator = layout_.separator;
    for (const std::size_t column : label_columns_) provenance.label_fields.push_back({column, {}});
  }

  [[nodiscard]] std::size_t surplus(std::string_view row) const override { return layout_.surplus(row); }

 private:
  // The column that an option names, or the one that was found.
  [[nodiscard]] std::size_t chosen_column(const std::string& text, std::size_t found) const {
    return text.empty() ? found : layout_.column(text);
  }

  // "column 3", or "column 3 (tag)" under a header.
  [[nodiscard]] std::string described(std::size_t column) const {
    return "column " + std::to_string(column + 1) +
           (column < layout_.names.size() ? " (" + layout_.names[column] + ")" : "");
  }

  // The word in a field, without the spaces around it unless it is nothing else.
  [[nodiscard]] std::string word_of(std::string_view field) const {
    if (layout_.separator == ' ') return normalised(field, options_);
    if (layout_.separator != '\t') return normalised(field_text(field, layout_.separator), options_);
    const std::string_view word = without_outer_spaces(field);
    return normalised(word.empty() ? field : word, options_);
  }

  [[nodiscard]] std::string label_of(std::size_t column, const Row& row, const std::string& file) const {
    const std::string_view found = field(column, "label (--label-column)", row, file);
    const std::string label = field_text(found, layout_.separator);
    if (options_.partly_labelled) return column_value(label, options_.unlabelled, false);
    return gold_label(label, options_.unlabelled, false, {file, row.line, column_of(found, row.text)});
  }

  // A line with too many fields has a separator inside a field, so the label would be read from the wrong
  // field.
  void check_count(const Row& row, const std::string& file) const {
    if (row.fields.size() == layout_.columns) return;
    const bool too_long = row.fields.size() > layout_.columns;
    const std::size_t column =
        too_long ? column_of(row.fields[layout_.columns], row.text) : row.text.size() + 1;
    throw DataError({file, row.line, column},
                    "the line has " + counted(row.fields.size()) + "; the label is column " +
                        std::to_string(label_columns_.front() + 1) + " of " +
                        std::to_string(layout_.columns) + ", as in the other lines");
  }

  static std::string counted(std::size_t columns) {
    return std::to_string(columns) + (columns == 1 ? " column" : " columns");
  }

  static std::size_t column_of(std::string_view field, std::string_view row) {
    return static_cast<std::size_t>(field.data() - row.data()) + 1;
  }

  static std::string_view field(std::size_t column, const char* what, const Row& row,
                                const std::string& file) {
    if (column < row.fields.size()) return row.fields[column];
    throw DataError({file, row.line, row.text.size() + 1}, "the line has " + counted(row.fields.size()) +
                                                               "; the " + what + " is column " +
                                                               std::to_string(column + 1));
  }

  ConllLayout layout_;
  ReaderOptions options_;
  std::size_t word_column_;
  std::vector<std::size_t> label_columns_;
  std::vector<std::size_t> feature_columns_;
};

}  // namespace

std::unique_ptr<RecordReader> make_conll_reader(Lines lines, const ReaderOptions& options) {
  LayoutQuery query;
  query.labels = !options.label_columns.empty();
  // Without labels, a number and a word are enough.
  query.least_columns_with_numbers = query.labels ? 3 : 2;
  query.header = options.header;
  query.words_chosen = !options.word_column.empty();
  if (query.labels) query.label_column = options.label_columns.front();
  query.unlabelled = options.unlabelled;
  const ConllLayout layout = find_conll_layout(lines, query);
  ReaderOptions choices = options;
  if (layout.columns == 0) {
    // A file without tokens is reported as empty rather than as lacking the chosen columns.
    choices.word_column.clear();
    choices.label_columns.clear();
    choices.feature_columns.clear();
  }
  return std::make_unique<ConllReader>(std::move(lines), layout, choices);
}

}  // namespace seqlab::corpus
