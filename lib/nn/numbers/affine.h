// A linear map of columns, as in heads and gates.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/noise.h"
#include "base/pool.h"
#include "kernels/packed_matrix.h"
#include "nn/choices.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/forward_weights.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/matrix.h"
#include "nn/numbers/strided.h"

namespace seqlab::nn {

// Where the weights of a map are; several maps may share some.
struct AffineSlots {
  Slot weight;                    // V [outputs x inputs], or V^T [inputs x outputs]
  bool transposed = false;        // whether it is V^T; such a map has no bias
  std::optional<Slot> bias = {};  // d [outputs x 1]; none: zero
};

// y = V x + d, V [outputs x inputs], d [outputs x 1], column by column.
template <class Scalar>
class Affine {
 public:
  // Slots name.weight and name.bias.
  Affine(Layout& layout, const std::string& name, std::size_t inputs, std::size_t outputs,
         const std::string& group = "head");
  explicit Affine(const AffineSlots& slots);
  [[nodiscard]] std::size_t inputs() const { return inputs_; }
  [[nodiscard]] std::size_t outputs() const { return outputs_; }
  // Glorot-uniform V (Glorot and Bengio 2010); every element of d is `bias`.
  void initialise(Scalar* weights, const base::Noise& noise, Scalar bias = 0) const;
  // Sets every element of d, if there is one.
  void set_bias(Scalar* weights, Scalar bias) const;

  // V in the form that products read. prepare() fills `transposed`, for backward(), only with `gradient`.
  struct Prepared {
    ForwardWeights<Scalar> weight;
    kernels::PackedMatrix<Scalar> transposed;
  };
  void prepare(const Scalar* weights, bool gradient, Prepared& prepared,
               Precision precision = Precision::f32) const;

  // x: [inputs x n]; y: [outputs x n], written.
  void forward(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
               Activations<Scalar>& y, base::Pool& pool) const;
  // The same in the calling thread, to memory of the caller.
  void forward(const Scalar* weights, const Prepared& prepared, const Strided<const Scalar>& x,
               std::size_t columns, const Strided<Scalar>& y) const {
    prepared.weight.multiply(x.data, x.stride, columns, bias_ ? weights + bias_->offset : nullptr, y.data,
                             y.stride);
  }
  // dy: [outputs x n]. Adds to `gradient` and writes dx [inputs x n].
  void backward(const Prepared& prepared, ConstColumns<Scalar> x, const Activations<Scalar>& dy,
                Scalar* gradient, Activations<Scalar>& dx, base::Pool& pool) const;
  // The same in memory of the caller; `onto`: adds to dx.
  void backward(const Prepared& prepared, const Strided<const Scalar>& x, const Strided<const Scalar>& dy,
                std::size_t columns, Scalar* gradient, const Strided<Scalar>& dx, bool onto,
                base::Pool& pool) const;

 private:
  std::size_t inputs_;
  std::size_t outputs_;
  Slot weight_;
  bool transposed_ = false;
  std::optional<Slot> bias_;
};

}  // namespace seqlab::nn
