// The softmax of columns, and its denominator.
#pragma once

#include <cstddef>

namespace seqlab::kernels {

// In place: each column of x [rows x columns], with column j at x + j * stride and maximum m, becomes
// e^(x - m) / sum e^(x - m). A column with a NaN becomes all NaN.
template <class T>
void softmax_columns(T* x, std::size_t stride, std::size_t rows, std::size_t columns);

// sums[j] := ln sum e^x over column j, so that ln p = x - sums[j] is the logarithm of its softmax.
// Exponentials are added in the precision of T. NaN for a column with a NaN.
template <class T>
void log_sum_exp(const T* x, std::size_t stride, std::size_t rows, std::size_t columns, double* sums);

}  // namespace seqlab::kernels
