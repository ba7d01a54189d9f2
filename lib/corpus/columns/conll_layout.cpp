#include "corpus/columns/conll_layout.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/errors.h"
#include "corpus/columns/column_sample.h"
#include "corpus/columns/column_values.h"
#include "corpus/columns/columns.h"

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
    refuse_text();
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

 private:
  // Of a column that no row has, nothing fits.
  [[nodiscard]] SchemeFit fit(std::size_t column) const {
    if (column >= sample_.columns) return {};
    fits_.resize(sample_.columns);
    std::optional<SchemeFit>& known = fits_[column];
    if (!known) known = scheme_fit(sample_.values(column, query_.unlabelled));
    return *known;
  }

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

  // Without labels, no row must have as many columns as the others, so running text would pass.
  void refuse_text() const {
    const bool uneven = sample_.whole_rows() * 2 <= sample_.rows.size();
    if (query_.labels || live_ || sample_.separator != ' ' || sample_.rows.size() < 2 || !uneven) return;
    throw DataError(
        {file_, sample_.rows.front().line, 0},
        "the lines have different numbers of columns; if this is running text, give --input-format text, "
        "and for tokenised sentences --input-format tokens");
  }

  // Takes the first row out of the sample if it names the columns.
  void find_header() {
    if (query_.header == Header::no || sample_.rows.size() < 2 || sample_.columns < 2) return;
    const ColumnSample::Row first = sample_.rows.front();
    bool header = query_.header == Header::yes;
    if (!header && first.fields.size() == sample_.columns) header = names_columns(first);
    if (!header) return;
    layout_.header = first.line;
    layout_.header_text = sample_.text(first);
    for (std::size_t column = 0; column < sample_.columns; ++column) {
      layout_.names.push_back(sample_.value(first, column));
    }
    sample_.rows.erase(sample_.rows.begin());
    // Joined files repeat it.
    std::erase_if(sample_.rows,
                  [&](const ColumnSample::Row& row) { return sample_.text(row) == layout_.header_text; });
    sample_.count_sentences();
  }

  // In another row than a repetition of the first one.
  [[nodiscard]] bool occurs_below(const std::string& value, std::size_t column) const {
    const std::string_view first = ColumnSample::text(sample_.rows.front());
    return std::any_of(sample_.rows.begin() + 1, sample_.rows.end(), [&](const ColumnSample::Row& row) {
      return sample_.value(row, column) == value && ColumnSample::text(row) != first;
    });
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
      if (has_tag_shape(name) || name == query_.unlabelled || occurs_below(name, column)) continue;
      if (!scheme_fit(below.values(column, query_.unlabelled)).spans) continue;
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

  // In a file without blank lines, numbers may tell where sentences begin.
  void find_numbers() {
    if (sample_.columns < query_.least_columns_with_numbers) return;
    if (!sample_.blanks && !live_) cut_sentences();
    const ColumnNumbers first(sample_, 0);
    if (layout_.cut == SentenceCut::restart || first.counts_tokens(!sample_.hashes.empty())) {
      layout_.numbers = "token numbers";
    } else if (layout_.cut == SentenceCut::change || first.counts_sentences()) {
      layout_.numbers = "sentence numbers";
    }
  }

  void cut_sentences() {
    layout_.cut = sentence_cut(sample_);
    if (layout_.cut == SentenceCut::none) return;
    std::size_t sentence = 0;
    for (std::size_t i = 0; i < sample_.rows.size(); ++i) {
      ColumnSample::Row& row = sample_.rows[i];
      if (i > 0 &&
          begins_sentence(layout_.cut, sample_.value(sample_.rows[i - 1], 0), sample_.value(row, 0))) {
        ++sentence;
      }
      row.sentence = sentence;
    }
    sample_.count_sentences();
  }

  // Behind numbers of tokens, which may have those of documents and sentences before them.
  [[nodiscard]] std::size_t first_behind_numbers() const {
    const std::size_t first = layout_.numbered() ? 1 : 0;
    std::size_t changing = first;  // the first column that is not constant
    while (changing + 2 < sample_.columns && values_of(sample_, changing).constant) ++changing;
    for (std::size_t column = std::min(changing + 1, sample_.columns); column-- > first + 1;) {
      if (column + 2 < sample_.columns && ColumnNumbers(sample_, column).counts_tokens(false))
        return column + 1;
    }
    return first;
  }

  void find_columns() {
    const std::size_t first = live_ ? (layout_.numbered() ? 1 : 0) : first_behind_numbers();
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
    refuse_unclear_label(third);
    const bool as_in_uner =
        layout_.numbered() && (fit(third).all || (!fit(last).all && !holds_lemmas(third)));
    return as_in_uner ? third : last;
  }

  // In a small file with many columns and numbers, the third may hold lemmas.
  void refuse_unclear_label(std::size_t third) const {
    constexpr std::size_t many_columns = 6;
    constexpr std::size_t few_rows = 30;
    const bool many = layout_.numbered() && sample_.columns >= many_columns && sample_.rows.size() < few_rows;
    if (!query_.labels || !many || fit(third).all || fit(sample_.columns - 1).all) return;
    const std::size_t words = values_of(sample_, third - 1).distinct;
    if (words < 3 || values_of(sample_, third).distinct * 10 < words * 9) return;
    throw DataError({file_, sample_.rows.front().line, 0},
                    "it is not clear which of the " + std::to_string(sample_.columns) +
                        " columns has the labels; name it with --label-column");
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
    std::vector<ColumnValues> values;
    for (std::size_t column = 0; column < sample_.columns; ++column) {
      values.push_back(values_of(sample_, column));
    }
    first = first_with_words(values, first);
    layout_.word = first;
    const std::size_t richest = richest_column(values, first, label_is_known);
    if (richest == first || sample_.all_hashes) return;
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
    if (tags_first) refuse(richest);
  }

  // Columns of numbers alone hold no words if a column behind them can.
  [[nodiscard]] std::size_t first_with_words(const std::vector<ColumnValues>& values,
                                             std::size_t first) const {
    // The most values of a column with letters, from each column on.
    std::vector<std::size_t> most(sample_.columns + 1, 0);
    for (std::size_t column = sample_.columns; column-- > 0;) {
      const bool words = column != layout_.label && values[column].letters;
      most[column] = std::max(most[column + 1], words ? values[column].distinct : 0);
    }
    for (std::size_t column = first; column < layout_.label; ++column) {
      if (!values[column].numeric) return column;
      const std::size_t behind = most[column + 1];
      if (behind * 2 < values[column].distinct || behind <= 1) return first;
    }
    return first;
  }

  // The column that has the most values and can hold words, other than a known column of labels.
  [[nodiscard]] std::size_t richest_column(const std::vector<ColumnValues>& values, std::size_t first,
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
  [[nodiscard]] bool far_richer(const std::vector<ColumnValues>& values, std::size_t column,
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
  mutable std::vector<std::optional<SchemeFit>> fits_;  // of the columns, where they were asked for
  ConllLayout layout_;
};

}  // namespace

LineRoles ConllLayout::roles() const {
  LineRoles roles;
  roles.header = header;
  roles.header_text = header_text;
  roles.is_comment = [layout = *this](std::string_view line) { return layout.is_comment(line); };
  if (cut == SentenceCut::none) return roles;
  roles.begins_sentence = [layout = *this](std::string_view before, std::string_view row) {
    return begins_sentence(layout.cut, layout.first_value(before), layout.first_value(row));
  };
  return roles;
}

std::string ConllLayout::first_value(std::string_view row) const {
  std::vector<std::string_view> fields;
  split_fields(row, separator, fields);
  return fields.empty() ? std::string() : field_text(fields.front(), separator);
}

bool ConllLayout::is_comment(std::string_view line) const {
  if (numbered()) return true;
  if (hash_is_word) return false;
  std::vector<std::string_view> fields;
  split_fields(line, separator, fields);
  while (fields.size() > columns && separator != ' ' && is_blank(fields.back())) fields.pop_back();
  if (fields.size() != columns) return true;
  if (live || label >= fields.size()) return false;
  const std::string value = field_text(fields[label], separator);
  if (labels.contains(value) || (spans && has_tag_shape(value))) return false;
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
      (sample.columns >= 3 && ColumnNumbers(sample, 0).counts_tokens(!sample.hashes.empty()))) {
    return true;
  }
  return sample.rows.size() > 2 && sample.blanks;
}

}  // namespace seqlab::corpus
