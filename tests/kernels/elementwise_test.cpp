#include "kernels/elementwise.h"

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "catch.h"
#include "each_instruction_set.h"
#include "random_values.h"

using namespace seqlab::kernels;
using seqlab::tests::each_instruction_set;
using seqlab::tests::random_values;

namespace {

// The largest error, in units of the last place of the exact value, among normal numbers.
template <class T>
double largest_error(void (*function)(std::span<T>), const std::function<long double(long double)>& exact,
                     double limit) {
  double largest = 0;
  std::vector<T> arguments = random_values<T>(20001, 3, limit);
  for (const double small : {0.0, 1e-3, -1e-3, 1e-6, -1e-6, 1e-12, limit, -limit}) {
    arguments.push_back(static_cast<T>(small));
  }
  std::vector<T> values = arguments;
  function(values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const long double expected = exact(static_cast<long double>(arguments[i]));
    const auto rounded = static_cast<T>(expected);
    if (std::abs(rounded) < std::numeric_limits<T>::min()) {
      CHECK(std::abs(values[i]) <= 2 * std::numeric_limits<T>::min());
      continue;
    }
    const T unit = std::nextafter(std::abs(rounded), std::numeric_limits<T>::infinity()) - std::abs(rounded);
    const long double error = std::abs(static_cast<long double>(values[i]) - expected) / unit;
    largest = std::max(largest, static_cast<double>(error));
  }
  return largest;
}

}  // namespace

TEMPLATE_TEST_CASE("exp, sigma and tanh are exact to the stated units in the last place", "", float, double) {
  const double far = sizeof(TestType) == 4 ? 86 : 700;
  each_instruction_set([&](const std::string&) {
    CHECK(largest_error<TestType>(
              apply_exp<TestType>, [](long double x) { return std::exp(x); }, far) < 2);
    CHECK(largest_error<TestType>(
              apply_exp<TestType>, [](long double x) { return std::exp(x); }, 1) < 2);
    const auto sigma = [](long double x) { return 1 / (1 + std::exp(-x)); };
    CHECK(largest_error<TestType>(apply_sigmoid<TestType>, sigma, far) < 3);
    CHECK(largest_error<TestType>(apply_sigmoid<TestType>, sigma, 4) < 3);
    const auto tanh = [](long double x) { return std::tanh(x); };
    CHECK(largest_error<TestType>(apply_tanh<TestType>, tanh, 30) < 4);
    CHECK(largest_error<TestType>(apply_tanh<TestType>, tanh, 1) < 4);
    CHECK(largest_error<TestType>(apply_tanh<TestType>, tanh, 1e-3) < 4);
  });
}

TEMPLATE_TEST_CASE("extreme arguments saturate, and NaN stays NaN", "", float, double) {
  constexpr auto infinity = std::numeric_limits<TestType>::infinity();
  constexpr auto nan = std::numeric_limits<TestType>::quiet_NaN();
  each_instruction_set([&](const std::string&) {
    for (std::size_t size = 1; size <= 40; ++size) {
      const auto apply = [&](void (*function)(std::span<TestType>), TestType x) {
        std::vector<TestType> values(size, x);
        function(values);
        for (const TestType value : values) CHECK((value == values.front() || std::isnan(value)));
        return values.back();
      };
      CHECK(std::isfinite(apply(apply_exp<TestType>, infinity)));
      CHECK(apply(apply_exp<TestType>, -infinity) < static_cast<TestType>(1e-30));
      CHECK(apply(apply_sigmoid<TestType>, infinity) == 1);
      CHECK(apply(apply_sigmoid<TestType>, -infinity) < static_cast<TestType>(1e-30));
      CHECK(apply(apply_tanh<TestType>, infinity) == 1);
      CHECK(apply(apply_tanh<TestType>, -infinity) == -1);
      CHECK(std::isnan(apply(apply_exp<TestType>, nan)));
      CHECK(std::isnan(apply(apply_sigmoid<TestType>, nan)));
      CHECK(std::isnan(apply(apply_tanh<TestType>, nan)));
    }
  });
}
