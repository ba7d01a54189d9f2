#include "nn/learning/clipping.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kernels/moments.h"

namespace seqlab::nn {

template <class Scalar>
void clip_by_value(std::span<Scalar> gradient, double limit) {
  const auto bound = static_cast<Scalar>(limit);
  for (Scalar& value : gradient) value = std::clamp(value, -bound, bound);
}

template <class Scalar>
double squared_norm(std::span<const Scalar> gradient) {
  return kernels::sum_of_squares(gradient);
}

double clip_scale(double squared_norm, double limit) {
  const double norm = std::sqrt(squared_norm);
  return norm > limit ? limit / norm : 1.0;
}

template void clip_by_value<float>(std::span<float>, double);
template void clip_by_value<double>(std::span<double>, double);
template double squared_norm<float>(std::span<const float>);
template double squared_norm<double>(std::span<const double>);

}  // namespace seqlab::nn
