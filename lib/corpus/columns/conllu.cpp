// CoNLL-U (universaldependencies.org/format.html) and CoNLL-U Plus.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/columns/column_reader.h"
#include "corpus/columns/conllu_columns.h"
#include "corpus/readers.h"

namespace seqlab::corpus {
namespace {

enum class IdKind { word, range, empty_node, none };

bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "3" is a word, "3-4" a multi-word token, "5.1" an empty node.
IdKind kind_of(std::string_view id) {
  if (digits(id)) return IdKind::word;
  const std::size_t mark = id.find_first_of("-.");
  if (mark == std::string_view::npos || !digits(id.substr(0, mark)) || !digits(id.substr(mark + 1))) {
    return IdKind::none;
  }
  return id[mark] == '-' ? IdKind::range : IdKind::empty_node;
}

// Whether an id is this number, written without leading zeros and with at most nine digits.
bool is_id(std::string_view id, std::size_t number) {
  if (id.empty() || id.size() > 9 || id.front() == '0') return false;
  std::size_t value = 0;
  for (const char c : id) {
    if (c < '0' || c > '9') return false;
    value = 10 * value + static_cast<std::size_t>(c - '0');
  }
  return value == number;
}

// The names in a CoNLL-U Plus file's first comment, "# global.columns = ID FORM ..."; null in CoNLL-U.
std::shared_ptr<const std::vector<std::string>> plus_columns(Lines& lines) {
  const Line* first = lines.peek(0);
  constexpr std::string_view mark = "# global.columns =";
  if (first == nullptr || !first->text.starts_with(mark)) return nullptr;
  std::vector<std::string_view> fields;
  split_fields(first->text.substr(mark.size()), ' ', fields);
  auto names = std::make_shared<std::vector<std::string>>(fields.begin(), fields.end());
  if (names->empty() || names->front() != "ID") {
    throw DataError(lines.place(*first, 0),
                    "global.columns does not start with ID, as CoNLL-U Plus requires");
  }
  return names;
}

std::shared_ptr<const std::vector<std::string>> columns_of(Lines& lines) {
  if (auto names = plus_columns(lines)) return names;
  return std::make_shared<const std::vector<std::string>>(conllu_columns());
}

class ConlluReader : public ColumnReader {
 public:
  ConlluReader(Lines lines, std::shared_ptr<const std::vector<std::string>> names,
               const ReaderOptions& options)
      : ColumnReader(std::move(lines), {.ids = true, .is_comment = [](std::string_view) { return true; }},
                     options),
        names_(std::move(names)),
        options_(options),
        word_(find_conllu_field(options.word_column.empty() ? "FORM" : options.word_column, *names_)) {
    for (const std::string& column : options.feature_columns) features_.push_back(field_of(column));
    for (const std::string& column : options.label_columns) {
      labels_.push_back(field_of(column.empty() ? "UPOS" : column));
    }
    const auto upos = std::find(names_->begin(), names_->end(), "UPOS");
    if (upos != names_->end()) upos_ = static_cast<std::size_t>(upos - names_->begin());
  }

  [[nodiscard]] Format format() const override { return Format::conllu; }
  [[nodiscard]] ReadingPlan plan() const override {
    const auto name_of = [this](const ColumnField& field) {
      return (*names_)[field.column] + (field.key.empty() ? "" : ":" + field.key);
    };
    ReadingPlan plan{*names_ == conllu_columns() ? "CoNLL-U" : "CoNLL-U Plus", {{"words", name_of(word_)}}};
    for (const Field& label : labels_) plan.parts.emplace_back("labels", name_of(label.field));
    return plan;
  }

 protected:
  bool add_row(const Row& row, Sentence& sentence) const override {
    const auto columns = static_cast<std::size_t>(std::count(row.text.begin(), row.text.end(), '\t')) + 1;
    if (columns != names_->size()) {
      throw DataError({sentence.file, row.line, row.text.size() + 1},
                      "the line has " + std::to_string(columns) + " columns; CoNLL-U has " +
                          std::to_string(names_->size()) + ", separated by tabs");
    }
    const auto place = [&](std::string_view field) {
      return Place{sentence.file, row.line, static_cast<std::size_t>(field.data() - row.text.data()) + 1};
    };
    const std::string_view id = field_between_tabs(row.text, 0);
    if (!is_id(id, sentence.size() + 1)) {
      const IdKind kind = kind_of(id);
      const std::string expected = std::to_string(sentence.size() + 1);
      if (kind == IdKind::none || (kind == IdKind::word && id != expected)) {
        throw DataError(place(id), "the ID is '" + std::string(id.substr(0, 40)) + "'; the next word's is " +
                                       expected + ", and a blank line ends a sentence");
      }
      if (kind != IdKind::word) return false;
    }
    const std::string_view word = field_between_tabs(row.text, word_.column);
    sentence.words.push_back(normalised(value(word_, word), options_));
    sentence.lines.push_back(row.line);
    if (sentence.words.back().empty())
      throw DataError(place(word), "the word is empty; every token has a word");
    for (std::size_t i = 0; i < features_.size(); ++i) {
      sentence.features[i].push_back(value_or_none(features_[i], row.text));
    }
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      const Field& asked = labels_[i];
      if (options_.partly_labelled) {
        sentence.gold[i].push_back(value_or_none(asked, row.text));
        continue;
      }
      const std::string_view label = field_between_tabs(row.text, asked.field.column);
      sentence.gold[i].push_back(gold_label(without_outer_spaces(value(asked.field, label)),
                                            options_.unlabelled, asked.underscore == Underscore::beside_upos,
                                            place(label)));
    }
    return true;
  }

  void describe(ColumnProvenance& provenance) const override {
    provenance.names = names_;
    for (const Field& label : labels_) provenance.label_fields.push_back(label.field);
  }

 private:
  // Where "_" is a value: in FORM, and in FEATS as the empty bundle of a token with a UPOS.
  enum class Underscore { no_value, value, beside_upos };
  struct Field {
    ColumnField field;
    Underscore underscore = Underscore::no_value;
  };

  [[nodiscard]] Field field_of(const std::string& column) const {
    const ColumnField field = find_conllu_field(column, *names_);
    const std::string& name = (*names_)[field.column];
    if (name == "FEATS") return {field, Underscore::beside_upos};
    return {field, name == "FORM" ? Underscore::value : Underscore::no_value};
  }

  // The value of a field that may have none.
  [[nodiscard]] std::string value_or_none(const Field& asked, std::string_view row) const {
    bool underscore_is_value = asked.underscore != Underscore::no_value;
    if (asked.underscore == Underscore::beside_upos && upos_) {
      underscore_is_value = field_between_tabs(row, *upos_) != "_";
    }
    const std::string_view found = value(asked.field, field_between_tabs(row, asked.field.column));
    return column_value(without_outer_spaces(found), options_.unlabelled, underscore_is_value);
  }

  static std::string_view value(const ColumnField& asked, std::string_view field) {
    return asked.key.empty() ? field : value_of_key(field, asked.key);
  }

  std::shared_ptr<const std::vector<std::string>> names_;
  ReaderOptions options_;
  ColumnField word_;
  std::vector<Field> labels_;
  std::vector<Field> features_;
  std::optional<std::size_t> upos_;
};

}  // namespace

std::unique_ptr<RecordReader> make_conllu_reader(Lines lines, const ReaderOptions& options) {
  auto names = columns_of(lines);
  return std::make_unique<ConlluReader>(std::move(lines), std::move(names), options);
}

}  // namespace seqlab::corpus
