// The sequences of a batch, several of them a piece of work.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/pool.h"
#include "nn/numbers/packing.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

// Calls work(packed) for the place of each sequence in packed order.
template <class Work>
void each_sequence(const Packing& packing, base::Pool& pool, const Work& work) {
  constexpr std::size_t piece_sequences = 4;
  pool.run(pieces_of(packing.sequences(), piece_sequences), [&](std::size_t piece) {
    const std::size_t end = std::min((piece + 1) * piece_sequences, packing.sequences());
    for (std::size_t packed = piece * piece_sequences; packed < end; ++packed) work(packed);
  });
}

}  // namespace seqlab::nn
