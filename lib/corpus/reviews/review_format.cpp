#include "corpus/reviews/review_format.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "corpus/json/json_object.h"
#include "corpus/json/json_splitter.h"
#include "corpus/readers.h"
#include "corpus/reviews/line_labels.h"
#include "corpus/reviews/review_columns.h"
#include "corpus/reviews/review_readers.h"
#include "corpus/reviews/space_labels.h"
#include "corpus/reviews/tree.h"

namespace seqlab::corpus {
namespace {

// Whether the name of a file, compressed or not, has an ending.
bool has_ending(std::string_view name, std::string_view ending) {
  for (const std::string_view compressed : {".gz", ".zst"}) {
    if (name.ends_with(compressed)) name.remove_suffix(compressed.size());
  }
  return name.size() >= ending.size() && plain_name(name.substr(name.size() - ending.size())) == ending;
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, first_space(text));
}

// Whether more than half of the lines, or the first one, are of a kind.
template <typename IsOne>
bool most_are(const std::vector<std::string_view>& texts, const IsOne& is_one) {
  if (texts.empty()) return false;
  return is_one(texts.front()) ||
         2 * static_cast<std::size_t>(std::count_if(texts.begin(), texts.end(), is_one)) > texts.size();
}

bool begins_object(std::string_view text) {
  return after_spaces(without_mark(text)).starts_with('{');
}

// Looks no further than `texts`, the first lines of `lines` that are not blank.
bool begins_array(const std::vector<std::string_view>& texts, Lines& lines) {
  if (texts.empty()) return false;
  const std::string_view first = after_spaces(without_mark(texts.front()));
  const bool shown = texts.size() > 1 || first.find_first_not_of(" \t[") != std::string_view::npos;
  return first.starts_with('[') && shown && begins_json(lines);
}

// An array of strings: ["good film", "pos"].
bool is_array_of_strings(std::string_view text) {
  text = after_spaces(without_mark(text));
  return text.starts_with('[') && text.ends_with(']') && after_spaces(text.substr(1)).starts_with('"');
}

bool is_object(std::string_view text) {
  if (!begins_object(text)) return false;
  try {
    const JsonObject object(std::string(without_mark(text)), {});
    return true;
  } catch (const DataError&) {
    return false;
  }
}

// Whether lines are most likely label, space, text, and not separated by `delimiter`.
bool are_space_separated(const std::vector<std::string_view>& texts, char delimiter) {
  std::vector<std::string_view> labels;
  std::size_t delimited = 0;
  for (const std::string_view text : texts) {
    labels.push_back(first_word(text));
    delimited += labels.back().find(delimiter) != std::string_view::npos ? 1 : 0;
  }
  return are_labels(labels) && 2 * delimited <= texts.size() && why_no_labels(texts).empty();
}

std::optional<TableSample> fitting_csv(const ReviewSample& sample, const ReviewOptions& options) {
  try {
    TableSample table = sample_csv(sample, options);
    if (table.fits() && table.rows.size() > 1) return table;
  } catch (const DataError&) {  // two separators
  }
  return std::nullopt;
}

// Whether every record has quotes at both ends.
bool is_quoted(const TableSample& table) {
  return std::all_of(table.records.begin(), table.records.end(), [](const CsvRecord& record) {
    const std::string_view text = without_mark(record.text);
    return text.size() > 1 && text.front() == '"' && text.back() == '"';
  });
}

// Whether lines that no name calls CSV are CSV: with quotes in every record, with a header that names text
// and label, or with labels in a column where the first words of lines are none. Throws DataError if both
// could be labels.
bool is_csv_content(const ReviewSample& sample, const ReviewOptions& options) {
  const auto table = fitting_csv(sample, options);
  if (!table.has_value()) return false;
  const bool chosen = !options.text_column.empty() || !options.label_column.empty() || options.delimiter != 0;
  const std::vector<std::string>& first = table->rows.front();
  if (is_quoted(*table)) return true;
  if (chosen || (usual_text_column(first).has_value() && usual_label_column(first).has_value())) return true;
  const auto layout = clear_layout(*table, options, sample.file, true);
  if (table->rows.size() < few_records || !layout.has_value() || !layout->label.has_value()) return false;
  std::vector<std::string_view> labels;
  std::size_t tokenised = 0;
  for (const auto& row : table->rows) {
    if (row.size() != layout->columns) continue;
    labels.emplace_back(row[*layout->label]);
    const bool spaced = labels.back().find(' ') != std::string_view::npos;
    tokenised += spaced && (labels.back().ends_with(' ') || row[layout->text].starts_with(' ')) ? 1 : 0;
  }
  if (!are_labels(labels)) return false;
  if (!are_space_separated(sample.texts(), table->dialect.delimiter)) return true;
  if (2 * tokenised > labels.size()) return false;  // "1 well , a film"
  throw DataError({sample.file, 0, 0}, "the first words of lines could be labels, and so could column " +
                                           std::to_string(*layout->label + 1) +
                                           " of a table; choose with --input-format space or csv");
}

// Whether the texts are separated from anything by tabs.
bool has_tabs(const ReviewSample& sample) {
  const TableSample table = sample_tabs(sample);
  const auto with_tab =
      std::count_if(table.rows.begin(), table.rows.end(), [](const auto& row) { return row.size() > 1; });
  return with_tab > 0 && 2 * static_cast<std::size_t>(with_tab) >= table.rows.size();
}

// Without labels, tabs, commas and brackets are ordinary characters unless the name says otherwise.
ReviewFormat recognised_unlabelled(const ReviewSample& sample, Lines& lines) {
  const std::vector<std::string_view> texts = sample.texts();
  if (begins_array(texts, lines) || (!texts.empty() && is_object(texts.front()))) return ReviewFormat::jsonl;
  if (has_ending(sample.file, ".csv")) return ReviewFormat::csv;
  if (has_ending(sample.file, ".jsonl") || has_ending(sample.file, ".json")) return ReviewFormat::jsonl;
  return has_ending(sample.file, ".tsv") && has_tabs(sample) ? ReviewFormat::tsv : ReviewFormat::lines;
}

}  // namespace

