#include "corpus/columns/conll_layout.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <utility>

#include "base/errors.h"
#include "corpus/columns/column_sample.h"
#include "corpus/columns/columns.h"
#include "corpus/tag_scheme.h"

namespace seqlab::corpus {
namespace {

using namespace std::string_view_literals;

constexpr std::array kWordNames = {"word"sv, "words"sv,    "token"sv,   "tokens"sv,      "form"sv,
                                   "text"sv, "wordform"sv, "surface"sv, "surface_form"sv};
constexpr std::array kLabelNames = {"tag"sv,     "tags"sv,     "label"sv,    "labels"sv,  "ner"sv,
                                    "ner_tag"sv, "ner_tags"sv, "nertag"sv,   "ner-tag"sv, "netag"sv,
                                    "ne"sv,      "entity"sv,   "entities"sv, "bio"sv,     "iob"sv,
                                    "iob2"sv,    "bio_tag"sv,  "pos"sv,      "pos_tag"sv, "pos_tags"sv,
                                    "postag"sv,  "upos"sv,     "xpos"sv,     "chunk"sv,   "chunk_tag"sv,
                                    "class"sv,   "category"sv, "type"sv,     "gold"sv,    "annotation"sv};

std::string plain_column_name(std::string_view name) {
  std::string result(without_outer_spaces(name));
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

template <std::size_t n>
bool among(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), plain_column_name(name)) != names.end();
}

// Whether the labels of some sentences follow a tag scheme, and some mark spans.
struct Fit {
  bool all = false;
  bool spans = false;
};

bool fits_alone(const std::string& label) {
  SchemeDetector detector;
  detector.add(std::span(&label, 1));
  return detector.style().scheme != TagScheme::none;
}

Fit fit_of(std::vector<Labels> sentences) {
  std::size_t labels = 0;
  std::size_t odd = 0;
  for (Labels& sentence : sentences) {
    for (std::string& label : sentence) {
      if (label.empty()) continue;
      ++labels;
      if (label == "O" || fits_alone(label)) continue;
      ++odd;
    }
  }
  SchemeDetector detector;
  Fit fit;
  for (Labels& sentence : sentences) {
    for (std::string& label : sentence) {
      fit.spans = fit.spans || (!label.empty() && label != "O");
      // One odd label in a hundred is a mistake in a column of labels, which is reported where they are read.
      if (odd * 100 <= labels && !label.empty() && label != "O" && !fits_alone(label)) label.clear();
    }
    detector.add(sentence);
  }
  fit.all = labels > 0 && detector.style().scheme != TagScheme::none;
  fit.spans = fit.spans && fit.all;
  return fit;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 9 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_range_or_empty_node(std::string_view id) {
  return id.size() >= 3 && id.find_first_not_of("0123456789-.") == std::string_view::npos &&
         id.find_first_of("-.") != std::string_view::npos;
}

// Finds out what the numbers of the first column count.
class FirstColumn {
 public:
  explicit FirstColumn(const ColumnSample& sample) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < sample.rows.size(); ++i) {
      ids.push_back(sample.value(sample.rows[i], 0));
      const bool last = i + 1 == sample.rows.size() || sample.rows[i + 1].sentence != sample.rows[i].sentence;
      if (!last) continue;
      add_sentence(ids);
      ids.clear();
    }
  }

  // At least half of the sentences, one of them of two tokens, have numbers that count from 0 or 1, or on
  // from the sentence before. `comments`: the file has comments, so that one token is enough.
  [[nodiscard]] bool counts_tokens(bool comments) const {
    return counting_ > 0 && counting_ * 2 >= sentences_ && (several_ || comments);
  }
  // Every row has the number of its sentence.
  [[nodiscard]] bool counts_sentences() const {
    return sentences_ >= 2 && numbered_ == sentences_ && any_long_;
  }

 private:
  void add_sentence(const std::vector<std::string>& ids) {
    ++sentences_;
    any_long_ = any_long_ || ids.size() > 1;
    const bool same = is_number(ids.front()) &&
                      std::all_of(ids.begin(), ids.end(), [&](const auto& id) { return id == ids.front(); });
    if (same && (sentences_ == 1 || std::stoul(ids.front()) == sentence_ + 1)) {
      ++numbered_;
      sentence_ = std::stoul(ids.front());
    }
    std::size_t expected = 0;
    std::size_t count = 0;
    for (const std::string& id : ids) {
      if (is_range_or_empty_node(id)) continue;
      if (!is_number(id)) return;
      const std::size_t number = std::stoul(id);
      const bool starts = count == 0 && (number <= 1 || number == last_ + 1);
      if (!starts && (count == 0 || number != expected)) return;
      expected = number + 1;
      ++count;
    }
    if (count == 0) return;
    last_ = expected - 1;
    ++counting_;
    several_ = several_ || count > 1;
  }

