// Checks gradients against central differences.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "catch.h"
#include "nn/numbers/matrix.h"
#include "sanitized.h"

namespace seqlab::tests {

// Moves each of `values`, which loss() reads, by 1e-5 both ways and requires of the difference quotient n and
// the gradient a that |a - n| <= 1e-5 max(|a|, |n|) + 1e-8. A gradient that is all zero fails, because such a
// test checks nothing. Under a sanitizer, which looks for other faults, a dozen of the values are moved.
template <class Loss>
void check_gradient(const std::string& what, double* values, std::size_t size, const double* gradient,
                    Loss&& loss) {
  constexpr double step = 1e-5;
  std::size_t wrong = 0;
  std::string first_wrong;
  double largest = 0;
  const std::size_t every = sanitized ? 1 + size / 12 : 1;
  for (std::size_t i = 0; i < size; ++i) {
    largest = std::max(largest, std::abs(gradient[i]));
    if (i % every != 0) continue;
    const double value = values[i];
    values[i] = value + step;
    const double above = loss();
    values[i] = value - step;
    const double below = loss();
    values[i] = value;
    const double numeric = (above - below) / (2 * step);
    const double analytic = gradient[i];
    const double allowed = 1e-5 * std::max(std::abs(analytic), std::abs(numeric)) + 1e-8;
    if (std::abs(analytic - numeric) <= allowed) continue;
    if (wrong++ == 0) {
      first_wrong = "element " + std::to_string(i) + " of " + std::to_string(size) + ": gradient " +
                    std::to_string(analytic) + ", difference quotient " + std::to_string(numeric);
    }
  }
  INFO(what << ": " << first_wrong);
  CHECK(wrong == 0);
  CHECK((size == 0 || largest > 0));
}

template <class Loss>
void check_gradient(const std::string& what, nn::Matrix<double>& values, const nn::Matrix<double>& gradient,
                    Loss&& loss) {
  INFO(what);
  REQUIRE(values.rows() == gradient.rows());
  REQUIRE(values.cols() == gradient.cols());
  check_gradient(what, values.data(), static_cast<std::size_t>(values.size()), gradient.data(), loss);
}

// The sum of element-wise products: a loss with the gradient `factors`.
inline double weighted_sum(const nn::Matrix<double>& values, const nn::Matrix<double>& factors) {
  return values.cwiseProduct(factors).sum();
}

}  // namespace seqlab::tests
