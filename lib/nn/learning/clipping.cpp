#include "nn/learning/clipping.h"

#include <algorithm>
#include <cstddef>

#include "kernels/moments.h"
#include "kernels/number.h"

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

template void clip_by_value<kernels::Number>(std::span<kernels::Number>, double);
template double squared_norm<kernels::Number>(std::span<const kernels::Number>);

}  // namespace seqlab::nn
