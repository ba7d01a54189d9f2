// Gradient descent: SGD, momentum, AdaGrad, Adam and AdamW.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/pool.h"
#include "kernels/buffer.h"
#include "nn/choices.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/sparse_gradient.h"

namespace seqlab::nn {

// With gradient g (to which l2 * w has been added) and learning rate r, element by element:
//
//   sgd       w -= r g
//   momentum  v = mu v + g;  w -= r v                                      (Polyak 1964)
//   adagrad   s += g^2;  w -= r g / (sqrt(s) + eps)                        (Duchi, Hazan and Singer 2011)
//   adam      m = b1 m + (1 - b1) g;  s = b2 s + (1 - b2) g^2;
//             w -= r (m / (1 - b1^t)) / (sqrt(s / (1 - b2^t)) + eps)       (Kingma and Ba 2015)
//   adamw     w -= r lambda w, then as adam                                (Loshchilov and Hutter 2019)
struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::adam;
  double momentum = 0.9;    // mu
  double beta1 = 0.9;       // b1
  double beta2 = 0.999;     // b2
  double epsilon = 1e-8;    // eps
  double weight_decay = 0;  // lambda, adamw alone
  double l2 = 0;
};

// What the learning rate is multiplied with, part by part.
struct RateFactors {
  struct Part {
    std::size_t begin = 0;  // of the flat vector
    std::size_t end = 0;
    double factor = 1;
  };
  std::vector<Part> weights;  // rising, apart from each other; what is in none of them has the factor 1
  double table = 1;
};

// Holds the moments of the flat vector and of a table of rows. A step costs time in the rows that were
// touched, never in the table's size: an untouched row stays as it is (no decay, no L2), and at its next
// touch its moments first shrink by beta^missed, as if they had been fed zeros.
template <class Scalar>
class Optimizer {
 public:
  // `rows`: how many of the table's rows can be touched; 0 for a frozen table.
  // Throws std::invalid_argument for parts that do not rise within the weights.
  Optimizer(const OptimizerOptions& options, std::size_t weights, std::size_t dimension, std::size_t rows,
            const RateFactors& factors = {});

  // One step. `scale` multiplies every gradient first (clipping). The gradient of the weights is zero after
  // it, ready for the sums of the next batch. table and table_gradient may be null.
  void step(double rate, Scalar scale, Scalar* weights, Scalar* gradient, Matrix<Scalar>* table,
            const SparseGradient<Scalar>* table_gradient, base::Pool& pool);

 private:
  struct Coefficients;
  [[nodiscard]] Coefficients coefficients(double rate, Scalar scale) const;
  Scalar* moments_of(std::size_t row);
  void update_row(const Coefficients& c, std::size_t row, Scalar* weights, const Scalar* gradient);
  void update(const Coefficients& c, std::size_t size, Scalar* weights, const Scalar* gradient, Scalar* first,
              Scalar* second) const;

  OptimizerOptions options_;
  std::size_t dimension_;
  std::vector<RateFactors::Part> pieces_;  // the whole flat vector, cut for the pool
  double table_factor_;
  std::uint64_t steps_ = 0;
  std::vector<Scalar> first_, second_;   // of the flat vector
  kernels::Buffer<Scalar> row_moments_;  // of the table: a row's first, its second, the next row's
  std::vector<std::uint64_t> touched_;   // the step at which each row was last touched
};

}  // namespace seqlab::nn
