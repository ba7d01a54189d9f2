// What a layer reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "nn/numbers/matrix.h"
#include "nn/numbers/strided.h"

namespace seqlab::nn {

// The input of a layer. Equal tokens may share a column, so that it is projected once.
template <class Scalar>
struct LayerInput {
  // its_x: [inputs x columns]. Token t of the packing reads column its_columns[t] or, without its_columns,
  // column t.
  explicit LayerInput(const ConstColumns<Scalar>& its_x, std::span<const std::uint32_t> its_columns = {})
      : x{its_x.data(), static_cast<std::size_t>(its_x.outerStride())},
        width(static_cast<std::size_t>(its_x.cols())),
        columns(its_columns) {}
  // its_projected: the columns that project() wrote for x, which is not read.
  LayerInput(std::span<const Scalar* const> its_projected, std::span<const std::uint32_t> its_columns)
      : width(its_projected.size()), columns(its_columns), projected(its_projected) {}

  // The column of x, or of the projected ones, that a token reads.
  [[nodiscard]] std::size_t column_of(std::size_t token) const {
    return columns.empty() ? token : columns[token];
  }

  Strided<const Scalar> x;
  std::size_t width = 0;
  std::span<const std::uint32_t> columns;
  std::span<const Scalar* const> projected;
};

}  // namespace seqlab::nn
