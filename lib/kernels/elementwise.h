// Functions of every number of an array.
#pragma once

#include <span>

namespace seqlab::kernels {

// In place, at the accuracy that math-inl.h states. A NaN stays a NaN.
template <class T>
void apply_exp(std::span<T> values);
template <class T>
void apply_sigmoid(std::span<T> values);
template <class T>
void apply_tanh(std::span<T> values);

}  // namespace seqlab::kernels
