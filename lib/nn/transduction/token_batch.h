// Batches of sources and targets as a transducer reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nn/numbers/matrix.h"
#include "nn/numbers/packing.h"

namespace seqlab::nn {

// Packed sequences of tokens: symbols, or columns of numbers.
template <class Scalar>
struct TokenBatch {
  Packing packing;
  std::vector<std::uint32_t> symbols;  // of each column's token
  Matrix<Scalar> numbers;              // or [c x columns]
};

// Targets in training. The last of K symbols is the boundary: read, it begins a target; predicted, it ends
// one. So a target y_1 ... y_n reads boundary, y_1 ... y_n and has the gold labels y_1 ... y_n, boundary.
template <class Scalar>
struct TargetBatch {
  TokenBatch<Scalar> tokens;
  std::vector<std::int32_t> gold;  // of each column
};

template <class Scalar>
TokenBatch<Scalar> pack_symbols(std::span<const std::span<const std::uint32_t>> sequences);
// Each sequence is [c x its tokens]. Throws std::invalid_argument unless all have c rows.
template <class Scalar>
TokenBatch<Scalar> pack_numbers(std::span<const Matrix<Scalar>> sequences, std::size_t c);
// symbols: K. Throws std::invalid_argument for a symbol that is not below the boundary, K - 1.
template <class Scalar>
TargetBatch<Scalar> pack_targets(std::span<const std::span<const std::uint32_t>> sequences,
                                 std::size_t symbols);

}  // namespace seqlab::nn
