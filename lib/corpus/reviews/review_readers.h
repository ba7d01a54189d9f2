// What the readers of reviews share.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/lines.h"
#include "corpus/reviews/reviews.h"

namespace seqlab::corpus {

std::unique_ptr<ReviewReader> make_csv_review_reader(Lines lines, const ReviewOptions& options);

// `word` unchanged or in form C, as the options ask for.
std::string review_word(std::string_view word, const ReviewOptions& options);

// The tokens of a text: as the tokeniser finds them, or split at spaces and line ends.
std::vector<std::string> review_tokens(std::string_view text, const ReviewOptions& options);

}  // namespace seqlab::corpus
