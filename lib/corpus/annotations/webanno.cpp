// WebAnno TSV 3, which WebAnno and INCEpTION export: a token per row, and columns that its first lines name.
#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/annotations/row_reader.h"
#include "corpus/readers.h"
#include "text/ascii.h"

namespace seqlab::corpus {
namespace {

constexpr std::string_view kWebannoFormat = "#FORMAT=WebAnno TSV";
constexpr std::size_t kWebannoWord = 2;  // from 0; after the token's number and its offsets

// A column of annotation.
struct WebannoColumn {
  std::string layer;  // its type's whole name
  std::string feature;
  bool spans = false;  // of a layer of spans
  // The last part of the layer's name.
  [[nodiscard]] std::string short_layer() const { return layer.substr(layer.rfind('.') + 1); }
  [[nodiscard]] std::string name() const {
    return feature.empty() ? short_layer() : short_layer() + "." + feature;
  }
  // Whether it is what the layer's annotations are, where they have several features.
  [[nodiscard]] bool is_value() const { return feature == "value" || feature == "PosValue"; }
  // A label of each token, no spans.
  [[nodiscard]] bool of_tokens() const {
    const std::string name = short_layer();
    return name == "POS" || name == "Lemma" || name == "Stem" || name == "MorphologicalFeatures";
  }
};

// The lines at the start, up to a blank one.
struct WebannoHeader {
  std::set<std::string, std::less<>> layers;  // lines
  std::vector<WebannoColumn> columns;         // the first is column 4 of a row
};

// Adds the columns of a line such as "#T_SP=webanno.custom.Name|feature|feature".
void add_webanno_layer(std::string_view line, WebannoHeader& header) {
  header.layers.emplace(line);
  const bool spans = line.starts_with("#T_SP=");
  line.remove_prefix(std::min(line.find('=') + 1, line.size()));
  const std::string layer(line.substr(0, line.find('|')));
  if (layer.size() == line.size()) {
    header.columns.push_back({layer, "", spans});
    return;
  }
  line.remove_prefix(layer.size());
  while (!line.empty()) {
    line.remove_prefix(1);
    const std::string_view feature = line.substr(0, line.find('|'));
    header.columns.push_back({layer, std::string(feature), spans});
    line.remove_prefix(feature.size());
  }
}

WebannoHeader read_webanno_header(Lines& lines) {
  WebannoHeader header;
  for (std::size_t ahead = 0;; ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr || !line->text.starts_with('#')) return header;
    if (line->text.starts_with(kWebannoFormat) &&
        !line->text.substr(kWebannoFormat.size()).starts_with(" 3")) {
      throw DataError({lines.name(), line->number, 0},
                      "another version of WebAnno TSV; export the document as WebAnno TSV 3");
    }
    if (line->text.starts_with("#T_")) add_webanno_layer(line->text, header);
  }
}

// One field of annotation: "_" nothing, "*" without a value, "PER", "PER[2]".
struct WebannoValue {
  bool annotated = false;
  std::string value;        // empty: none
  std::string_view number;  // of an annotation on several tokens; empty: on one token
  bool stacked = false;     // more than one annotation
};

std::string unescaped_webanno(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    const char c = text[++i];
    result += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
  }
  return result;
}

WebannoValue parse_webanno_value(std::string_view field) {
  if (field.empty() || field == "_") return {};
  WebannoValue parsed;
  parsed.annotated = true;
  std::size_t bracket = field.size();
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] == '\\') {
      ++i;
    } else if (field[i] == '|') {
      parsed.stacked = true;
    } else if (field[i] == '[') {
      bracket = i;
    }
  }
  if (bracket < field.size() && field.ends_with(']')) {
    parsed.number = field.substr(bracket);
    field = field.substr(0, bracket);
  }
  if (field != "*") parsed.value = unescaped_webanno(field);
  return parsed;
}

class WebannoReader : public AnnotatedRowReader {
 public:
  WebannoReader(Lines lines, WebannoHeader header, const ReaderOptions& options)
      : AnnotatedRowReader(std::move(lines), std::string(kWebannoFormat), options),
        header_(std::move(header)),
        options_(options) {
    if (!options.word_column.empty() && found(options.word_column) != kWebannoWord) {
      throw UsageError("the words of WebAnno TSV are in column 3; leave --word-column out");
    }
    for (const std::string& column : options.label_columns) {
      labels_.push_back(column.empty() ? default_labels() : found(column));
      if (labels_.back() > kWebannoWord && annotation(labels_.back()).spans) continue;
      throw UsageError("column " + column + " of WebAnno TSV has no labels of tokens; it has" + names());
    }
    for (const std::string& column : options.feature_columns) features_.push_back(found(column));
    for (const std::size_t column : labels_) columns_ = std::max(columns_, column + 1);
    for (const std::size_t column : features_) columns_ = std::max(columns_, column + 1);
  }

