#include "nn/heads/softmax.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "kernels/softmax.h"
#include "nn/heads/softmax_loss.h"
#include "nn/numbers/derived.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// ln of the sum of e^score over all label sequences, per sequence in packed order, if any label may follow
// any other: the sum over columns of the same of each column.
template <class Scalar>
std::vector<double> independent_log_partitions(const Activations<Scalar>& scores, const Packing& packing) {
  std::vector<double> sums(packing.sequences(), 0.0);
  for (std::size_t packed = 0; packed < sums.size(); ++packed) {
    for (std::size_t step = 0; step < packing.length(packed); ++step) {
      const std::span own(scores.column(packing.column(packed, step)), scores.rows());
      const auto highest = static_cast<double>(*std::max_element(own.begin(), own.end()));
      double sum = 0;
      for (const Scalar score : own) sum += std::exp(static_cast<double>(score) - highest);
      sums[packed] += highest + std::log(sum);
    }
  }
  return sums;
}

}  // namespace

template <class Scalar>
SoftmaxHead<Scalar>::SoftmaxHead(Layout& layout, const HeadShape& shape, std::size_t inputs)
    : shape_(shape), affine_(layout, shape.name, inputs, shape.labels) {
  shape.allowed.check(shape.labels);
}

template <class Scalar>
void SoftmaxHead<Scalar>::prepare_training(const Scalar* weights,
                                           std::unique_ptr<PreparedHead>& prepared) const {
  affine_.prepare(weights, true, derived<Prepared>(prepared).affine);
}

template <class Scalar>
void SoftmaxHead<Scalar>::prepare(const Scalar* weights, std::unique_ptr<PreparedHead>& prepared) const {
  auto& own = derived<Prepared>(prepared);
  affine_.prepare(weights, false, own.affine);
  own.viterbi = Viterbi<Scalar>(shape_.labels, {}, shape_.allowed);
}

template <class Scalar>
LossSum SoftmaxHead<Scalar>::loss(const Scalar* weights, const PreparedHead& prepared, const Packing&,
                                  ConstColumns<Scalar> x, std::span<const std::int32_t> gold,
                                  const BatchLoss& batch_loss, Scalar* gradient, Activations<Scalar>& dx,
                                  base::Pool& pool) const {
  const std::vector<double> factors = column_factors(shape_.weight, batch_loss, gold, shape_.labels);
  const auto& own = dynamic_cast<const Prepared&>(prepared);
  Activations<Scalar> d;  // first the scores, then dL/d(V x + d)
  affine_.forward(weights, own.affine, x, d, pool);
  const LossSum loss = differentiate_softmax<Scalar>(d, gold, factors, pool);
  affine_.backward(own.affine, x, d, gradient, dx, pool);
  return loss;
}

template <class Scalar>
void SoftmaxHead<Scalar>::predict(const Scalar* weights, const PreparedHead& prepared, const Packing& packing,
                                  ConstColumns<Scalar> x, const HeadRequest& request,
                                  Prediction<Scalar>& prediction, base::Pool& pool) const {
  const auto& own = dynamic_cast<const Prepared&>(prepared);
  Activations<Scalar> scores;
  affine_.forward(weights, own.affine, x, scores, pool);
  prediction.finite = all_finite(scores);
  best_labels(own.viterbi, scores, packing, prediction.labels, pool);
  if (request.of_sequences()) add_sequences(own.viterbi, scores, packing, request, prediction, pool);
  if (!request.probabilities) return;
  if (request.temperature != 1) scores.matrix() /= static_cast<Scalar>(request.temperature);
  each_piece(scores.columns(), piece_columns, pool, [&](std::size_t first, std::size_t end) {
    kernels::softmax_columns(scores.column(first), scores.stride(), shape_.labels, end - first);
  });
  prediction.finite = prediction.finite && all_finite(scores);
  prediction.probabilities = std::move(scores);
}

template <class Scalar>
void SoftmaxHead<Scalar>::score(const Scalar* weights, const PreparedHead& prepared, ConstColumns<Scalar> x,
                                std::span<const std::int32_t> gold, std::span<double> log_probabilities,
                                base::Pool& pool) const {
  const auto& own = dynamic_cast<const Prepared&>(prepared);
  const auto stride = static_cast<std::size_t>(x.outerStride());
  const std::size_t piece = std::clamp<std::size_t>(scores_at_a_time / shape_.labels, 1, piece_columns);
  std::fill(log_probabilities.begin(), log_probabilities.end(), 0.0);
  each_piece(gold.size(), piece, pool, [&](std::size_t first, std::size_t end) {
    Activations<Scalar> scores(shape_.labels, end - first);
    affine_.forward(weights, own.affine, {x.data() + first * stride, stride}, end - first,
                    {scores.column(0), scores.stride()});
    add_log_probabilities<Scalar>(scores, gold.subspan(first, end - first),
                                  log_probabilities.subspan(first, end - first));
  });
}

template <class Scalar>
void SoftmaxHead<Scalar>::write_scores(const Scalar* weights, const PreparedHead& prepared,
                                       const Strided<const Scalar>& x, std::size_t columns,
                                       const Strided<Scalar>& scores,
                                       Activations<Scalar>& /*scratch*/) const {
  affine_.forward(weights, dynamic_cast<const Prepared&>(prepared).affine, x, columns, scores);
}

template <class Scalar>
void SoftmaxHead<Scalar>::add_sequences(const Viterbi<Scalar>& viterbi, const Activations<Scalar>& scores,
                                        const Packing& packing, const HeadRequest& request,
                                        Prediction<Scalar>& prediction, base::Pool& pool) const {
  Chain<Scalar> chain;
  typename Chain<Scalar>::Tape tape;
  Activations<Scalar> divided;
  const Activations<Scalar>& tempered = scores_at(request.temperature, scores, divided);
  // Only spans, or restrictions on which labels may follow each other, need the chain.
  const bool independent = shape_.allowed.everything();
  if (!independent || request.spans != nullptr) {
    chain.prepare(shape_.labels, {}, shape_.allowed);
    chain.forward(tempered, packing, tape, pool);
    if (request.spans != nullptr) chain.backward(packing, tape, pool);
  }
  if (independent && request.n_best > 0) tape.log_partition = independent_log_partitions(tempered, packing);
  prediction.finite = prediction.finite && all_finite<Scalar>(tape, request.spans != nullptr);
  predict_sequences(viterbi, chain, tape, scores, packing, request, prediction);
}

template class SoftmaxHead<Number>;

}  // namespace seqlab::nn
