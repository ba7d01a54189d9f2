// Gradient clipping (Pascanu, Mikolov and Bengio 2013).
#pragma once

#include <span>

namespace seqlab::nn {

// Clamps each element to [-limit, limit].
template <class Scalar>
void clip_by_value(std::span<Scalar> gradient, double limit);

// The sum of squares, in double.
template <class Scalar>
double squared_norm(std::span<const Scalar> gradient);

// What the gradient is multiplied with so that its norm ||g|| is at most `limit`: v / ||g|| when ||g|| > v,
// else 1.
double clip_scale(double squared_norm, double limit);

}  // namespace seqlab::nn
