// CoNLL-U (universaldependencies.org/format.html) and CoNLL-U Plus.
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "corpus/column_reader.h"
#include "corpus/conllu_columns.h"
#include "corpus/readers.h"
#include "io/errors.h"

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

// The names in a CoNLL-U Plus file's first comment, "# global.columns = ID FORM ..."; null in CoNLL-U.
std::shared_ptr<const std::vector<std::string>> plus_columns(Lines& lines) {
  const Line* first = lines.peek(0);
  constexpr std::string_view mark = "# global.columns =";
  if (first == nullptr || !first->text.starts_with(mark)) return nullptr;
  std::vector<std::string_view> fields;
  split_fields(std::string_view(first->text).substr(mark.size()), ' ', fields);
  auto names = std::make_shared<std::vector<std::string>>(fields.begin(), fields.end());
  if (names->empty() || names->front() != "ID") {
    throw DataError(lines.place(*first, 0),
                    "the first of global.columns is not ID; CoNLL-U Plus begins with it");
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
      : ColumnReader(std::move(lines), true),
        names_(std::move(names)),
        options_(options),
        word_(find_conllu_field(options.word_column.empty() ? "FORM" : options.word_column, *names_)) {
    if (!options.labels) return;
    label_ = find_conllu_field(options.label_column.empty() ? "UPOS" : options.label_column, *names_);
    underscore_is_label_ = (*names_)[label_.column] == "FEATS";
  }

  [[nodiscard]] Format format() const override { return Format::conllu; }

 protected:
  bool add_row(std::string_view row, std::size_t line, Sentence& sentence) override {
    refuse_nul(row, sentence.file, line);
    split_fields(row, '\t', fields_);
    const auto place = [&](std::size_t column) {
      return Place{sentence.file, line, static_cast<std::size_t>(fields_[column].data() - row.data()) + 1};
    };
    if (fields_.size() != names_->size()) {
      throw DataError({sentence.file, line, row.size() + 1},
                      "the line has " + std::to_string(fields_.size()) + " columns; CoNLL-U has " +
                          std::to_string(names_->size()) + ", between tabs");
    }
    const IdKind kind = kind_of(fields_[0]);
    const std::string expected = std::to_string(sentence.size() + 1);
    if (kind == IdKind::none || (kind == IdKind::word && fields_[0] != expected)) {
      throw DataError(place(0), "the ID is '" + std::string(fields_[0].substr(0, 40)) +
                                    "'; the next word's is " + expected +
                                    ", and a blank line ends a sentence");
    }
    if (kind != IdKind::word) return false;
    sentence.words.push_back(normalised(value(word_), options_));
    sentence.lines.push_back(line);
    if (sentence.words.back().empty()) {
      throw DataError(place(word_.column), "the word is empty; every token has a word");
    }
    if (!options_.labels) return true;
    sentence.labels.push_back(
        gold_label(value(label_), options_.unlabelled, underscore_is_label_, place(label_.column)));
    return true;
  }

  void describe(ColumnProvenance& provenance) const override {
    provenance.names = names_;
    if (!options_.labels) return;
    provenance.label_column = label_.column;
    provenance.label_key = label_.key;
  }

 private:
  [[nodiscard]] std::string_view value(const ConlluField& field) const {
    const std::string_view whole = fields_[field.column];
    return field.key.empty() ? whole : value_of_key(whole, field.key);
  }

  std::shared_ptr<const std::vector<std::string>> names_;
  ReaderOptions options_;
  ConlluField word_;
  ConlluField label_;
  bool underscore_is_label_ = false;
  std::vector<std::string_view> fields_;
};

}  // namespace

std::unique_ptr<RecordReader> make_conllu_reader(Lines lines, const ReaderOptions& options) {
  auto names = columns_of(lines);
  return std::make_unique<ConlluReader>(std::move(lines), std::move(names), options);
}

}  // namespace seqlab::corpus
