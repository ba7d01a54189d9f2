// Recognises the format of reviews by their first lines.
#pragma once

#include <string>

#include "corpus/lines.h"
#include "corpus/reviews/review_sample.h"
#include "corpus/reviews/review_table.h"
#include "corpus/reviews/reviews.h"

namespace seqlab::corpus {

// The format of a file, by what its sample of `lines` holds and by its name. Throws DataError if it is not
// clear what is the label.
ReviewFormat recognised(const ReviewSample& sample, Lines& lines, const ReviewOptions& options);

// Whether a table without quotes is read as lines of label, tab, text, which may have further tabs: nothing
// speaks against it. Throws DataError if it is a table, but not clear which column holds what.
bool is_label_tab_text(const TableSample& table, const ReviewOptions& options, const std::string& file);

// Whether fastText's labels end the lines instead of beginning them.
bool has_labels_last(const ReviewSample& sample);

}  // namespace seqlab::corpus
