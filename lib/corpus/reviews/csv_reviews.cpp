// Reviews in CSV.
#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/columns/columns.h"
#include "corpus/readers.h"
#include "corpus/reviews/csv.h"
#include "corpus/reviews/review_readers.h"

namespace seqlab::corpus {
namespace {

// The name of a column in lower case, without surrounding spaces.
std::string plain_name(std::string_view name) {
  const std::size_t begin = std::min(name.find_first_not_of(' '), name.size());
  name = name.substr(begin, name.find_last_not_of(' ') + 1 - begin);
  std::string result(name);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

// The first column with one of these names; earlier names take precedence.
std::optional<std::size_t> find_name(const std::vector<std::string>& fields,
                                     std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (plain_name(fields[i]) == name) return i;
    }
  }
  return std::nullopt;
}

class CsvReviewReader : public ReviewReader {
 public:
  CsvReviewReader(CsvRecords records, char delimiter, const ReviewOptions& options)
      : records_(std::move(records)), delimiter_(delimiter), options_(options) {
    held_ = records_.next(first_);
    if (!held_) return;
    const std::vector<std::string> fields = split_csv(first_, delimiter_, records_.name());
    columns_ = fields.size();
    choose_columns(fields);
  }

  bool take(Review& review) override {
    review = {};
    CsvRecord record;
    if (std::exchange(held_, false)) {
      record = std::move(first_);
    } else if (!records_.next(record)) {
      return false;
    }
    review.format = ReviewFormat::csv;
    review.place = {records_.name(), record.line, 0};
    review.expected_tokens = expected_tokens(record.text);
    review.raw = std::move(record.text);
    return true;
  }

  void parse(Review& review) const override {
    CsvRecord record{std::move(review.raw), review.place.line};
    std::vector<std::string> fields = split_csv(record, delimiter_, records_.name());
    if (fields.size() != columns_) {
      throw DataError(review.place, "the record has " + counted(fields.size()) + ", the first has " +
                                        std::to_string(columns_) +
                                        "; a text that contains the delimiter must be quoted");
    }
    if (label_.has_value()) review.label = fields[*label_];
    if (options_.labels && review.label.empty()) {
      throw DataError(review.place, "no label; it belongs in column " + std::to_string(*label_ + 1));
    }
    review.text = std::move(fields[text_]);
    review.tokens = review_tokens(review.text, options_);
    review.provenance = std::make_shared<CsvProvenance>(std::move(record.text));
  }

  [[nodiscard]] bool record_buffered() override { return held_ || records_.buffered(); }
  [[nodiscard]] ReviewFormat format() const override { return ReviewFormat::csv; }
  [[nodiscard]] char delimiter() const override { return delimiter_; }
  [[nodiscard]] std::string header() const override { return header_; }

 private:
  static std::string counted(std::size_t columns) {
    return std::to_string(columns) + (columns == 1 ? " column" : " columns");
  }

  // Finds the columns of text and label, and whether `fields`, the first record, is a header.
  void choose_columns(const std::vector<std::string>& fields) {
    std::optional<std::size_t> text = chosen(options_.text_column, fields);
    label_ = chosen(options_.label_column, fields);
    const auto usual_text =
        find_name(fields, {"text", "review", "sentence", "comment", "content", "body", "tweet", "phrase"});
    const auto usual_label = find_name(
        fields, {"label", "sentiment", "polarity", "class", "category", "rating", "stars", "score"});
    if (named_ || usual_text.has_value() || usual_label.has_value()) {
      header_ = first_.text;
      held_ = false;
    }
    if (!text.has_value()) text = usual_text;
    if (!label_.has_value()) label_ = usual_label;
    if (header_.empty()) {
      constexpr std::size_t first = 0;
      constexpr std::size_t second = 1;
      if (!text.has_value()) text = fields.size() == 1 || label_ == second ? first : second;
      if (!label_.has_value() && options_.labels) label_ = text == first ? second : first;
    } else if (fields.size() == 2) {
      // With two columns, one determines the other.
      if (!text.has_value() && label_.has_value()) text = 1 - *label_;
      if (!label_.has_value() && text.has_value() && options_.labels) label_ = 1 - *text;
    }
    check_choice(text, "text", fields);
    if (options_.labels || label_.has_value()) check_choice(label_, "label", fields);
    text_ = *text;
    if (label_ == text_) {
      throw UsageError(records_.name() + ": column " + std::to_string(text_ + 1) +
                       " would be both text and label; choose with --text-column and --label-column");
    }
  }

  // The column that the options choose by number or name.
  std::optional<std::size_t> chosen(const std::string& column, const std::vector<std::string>& fields) {
    if (column.empty()) return std::nullopt;
    if (const std::optional<std::size_t> number = column_number(column)) return number;
    named_ = true;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (plain_name(fields[i]) == plain_name(column)) return i;
    }
    throw UsageError(records_.name() + ": no column '" + column + "'; the first record has" + names(fields));
  }

  void check_choice(const std::optional<std::size_t>& column, const std::string& what,
                    const std::vector<std::string>& fields) const {
    if (column.has_value() && *column < fields.size()) return;
    throw UsageError(records_.name() + ": " +
                     (column.has_value() ? "no column " + std::to_string(*column + 1) + " for the " + what
                                         : "no column is known to hold the " + what) +
                     "; choose with --" + what + "-column from" + names(fields));
  }

  static std::string names(const std::vector<std::string>& fields) {
    constexpr std::size_t longest = 40;
    std::string result;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      result += (i == 0 ? " " : ", ") + std::to_string(i + 1) + " (" + fields[i].substr(0, longest) + ")";
    }
    return result;
  }

  CsvRecords records_;
  char delimiter_;
  ReviewOptions options_;
  CsvRecord first_;
  bool held_ = false;   // first_ is data, and not taken yet
  bool named_ = false;  // a column was chosen by name, so the first record is a header
  std::string header_;
  std::size_t columns_ = 0;
  std::size_t text_ = 0;
  std::optional<std::size_t> label_;
};

}  // namespace

std::unique_ptr<ReviewReader> make_csv_review_reader(Lines lines, const ReviewOptions& options) {
  char delimiter = options.delimiter;
  if (delimiter == 0) {
    constexpr std::size_t most_lines = 1000;
    std::size_t ahead = 0;
    const Line* line = lines.peek(ahead);
    while (line != nullptr && line->text.empty() && ahead < most_lines) line = lines.peek(++ahead);
    delimiter = find_csv_delimiter(line == nullptr ? std::string_view() : line->text);
  }
  return std::make_unique<CsvReviewReader>(CsvRecords(std::move(lines), delimiter), delimiter, options);
}

}  // namespace seqlab::corpus
