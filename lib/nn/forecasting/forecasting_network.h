// From windows of numbers to numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/noise.h"
#include "base/pool.h"
#include "nn/choices.h"
#include "nn/forecasting/regression_loss.h"
#include "nn/numbers/affine.h"
#include "nn/recurrent/encoder.h"

namespace seqlab::nn {

struct ForecastingShape {
  std::size_t inputs = 0;   // numbers of a step
  std::size_t outputs = 0;  // numbers that are predicted from a window
  std::size_t layers = 1;
  RecurrentShape recurrent;  // of one direction
  LayerOutputShape layer_output;
};

// n windows of as many steps each: the column of step t of window i is t * n + i.
template <class Scalar>
struct WindowBatch {
  std::size_t windows = 0;  // n
  Matrix<Scalar> numbers;   // [inputs x steps * n]

  // 0 without windows.
  [[nodiscard]] std::size_t steps() const {
    return windows == 0 ? 0 : static_cast<std::size_t>(numbers.cols()) / windows;
  }
};

// Rates of dropout: of the numbers of a window, between layers, and of what the outputs are computed from.
struct ForecastingDropout {
  double input = 0;
  double layers = 0;
  double output = 0;
  DropoutKind kind = DropoutKind::plain;
};

// What a training step computes a loss from, and where the gradient goes.
template <class Scalar>
struct ForecastingStep {
  const WindowBatch<Scalar>& batch;
  const Matrix<Scalar>& gold;                   // [outputs x n]
  std::span<const std::uint64_t> identities;    // of each window, for dropout
  const Scalar* weights = nullptr;              // of the network's layout
  base::Noise noise;                            // of this step
  const ForecastingDropout* dropout = nullptr;  // null: no dropout
  RegressionLoss loss = RegressionLoss::squared;
  ThroughTime through_time = {};
  Scalar* gradient = nullptr;  // of the weights; is added to
};

// Recurrent layers read a window; an affine map of their last output gives all outputs at once, so that none
// is computed from another. Immutable, and holds no weights; results depend neither on the number of threads
// nor, but for the gradient, on the other windows of a batch.
template <class Scalar>
class ForecastingNetwork {
 public:
  // Throws std::invalid_argument for a network without a cell or of two directions, and as Encoder does.
  explicit ForecastingNetwork(const ForecastingShape& shape);

  // The weights in the form that the products read. Any number of threads may share it. Valid for the weights
  // and the instruction set it was made with.
  struct Prepared {
    typename Encoder<Scalar>::Prepared encoder;
    typename Affine<Scalar>::Prepared output;
  };
  // Memory of a training step, reused by the next.
  struct Workspace {
    Prepared prepared;
    typename Encoder<Scalar>::Tape tape;
    Matrix<Scalar> numbers;  // after dropout
    Activations<Scalar> states, dstates;
    Matrix<Scalar> last;  // [h x n], after dropout
    Activations<Scalar> y, dy, dlast;
  };

  [[nodiscard]] const Layout& layout() const { return layout_; }
  [[nodiscard]] std::size_t inputs() const { return encoder_.inputs(); }
  [[nodiscard]] std::size_t outputs() const { return output_.outputs(); }
  [[nodiscard]] std::vector<Scalar> initial_weights(const base::Noise& noise) const;

  // The loss of all outputs. Adds the gradient of their mean to the step's gradient. Throws
  // std::invalid_argument for a batch without a window or step, and for other shapes than those above.
  LossSum loss(const ForecastingStep<Scalar>& step, Workspace& workspace, base::Pool& pool) const;

  // For inference. int8: the matrices of the recurrent layers.
  [[nodiscard]] Prepared prepare(const Scalar* weights, Precision precision, base::Pool& pool) const;
  // Writes the outputs of each window, [outputs x n]. Throws as loss() does.
  void predict(const Scalar* weights, const Prepared& prepared, const WindowBatch<Scalar>& batch,
               Activations<Scalar>& y, base::Pool& pool) const;

 private:
  void check(const WindowBatch<Scalar>& batch) const;

  Layout layout_;
  Encoder<Scalar> encoder_;
  Affine<Scalar> output_;
};

}  // namespace seqlab::nn
