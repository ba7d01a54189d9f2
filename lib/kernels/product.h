// The product of packed weights and columns of activations.
#pragma once

#include <cstddef>

#include "kernels/packed_matrix.h"

namespace seqlab::kernels {

// c = a b + start, column by column: b is [a.depth() x columns], c [a.rows() x columns]; column j begins at
// b + j * b_stride and at c + j * c_stride. `start` is a column [a.rows()] that is added to each, or null for
// zero.
//
// Each element is one chain of fused multiply-adds over the depth, from `start` on, whatever the number of
// columns: a column gives the same result alone and beside any others.
template <class T>
void multiply(const PackedMatrix<T>& a, const T* b, std::size_t b_stride, std::size_t columns, const T* start,
              T* c, std::size_t c_stride);

// The same with c itself as the start: c += a b.
template <class T>
void multiply_add(const PackedMatrix<T>& a, const T* b, std::size_t b_stride, std::size_t columns, T* c,
                  std::size_t c_stride);

// The same with a start for each column: column j of c = a b_j + starts[j].
template <class T>
void multiply_from(const PackedMatrix<T>& a, const T* b, std::size_t b_stride, std::size_t columns,
                   const T* const* starts, T* c, std::size_t c_stride);

// What the sums of a product begin with: c itself; a column for each; one column for all; or zero.
template <class T>
struct ProductStart {
  const T* column = nullptr;
  const T* const* columns = nullptr;
  bool onto = false;
};

}  // namespace seqlab::kernels
