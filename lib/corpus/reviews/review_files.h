// Reviews in several files and folders.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "corpus/reviews/reviews.h"

namespace seqlab::corpus {

// Reads all texts of files, or of folders with a folder per label, whose contents it notes. Leaves out the
// texts whose labels belong to no class (ReviewOptions::classes), unless phrases are read. Throws DataError
// for a file without texts.
std::vector<Review> read_reviews(const std::vector<std::string>& files, const ReviewOptions& options,
                                 const std::function<void(const std::string&)>& note);

}  // namespace seqlab::corpus
