// The first lines of a file of reviews, by which its format and its columns are recognised.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/lines.h"
#include "corpus/reviews/reviews.h"

namespace seqlab::corpus {

struct ReviewSample {
  std::string file;
  std::vector<Line> lines = {};  // valid until the next line is taken
  bool whole = false;            // the file has no more lines

  // The lines that are not blank.
  [[nodiscard]] std::vector<std::string_view> texts() const;
};

// Reads ahead up to 1,000 lines or a megabyte. With ReviewOptions::by_first_record no further than the first
// line that is not blank, or the end of the quoted field that is open there if the lines are CSV.
ReviewSample sample_of(Lines& lines, const ReviewOptions& options);

}  // namespace seqlab::corpus
