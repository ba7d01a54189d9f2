#include "nn/learning/clipping.h"

#include <cmath>
#include <limits>
#include <vector>

#include "catch.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::tests::RandomNumbers;

TEST_CASE("clipping by value clamps elements beyond the limit and leaves the others alone") {
  std::vector<float> gradient = {-7.0F, -2.0F, -1.5F, 0.0F, 1.0F, 2.0F, 2.5F};
  clip_by_value<float>(gradient, 2.0);
  CHECK(gradient == std::vector<float>{-2.0F, -2.0F, -1.5F, 0.0F, 1.0F, 2.0F, 2.0F});
}

TEST_CASE("clipping by value does not hide NaN") {
  std::vector<double> gradient = {std::numeric_limits<double>::quiet_NaN()};
  clip_by_value<double>(gradient, 1.0);
  CHECK(std::isnan(gradient[0]));
}

TEST_CASE("the squared norm is the sum of squares, also for lengths that are no multiple of a vector") {
  RandomNumbers random(1);
  for (std::size_t size = 0; size < 40; ++size) {
    const auto gradient = random.vector<double>(size, 3);
    double expected = 0;
    for (const double value : gradient) expected += value * value;
    CHECK(squared_norm<double>(gradient) == Approx(expected).epsilon(1e-14));
  }
}

TEST_CASE("the squared norm of floats does not overflow") {
  const std::vector<float> gradient(20, 1e30F);
  CHECK(squared_norm<float>(gradient) == Approx(2e61).epsilon(1e-6));
}

TEST_CASE("clipping by norm turns g into v g / ||g|| if ||g|| > v, and leaves it alone otherwise") {
  CHECK(clip_scale(25.0, 2.0) == Approx(0.4));
  CHECK(clip_scale(4.0, 2.0) == 1.0);
  CHECK(clip_scale(1.0, 2.0) == 1.0);
  CHECK(clip_scale(0.0, 2.0) == 1.0);
  RandomNumbers random(2);
  std::vector<double> gradient = random.vector<double>(100, 5);
  const double scale = clip_scale(squared_norm<double>(gradient), 1.5);
  for (double& value : gradient) value *= scale;
  CHECK(std::sqrt(squared_norm<double>(gradient)) == Approx(1.5).epsilon(1e-12));
}
