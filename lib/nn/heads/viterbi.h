// The best label sequences (Viterbi 1967; n best: Seshadri and Sundberg 1994).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/pool.h"
#include "kernels/buffer.h"
#include "nn/heads/transitions.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/packing.h"

namespace seqlab::nn {

// A label sequence and its score: the sum of start, the tokens' scores, transitions and end.
struct LabelPath {
  std::vector<std::int32_t> labels;
  double score = 0;  // -infinity for a disallowed sequence
};

// Searches sequences of K labels. Immutable: any number of threads may share one.
//
// Of sequences with equal scores, the one with the smaller last label is better, then the one with the
// smaller label before it, and so on. Scores are clamped to +-1e28, and NaN counts as -1e28. So there is
// always a best sequence: an allowed one if there is any, else one that breaks the fewest rules. A token
// costs O(K) if labels do not depend on each other, else O(K^2).
template <class Scalar>
class Viterbi {
 public:
  Viterbi() = default;
  // Copies what it needs. Throws std::invalid_argument if a mask has the wrong size.
  Viterbi(std::size_t labels, const TransitionScores<Scalar>& scores, const AllowedTransitions& allowed);

  // Writes the labels of the best sequence. columns: the K scores of each token.
  void best(std::span<const Scalar* const> columns, std::span<std::int32_t> labels) const;
  // Up to n different sequences, best first. Disallowed sequences are returned only if nothing else exists,
  // and then one. Besides them, takes the memory of K n numbers for each of O(sqrt T) of the T tokens.
  [[nodiscard]] std::vector<LabelPath> n_best(std::span<const Scalar* const> columns, std::size_t n) const;
  // The score of a label sequence, as in LabelPath. Labels are in [0, K).
  [[nodiscard]] double score(std::span<const Scalar* const> columns,
                             std::span<const std::int32_t> labels) const;

 private:
  [[nodiscard]] Scalar edge(std::size_t label, bool first, bool last) const;
  [[nodiscard]] Scalar token_score(Scalar score, std::size_t label, bool first, bool last) const;
  void best_of_each(std::span<const Scalar* const> columns, std::span<std::int32_t> labels) const;
  void search(std::span<const Scalar* const> columns, std::span<std::int32_t> labels) const;

  std::size_t labels_ = 0;
  AllowedTransitions allowed_;
  bool chained_ = false;             // labels depend on the one before
  bool scored_ = false;              // there are scores of transitions, start or end
  std::vector<Scalar> start_, end_;  // kernels::forbidden where not allowed; empty: zeros
  // Likewise, unless chained_ is false: [from x to] with kernels::max_plus_stride, and [to x from] without
  // gaps.
  kernels::Buffer<Scalar> transitions_;
  std::vector<Scalar> transposed_;
};

// The best labels of each sequence of a batch, one per column of the packing. scores: [K x columns].
template <class Scalar>
void best_labels(const Viterbi<Scalar>& viterbi, const Activations<Scalar>& scores, const Packing& packing,
                 std::vector<std::int32_t>& labels, base::Pool& pool);

// The columns of one sequence, given by its place in packed order.
template <class Scalar>
std::vector<const Scalar*> sequence_columns(const Activations<Scalar>& values, const Packing& packing,
                                            std::size_t packed);

}  // namespace seqlab::nn