ReviewFormat recognised(const ReviewSample& sample, Lines& lines, const ReviewOptions& options) {
  if (!options.labels) return recognised_unlabelled(sample, lines);
  const std::vector<std::string_view> texts = sample.texts();
  if (begins_array(texts, lines) || most_are(texts, begins_object)) return ReviewFormat::jsonl;
  if (most_are(texts, begins_with_mark) || most_are(texts, ends_with_mark)) return ReviewFormat::fasttext;
  if (most_are(texts, looks_like_tree)) return ReviewFormat::trees;
  if (most_are(texts, is_array_of_strings)) {
    throw DataError(
        {sample.file, 0, 0},
        "arrays of strings, which do not say what is the label; a record of JSON is an object with a "
        "text and a label, or choose another --input-format");
  }
  if (has_ending(sample.file, ".csv")) {
    const TableSample table = sample_csv(sample, options);
    const bool space = texts.size() >= few_records && !table.fits() && options.delimiter == 0 &&
                       are_space_separated(texts, table.dialect.delimiter);
    return space ? ReviewFormat::space : ReviewFormat::csv;
  }
  if (has_tabs(sample) && (options.delimiter == 0 || options.delimiter == '\t')) return ReviewFormat::tsv;
  if (is_csv_content(sample, options)) return ReviewFormat::csv;
  if (has_ending(sample.file, ".jsonl") || has_ending(sample.file, ".json")) {
    throw DataError(
        {sample.file, 0, 0},
        "no JSON objects, as the name promises; an object has a text and a label, or choose another "
        "--input-format");
  }
  if (const std::string why = why_no_labels(texts); !why.empty()) {
    throw DataError({sample.file, 0, 0},
                    "not label, space, text: " + why +
                        "; choose with --input-format space if they are, or csv with --delimiter");
  }
  return ReviewFormat::space;
}

bool is_label_tab_text(const TableSample& table, const ReviewOptions& options, const std::string& file) {
  if (!options.text_column.empty() || !options.label_column.empty() || !options.labels) return false;
  if (table.rows.empty()) return true;
  if (table.dialect.quotes != CsvQuotes::none) return false;
  const bool few = table.rows.size() < few_records;
  if (!table.fits() && !(table.columns == 2 && !few)) {
    const std::vector<std::string>& first = table.rows.front();
    FieldRows like_first;
    std::vector<std::string_view> labels;
    for (std::size_t i = 1; i < table.rows.size(); ++i) {
      labels.emplace_back(table.rows[i].front());
      if (table.rows[i].size() == first.size()) like_first.push_back(table.rows[i]);
    }
    return !is_header(first, like_first, false) && (few || table.columns < 2 || are_labels(labels));
  }
  const TableLayout layout = table_layout(table, options, file, false);
  if (layout.header_line > 0) return false;
  return (few || table.columns == 2) && layout.label == std::size_t{0} && layout.text == 1;
}

bool has_labels_last(const ReviewSample& sample) {
  const std::vector<std::string_view> texts = sample.texts();
  return !most_are(texts, begins_with_mark) && most_are(texts, ends_with_mark);
}

}  // namespace seqlab::corpus