  [[nodiscard]] Format format() const override { return Format::webanno; }
  [[nodiscard]] ReadingPlan plan() const override {
    ReadingPlan plan{"WebAnno TSV 3", {{"words", "column 3"}}};
    for (const std::size_t column : labels_) {
      plan.parts.emplace_back(
          "labels", "column " + std::to_string(column + 1) + " (" + annotation(column).name() + ")");
    }
    return plan;
  }

 protected:
  void see_comment(std::string_view comment, std::size_t line) override {
    if (!comment.starts_with("#T_") || header_.layers.contains(comment)) {
      return;
    }
    throw DataError(
        {name(), line, 0},
        "other layers than at the start of the file; documents with other layers need a file each");
  }

  [[nodiscard]] char separator() const override { return '\t'; }

  // Parts of tokens (1-2.1) are no tokens.
  [[nodiscard]] bool is_token(const AnnotatedRow& row) const override {
    const std::string_view id = row.fields[0];
    if (id.empty() || id.find_first_not_of("0123456789-.") != std::string_view::npos) {
      throw DataError(
          {name(), row.line, 1},
          "'" + std::string(id) + "' is no number of a token; a row is 1-1<TAB>0-4<TAB>Anna<TAB>PER");
    }
    if (row.fields.size() < columns_) {
      throw DataError({name(), row.line, 0}, "the row has " + std::to_string(row.fields.size()) +
                                                 " columns; column " + std::to_string(columns_) +
                                                 " is needed");
    }
    return id.find('.') == std::string_view::npos;
  }

  void fill(const std::vector<AnnotatedRow>& rows, Sentence& sentence) const override {
    for (const AnnotatedRow& row : rows) {
      sentence.words.push_back(normalised(unescaped_webanno(row.fields[kWebannoWord]), options_));
      if (!sentence.words.back().empty()) continue;
      throw DataError({sentence.file, row.line, 0}, "the word is empty; every token has a word");
    }
    for (const std::size_t column : labels_) {
      sentence.gold.push_back(annotation(column).of_tokens() ? token_labels(column, rows, sentence)
                                                             : span_labels(column, rows, sentence));
    }
    for (const std::size_t column : features_) {
      Labels& values = sentence.features.emplace_back();
      for (std::size_t t = 0; t < rows.size(); ++t) {
        values.push_back(column == kWebannoWord ? sentence.words[t]
                         : column < kWebannoWord
                             ? std::string(rows[t].fields[column])
                             : column_value(parse_webanno_value(rows[t].fields[column]).value,
                                            options_.unlabelled, false));
      }
    }
  }

 private:
  [[nodiscard]] const WebannoColumn& annotation(std::size_t column) const {
    return header_.columns.at(column - kWebannoWord - 1);
  }

  // " 4 (NamedEntity.value), 5 (POS.PosValue)".
  [[nodiscard]] std::string names() const {
    std::string result;
    for (std::size_t i = 0; i < header_.columns.size(); ++i) {
      result += (i == 0 ? " " : ", ") + std::to_string(i + kWebannoWord + 2) + " (" +
                header_.columns[i].name() + ")";
    }
    return result.empty() ? " no columns of annotation" : result;
  }

  // The column of a layer or feature with this name, or with this number from 1. A layer stands for its
  // feature "value", or for its first.
  [[nodiscard]] std::size_t found(const std::string& text) const {
    if (const std::optional<std::size_t> number = column_number(text)) {
      if (*number <= kWebannoWord + header_.columns.size()) return *number;
      throw UsageError(name() + ": no column " + text + "; WebAnno's columns are" + names());
    }
    const std::string wanted = text::ascii_lower(text);
    const auto is = [&](const std::string& name) { return text::ascii_lower(name) == wanted; };
    std::optional<std::size_t> best;
    int best_rank = 0;
    bool several = false;
    for (std::size_t i = 0; i < header_.columns.size(); ++i) {
      const WebannoColumn& column = header_.columns[i];
      const bool layer = is(column.layer) || is(column.short_layer());
      const int rank = is(column.name()) || is(column.layer + "|" + column.feature) ? 4
                       : layer && column.is_value()                                 ? 3
                       : layer                                                      ? 2
                       : is(column.feature)                                         ? 1
                                                                                    : 0;
      // The first feature of a layer stands for it.
      several = rank > best_rank ? false : several || (rank == best_rank && rank % 2 == 1 && rank > 0);
      if (rank > best_rank) {
        best_rank = rank;
        best = i;
      }
    }
    if (best && !several) return *best + kWebannoWord + 1;
    throw UsageError(name() + (best ? ": several columns" : ": no column") + " '" + text +
                     "'; WebAnno's columns are" + names());
  }

