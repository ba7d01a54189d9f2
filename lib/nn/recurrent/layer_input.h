// What a layer reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "nn/numbers/matrix.h"
#include "nn/numbers/strided.h"

namespace seqlab::nn {

// Numbers that the tokens of the first layer read besides their own, such as what a whole sequence is about:
// a column that tokens share, of which the gates gain V s.
template <class Scalar>
struct SideInput {
  // its_s: [side x columns]. Token t of the packing reads column its_columns[t].
  SideInput(const ConstColumns<Scalar>& its_s, std::span<const std::uint32_t> its_columns)
      : s{its_s.data(), static_cast<std::size_t>(its_s.outerStride())},
        width(static_cast<std::size_t>(its_s.cols())),
        columns(its_columns) {}
  // its_projected: the columns that project_side() wrote for s, which is not read.
  SideInput(std::span<const Scalar* const> its_projected, std::span<const std::uint32_t> its_columns)
      : width(its_projected.size()), columns(its_columns), projected(its_projected) {}
  // None: the gates gain nothing.
  SideInput() = default;

  [[nodiscard]] bool empty() const { return width == 0; }

  Strided<const Scalar> s;
  std::size_t width = 0;
  std::span<const std::uint32_t> columns;
  std::span<const Scalar* const> projected;
};

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
  SideInput<Scalar> side;
};

}  // namespace seqlab::nn
