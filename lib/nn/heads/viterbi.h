// The best sequences of labels (Viterbi 1967; the n best: Seshadri and Sundberg 1994).
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

// A sequence of labels and its score: the sum of start, the tokens' scores, transitions and end.
struct LabelPath {
  std::vector<std::int32_t> labels;
  double score = 0;  // -infinity where the sequence is not allowed
};

// Searches sequences of K labels. Immutable and without memory: any number of threads may share one.
//
// Of sequences with equal scores, the better one has the smaller last label; where these are equal, the
// smaller label before it, and so on. A score below -1e28 or that is no number counts as -1e28, one above
// 1e28 as that, so that there is always a best sequence: of those that are allowed if there is one, else of
// those with the fewest places that are not. Where every label may follow every other with the same score, a
// token costs time in K, else in K^2.
template <class Scalar>
class Viterbi {
 public:
  Viterbi() = default;
  // Copies what it needs. Throws std::invalid_argument when a mask has the wrong size.
  Viterbi(std::size_t labels, const TransitionScores<Scalar>& scores, const AllowedTransitions& allowed);

  // Writes the labels of the best sequence; columns: where the K scores of each token stand.
  void best(std::span<const Scalar* const> columns, std::span<std::int32_t> labels) const;
  // Up to n different sequences, the best first. None that is not allowed, unless there is no other: then
  // one.
  [[nodiscard]] std::vector<LabelPath> n_best(std::span<const Scalar* const> columns, std::size_t n) const;
  // As in LabelPath. Each label in [0, K).
  [[nodiscard]] double score(std::span<const Scalar* const> columns,
                             std::span<const std::int32_t> labels) const;

 private:
  [[nodiscard]] Scalar edge(std::size_t label, bool first, bool last) const;
  [[nodiscard]] Scalar token_score(Scalar score, std::size_t label, bool first, bool last) const;
  void best_of_each(std::span<const Scalar* const> columns, std::span<std::int32_t> labels) const;
  void search(std::span<const Scalar* const> columns, std::span<std::int32_t> labels) const;

  std::size_t labels_ = 0;
  AllowedTransitions allowed_;
  bool chained_ = false;             // it matters which label follows which
  bool scored_ = false;              // there are scores beside those of the tokens
  std::vector<Scalar> start_, end_;  // kernels::forbidden where not allowed; empty: zeros
  // The same, empty unless chained_: [from x to] with kernels::max_plus_stride, and [to x from] without gaps.
  kernels::Buffer<Scalar> transitions_;
  std::vector<Scalar> transposed_;
};

// The best labels of each sequence of a batch, one a column of the packing. scores: [K x columns].
template <class Scalar>
void best_labels(const Viterbi<Scalar>& viterbi, const Activations<Scalar>& scores, const Packing& packing,
                 std::vector<std::int32_t>& labels, base::Pool& pool);

// Where the columns of one sequence stand, given by its place in packed order.
template <class Scalar>
std::vector<const Scalar*> sequence_columns(const Activations<Scalar>& values, const Packing& packing,
                                            std::size_t packed);

}  // namespace seqlab::nn
