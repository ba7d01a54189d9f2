// Labels of single records that are certainly texts, such as one of a row whose columns are swapped.
#pragma once

#include <cstddef>
#include <vector>

#include "base/errors.h"
#include "corpus/reviews/reviews.h"

namespace seqlab::corpus {

// The places in `reviews`, ascending, of those whose label occurs once and is unlike the labels that occur
// often: much longer, with spaces where none of those has one, or with one of those as its text. None of
// fewer than 100 reviews, or if more than one in a hundred has a label that does not occur often.
std::vector<std::size_t> odd_labels(const std::vector<Review>& reviews);

// What to say of one of them.
DataError odd_label_error(const Review& review);

}  // namespace seqlab::corpus
