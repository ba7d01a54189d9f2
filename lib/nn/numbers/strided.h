// Columns of numbers in memory of someone else.
#pragma once

#include <cstddef>

namespace seqlab::nn {

// Columns of numbers, `stride` numbers apart.
template <class Scalar>
struct Strided {
  Scalar* data = nullptr;
  std::size_t stride = 0;
  [[nodiscard]] Scalar* column(std::size_t column) const { return data + column * stride; }
};

}  // namespace seqlab::nn
