// Matrix types. Activations have one column per token; weights are row-major.
#pragma once

#include <Eigen/Core>

#include "kernels/number.h"
#include "nn/numbers/layout.h"

namespace seqlab::nn {

using kernels::Number;

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
template <class Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
template <class Scalar>
using Weights = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// References to columns at any distance: also to a block of rows of a larger matrix.
template <class Scalar>
using Columns = Eigen::Ref<Matrix<Scalar>, 0, Eigen::OuterStride<>>;
template <class Scalar>
using ConstColumns = Eigen::Ref<const Matrix<Scalar>, 0, Eigen::OuterStride<>>;

inline Eigen::Index index(std::size_t size) {
  return static_cast<Eigen::Index>(size);
}

// The window of a slot in a flat vector of weights or gradients.
template <class Scalar>
Eigen::Map<Weights<Scalar>> window(Scalar* flat, const Slot& slot) {
  return {flat + slot.offset, index(slot.rows), index(slot.columns)};
}
template <class Scalar>
Eigen::Map<const Weights<Scalar>> window(const Scalar* flat, const Slot& slot) {
  return {flat + slot.offset, index(slot.rows), index(slot.columns)};
}

}  // namespace seqlab::nn
