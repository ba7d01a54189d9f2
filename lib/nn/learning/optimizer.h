// Gradient descent: SGD, momentum, AdaGrad, Adam and AdamW.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/archive.h"
#include "base/pool.h"
#include "kernels/buffer.h"
#include "nn/choices.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/sparse_gradient.h"

namespace seqlab::nn {

// With gradient g (including l2 * w) and learning rate r, element by element:
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
  double table_beta1 = 0;   // b1 of the table
  double beta2 = 0.999;     // b2
  double epsilon = 1e-8;    // eps
  double weight_decay = 0;  // lambda, only adamw
  double l2 = 0;
};

// Factors of the learning rate for parts of the weights.
struct RateFactors {
  struct Part {
    std::size_t begin = 0;  // of the flat vector
    std::size_t end = 0;
    double factor = 1;
  };
  std::vector<Part> weights;  // in order, without overlap; the factor is 1 elsewhere
  double table = 1;
};

// Holds the moments of the flat vector and of a table. The cost of a step does not depend on the size of the
// table: a row that a batch does not use stays unchanged (no decay, no L2). At its next use its moments first
// shrink by beta^missed, as if its gradients had been zero.
//
// With b1 > 0, Adam spreads the effect of a gradient over the steps that follow. A rare row would miss all
// but the first tenth of it, so rows have a b1 of their own: with 0, a gradient moves its row at once as far
// as it would move it in the end if Adam updated the whole table in every step.
template <class Scalar>
class Optimizer {
 public:
  // rows: how many of the table's rows can be used; 0 for a frozen table. Throws std::invalid_argument for
  // factors whose parts are not in order or not within the weights.
  Optimizer(const OptimizerOptions& options, std::size_t weights, std::size_t dimension, std::size_t rows,
            const RateFactors& factors = {});

  // One step. All gradients are first multiplied by `scale`, for clipping. Zeroes the gradient of the
  // weights, so that the next batch can add to it. table and table_gradient may be null. Throws
  // std::out_of_range if a row of the gradient is beyond the rows that can be used.
  void step(double rate, Scalar scale, Scalar* weights, Scalar* gradient, Matrix<Scalar>* table,
            const SparseGradient<Scalar>* table_gradient, base::Pool& pool);

  // Moments, and when each row was last used.
  void archive(base::Archive& archive);

 private:
  struct Coefficients;
  [[nodiscard]] Coefficients coefficients(double rate, Scalar scale, double adam_beta1) const;
  Scalar* moments_of(std::size_t row);
  void update_row(const Coefficients& c, std::size_t row, Scalar* weights, const Scalar* gradient);
  void update(const Coefficients& c, std::size_t size, Scalar* weights, const Scalar* gradient, Scalar* first,
              Scalar* second) const;

  OptimizerOptions options_;
  std::size_t dimension_;
  std::vector<RateFactors::Part> pieces_;  // cover the flat vector, for the pool
  double table_factor_;
  std::uint64_t steps_ = 0;
  std::vector<Scalar> first_, second_;   // of the flat vector
  kernels::Buffer<Scalar> row_moments_;  // of the table, per row: first moments, then second moments
  std::vector<std::uint64_t> last_use_;  // the last step that used each row
};

}  // namespace seqlab::nn
