// How work is cut into pieces for the pool: by its size alone, never by the number of threads.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/pool.h"
#include "nn/numbers/packing.h"

namespace seqlab::nn {

// Columns per piece of a product or of work on each column.
constexpr std::size_t piece_columns = 128;
// Weights and rows of a table per piece of work on each number, where cuts change no result.
constexpr std::size_t piece_weights = 16384;
constexpr std::size_t piece_rows = 64;

// How many pieces of at most `piece` make up `size`.
constexpr std::size_t pieces_of(std::size_t size, std::size_t piece) {
  return (size + piece - 1) / piece;
}

// Cuts [0, size) into pieces of at most `piece` and calls work(first, end) for each.
template <class Work>
void each_piece(std::size_t size, std::size_t piece, base::Pool& pool, const Work& work) {
  pool.run(pieces_of(size, piece), [&](std::size_t i) { work(i * piece, std::min((i + 1) * piece, size)); });
}

// Calls work(column) for each column.
template <class Work>
void each_column(std::size_t columns, base::Pool& pool, const Work& work) {
  each_piece(columns, piece_columns, pool, [&](std::size_t first, std::size_t end) {
    for (std::size_t column = first; column < end; ++column) work(column);
  });
}

// Calls work(packed) for each sequence, given by its place in packed order.
template <class Work>
void each_sequence(const Packing& packing, base::Pool& pool, const Work& work) {
  constexpr std::size_t piece_sequences = 4;
  each_piece(packing.sequences(), piece_sequences, pool, [&](std::size_t first, std::size_t end) {
    for (std::size_t packed = first; packed < end; ++packed) work(packed);
  });
}

}  // namespace seqlab::nn
