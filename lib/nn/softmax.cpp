#include "nn/softmax.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/outer_product.h"
#include "kernels/product.h"
#include "kernels/softmax.h"
#include "nn/pieces.h"

namespace seqlab::nn {

template <class Scalar>
SoftmaxHead<Scalar>::SoftmaxHead(Layout& layout, const std::string& name, std::size_t inputs,
                                 std::size_t labels)
    : inputs_(inputs),
      labels_(labels),
      weight_(layout.add(name + ".weight", labels, inputs, "head")),
      bias_(layout.add(name + ".bias", labels, 1, "head")) {}

template <class Scalar>
void SoftmaxHead<Scalar>::initialise(Scalar* weights, const Noise& noise) const {
  const double limit = std::sqrt(6.0 / static_cast<double>(inputs_ + labels_));
  auto weight = window(weights, weight_);
  for (Eigen::Index element = 0; element < weight.size(); ++element) {
    weight.data()[element] =
        static_cast<Scalar>((2 * noise.uniform(static_cast<std::uint64_t>(element)) - 1) * limit);
  }
  window(weights, bias_).setZero();
}

template <class Scalar>
void SoftmaxHead<Scalar>::prepare(const Scalar* weights, bool gradient, Prepared& prepared) const {
  const Scalar* const weight = weights + weight_.offset;
  prepared.weight.pack(weight, labels_, inputs_, inputs_);
  if (gradient) prepared.transposed.pack_transposed(weight, inputs_, labels_, inputs_);
}

template <class Scalar>
void SoftmaxHead<Scalar>::forward(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
                                  Activations<Scalar>& probabilities, Pool& pool) const {
  const auto columns = static_cast<std::size_t>(x.cols());
  const auto stride = static_cast<std::size_t>(x.outerStride());
  probabilities.resize(labels_, columns);
  pool.run(pieces_of(columns, piece_columns), [&](std::size_t piece) {
    const std::size_t first = piece * piece_columns;
    const std::size_t count = std::min(piece_columns, columns - first);
    kernels::multiply(prepared.weight, x.data() + first * stride, stride, count, weights + bias_.offset,
                      probabilities.column(first), probabilities.stride());
    kernels::softmax_columns(probabilities.column(first), probabilities.stride(), labels_, count);
  });
}

template <class Scalar>
LossSum SoftmaxHead<Scalar>::loss(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
                                  std::span<const std::int32_t> gold, Scalar* gradient,
                                  Activations<Scalar>& dx, Pool& pool) const {
  Activations<Scalar> d;  // first the probabilities, then dL/d(V x + d) = (p - gold) / count
  forward(weights, prepared, x, d, pool);
  LossSum loss;
  for (std::size_t column = 0; column < d.columns(); ++column) {
    const std::int32_t label = gold[column];
    if (label < 0 || static_cast<std::size_t>(label) >= labels_) continue;
    const auto p = static_cast<double>(d.column(column)[label]);
    // A probability that is not a number must reach the loss: std::max alone would hide it.
    loss.sum += std::isnan(p) ? p : -std::log(std::max(p, 1e-37));
    ++loss.count;
  }
  for (std::size_t column = 0; column < d.columns(); ++column) {
    const std::int32_t label = gold[column];
    auto own = d.matrix().col(index(column));
    if (label < 0 || static_cast<std::size_t>(label) >= labels_) {
      own.setZero();
      continue;
    }
    own(label) -= Scalar{1};
    own /= static_cast<Scalar>(loss.count);
  }
  const std::size_t columns = d.columns();
  const auto stride = static_cast<std::size_t>(x.outerStride());
  dx.resize(inputs_, columns);
  pool.run(1 + pieces_of(columns, piece_columns), [&](std::size_t piece) {
    if (piece == 0) {
      const kernels::OuterTarget<Scalar> target{x.data(), stride, inputs_, gradient + weight_.offset};
      kernels::Buffer<Scalar> scratch;
      kernels::add_outer_products<Scalar>(d.column(0), d.stride(), labels_, columns, {&target, 1},
                                          gradient + bias_.offset, scratch);
      return;
    }
    const std::size_t first = (piece - 1) * piece_columns;
    kernels::multiply<Scalar>(prepared.transposed, d.column(first), d.stride(),
                              std::min(piece_columns, columns - first), nullptr, dx.column(first),
                              dx.stride());
  });
  return loss;
}

template class SoftmaxHead<float>;
template class SoftmaxHead<double>;

}  // namespace seqlab::nn
