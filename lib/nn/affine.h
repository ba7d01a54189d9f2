// The linear map below the output of a head.
#pragma once

#include <cstddef>
#include <string>

#include "kernels/packed_matrix.h"
#include "nn/activations.h"
#include "nn/layout.h"
#include "nn/matrix.h"
#include "nn/noise.h"
#include "nn/pool.h"

namespace seqlab::nn {

// y = V x + d, V [outputs x inputs], d [outputs x 1], column by column.
template <class Scalar>
class Affine {
 public:
  // Slots name.weight and name.bias in group "head".
  Affine(Layout& layout, const std::string& name, std::size_t inputs, std::size_t outputs);
  [[nodiscard]] std::size_t outputs() const { return outputs_; }
  // Glorot-uniform V, zero d.
  void initialise(Scalar* weights, const Noise& noise) const;

  // V as the products read it; `gradient`: also what backward() needs.
  struct Prepared {
    kernels::PackedMatrix<Scalar> weight, transposed;
  };
  void prepare(const Scalar* weights, bool gradient, Prepared& prepared) const;

  // x: [inputs x n]; y: [outputs x n], written.
  void forward(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
               Activations<Scalar>& y, Pool& pool) const;
  // dy: [outputs x n]. Adds to `gradient` and writes dx [inputs x n].
  void backward(const Prepared& prepared, ConstColumns<Scalar> x, const Activations<Scalar>& dy,
                Scalar* gradient, Activations<Scalar>& dx, Pool& pool) const;

 private:
  std::size_t inputs_;
  std::size_t outputs_;
  Slot weight_;
  Slot bias_;
};

}  // namespace seqlab::nn
