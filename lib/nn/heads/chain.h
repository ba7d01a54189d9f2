// The distribution of a linear chain over sequences of labels: forward-backward in log space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/pool.h"
#include "kernels/packed_matrix.h"
#include "nn/heads/span_scheme.h"
#include "nn/heads/transitions.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/packing.h"

namespace seqlab::nn {

// p(y | x) = e^score(y) / Z over the sequences y of K labels that are allowed (Lafferty et al. 2001), with
// score(y) = start(y_1) + sum_t e_t(y_t) + sum_t T(y_t-1, y_t) + end(y_n). Where none is allowed, ln Z is
// -infinity and every probability zero.
//
// Ahead:  a_t(j) = e_t(j) + ln s_t(j),  s_t(j) = sum_i e^a_t-1(i) e^T(i, j), a_t kept with its largest number
// at zero. Back: p_t-1(i) = e^a_t-1(i) sum_j e^T(i, j) p_t(j) / s_t(j), as p(y_t-1 = i | y_t = j) is
// e^(a_t-1(i) + T(i, j)) / s_t(j). Each sum is a matrix product over the sequences of a step. A sum of which
// too little is left in that form is computed in log space, term by term.
template <class Scalar>
class Chain {
 public:
  Chain() = default;
  // Copies what it needs, made once from the weights; const use by any number of threads. Throws
  // std::invalid_argument when a mask has the wrong size.
  void prepare(std::size_t labels, const TransitionScores<Scalar>& scores, const AllowedTransitions& allowed);

  // What forward() and backward() write, [K x columns of the packing]; kept from batch to batch.
  struct Tape {
    Activations<Scalar> logs, exps;     // a and e^a
    Activations<Scalar> sums;           // s e^-(the largest T(i, j)); too small ones are not used
    Activations<Scalar> marginals;      // p(y_t = k | x)
    Activations<Scalar> ratios;         // p_t+1(j) over `sums` at t+1, zero where that is not used
    std::vector<Scalar> maxima;         // what was subtracted from a
    std::vector<std::uint8_t> exact;    // per column: not every sum is a product
    std::vector<double> log_partition;  // ln Z of each sequence, in packed order; 0 for one without tokens
  };

  // scores: e [K x columns]. Writes all but the marginals and ratios.
  void forward(const Activations<Scalar>& scores, const Packing& packing, Tape& tape, base::Pool& pool) const;
  // After forward(): the marginals.
  void backward(const Packing& packing, Tape& tape, base::Pool& pool) const;

  // After backward(), once: gradient [K x K] += the sum over sequences of factor * sum_t p(y_t-1 = i, y_t = j
  // | x), a factor for each sequence in packed order. The tape's ratios are used up.
  void add_expected_transitions(const Packing& packing, Tape& tape, std::span<const Scalar> factors,
                                Scalar* gradient, base::Pool& pool) const;

  // After backward(): p(y_begin = labels[0], y_begin+1 = labels[1], ... | x) of the sequence at a place in
  // packed order; 1 without labels. With all tokens' labels it is the probability of a whole sequence. Throws
  // std::invalid_argument for labels outside [0, K) or tokens outside the sequence.
  [[nodiscard]] double span_probability(const Packing& packing, const Tape& tape, std::size_t packed,
                                        std::size_t begin, std::span<const std::int32_t> labels) const;

  // After backward(): the probability that the sequence has exactly this span: the sum over all sequences y
  // of which it is one of scheme.spans_of(y). Takes time in K^2 and, a token of the span, in K times the
  // labels of its kind. Throws std::invalid_argument for a span that is empty or does not fit the sequence,
  // or a scheme of another number of labels.
  [[nodiscard]] double span_probability(const Packing& packing, const Tape& tape, std::size_t packed,
                                        const LabelSpan& span, const SpanScheme& scheme) const;

 private:
  void forward_block(const Activations<Scalar>& scores, const Packing& packing, std::size_t first,
                     std::size_t end, Tape& tape) const;
  void finish(const Packing& packing, std::size_t packed, Tape& tape) const;
  void backward_block(const Packing& packing, std::size_t first, std::size_t end, Tape& tape) const;
  // ln sum_i e^(a(i) + T(i, to)), a the logs of a column.
  [[nodiscard]] double log_sum(const Scalar* logs, std::size_t to) const;
  // Calls add(from, p(y_t-1 = from, y_t = to | x)) for what the ratios at t-1 leave out.
  template <class Add>
  void each_exact_pair(const Tape& tape, std::size_t before, std::size_t column, const Add& add) const;

  std::size_t labels_ = 0;
  std::vector<Scalar> start_, end_;  // -infinity where not allowed
  std::vector<Scalar> transposed_;   // T [to x from], the same
  std::vector<Scalar> exps_;         // e^(T - shift) [to x from]
  std::vector<Scalar> shifts_;       // of each `to`: the largest T(from, to)
  kernels::PackedMatrix<Scalar> ahead_, back_;
};

}  // namespace seqlab::nn
