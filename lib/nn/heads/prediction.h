// What a head predicts: labels, probabilities of labels and spans, and the best label sequences.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/pool.h"
#include "nn/heads/chain.h"
#include "nn/heads/span_scheme.h"
#include "nn/heads/viterbi.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/packing.h"

namespace seqlab::nn {

// What a head is asked for besides the best labels.
struct HeadRequest {
  std::size_t head = 0;               // its index in the network
  bool probabilities = false;         // of each label of each column
  const SpanScheme* spans = nullptr;  // probabilities of the spans that the best labels encode
  std::size_t n_best = 0;             // the best label sequences, up to this many
  // Positive. All probabilities are those of scores divided by it (temperature scaling; Guo et al. 2017):
  // p(y | x) = e^(score(y) / temperature) / Z. The best labels stay the same.
  double temperature = 1;

  [[nodiscard]] bool of_sequences() const { return spans != nullptr || n_best > 0; }
};

// A label sequence and its probability.
struct ProbableLabels {
  std::vector<std::int32_t> labels;
  double probability = 0;
};

// Everything but the labels and `finite` is empty unless requested.
template <class Scalar>
struct Prediction {
  std::vector<std::int32_t> labels;   // one per column
  bool finite = true;                 // whether all scores and probabilities that were computed are finite
  Activations<Scalar> probabilities;  // [K x columns]
  // Per sequence, in packed order: the probability of each span that its labels encode, in their order, being
  // exactly a span of the sequence; and its best label sequences, starting with `labels`.
  std::vector<std::vector<double>> spans;
  std::vector<std::vector<ProbableLabels>> n_best;
};

// Up to n different label sequences found by Viterbi::n_best(), best first. `best`, the labels found by
// Viterbi::best(), always comes first: the two searches may rank sequences differently whose scores differ
// only by rounding. log_partition: ln of the sum of e^(score / temperature) over all allowed sequences.
// Probabilities are capped at 1 and never increase; that of a disallowed sequence, or one that would be NaN,
// is 0.
template <class Scalar>
std::vector<ProbableLabels> probable_labels(const Viterbi<Scalar>& viterbi,
                                            std::span<const Scalar* const> columns,
                                            std::span<const std::int32_t> best, double log_partition,
                                            double temperature, std::size_t n);

// The scores divided by the temperature: themselves if it is 1, else written to `divided`.
template <class Scalar>
const Activations<Scalar>& scores_at(double temperature, const Activations<Scalar>& scores,
                                     Activations<Scalar>& divided);

// Whether all values are finite numbers.
template <class Scalar>
bool all_finite(const Activations<Scalar>& values);
// Whether what a chain has computed is finite; ln Z is -infinity if no sequence is allowed. `backward`: after
// backward().
template <class Scalar>
bool all_finite(const typename Chain<Scalar>::Tape& tape, bool backward);

// Adds the spans and best sequences that are requested to a prediction that has its labels. scores: [K x
// columns], not divided by the temperature. chain and tape: at the temperature; of the chain's backward() for
// spans, for the best sequences only log_partition is read.
template <class Scalar>
void predict_sequences(const Viterbi<Scalar>& viterbi, const Chain<Scalar>& chain,
                       const typename Chain<Scalar>::Tape& tape, const Activations<Scalar>& scores,
                       const Packing& packing, const HeadRequest& request, Prediction<Scalar>& prediction);

}  // namespace seqlab::nn
