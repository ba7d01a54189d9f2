#include "nn/softmax.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace seqlab::nn {

namespace {

// Columns worked on at a time; the cut depends on the batch alone.
constexpr std::size_t piece_columns = 512;

}  // namespace

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
void SoftmaxHead<Scalar>::forward(const Scalar* weights, const Matrix<Scalar>& x,
                                  Matrix<Scalar>& probabilities, Pool& pool) const {
  const auto weight = window(weights, weight_);
  const Vector<Scalar> bias = window(weights, bias_);
  const auto columns = static_cast<std::size_t>(x.cols());
  probabilities.resize(index(labels_), x.cols());
  pool.run((columns + piece_columns - 1) / piece_columns, [&](std::size_t piece) {
    const std::size_t first = piece * piece_columns;
    const Eigen::Index count = index(std::min(piece_columns, columns - first));
    auto p = probabilities.middleCols(index(first), count);
    p.noalias() = weight * x.middleCols(index(first), count);
    p.colwise() += bias;
    for (Eigen::Index column = 0; column < count; ++column) {
      auto one = p.col(column).array();
      one = (one - one.maxCoeff()).exp();
      one /= one.sum();
    }
  });
}

template <class Scalar>
LossSum SoftmaxHead<Scalar>::loss(const Scalar* weights, const Matrix<Scalar>& x,
                                  std::span<const std::int32_t> gold, Scalar* gradient, Matrix<Scalar>& dx,
                                  Pool& pool) const {
  Matrix<Scalar> d;  // first the probabilities, then dL/d(V x + d) = (p - gold) / count
  forward(weights, x, d, pool);
  LossSum loss;
  for (Eigen::Index column = 0; column < d.cols(); ++column) {
    const std::int32_t label = gold[static_cast<std::size_t>(column)];
    if (label < 0 || static_cast<std::size_t>(label) >= labels_) {
      d.col(column).setZero();
      continue;
    }
    const double p = std::max(static_cast<double>(d(label, column)), 1e-37);
    // A probability that is not a number must reach the loss: std::max above would hide it.
    loss.sum += std::isnan(d(label, column)) ? static_cast<double>(d(label, column)) : -std::log(p);
    ++loss.count;
    d(label, column) -= Scalar{1};
  }
  if (loss.count > 0) d /= static_cast<Scalar>(loss.count);
  const auto weight = window(weights, weight_);
  const auto columns = static_cast<std::size_t>(x.cols());
  dx.resize(index(inputs_), x.cols());
  pool.run(1 + (columns + piece_columns - 1) / piece_columns, [&](std::size_t piece) {
    if (piece == 0) {
      window(gradient, weight_).noalias() += d * x.transpose();
      window(gradient, bias_) += d.rowwise().sum();
      return;
    }
    const std::size_t first = (piece - 1) * piece_columns;
    const Eigen::Index count = index(std::min(piece_columns, columns - first));
    dx.middleCols(index(first), count).noalias() = weight.transpose() * d.middleCols(index(first), count);
  });
  return loss;
}

template class SoftmaxHead<float>;
template class SoftmaxHead<double>;

}  // namespace seqlab::nn
