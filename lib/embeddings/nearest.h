// The words with the most similar vectors.
#pragma once

#include <cstddef>
#include <vector>

#include "embeddings/table.h"

namespace seqlab::embeddings {

struct Neighbour {
  std::size_t row = 0;
  double cosine = 0;
};

// The `count` rows with the largest cosine to the vector of `row`, largest first; of equal ones, the earlier
// row first. Excludes the row itself and vectors of zeros, which have no direction. Fewer if the table has
// fewer; none for a vector of zeros. O(size * dimension). Throws std::out_of_range for a row past the end.
std::vector<Neighbour> nearest(const WordVectors& vectors, std::size_t row, std::size_t count);

}  // namespace seqlab::embeddings
