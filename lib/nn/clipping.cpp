#include "nn/clipping.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace seqlab::nn {

template <class Scalar>
void clip_by_value(std::span<Scalar> gradient, double limit) {
  const auto bound = static_cast<Scalar>(limit);
  for (Scalar& value : gradient) value = std::clamp(value, -bound, bound);
}

template <class Scalar>
double squared_norm(std::span<const Scalar> gradient) {
  // Several sums side by side let the compiler use vector instructions without changing the order of adding.
  std::array<double, 8> sums{};
  std::size_t i = 0;
  for (; i + sums.size() <= gradient.size(); i += sums.size()) {
    for (std::size_t lane = 0; lane < sums.size(); ++lane) {
      const auto value = static_cast<double>(gradient[i + lane]);
      sums[lane] += value * value;
    }
  }
  double total = 0;
  for (const double sum : sums) total += sum;
  for (; i < gradient.size(); ++i)
    total += static_cast<double>(gradient[i]) * static_cast<double>(gradient[i]);
  return total;
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