  // The value of the named entities or else of the first layer of spans.
  [[nodiscard]] std::size_t default_labels() const {
    std::optional<std::size_t> best;
    int best_rank = 0;
    for (std::size_t i = 0; i < header_.columns.size(); ++i) {
      const WebannoColumn& column = header_.columns[i];
      if (!column.spans) continue;
      const bool value = column.is_value();
      const bool in_layer = best && header_.columns[*best].layer == column.layer;
      const int rank = (column.short_layer() == "NamedEntity" ? 4
                        : column.of_tokens()                  ? 0
                                                              : 2) +
                       (value && (!best || in_layer || column.short_layer() == "NamedEntity") ? 1 : 0);
      if (best && rank <= best_rank) continue;
      best = i;
      best_rank = rank;
    }
    if (best) return *best + kWebannoWord + 1;
    throw DataError({name(), 1, 0}, "no layer of spans, so no labels; the file has" + names());
  }

  // The annotation of a token, at most one.
  [[nodiscard]] WebannoValue value_of(std::size_t column, const AnnotatedRow& row) const {
    const std::string_view field = row.fields[column];
    WebannoValue value = parse_webanno_value(field);
    if (value.stacked) {
      throw DataError({name(), row.line, 0},
                      "several annotations of one token (" + std::string(field) + "); a token has one label");
    }
    if (value.value.find_first_of("\t\n\r") != std::string::npos) {
      throw DataError({name(), row.line, 0},
                      "a label with a tab or line end, which no other format could hold");
    }
    return value;
  }

  Labels span_labels(std::size_t column, const std::vector<AnnotatedRow>& rows,
                     const Sentence& sentence) const {
    Labels labels;
    std::string last;  // the annotation of the token before, if it may go on
    for (std::size_t t = 0; t < rows.size(); ++t) {
      WebannoValue value = value_of(column, rows[t]);
      if (value.annotated && annotation(column).feature.empty())
        value.value = annotation(column).short_layer();
      const bool unlabelled = options_.unlabelled == (value.value.empty() ? "*" : value.value);
      if (!value.annotated) {
        labels.emplace_back("O");
      } else if (unlabelled || (value.value.empty() && options_.partly_labelled)) {
        labels.emplace_back();
      } else if (value.value.empty()) {
        throw DataError(sentence.place(t),
                        "an annotation without a value (*); if that means \"not annotated\", give "
                        "--unlabelled '*'");
      } else {
        const bool goes_on = !value.number.empty() && last == value.value + std::string(value.number);
        labels.push_back((goes_on ? "I-" : "B-") + value.value);
      }
      last = value.number.empty() ? std::string() : value.value + std::string(value.number);
    }
    return labels;
  }

  Labels token_labels(std::size_t column, const std::vector<AnnotatedRow>& rows,
                      const Sentence& sentence) const {
    Labels labels;
    for (std::size_t t = 0; t < rows.size(); ++t) {
      const WebannoValue value = value_of(column, rows[t]);
      const std::string label = value.value.empty() ? "_" : value.value;
      labels.push_back(options_.partly_labelled
                           ? column_value(label, options_.unlabelled, false)
                           : gold_label(label, options_.unlabelled, false, sentence.place(t)));
    }
    return labels;
  }

  WebannoHeader header_;
  ReaderOptions options_;
  std::vector<std::size_t> labels_;
  std::vector<std::size_t> features_;
  std::size_t columns_ = kWebannoWord + 1;  // that every row has
};

}  // namespace

std::unique_ptr<RecordReader> make_webanno_reader(Lines lines, const ReaderOptions& options) {
  WebannoHeader header = read_webanno_header(lines);
  return std::make_unique<WebannoReader>(std::move(lines), std::move(header), options);
}

bool looks_like_webanno(Lines& lines) {
  const Line* first = lines.peek(0);
  return first != nullptr && first->text.starts_with(kWebannoFormat);
}

}  // namespace seqlab::corpus
