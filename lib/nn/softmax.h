// The head: a linear map and a softmax over K labels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "kernels/packed_matrix.h"
#include "nn/activations.h"
#include "nn/layout.h"
#include "nn/matrix.h"
#include "nn/noise.h"
#include "nn/pool.h"

namespace seqlab::nn {

// The sum of -log p(gold) and how many columns it is over.
struct LossSum {
  double sum = 0;
  std::size_t count = 0;
  LossSum& operator+=(const LossSum& other) {
    sum += other.sum;
    count += other.count;
    return *this;
  }
};

// p = softmax(V x + d), V [K x inputs], d [K x 1], column by column.
template <class Scalar>
class SoftmaxHead {
 public:
  SoftmaxHead(Layout& layout, const std::string& name, std::size_t inputs, std::size_t labels);
  [[nodiscard]] std::size_t labels() const { return labels_; }
  // Glorot-uniform V, zero d.
  void initialise(Scalar* weights, const Noise& noise) const;

  // V as the products read it; `gradient`: also what loss() needs.
  struct Prepared {
    kernels::PackedMatrix<Scalar> weight, transposed;
  };
  void prepare(const Scalar* weights, bool gradient, Prepared& prepared) const;

  // x: [inputs x n]; probabilities: [K x n], written.
  void forward(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
               Activations<Scalar>& probabilities, Pool& pool) const;

  // The mean over the n columns that have a gold label (0 <= gold < K; others are passed over) of -log
  // p(gold), as sum and count. Adds its gradient to `gradient` and writes dx [inputs x n].
  LossSum loss(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
               std::span<const std::int32_t> gold, Scalar* gradient, Activations<Scalar>& dx,
               Pool& pool) const;

 private:
  std::size_t inputs_;
  std::size_t labels_;
  Slot weight_;
  Slot bias_;
};

}  // namespace seqlab::nn
