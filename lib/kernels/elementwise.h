// Functions of each number of an array.
#pragma once

#include <span>

namespace seqlab::kernels {

// In place, as accurate as math-inl.h states. NaN stays NaN.
template <class T>
void apply_exp(std::span<T> values);
template <class T>
void apply_sigmoid(std::span<T> values);
template <class T>
void apply_tanh(std::span<T> values);

}  // namespace seqlab::kernels
