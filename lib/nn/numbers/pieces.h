// How products over many columns are cut for the pool.
#pragma once

#include <cstddef>

namespace seqlab::nn {

// Columns of a piece. Cuts depend on the batch alone, never on the number of threads.
constexpr std::size_t piece_columns = 128;

// Pieces of at most so many that something of a size is cut into.
constexpr std::size_t pieces_of(std::size_t size, std::size_t piece) {
  return (size + piece - 1) / piece;
}

}  // namespace seqlab::nn
