// The readers behind make_review_reader(), and what they share.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/lines.h"
#include "corpus/reviews/review_sample.h"
#include "corpus/reviews/review_table.h"
#include "corpus/reviews/reviews.h"

namespace seqlab::corpus {

// format: csv or tsv.
std::unique_ptr<ReviewReader> make_table_review_reader(Lines lines, ReviewFormat format, TableLayout layout,
                                                       const ReviewOptions& options);

// format: one of those with a review per line. label_last: fastText's labels end the lines.
std::unique_ptr<ReviewReader> make_line_review_reader(Lines lines, ReviewFormat format, bool label_last,
                                                      const ReviewOptions& options);

// Chooses the keys in the first records.
std::unique_ptr<ReviewReader> make_json_review_reader(Lines lines, const ReviewOptions& options);

// `word` unchanged or in form C, as the options ask for.
std::string review_word(std::string_view word, const ReviewOptions& options);

// Sets the tokens of a review's text and its sentences: as the tokeniser finds them; or tokens alone, split
// at spaces and line ends.
void tokenise(Review& review, const ReviewOptions& options);

// A line without a byte order mark at its start, which joined files have inside.
std::string_view without_mark(std::string_view line);

// A label without surrounding spaces, as separators other than spaces leave them.
std::string trimmed_label(std::string_view label);

}  // namespace seqlab::corpus
