// Probabilities from scores.
#pragma once

#include <cstddef>

namespace seqlab::kernels {

// Each column of x [rows x columns], column j at x + j * stride, becomes e^(x - m) / sum e^(x - m), m its
// largest number, in place. A column that holds a NaN becomes NaN.
template <class T>
void softmax_columns(T* x, std::size_t stride, std::size_t rows, std::size_t columns);

}  // namespace seqlab::kernels
