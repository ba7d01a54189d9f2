// Reviews in several files and folders.
#pragma once

#include <string>
#include <vector>

#include "corpus/reviews/reviews.h"

namespace seqlab::corpus {

// Reads all texts of files, or of folders with a folder per label; notes what each was read as. Leaves out
// the texts whose labels belong to no class (ReviewOptions::classes), unless phrases are read. Throws
// DataError for a file without texts, and for labels that are none (check_labels()).
std::vector<Review> read_reviews(const std::vector<std::string>& files, const ReviewOptions& options,
                                 const ReviewNote& note);

// Labels of many texts that are certainly not what was meant: more different ones than half of the texts.
// Throws DataError from 20 texts on.
void check_labels(const std::vector<Review>& reviews);

// The same for training data, of which more than one label is needed, too.
void check_training_labels(const std::vector<Review>& reviews);

}  // namespace seqlab::corpus
