// The best sequences of labels with their probabilities.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nn/heads/viterbi.h"

namespace seqlab::nn {

struct ProbableLabels {
  std::vector<std::int32_t> labels;
  double probability = 0;
};

// Up to n different sequences as Viterbi::n_best() finds them, the best first. `best`: the labels that
// Viterbi::best() gives, which come first: where the scores of two sequences differ by no more than rounding,
// the two searches may prefer different ones. log_partition: ln of the sum of e^score over all allowed
// sequences. A probability is none above 1 or that of the sequence before it, and 0 where it is no number or
// the sequence is not allowed.
template <class Scalar>
std::vector<ProbableLabels> probable_labels(const Viterbi<Scalar>& viterbi,
                                            std::span<const Scalar* const> columns,
                                            std::span<const std::int32_t> best, double log_partition,
                                            std::size_t n);

}  // namespace seqlab::nn
