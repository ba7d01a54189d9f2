// The gradient of a weight matrix: one product over all columns of a batch.
#pragma once

#include <cstddef>
#include <span>

#include "kernels/buffer.h"

namespace seqlab::kernels {

// One right-hand side of add_outer_products(): b [width x columns] with column j at b + j * stride. Its
// product is added to c [rows x width], row-major.
template <class T>
struct OuterTarget {
  const T* b = nullptr;
  std::size_t stride = 0;
  std::size_t width = 0;
  T* c = nullptr;
};

// c += a b^T for each target, with a [rows x columns], column j at a + j * stride. If `sums` [rows] is not
// null, it gains the sum of a's columns. `scratch` holds packed parts of a.
//
// The order of every sum depends on the number of columns alone. Rows may be split at multiples of
// panel_rows<T>() among threads, each with its own scratch.
template <class T>
void add_outer_products(const T* a, std::size_t stride, std::size_t rows, std::size_t columns,
                        std::span<const OuterTarget<T>> targets, T* sums, Buffer<T>& scratch);

}  // namespace seqlab::kernels
