// Products of packed weights and columns of activations.
#pragma once

#include <cstddef>

#include "kernels/packed_matrix.h"

namespace seqlab::kernels {

// c = a b + start, column by column. b is [a.depth() x columns] with column j at b + j * b_stride; c is
// [a.rows() x columns] with column j at c + j * c_stride. `start` is one column [a.rows()] for all columns,
// or null for zero.
//
// Each element is one chain of fused multiply-adds over the depth, beginning with `start`, so that a column
// gives the same result alone and in any batch.
template <class T>
void multiply(const PackedMatrix<T>& a, const T* b, std::size_t b_stride, std::size_t columns, const T* start,
              T* c, std::size_t c_stride);

// The same for c += a b.
template <class T>
void multiply_add(const PackedMatrix<T>& a, const T* b, std::size_t b_stride, std::size_t columns, T* c,
                  std::size_t c_stride);

// The same with a start per column: c_j = a b_j + starts[j].
template <class T>
void multiply_from(const PackedMatrix<T>& a, const T* b, std::size_t b_stride, std::size_t columns,
                   const T* const* starts, T* c, std::size_t c_stride);

// What the sums of a product start from: c itself (onto), a column per column (columns), one column for all
// (column), or zero.
template <class T>
struct ProductStart {
  const T* column = nullptr;
  const T* const* columns = nullptr;
  bool onto = false;
};

}  // namespace seqlab::kernels
