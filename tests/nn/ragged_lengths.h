// Batches with lengths of all special cases: zero, one, equal, unordered.
#pragma once

#include <cstddef>
#include <vector>

#include "nn/numbers/packing.h"
#include "nn/recurrent/recurrent.h"

namespace seqlab::tests {

inline const std::vector<std::size_t> ragged_lengths = {3, 0, 4, 1, 4, 2};

// The columns of one sequence of a packed matrix, in token order.
template <class Scalar>
nn::Matrix<Scalar> tokens_of(const nn::Matrix<Scalar>& packed, const nn::Packing& packing,
                             std::size_t sequence) {
  for (std::size_t place = 0; place < packing.sequences(); ++place) {
    if (packing.order()[place] != sequence) continue;
    nn::Matrix<Scalar> tokens(packed.rows(), nn::index(packing.length(place)));
    for (std::size_t step = 0; step < packing.length(place); ++step) {
      tokens.col(nn::index(step)) = packed.col(nn::index(packing.column(place, step)));
    }
    return tokens;
  }
  return {};
}

// The inverse: packs the tokens of each sequence.
template <class Scalar>
nn::Matrix<Scalar> pack_tokens(const std::vector<nn::Matrix<Scalar>>& sequences, const nn::Packing& packing) {
  nn::Matrix<Scalar> packed(sequences.front().rows(), nn::index(packing.columns()));
  for (std::size_t place = 0; place < packing.sequences(); ++place) {
    const nn::Matrix<Scalar>& tokens = sequences[packing.order()[place]];
    for (std::size_t step = 0; step < packing.length(place); ++step) {
      packed.col(nn::index(packing.column(place, step))) = tokens.col(nn::index(step));
    }
  }
  return packed;
}

template <class Scalar>
nn::Packing packing_of(const std::vector<nn::Matrix<Scalar>>& sequences) {
  std::vector<std::size_t> lengths;
  for (const nn::Matrix<Scalar>& tokens : sequences)
    lengths.push_back(static_cast<std::size_t>(tokens.cols()));
  return nn::Packing(lengths);
}

// Column `sequence` of each state.
template <class Scalar>
nn::States<Scalar> states_of(const nn::States<Scalar>& states, std::size_t sequence) {
  nn::States<Scalar> one;
  for (const nn::Matrix<Scalar>& state : states) one.push_back(state.col(nn::index(sequence)));
  return one;
}

}  // namespace seqlab::tests
