#include "corpus/columns/scored_columns.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/errors.h"
#include "corpus/columns/columns.h"
#include "corpus/columns/conll_layout.h"
#include "corpus/lines.h"
#include "corpus/writers.h"

namespace seqlab::corpus {
namespace {

std::size_t chosen_column(const std::string& text, std::size_t columns, std::size_t from_end) {
  if (text.empty()) return columns - std::min(columns, from_end);
  if (const std::optional<std::size_t> column = column_number(text)) return *column;
  throw UsageError("column '" + text + "' of gold and predicted labels; give a number from 1");
}

std::string without_spaces(const std::string& word) {
  std::string result;
  for (const char c : word) result += c == ' ' ? std::string("\xC2\xA0") : std::string(1, c);
  return result;
}

}  // namespace

struct ScoredReader::Impl {
  Impl(Lines lines, const ConllLayout& found, const ScoredOptions& chosen)
      : splitter(std::move(lines), found.roles()), layout(found), options(chosen) {
    gold_column = chosen_column(options.gold_column, layout.columns, 2);
    predicted_column = chosen_column(options.predicted_column, layout.columns, 1);
  }

  void add_token(const SentenceLines& lines, const SentenceLines::Row& row, ScoredSentence& sentence) {
    const std::string_view text = lines.text(row);
    refuse_nul(text, splitter.name(), row.line);
    split_fields(text.substr(0, text.size() - layout.surplus(text)), layout.separator, fields);
    const std::size_t least =
        std::max({gold_column + 1, predicted_column + 1, std::size_t{2}, layout.columns});
    if (fields.size() != layout.columns || fields.size() < least) {
      throw DataError({splitter.name(), row.line, text.size() + 1},
                      "the line has " + std::to_string(fields.size()) + " columns; " + std::to_string(least) +
                          " are needed, with gold labels in column " + std::to_string(gold_column + 1) +
                          " and predicted ones in column " + std::to_string(predicted_column + 1));
    }
    const auto place = [&](std::size_t column) {
      return Place{splitter.name(), row.line,
                   static_cast<std::size_t>(fields[column].data() - text.data()) + 1};
    };
    sentence.words.push_back(field_text(fields[layout.numbered() ? 1 : 0], layout.separator));
    const auto label = [&](std::size_t column) { return field_text(fields[column], layout.separator); };
    sentence.gold.push_back(gold_label(label(gold_column), options.unlabelled, false, place(gold_column)));
    sentence.lines.push_back(row.line);
    sentence.predicted.push_back(
        gold_label(label(predicted_column), std::nullopt, true, place(predicted_column)));
  }

  SentenceSplitter splitter;
  ConllLayout layout;
  ScoredOptions options;
  std::size_t gold_column = 0;
  std::size_t predicted_column = 0;
  std::vector<std::string_view> fields;
};

ScoredReader::ScoredReader(std::unique_ptr<io::Input> input, const ScoredOptions& options) {
  Lines lines(std::move(input), options.encoding, options.replace_invalid);
  LayoutQuery query;
  query.least_columns_with_numbers = 4;
  query.header = Header::no;
  query.words_chosen = true;
  query.label_column = options.gold_column;
  query.unlabelled = options.unlabelled;
  const ConllLayout layout = find_conll_layout(lines, query);
  impl_ = std::make_unique<Impl>(std::move(lines), layout, options);
}

ScoredReader::~ScoredReader() = default;

bool ScoredReader::next(ScoredSentence& sentence) {
  sentence = {};
  SentenceLines lines;
  if (!impl_->splitter.next(lines)) return false;
  sentence.file = impl_->splitter.name();
  for (const SentenceLines::Row& row : lines.rows) impl_->add_token(lines, row, sentence);
  return true;
}

void write_scored(std::ostream& output, const Sentence& sentence, const Labels& predicted) {
  for (std::size_t t = 0; t < sentence.size(); ++t) {
    const bool annotated = !sentence.gold.empty() && !sentence.gold.front()[t].empty();
    output << without_spaces(single_field(sentence.words[t], sentence, t, "CoNLL")) << ' '
           << (annotated ? sentence.gold.front()[t] : "O") << ' ' << (annotated ? predicted[t] : "O") << '\n';
  }
  output << '\n';
}

}  // namespace seqlab::corpus
