// The gradient of a matrix of weights: one product over all columns of a batch.
#pragma once

#include <cstddef>
#include <span>

#include "kernels/buffer.h"

namespace seqlab::kernels {

// One right-hand side of add_outer_products: b [width x columns], column j at b + j * stride; its product is
// added to c [rows x width], row after row.
template <class T>
struct OuterTarget {
  const T* b = nullptr;
  std::size_t stride = 0;
  std::size_t width = 0;
  T* c = nullptr;
};

// c += a b^T for each target, over the columns of a [rows x columns], column j at a + j * stride; and, where
// `sums` is not null, sums [rows] += the sum of a's columns. `scratch` holds a part of a in the order of the
// product.
//
// The order of every sum depends on the number of columns alone. Rows may be cut into pieces at multiples of
// panel_rows<T>() and given to several threads, each with a scratch of its own.
template <class T>
void add_outer_products(const T* a, std::size_t stride, std::size_t rows, std::size_t columns,
                        std::span<const OuterTarget<T>> targets, T* sums, Buffer<T>& scratch);

}  // namespace seqlab::kernels
