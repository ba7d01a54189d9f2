#include "nn/transduction/token_batch.h"

#include <stdexcept>

namespace seqlab::nn {

namespace {

// Calls visit(column, sequence, token) for each token.
template <class Visit>
void each_token(const Packing& packing, const Visit& visit) {
  for (std::size_t step = 0; step < packing.steps(); ++step) {
    for (std::size_t packed = 0; packed < packing.active(step); ++packed) {
      visit(packing.column(packed, step), packing.order()[packed], step);
    }
  }
}

}  // namespace

template <class Scalar>
TokenBatch<Scalar> pack_symbols(std::span<const std::span<const std::uint32_t>> sequences) {
  std::vector<std::size_t> lengths;
  for (const std::span<const std::uint32_t> sequence : sequences) lengths.push_back(sequence.size());
  TokenBatch<Scalar> tokens;
  tokens.packing = Packing(lengths);
  tokens.symbols.resize(tokens.packing.columns());
  each_token(tokens.packing, [&](std::size_t column, std::size_t sequence, std::size_t token) {
    tokens.symbols[column] = sequences[sequence][token];
  });
  return tokens;
}

template <class Scalar>
TokenBatch<Scalar> pack_numbers(std::span<const Matrix<Scalar>> sequences, std::size_t c) {
  std::vector<std::size_t> lengths;
  for (const Matrix<Scalar>& sequence : sequences) {
    if (sequence.rows() != index(c)) throw std::invalid_argument("tokens have another number of numbers");
    lengths.push_back(static_cast<std::size_t>(sequence.cols()));
  }
  TokenBatch<Scalar> tokens;
  tokens.packing = Packing(lengths);
  tokens.numbers.resize(index(c), index(tokens.packing.columns()));
  each_token(tokens.packing, [&](std::size_t column, std::size_t sequence, std::size_t token) {
    tokens.numbers.col(index(column)) = sequences[sequence].col(index(token));
  });
  return tokens;
}

template <class Scalar>
TargetBatch<Scalar> pack_targets(std::span<const std::span<const std::uint32_t>> sequences,
                                 std::size_t symbols) {
  const auto boundary = static_cast<std::uint32_t>(symbols - 1);
  std::vector<std::size_t> lengths;
  for (const std::span<const std::uint32_t> sequence : sequences) {
    for (const std::uint32_t symbol : sequence) {
      if (symbol >= boundary) throw std::invalid_argument("a target has a symbol outside the vocabulary");
    }
    lengths.push_back(sequence.size() + 1);
  }
  TargetBatch<Scalar> targets;
  targets.tokens.packing = Packing(lengths);
  targets.tokens.symbols.resize(targets.tokens.packing.columns());
  targets.gold.resize(targets.tokens.packing.columns());
  each_token(targets.tokens.packing, [&](std::size_t column, std::size_t sequence, std::size_t token) {
    const std::span<const std::uint32_t> own = sequences[sequence];
    targets.tokens.symbols[column] = token == 0 ? boundary : own[token - 1];
    targets.gold[column] = static_cast<std::int32_t>(token < own.size() ? own[token] : boundary);
  });
  return targets;
}

template TokenBatch<Number> pack_symbols<Number>(std::span<const std::span<const std::uint32_t>>);
template TokenBatch<Number> pack_numbers<Number>(std::span<const Matrix<Number>>, std::size_t);
template TargetBatch<Number> pack_targets<Number>(std::span<const std::span<const std::uint32_t>>,
                                                  std::size_t);

}  // namespace seqlab::nn
