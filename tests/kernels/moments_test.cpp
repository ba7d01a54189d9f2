#include "kernels/moments.h"

#include <cmath>
#include <vector>

#include "catch.h"
#include "each_instruction_set.h"
#include "random_values.h"

using namespace seqlab::kernels;
using seqlab::tests::each_instruction_set;
using seqlab::tests::random_values;

TEMPLATE_TEST_CASE("an Adam step of every size from 1 to 70 agrees with the formulas", "", float, double) {
  const double precision = sizeof(TestType) == 4 ? 1e-5 : 1e-13;
  const AdamStep<TestType> step = {TestType(0.5),  TestType(0.1),  TestType(0.01), TestType(0.9),
                                   TestType(0.99), TestType(0.03), TestType(1.5),  TestType(1e-3)};
  each_instruction_set([&](const std::string&) {
    for (std::size_t size = 1; size <= 70; ++size) {
      auto weights = random_values<TestType>(size + 1, 1);
      const auto before = weights;
      const auto gradient = random_values<TestType>(size, 2);
      auto first = random_values<TestType>(size, 3);
      auto second = random_values<TestType>(size, 4);
      for (TestType& value : second) value = std::abs(value);
      const auto first_before = first;
      const auto second_before = second;
      adam(step, size, weights.data(), gradient.data(), first.data(), second.data());
      CHECK(weights[size] == before[size]);
      for (std::size_t i = 0; i < size; ++i) {
        const double w = before[i];
        const double g = step.scale * gradient[i] + step.l2 * w;
        const double m = step.beta1 * first_before[i] + (1 - step.beta1) * g;
        const double s = step.beta2 * second_before[i] + (1 - step.beta2) * g * g;
        CHECK(std::abs(first[i] - m) < precision);
        CHECK(std::abs(second[i] - s) < precision);
        const double expected =
            w - step.decay * w - step.rate * m / (std::sqrt(s * step.correction) + step.epsilon);
        CHECK(std::abs(weights[i] - expected) < precision);
      }
    }
  });
}

TEMPLATE_TEST_CASE("the sum of squares is right for every size from 0 to 70", "", float, double) {
  each_instruction_set([&](const std::string&) {
    for (std::size_t size = 0; size <= 70; ++size) {
      const auto values = random_values<TestType>(size, static_cast<unsigned>(size));
      double expected = 0;
      for (const TestType value : values) expected += static_cast<double>(value) * static_cast<double>(value);
      CHECK(sum_of_squares(std::span<const TestType>(values)) == Approx(expected).epsilon(1e-13));
    }
  });
}
