#include "corpus/reviews/reviews.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/names.h"
#include "corpus/lines.h"
#include "corpus/readers.h"
#include "corpus/reviews/odd_labels.h"
#include "corpus/reviews/review_format.h"
#include "corpus/reviews/review_readers.h"
#include "corpus/reviews/review_sample.h"
#include "corpus/reviews/review_table.h"

namespace seqlab::corpus {
namespace {

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
  const bool label_last = format == ReviewFormat::fasttext && has_labels_last(sample);
  return make_line_review_reader(std::move(lines), format, label_last, options);
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
