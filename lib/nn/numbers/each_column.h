// The columns of a batch, many of them a piece of work.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/pool.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

// Calls work(column) for each of so many columns.
template <class Work>
void each_column(std::size_t columns, base::Pool& pool, const Work& work) {
  pool.run(pieces_of(columns, piece_columns), [&](std::size_t piece) {
    const std::size_t end = std::min((piece + 1) * piece_columns, columns);
    for (std::size_t column = piece * piece_columns; column < end; ++column) work(column);
  });
}

}  // namespace seqlab::nn
