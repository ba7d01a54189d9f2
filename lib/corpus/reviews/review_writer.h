// Writing texts with the labels that a classifier gives them, one at a time.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "corpus/prediction.h"
#include "corpus/reviews/reviews.h"

namespace seqlab::corpus {

struct ReviewWriterOptions {
  ReviewFormat format = ReviewFormat::lines;  // jsonl, csv, or lines for every other format
  std::vector<std::string> labels;            // of the classifier; Classification has indices into them
  bool probabilities = false;                 // of every label, not only of the best
  // csv: what stands between fields, and the record that names the columns (as ReviewReader::header(); empty:
  // none is written).
  char delimiter = ',';
  std::string header = {};
};

class ReviewWriter {
 public:
  virtual ~ReviewWriter() = default;
  virtual void write(const Review& review, const Classification& result) = 0;
};

// lines: label, probability, LABEL=probability of every label if asked for, and the text, between tabs.
// jsonl: the object that was read with its keys label, probability and, if asked for, probabilities set, or a
// new object with these and text. csv: the record that was read, or the text alone, with the label and the
// probabilities as further columns; the header, with their names, is written at once.
std::unique_ptr<ReviewWriter> make_review_writer(std::ostream& output, ReviewWriterOptions options);

// The JSON object of a review as the writer of jsonl writes it, without a line end.
std::string json_text(const Review& review, const Classification& result, const ReviewWriterOptions& options);

}  // namespace seqlab::corpus
