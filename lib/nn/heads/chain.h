// The distribution of a linear chain over label sequences: forward-backward in log space.
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

// p(y | x) = e^score(y) / Z over the allowed sequences y of K labels (Lafferty et al. 2001), with score(y) =
// start(y_1) + sum_t e_t(y_t) + sum_t T(y_t-1, y_t) + end(y_n). If none is allowed, ln Z is -infinity and
// every probability is zero.
//
// Ahead:  a_t(j) = e_t(j) + ln s_t(j),  s_t(j) = sum_i e^a_t-1(i) e^T(i, j), with a_t shifted so that its
// maximum is zero. Back: p_t-1(i) = e^a_t-1(i) sum_j e^T(i, j) p_t(j) / s_t(j), because p(y_t-1 = i | y_t =
// j) = e^(a_t-1(i) + T(i, j)) / s_t(j). Each sum is a matrix product over the sequences of a step. Sums that
// underflow in that form are computed in log space, term by term.
template <class Scalar>
class Chain {
 public:
  Chain() = default;
  // Copies what it needs; after that any number of threads may use it. Throws std::invalid_argument if a mask
  // has the wrong size.
  void prepare(std::size_t labels, const TransitionScores<Scalar>& scores, const AllowedTransitions& allowed);

  // What forward() and backward() write, [K x columns of the packing]. Reused from batch to batch.
  struct Tape {
    Activations<Scalar> logs, exps;     // a and e^a
    Activations<Scalar> sums;           // s e^-(maximum over i of T(i, j)); those too small are not used
    Activations<Scalar> marginals;      // p(y_t = k | x)
    Activations<Scalar> ratios;         // p_t+1(j) / sums at t+1, zero where those are too small
    std::vector<Scalar> maxima;         // the shifts of a, per column
    std::vector<std::uint8_t> exact;    // per column: whether some sums were computed in log space
    std::vector<double> log_partition;  // ln Z per sequence, in packed order; 0 without tokens
  };

  // scores: e [K x columns]. Writes everything but the marginals and ratios.
  void forward(const Activations<Scalar>& scores, const Packing& packing, Tape& tape, base::Pool& pool) const;
  // After forward(): writes the marginals and ratios.
  void backward(const Packing& packing, Tape& tape, base::Pool& pool) const;

  // After backward(), once: gradient [K x K] += the sum over sequences of factor * sum_t p(y_t-1 = i, y_t = j
  // | x), with a factor per sequence, in packed order. Consumes the tape's ratios.
  void add_expected_transitions(const Packing& packing, Tape& tape, std::span<const Scalar> factors,
                                Scalar* gradient, base::Pool& pool) const;

  // After backward(): p(y_begin = labels[0], y_begin+1 = labels[1], ... | x) of one sequence, given by its
  // place in packed order; 1 without labels. Throws std::invalid_argument for labels outside [0, K) or tokens
  // outside the sequence.
  [[nodiscard]] double span_probability(const Packing& packing, const Tape& tape, std::size_t packed,
                                        std::size_t begin, std::span<const std::int32_t> labels) const;

  // After backward(): the probability that the sequence has exactly this span, i.e. the sum of p(y | x) over
  // all y with the span in scheme.spans_of(y). Takes O(K^2) and, per token of the span, O(K times the labels
  // of its kind). Throws std::invalid_argument for a span that is empty or does not fit the sequence, or a
  // scheme for another number of labels.
  [[nodiscard]] double span_probability(const Packing& packing, const Tape& tape, std::size_t packed,
                                        const LabelSpan& span, const SpanScheme& scheme) const;

 private:
  void forward_block(const Activations<Scalar>& scores, const Packing& packing, std::size_t first,
                     std::size_t end, Tape& tape) const;
  void finish(const Packing& packing, std::size_t packed, Tape& tape) const;
  void backward_block(const Packing& packing, std::size_t first, std::size_t end, Tape& tape) const;
  // ln sum_i e^(a(i) + T(i, to)); logs: a of a column.
  [[nodiscard]] double log_sum(const Scalar* logs, std::size_t to) const;
  // Calls add(from, to, p(y_t-1 = from, y_t = to | x)) for all pairs that the ratios at t-1 leave out.
  template <class Add>
  void each_exact_pair(const Tape& tape, std::size_t before, std::size_t column, const Add& add) const;

  std::size_t labels_ = 0;
  std::vector<Scalar> start_, end_;  // -infinity where not allowed
  std::vector<Scalar> transposed_;   // T [to x from], -infinity where not allowed
  std::vector<Scalar> exps_;         // e^(T - shift) [to x from]
  std::vector<Scalar> shifts_;       // per `to`: the maximum of T(from, to)
  kernels::PackedMatrix<Scalar> ahead_, back_;
};

}  // namespace seqlab::nn
