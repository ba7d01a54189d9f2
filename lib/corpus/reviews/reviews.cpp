#include "corpus/reviews/reviews.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/names.h"
#include "corpus/json/json_object.h"
#include "corpus/json/json_splitter.h"
#include "corpus/lines.h"
#include "corpus/readers.h"
#include "corpus/reviews/odd_labels.h"
#include "corpus/reviews/review_columns.h"
#include "corpus/reviews/review_readers.h"
#include "corpus/reviews/review_sample.h"
#include "corpus/reviews/review_table.h"
#include "corpus/reviews/space_labels.h"
#include "corpus/reviews/tree.h"

namespace seqlab::corpus {
namespace {

constexpr std::string_view kFastTextMark = "__label__";

// The phrases of a deep tree can have the square of its tokens in total; a sentence of 4,000 words at worst.
constexpr std::size_t kMostPhraseTokens = 10'000'000;

std::size_t first_space(std::string_view text) {
  return std::min(text.find_first_of(" \t"), text.size());
}

// A text without its leading spaces.
std::string_view after_spaces(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

// Whether the name of a file, compressed or not, has an ending.
bool has_ending(std::string_view name, std::string_view ending) {
  for (const std::string_view compressed : {".gz", ".zst"}) {
    if (name.ends_with(compressed)) name.remove_suffix(compressed.size());
  }
  return name.size() >= ending.size() && plain_name(name.substr(name.size() - ending.size())) == ending;
}

// The start of the label at the end of a line, "good film __label__pos"; the size of the line if there is
// none.
std::size_t final_mark(std::string_view line) {
  const std::size_t end = line.find_last_not_of(" \t") + 1;
  const std::size_t space = line.substr(0, end).find_last_of(" \t");
  const bool marked = space != std::string_view::npos && line.substr(space + 1).starts_with(kFastTextMark);
  return marked ? space + 1 : line.size();
}

bool begins_with_mark(std::string_view line) {
  return without_mark(line).starts_with(kFastTextMark);
}

bool ends_with_mark(std::string_view line) {
  return final_mark(line) < line.size();
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

// A table without quotes as lines of label, tab, text, which may have further tabs: nothing speaks against
// it. Throws DataError if it is a table, but not clear which column holds what.
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

// The class of a tree's label; nothing if it is left out. Throws DataError for a label without a class.
std::optional<std::string_view> class_of(std::string_view label, TreeClasses classes, const Place& place) {
  if (classes == TreeClasses::all) return label;
  if (label == "0" || label == "1") return "0";
  if (label == "3" || label == "4") return "1";
  if (label == "2") return std::nullopt;
  throw DataError(place,
                  "the label '" + std::string(label) +
                      "' is not one of 0 to 4, which --classes 2 maps to two classes; --classes all keeps "
                      "labels as they are");
}

class LineReviewReader : public ReviewReader {
 public:
  // label_last: fastText's labels end the lines.
  LineReviewReader(Lines lines, ReviewFormat format, bool label_last, const ReviewOptions& options)
      : ReviewReader(options),
        lines_(std::move(lines)),
        format_(format),
        label_last_(label_last),
        options_(options) {}

  bool take(Review& review) override {
    review = {};
    Line line;
    do {
      if (!lines_.next(line)) return false;
    } while (format_ == ReviewFormat::trees && is_blank(line.text));
    review.format = format_;
    review.place = {lines_.name(), line.number, 0};
    review.raw = line.text;
    review.expected_tokens = expected_tokens(line.text);
    return true;
  }

  [[nodiscard]] bool record_buffered() override { return lines_.buffered(); }
  [[nodiscard]] ReviewFormat format() const override { return format_; }
  [[nodiscard]] ReadingPlan plan() const override {
    switch (format_) {
      case ReviewFormat::tsv:
        return {"label, tab, text", {}};
      case ReviewFormat::space:
        return {"label, space, text", {}};
      case ReviewFormat::fasttext:
        return {
            label_last_ ? "text, space, __label__ with the label" : "__label__ with the label, space, text",
            {}};
      case ReviewFormat::trees:
        return {"parse trees", {}};
      default:
        return {"a text per line", {}};
    }
  }

 protected:
  void read(Review& review) const override {
    const std::string& raw = review.raw;
    const std::string_view line = format_ == ReviewFormat::lines ? raw : without_mark(raw);
    switch (format_) {
      case ReviewFormat::tsv:
        read_tsv(line, review);
        break;
      case ReviewFormat::space:
        read_space(line, review);
        break;
      case ReviewFormat::fasttext:
        read_fasttext(line, review);
        break;
      case ReviewFormat::trees:
        read_tree(line, review);
        break;
      default:
        review.text = line;
    }
    if (review.label.empty() && options_.labels) {
      throw DataError(review.place, "no label; " + std::string(expected()));
    }
    if (format_ != ReviewFormat::trees) review.tokens = review_tokens(review.text, options_);
  }

 private:
  [[nodiscard]] std::string_view expected() const {
    switch (format_) {
      case ReviewFormat::tsv:
        return "a line is label, tab, text";
      case ReviewFormat::space:
        return "a line is label, space, text";
      case ReviewFormat::fasttext:
        return label_last_ ? "a line is text, space, __label__ with the label"
                           : "a line is __label__ with the label, space, text";
      case ReviewFormat::trees:
        return "a line is a tree";
      default:
        return "lines of text have no labels; choose another --input-format";
    }
  }

  void read_tsv(std::string_view line, Review& review) const {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) {
      throw DataError({review.place.file, review.place.line, line.size() + 1},
                      "no tab; a line is label, tab, text");
    }
    review.label = trimmed_label(line.substr(0, tab));
    review.text = line.substr(tab + 1);
  }

  static void read_space(std::string_view line, Review& review) {
    const std::size_t space = first_space(line);
    review.label = line.substr(0, space);
    review.text = line.substr(std::min(space + 1, line.size()));
  }

  static void read_last_label(std::string_view line, Review& review) {
    const std::size_t mark = final_mark(line);
    review.text = line.substr(0, mark);
    if (mark == line.size()) return;
    review.label = trimmed_label(line.substr(mark + kFastTextMark.size()));
    review.text.pop_back();
    const std::size_t other = final_mark(review.text);
    if (other < review.text.size() || begins_with_mark(line)) {
      throw DataError({review.place.file, review.place.line, mark + 1},
                      "a second label; a text has only one");
    }
  }

  void read_fasttext(std::string_view line, Review& review) const {
    if (label_last_) {
      read_last_label(line, review);
      return;
    }
    if (!line.starts_with(kFastTextMark)) {
      review.text = line;
      return;
    }
    const std::size_t space = first_space(line);
    review.label = line.substr(kFastTextMark.size(), space - kFastTextMark.size());
    const std::string_view rest = after_spaces(line.substr(space));
    if (rest.starts_with(kFastTextMark)) {
      throw DataError({review.place.file, review.place.line, line.size() - rest.size() + 1},
                      "a second label; a text has only one");
    }
    review.text = line.substr(std::min(space + 1, line.size()));
  }

  void read_tree(std::string_view line, Review& review) const {
    const Tree tree = parse_tree(line, review.place);
    const auto class_of_node = [&](const Tree::Node& node) {
      const auto column = static_cast<std::size_t>(node.label.data() - line.data()) + 1;
      return class_of(node.label, options_.classes, {review.place.file, review.place.line, column});
    };
    const auto label = class_of_node(tree.nodes.front());
    review.left_out = !label.has_value();
    review.label = label.value_or(tree.nodes.front().label);
    for (const std::string_view token : tree.tokens) {
      if (!review.text.empty()) review.text += ' ';
      review.text += token;
      review.tokens.push_back(review_word(token, options_));
    }
    if (!options_.phrases) return;
    std::size_t tokens = 0;
    for (const Tree::Node& node : tree.nodes) {
      const auto phrase_label = class_of_node(node);
      if (!phrase_label.has_value()) continue;
      tokens += node.end - node.begin;
      if (tokens > kMostPhraseTokens) {
        throw DataError(review.place, "the phrases of this tree have more than " +
                                          std::to_string(kMostPhraseTokens) +
                                          " tokens in total; read only its root (--phrases root)");
      }
      review.phrases.push_back({std::string(*phrase_label), node.begin, node.end});
    }
  }

  Lines lines_;
  ReviewFormat format_;
  bool label_last_;
  ReviewOptions options_;
};

// Takes out the reviews with odd labels. Throws DataError for the first one unless such records are skipped.
void skip_odd_labels(std::vector<Review>& reviews, Malformed malformed, SkippedRecords& skipped) {
  const std::vector<std::size_t> odd = odd_labels(reviews);
  for (const std::size_t i : odd) {
    const DataError error = odd_label_error(reviews[i]);
    if (malformed == Malformed::error) throw error;
    skipped.add(error.what());
  }
  for (auto i = odd.rbegin(); i != odd.rend(); ++i) {
    reviews.erase(reviews.begin() + static_cast<std::ptrdiff_t>(*i));
  }
}

}  // namespace

void ReviewReader::parse(Review& review) const {
  if (malformed_ == Malformed::error) {
    read(review);
    review.raw = {};
    return;
  }
  try {
    read(review);
  } catch (const DataError& error) {
    review.label.clear();
    review.tokens.clear();
    review.phrases.clear();
    review.left_out = false;
    review.text = review.raw;
    review.problem = error.what();
  }
  review.raw = {};
}

std::vector<std::string> ReviewReader::remarks() const {
  std::vector<std::string> remarks;
  if (replaced_) remark_on_replaced(*replaced_, file_, remarks);
  return remarks;
}

void ReviewReader::remark_on(std::shared_ptr<const Tally> lines, std::string file) {
  replaced_ = std::move(lines);
  file_ = std::move(file);
}

namespace {

std::unique_ptr<ReviewReader> make_reader_of_review_lines(Lines lines, const ReviewOptions& options) {
  const bool sampled = options.format == ReviewFormat::automatic || options.format == ReviewFormat::jsonl ||
                       options.format == ReviewFormat::csv || options.format == ReviewFormat::tsv ||
                       options.format == ReviewFormat::fasttext;
  const ReviewSample sample = sampled ? sample_of(lines, options) : ReviewSample{.file = lines.name()};
  const ReviewFormat format =
      options.format == ReviewFormat::automatic ? recognised(sample, lines, options) : options.format;
  const bool columns = !options.text_column.empty() || !options.label_column.empty();
  if (options.delimiter != 0 && format != ReviewFormat::csv &&
      (format != ReviewFormat::tsv || options.delimiter != '\t')) {
    throw UsageError(lines.name() + ": --delimiter is for CSV; this is read as " +
                     std::string(base::name_of(format)) + " (--input-format csv reads it as CSV)");
  }
  if (format == ReviewFormat::jsonl) return make_json_review_reader(std::move(lines), options);
  if (format == ReviewFormat::csv) {
    TableLayout layout = table_layout(sample_csv(sample, options), options, lines.name(), true);
    return make_table_review_reader(std::move(lines), format, std::move(layout), options);
  }
  if (format == ReviewFormat::tsv) {
    const TableSample table = sample_tabs(sample);
    if (!is_label_tab_text(table, options, lines.name())) {
      TableLayout layout = table_layout(table, options, lines.name(), false);
      return make_table_review_reader(std::move(lines), format, std::move(layout), options);
    }
  }
  if (columns) {
    throw UsageError(lines.name() +
                     ": --text-column and --label-column are for tables and JSON; this is read as " +
                     std::string(base::name_of(format)) + " (--input-format csv reads it as CSV)");
  }
  const std::vector<std::string_view> texts = sample.texts();
  const bool label_last = format == ReviewFormat::fasttext && !most_are(texts, begins_with_mark) &&
                          most_are(texts, ends_with_mark);
  return std::make_unique<LineReviewReader>(std::move(lines), format, label_last, options);
}

}  // namespace

std::unique_ptr<ReviewReader> make_review_reader(std::unique_ptr<io::Input> input,
                                                 const ReviewOptions& options) {
  const auto replaced = std::make_shared<Tally>();
  Lines lines(std::move(input), options.encoding, options.replace_invalid, replaced);
  if (!lines.live()) refuse_carriage_returns(lines);
  const std::string name = lines.name();
  auto reader = make_reader_of_review_lines(std::move(lines), options);
  reader->remark_on(replaced, name);
  return reader;
}

std::vector<Review> read_reviews(const std::string& path, const ReviewOptions& options,
                                 const ReviewNote& note) {
  std::unique_ptr<io::Input> input = io::open_input(path);
  const std::string name = input->name();
  const std::unique_ptr<ReviewReader> reader = make_review_reader(std::move(input), options);
  std::vector<Review> reviews;
  SkippedRecords skipped;
  for (Review review; reader->next(review);) {
    if (!review.problem.empty()) {
      skipped.add(review.problem);
      continue;
    }
    review.provenance = nullptr;
    reviews.push_back(std::move(review));
  }
  skip_odd_labels(reviews, options.malformed, skipped);
  std::unordered_set<std::string_view> labels;
  std::size_t left_out = 0;
  for (const Review& review : reviews) {
    if (review.left_out) {
      ++left_out;
    } else {
      labels.insert(review.label);
    }
  }
  if (note) {
    note(name + ": " + one_line(reader->plan()) + "; " + counted(labels.size(), "label") + "; " +
         counted(reviews.size(), "text") +
         (left_out == 0 ? "" : ", " + std::to_string(left_out) + " left out"));
    if (left_out > 0 && reader->format() == ReviewFormat::jsonl) {
      note(name + ": annotators rejected or ignored " + counted(left_out, "record") + ", which " +
           (left_out == 1 ? "is" : "are") + " left out");
    }
    for (const std::string& remark : skipped.remarks()) note(remark);
    for (const std::string& remark : reader->remarks()) note(remark);
  }
  if (reviews.empty()) {
    throw DataError({name, 0, 0}, "no review in a file read as " +
                                      std::string(base::name_of(reader->format())) +
                                      "; if that is the wrong format, choose another with --input-format");
  }
  return reviews;
}

}  // namespace seqlab::corpus
