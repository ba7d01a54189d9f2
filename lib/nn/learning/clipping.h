// Gradient clipping (Pascanu, Mikolov and Bengio 2013).
#pragma once

#include <cmath>
#include <span>

namespace seqlab::nn {

// Clamps each element to [-limit, limit].
template <class Scalar>
void clip_by_value(std::span<Scalar> gradient, double limit);

// The sum of squares, in double.
template <class Scalar>
double squared_norm(std::span<const Scalar> gradient);

// The factor that limits the norm of a gradient: limit / norm if the norm is larger, else 1.
inline double clip_scale(double squared_norm, double limit) {
  const double norm = std::sqrt(squared_norm);
  return norm > limit ? limit / norm : 1.0;
}

}  // namespace seqlab::nn
