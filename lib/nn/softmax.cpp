#include "nn/softmax.h"

#include <algorithm>
#include <cmath>

#include "kernels/softmax.h"
#include "nn/pieces.h"

namespace seqlab::nn {

template <class Scalar>
void SoftmaxHead<Scalar>::scores(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
                                 Activations<Scalar>& scores, Pool& pool) const {
  affine_.forward(weights, prepared, x, scores, pool);
}

template <class Scalar>
void SoftmaxHead<Scalar>::normalise(Activations<Scalar>& scores, Pool& pool) const {
  const std::size_t columns = scores.columns();
  pool.run(pieces_of(columns, piece_columns), [&](std::size_t piece) {
    const std::size_t first = piece * piece_columns;
    kernels::softmax_columns(scores.column(first), scores.stride(), labels(),
                             std::min(piece_columns, columns - first));
  });
}

template <class Scalar>
LossSum SoftmaxHead<Scalar>::loss(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
                                  std::span<const std::int32_t> gold, double scale, Scalar* gradient,
                                  Activations<Scalar>& dx, Pool& pool,
                                  std::span<const double> label_weights) const {
  Activations<Scalar> d;  // first the probabilities, then scale dL/d(V x + d) = scale (p - gold)
  scores(weights, prepared, x, d, pool);
  normalise(d, pool);
  LossSum loss;
  for (std::size_t column = 0; column < d.columns(); ++column) {
    const std::int32_t label = gold[column];
    auto own = d.matrix().col(index(column));
    if (label < 0 || static_cast<std::size_t>(label) >= labels()) {
      own.setZero();
      continue;
    }
    const auto p = static_cast<double>(own(label));
    // A probability that is not a number must reach the loss: std::max alone would hide it.
    loss.sum += std::isnan(p) ? p : -std::log(std::max(p, 1e-37));
    ++loss.count;
    own(label) -= Scalar{1};
    // In double, so that a scale of 1 / n is a division by n to the last bit of a float.
    const double own_scale =
        label_weights.empty() ? scale : scale * label_weights[static_cast<std::size_t>(label)];
    own = (own.template cast<double>() * own_scale).template cast<Scalar>();
  }
  affine_.backward(prepared, x, d, gradient, dx, pool);
  return loss;
}

template class SoftmaxHead<float>;
template class SoftmaxHead<double>;

}  // namespace seqlab::nn
