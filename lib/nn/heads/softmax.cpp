#include "nn/heads/softmax.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/softmax.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

template <class Scalar>
void SoftmaxHead<Scalar>::scores(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
                                 Activations<Scalar>& scores, base::Pool& pool) const {
  affine_.forward(weights, prepared, x, scores, pool);
}

template <class Scalar>
void SoftmaxHead<Scalar>::normalise(Activations<Scalar>& scores, base::Pool& pool) const {
  const std::size_t columns = scores.columns();
  pool.run(pieces_of(columns, piece_columns), [&](std::size_t piece) {
    const std::size_t first = piece * piece_columns;
    kernels::softmax_columns(scores.column(first), scores.stride(), labels(),
                             std::min(piece_columns, columns - first));
  });
}

template <class Scalar>
LossSum SoftmaxHead<Scalar>::differentiate(Activations<Scalar>& d, std::size_t column, std::int32_t label,
                                           double scale) const {
  auto own = d.matrix().col(index(column));
  if (label < 0 || static_cast<std::size_t>(label) >= labels()) {
    own.setZero();
    return {};
  }
  const auto p = static_cast<double>(own(label));
  own(label) -= Scalar{1};
  // In double, so that a scale of 1 / n is a division by n to the last bit of a float.
  own = (own.template cast<double>() * scale).template cast<Scalar>();
  // A probability that is not a number must reach the loss: std::max alone would hide it.
  return {std::isnan(p) ? p : -std::log(std::max(p, 1e-37)), 1};
}

template <class Scalar>
LossSum SoftmaxHead<Scalar>::loss(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
                                  std::span<const std::int32_t> gold, double scale, Scalar* gradient,
                                  Activations<Scalar>& dx, base::Pool& pool,
                                  std::span<const double> label_weights) const {
  Activations<Scalar> d;  // first the scores, then scale dL/d(V x + d) = scale (p - gold)
  scores(weights, prepared, x, d, pool);
  const std::size_t columns = d.columns();
  std::vector<LossSum> parts(pieces_of(columns, piece_columns));
  pool.run(parts.size(), [&](std::size_t piece) {
    const std::size_t first = piece * piece_columns;
    const std::size_t end = std::min(first + piece_columns, columns);
    kernels::softmax_columns(d.column(first), d.stride(), labels(), end - first);
    for (std::size_t column = first; column < end; ++column) {
      const auto label = static_cast<std::size_t>(gold[column]);
      const double weight = label < label_weights.size() ? label_weights[label] : 1;
      parts[piece] += differentiate(d, column, gold[column], scale * weight);
    }
  });
  LossSum loss;
  for (const LossSum& part : parts) loss += part;
  affine_.backward(prepared, x, d, gradient, dx, pool);
  return loss;
}

template class SoftmaxHead<float>;
template class SoftmaxHead<double>;

}  // namespace seqlab::nn