  std::size_t sentences_ = 0;
  std::size_t counting_ = 0;
  std::size_t numbered_ = 0;
  std::size_t sentence_ = 0;
  std::size_t last_ = 0;
  bool several_ = false;
  bool any_long_ = false;
};

bool has_small_letter(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool only_capitals(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// Columns of words have many values, with letters in most; columns of labels have few.
struct Values {
  std::size_t distinct = 0;
  bool letters = false;
  bool capitals = true;  // no value has a small letter
  bool small = false;    // most values have one
};

Values values_of(const ColumnSample& sample, std::size_t column) {
  std::set<std::string> seen;
  std::size_t with_letters = 0;
  std::size_t with_small = 0;
  for (const ColumnSample::Row& row : sample.rows) {
    const std::string value = sample.value(row, column);
    const bool small = has_small_letter(value);
    const bool letter = small || std::any_of(value.begin(), value.end(), [](char c) {
                          return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
                        });
    with_letters += letter ? 1 : 0;
    with_small += small ? 1 : 0;
    seen.insert(value);
  }
  return {seen.size(), with_letters * 2 > sample.rows.size(), with_small == 0,
          with_small * 2 > sample.rows.size()};
}

class LayoutFinder {
 public:
  LayoutFinder(Lines& lines, const LayoutQuery& query)
      : query_(query),
        file_(lines.name()),
        live_(lines.live() && !query.labels),
        sample_(sample_columns(lines, live_, query.labels || lines.name().ends_with(".csv"))) {}

  ConllLayout find() {
    layout_.separator = sample_.separator;
    layout_.columns = sample_.columns;
    layout_.hash_is_word = sample_.all_hashes || sample_.columns < 2;
    layout_.live = live_;
    if (sample_.columns == 0) return layout_;
    find_header();
    find_numbers();
    find_columns();
    for (const Labels& sentence : sample_.values(layout_.label, query_.unlabelled)) {
      layout_.labels.insert(sentence.begin(), sentence.end());
    }
    layout_.spans = fit(layout_.label).spans;
    if (!layout_.spans) add_labels_of_hashes();
    return layout_;
  }

  [[nodiscard]] const ColumnSample& sample() const { return sample_; }

 private:
  Fit fit(std::size_t column) const { return fit_of(sample_.values(column, query_.unlabelled)); }

  // '#' may have a label of its own, as in the Penn Treebank. Comments that happen to have all columns differ
  // from each other; in a file with other comments, a label has capitals alone, as all labels do.
  void add_labels_of_hashes() {
    std::set<std::string> others;
    bool comments = false;
    for (const ColumnSample::Row& row : sample_.hashes) {
      comments = comments || row.fields.size() != sample_.columns;
      if (row.fields.size() != sample_.columns) continue;
      std::string label = sample_.value(row, layout_.label);
      if (!layout_.labels.contains(label)) others.insert(std::move(label));
    }
    if (comments && std::any_of(layout_.labels.begin(), layout_.labels.end(), has_small_letter)) return;
    if (comments) std::erase_if(others, [](const std::string& label) { return !only_capitals(label); });
    constexpr std::size_t most = 2;
    if (others.size() <= most) layout_.labels.merge(others);
  }

  // Takes the first row out of the sample if it names the columns.
  void find_header() {
    if (query_.header == Header::no || sample_.rows.size() < 2 || sample_.columns < 2) return;
    const ColumnSample::Row first = sample_.rows.front();
    bool header = query_.header == Header::yes;
    if (!header && first.fields.size() == sample_.columns) header = names_columns(first);
    if (!header) return;
    layout_.header = first.line;
    for (std::size_t column = 0; column < sample_.columns; ++column) {
      layout_.names.push_back(sample_.value(first, column));
    }
    sample_.rows.erase(sample_.rows.begin());
    if (sample_.rows.front().sentence != first.sentence) --sample_.sentences;
  }

  [[nodiscard]] bool occurs_below(const std::string& value, std::size_t column) const {
    return std::any_of(sample_.rows.begin() + 1, sample_.rows.end(),
                       [&](const ColumnSample::Row& row) { return sample_.value(row, column) == value; });
  }

  // Whether the first row has usual names of a column of words and of one of labels that are no values of
  // these, or one such name above labels of a tag scheme to which it does not belong.
  [[nodiscard]] bool names_columns(const ColumnSample::Row& first) const {
    bool word = false;
    bool label = false;
    bool label_below = false;
    for (std::size_t column = 0; column < sample_.columns; ++column) {
      const std::string name = sample_.value(first, column);
      word = word || among(kWordNames, name);
      if (!among(kLabelNames, name)) continue;
      label = true;
      label_below = label_below || occurs_below(name, column);
    }
    if (label_below) return false;
    if (word && label) return true;
    ColumnSample below = sample_;
    below.rows.erase(below.rows.begin());
    for (std::size_t column = sample_.columns; column-- > 0;) {
      const std::string name = sample_.value(first, column);
      if (fits_alone(name) || name == query_.unlabelled) continue;
      if (!fit_of(below.values(column, query_.unlabelled)).spans) continue;
      if (word || label) return true;
      constexpr std::size_t enough = 10;
      if (below.rows.size() < enough) return false;
      throw DataError({file_, first.line, 0},
                      "'" + name +
                          "' is no label as in the lines below; if this line names the columns, give "
                          "--header yes, else correct the label or give --header no");
    }
    return false;
  }

  void find_numbers() {
    if (sample_.columns < query_.least_columns_with_numbers) return;
    const FirstColumn first(sample_);
    if (first.counts_tokens(!sample_.hashes.empty())) {
      layout_.numbers = "token numbers";
    } else if (first.counts_sentences()) {
      layout_.numbers = "sentence numbers";
    }
  }

  void find_columns() {
    const std::size_t first = layout_.numbered() ? 1 : 0;
    layout_.label = found_label(first);
    layout_.word = first;
    if (!query_.words_chosen && !live_ && sample_.columns > first + 1) find_words(first);
  }

  // The last column whose labels follow a tag scheme; else the one with a usual name; else the third of a
  // file with numbers, as in UNER, which has others behind it; else the last.
  [[nodiscard]] std::size_t found_label(std::size_t first) const {
    if (!query_.label_column.empty()) return layout_.column(query_.label_column);
    for (std::size_t column = sample_.columns; column-- > first;) {
      if (fit(column).spans) return column;
    }
    for (std::size_t column = layout_.names.size(); column-- > first;) {
      if (among(kLabelNames, layout_.names[column])) return column;
    }
    const std::size_t last = std::max<std::size_t>(sample_.columns, 2) - 1;
    const std::size_t third = first + 1;
    const bool as_in_uner =
        layout_.numbered() && (fit(third).all || (!fit(last).all && !holds_lemmas(third)));
    return as_in_uner ? third : last;
  }

  // Whether a column behind that of the words has about as many values, and the last column has far fewer.
  [[nodiscard]] bool holds_lemmas(std::size_t column) const {
    constexpr std::size_t enough_rows = 30;
    if (sample_.rows.size() < enough_rows) return false;
    const std::size_t words = values_of(sample_, column - 1).distinct;
    return values_of(sample_, column).distinct * 2 > words &&
           values_of(sample_, sample_.columns - 1).distinct * 2 <= words;
  }

  // The column of words is the one with a usual name, or the first; another one if the first has the labels,
  // or has far fewer values, as labels have.
  void find_words(std::size_t first) {
    for (std::size_t column = first; column < layout_.names.size(); ++column) {
      if (column == layout_.label || !among(kWordNames, layout_.names[column])) continue;
      layout_.word = column;
      return;
    }
    const bool label_is_known =
        !query_.label_column.empty() || !layout_.names.empty() || fit(layout_.label).spans;
    std::vector<Values> values;
    for (std::size_t column = 0; column < sample_.columns; ++column) {
      values.push_back(values_of(sample_, column));
    }
    const std::size_t richest = richest_column(values, first, label_is_known);
    if (richest == first) return;
    if (layout_.label == first) {
      if (sample_.columns != first + 2 && !far_richer(values, richest, first)) return refuse(richest);
      layout_.word = richest;
      return;
    }
    constexpr std::size_t times = 5;
    constexpr std::size_t enough_rows = 30;
    const bool closed = values[first].distinct * times <= values[richest].distinct;
    if (sample_.rows.size() >= enough_rows && closed) {
      if (richest == layout_.label && sample_.columns != first + 2) return refuse(richest);
      if (richest == layout_.label) layout_.label = first;
      layout_.word = richest;
      return;
    }
    const bool tags_first =
        values[first].capitals && values[richest].small && values[first].distinct < values[richest].distinct;
    if (!label_is_known && tags_first) refuse(richest);
  }

  // The column that has the most values and can hold words, other than a known column of labels.
  [[nodiscard]] std::size_t richest_column(const std::vector<Values>& values, std::size_t first,
                                           bool label_is_known) const {
    std::optional<std::size_t> richest;
    for (std::size_t column = first; column < sample_.columns; ++column) {
      if (column == layout_.label && label_is_known) continue;
      if (column != first && !values[column].letters && sample_.columns != first + 2) continue;
      if (!richest || values[column].distinct > values[*richest].distinct) richest = column;
    }
    return richest.value_or(first);
  }

  // Whether a column has at least twice as many values as each other one except the labels'.
  [[nodiscard]] bool far_richer(const std::vector<Values>& values, std::size_t column,
                                std::size_t first) const {
    for (std::size_t other = first; other < sample_.columns; ++other) {
      if (other == column || other == layout_.label) continue;
      if (values[other].distinct * 2 > values[column].distinct) return false;
    }
    return true;
  }

  void refuse(std::size_t other) const {
    if (!query_.labels) return;
    const std::string one = std::to_string(layout_.word + 1);
    const std::string two = std::to_string(other + 1);
    throw DataError({file_, sample_.rows.front().line, 0},
                    "the words may be in column " + one + " or in column " + two +
                        "; name the columns with --word-column and --label-column");
  }

  const LayoutQuery& query_;
  std::string file_;
  bool live_;
  ColumnSample sample_;
  ConllLayout layout_;
};

}  // namespace

bool ConllLayout::is_comment(std::string_view line) const {
  if (numbered()) return true;
  if (hash_is_word) return false;
  std::vector<std::string_view> fields;
  split_fields(line, separator, fields);
  while (fields.size() > columns && separator != ' ' && is_blank(fields.back())) fields.pop_back();
  if (fields.size() != columns) return true;
  if (live || label >= fields.size()) return false;
  const std::string value = field_text(fields[label], separator);
  if (labels.contains(value) || (spans && fits_alone(value))) return false;
  // A word with a rare label: comments rarely have just as many tabs.
  const bool word = separator != ' ' && fields.front().find(' ') == std::string_view::npos;
  return !word || spans;
}

std::size_t ConllLayout::column(const std::string& text) const {
  if (const std::optional<std::size_t> number = column_number(text)) return *number;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (plain_column_name(names[i]) == plain_column_name(text)) return i;
  }
  if (names.empty()) {
    throw UsageError("column '" + text +
                     "' of a CoNLL file, whose columns have no names; give a number from 1");
  }
  std::string known;
  for (const std::string& name : names) known += " " + name;
  throw UsageError("no column '" + text + "'; the header names" + known);
}

std::size_t ConllLayout::surplus(std::string_view row) const {
  if (separator == ' ' || columns < 2 || row.empty() || (row.back() != separator && row.back() != ' '))
    return 0;
  std::vector<std::string_view> fields;
  split_fields(row, separator, fields);
  std::size_t bytes = 0;
  while (fields.size() > columns && is_blank(fields.back())) {
    bytes += fields.back().size() + 1;
    fields.pop_back();
  }
  return fields.size() == columns ? bytes : 0;
}

ConllLayout find_conll_layout(Lines& lines, const LayoutQuery& query) {
  return LayoutFinder(lines, query).find();
}

bool looks_like_conll(Lines& lines, bool labels) {
  const ColumnSample sample = sample_columns(lines, lines.live() && !labels, labels);
  if (sample.columns < 2) return false;
  // Of many rows, some may be wrong.
  if (sample.whole_rows() * 20 < sample.rows.size() * 19) return false;
  if (sample.separator != ' ' ||
      (sample.columns >= 3 && FirstColumn(sample).counts_tokens(!sample.hashes.empty()))) {
    return true;
  }
  return sample.rows.size() > 2 && sample.blanks;
}

}  // namespace seqlab::corpus
