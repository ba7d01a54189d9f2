// Random chains of labels and scores.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "naive_chain.h"
#include "naive_weights.h"
#include "nn/heads/transitions.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/packing.h"
#include "random_numbers.h"

namespace seqlab::tests {

inline NaiveChain random_chain(RandomNumbers& random, std::size_t labels, double limit = 2) {
  return {labels,
          random.vector<double>(labels * labels, limit),
          random.vector<double>(labels, limit),
          random.vector<double>(labels, limit),
          {}};
}

inline nn::TransitionScores<double> scores_of(const NaiveChain& chain) {
  return {chain.transitions.data(), chain.start.data(), chain.end.data()};
}

// Allows each transition, first and last label with a probability; possibly no sequence is allowed.
inline nn::AllowedTransitions random_mask(RandomNumbers& random, std::size_t labels, double probability) {
  const auto part = [&](std::size_t size) {
    std::vector<std::uint8_t> mask(size);
    for (std::uint8_t& entry : mask) entry = random.number() < 2 * probability - 1 ? 1 : 0;
    return mask;
  };
  return {part(labels * labels), part(labels), part(labels)};
}

// The scores of a batch.
struct ScoredBatch {
  ScoredBatch(RandomNumbers& random, std::size_t labels, const std::vector<std::size_t>& lengths,
              double limit = 3)
      : packing(lengths), scores(labels, packing.columns()) {
    scores.matrix() = random.matrix<double>(labels, packing.columns(), limit);
  }
  // Of one sequence, in packed order.
  [[nodiscard]] Tokens tokens(std::size_t packed) const {
    Tokens tokens;
    for (std::size_t step = 0; step < packing.length(packed); ++step) {
      tokens.push_back(column_of(scores.matrix(), packing.column(packed, step)));
    }
    return tokens;
  }
  nn::Packing packing;
  nn::Activations<double> scores;
};

// Pointers to the columns of scores.
inline std::vector<const double*> columns_of(const Tokens& tokens) {
  std::vector<const double*> columns;
  for (const Numbers& token : tokens) columns.push_back(token.data());
  return columns;
}

// Whether probabilities or logarithms agree; -infinity agrees with itself.
inline bool close(double value, double expected, double precision = 1e-11) {
  return value == expected || std::abs(value - expected) <= precision * std::max(1.0, std::abs(expected));
}

}  // namespace seqlab::tests
