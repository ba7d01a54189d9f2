// Products of a few columns that lie anywhere in memory, as the attention of one sequence needs them.
#pragma once

#include <cstddef>
#include <span>

namespace seqlab::kernels {

// products[j * x.size() + i] = x_i . y_j, for columns of `rows` numbers at the addresses x_i and y_j.
//
// The order of each sum depends on `rows` alone.
template <class T>
void multiply_columns_pairwise(std::span<const T* const> x, std::span<const T* const> y, std::size_t rows,
                               T* products);

// A matrix of factors: the one for row i and column j is at data[i * row_stride + j * column_stride].
template <class T>
struct Factors {
  const T* data = nullptr;
  std::size_t row_stride = 0;
  std::size_t column_stride = 0;
};

// sums_j = sum over i of factors(i, j) x_i, or with `onto` that much more than before; columns of `rows`
// numbers.
//
// Each element is one chain of fused multiply-adds over i, beginning with zero or with itself.
template <class T>
void combine_columns(std::span<const T* const> x, std::size_t rows, const Factors<T>& factors,
                     std::span<T* const> sums, bool onto);

}  // namespace seqlab::kernels
