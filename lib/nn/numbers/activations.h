// Columns of numbers that are computed anew batch after batch.
#pragma once

#include <cstddef>

#include "kernels/buffer.h"
#include "nn/numbers/matrix.h"

namespace seqlab::nn {

// [rows x columns], column after column, as memory for the kernels: aligned, not zeroed, kept when resized.
//
// Columns lie stride() >= rows() numbers apart: where rows would put every column at the same place of a
// page, a line of the cache is left free between two, since columns that are read side by side would
// otherwise drive each other out of the first-level cache.
template <class Scalar>
class Activations {
 public:
  Activations() = default;
  Activations(std::size_t rows, std::size_t columns) { resize(rows, columns); }
  // Nothing is kept, nothing is set to zero.
  void resize(std::size_t rows, std::size_t columns) {
    rows_ = rows;
    columns_ = columns;
    constexpr std::size_t crowded = 1024;  // bytes
    stride_ = rows * sizeof(Scalar) % crowded == 0 ? rows + kernels::alignment / sizeof(Scalar) : rows;
    values_.resize(stride_ * columns);
  }

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::size_t stride() const { return stride_; }
  [[nodiscard]] Scalar* column(std::size_t column) { return values_.data() + column * stride_; }
  [[nodiscard]] const Scalar* column(std::size_t column) const { return values_.data() + column * stride_; }

  using View = Eigen::Map<Matrix<Scalar>, 0, Eigen::OuterStride<>>;
  using ConstView = Eigen::Map<const Matrix<Scalar>, 0, Eigen::OuterStride<>>;
  [[nodiscard]] View matrix() {
    return {values_.data(), index(rows_), index(columns_), Eigen::OuterStride<>(index(stride_))};
  }
  [[nodiscard]] ConstView matrix() const {
    return {values_.data(), index(rows_), index(columns_), Eigen::OuterStride<>(index(stride_))};
  }

 private:
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::size_t stride_ = 0;
  kernels::Buffer<Scalar> values_;
};

}  // namespace seqlab::nn
