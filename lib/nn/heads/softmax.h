// The head for labels that do not depend on each other: a linear map and a softmax over K labels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "nn/heads/loss_sum.h"
#include "nn/numbers/affine.h"

namespace seqlab::nn {

// p = softmax(V x + d), V [K x inputs], d [K x 1], column by column.
template <class Scalar>
class SoftmaxHead {
 public:
  SoftmaxHead(Layout& layout, const std::string& name, std::size_t inputs, std::size_t labels)
      : affine_(layout, name, inputs, labels) {}
  [[nodiscard]] std::size_t labels() const { return affine_.outputs(); }
  // Glorot-uniform V, zero d.
  void initialise(Scalar* weights, const base::Noise& noise) const { affine_.initialise(weights, noise); }

  // V as the products read it; `gradient`: also what loss() needs.
  using Prepared = typename Affine<Scalar>::Prepared;
  void prepare(const Scalar* weights, bool gradient, Prepared& prepared) const {
    affine_.prepare(weights, gradient, prepared);
  }

  // x: [inputs x n]; scores: V x + d, [K x n], written.
  void scores(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
              Activations<Scalar>& scores, base::Pool& pool) const;
  // Scores become probabilities.
  void normalise(Activations<Scalar>& scores, base::Pool& pool) const;

  // The sum over the columns that have a gold label (0 <= gold < K; others are passed over) of -log p(gold).
  // Adds `scale` times its gradient to `gradient` and writes dx [inputs x n], scaled too. label_weights: one
  // a label, which the gradient of a column is multiplied with too; empty: none.
  LossSum loss(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
               std::span<const std::int32_t> gold, double scale, Scalar* gradient, Activations<Scalar>& dx,
               base::Pool& pool, std::span<const double> label_weights = {}) const;

 private:
  // Makes scale (p - gold) of a column of probabilities and gives -log p(gold); zeros and nothing without
  // gold.
  LossSum differentiate(Activations<Scalar>& d, std::size_t column, std::int32_t label, double scale) const;

  Affine<Scalar> affine_;
};

}  // namespace seqlab::nn
