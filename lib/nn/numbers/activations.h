// Columns of numbers that are computed anew for each batch.
#pragma once

#include <cstddef>

#include "kernels/buffer.h"
#include "nn/numbers/matrix.h"

namespace seqlab::nn {

// [rows x columns], column-major, in memory for kernels: aligned, not zeroed, reused when resized.
//
// Columns are stride() >= rows() numbers apart. If all columns would start at the same offset within a page,
// a cache line is left free between them: columns that are read together would otherwise evict each other
// from the first-level cache.
template <class Scalar>
class Activations {
 public:
  Activations() = default;
  Activations(std::size_t rows, std::size_t columns) { resize(rows, columns); }
  // Keeps no contents, zeroes nothing.
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
