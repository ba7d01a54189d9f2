// The softmax of columns.
#pragma once

#include <cstddef>

namespace seqlab::kernels {

// In place: each column of x [rows x columns], with column j at x + j * stride and maximum m, becomes
// e^(x - m) / sum e^(x - m). A column with a NaN becomes all NaN.
template <class T>
void softmax_columns(T* x, std::size_t stride, std::size_t rows, std::size_t columns);

}  // namespace seqlab::kernels
