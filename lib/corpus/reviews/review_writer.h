// Writes texts with the labels that a classifier predicts, one at a time.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "corpus/prediction.h"
#include "corpus/reviews/csv.h"
#include "corpus/reviews/reviews.h"

namespace seqlab::corpus {

struct ReviewWriterOptions {
  ReviewFormat format = ReviewFormat::lines;  // jsonl, csv (any table), or lines for every other format
  std::vector<std::string> labels;            // of the classifier, in the order of Classification
  bool probabilities = false;                 // of every label, not only of the best
  // csv: how fields are separated, and the record that names the columns (ReviewReader::header(); empty:
  // write none).
  CsvDialect dialect = {};
  std::string header = {};
};

class ReviewWriter {
 public:
  virtual ~ReviewWriter() = default;
  virtual void write(const Review& review, const Classification& result) = 0;
};

// lines: label, probability, LABEL=probability of every label if asked for, and text, separated by tabs.
// jsonl: the input's object with its keys label, probability and, if asked for, probabilities set, or a new
// object with text and these. csv: the input's record, or the text alone, with label and probabilities as
// further columns; the header, with their names, is written at once. A review with a Review::problem, or
// without tokens, comes out as it went in, with empty label and probabilities, null in JSON. One without a
// label has the probability of the best label.
std::unique_ptr<ReviewWriter> make_review_writer(std::ostream& output, ReviewWriterOptions options);

// The JSON object of a review, as the jsonl writer writes it, without a line end.
std::string json_text(const Review& review, const Classification& result, const ReviewWriterOptions& options);

}  // namespace seqlab::corpus
