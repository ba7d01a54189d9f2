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

// The largest error in units of the last place of the exact value, where that is a normal number.
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

TEMPLATE_TEST_CASE("ln is exact to the stated units in the last place", "", float, double) {
  using Limits = std::numeric_limits<TestType>;
  std::vector<TestType> arguments;
  for (int exponent = Limits::min_exponent - Limits::digits; exponent < Limits::max_exponent; ++exponent) {
    for (const TestType factor : random_values<TestType>(8, static_cast<unsigned>(exponent + 5000))) {
      arguments.push_back(std::ldexp(1 + std::abs(factor), exponent));
    }
  }
  for (const TestType near : random_values<TestType>(4000, 2, 0.6)) {
    arguments.push_back(1 + near);
    arguments.push_back(1 + near / 1000);
  }
  for (const double root : {0.70710678, 0.70710677, 1.4142135, 1.4142137}) {
    arguments.push_back(static_cast<TestType>(root));
  }
  arguments.insert(arguments.end(), {Limits::min(), Limits::denorm_min(), Limits::max()});
  each_instruction_set([&](const std::string&) {
    std::vector<TestType> values = arguments;
    apply_log<TestType>(values);
    double largest = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const long double expected = std::log(static_cast<long double>(arguments[i]));
      const TestType rounded = std::abs(static_cast<TestType>(expected));
      if (rounded == 0) {
        CHECK(values[i] == 0);
        continue;
      }
      const TestType unit = std::nextafter(rounded, Limits::infinity()) - rounded;
      largest = std::max(
          largest, static_cast<double>(std::abs(static_cast<long double>(values[i]) - expected) / unit));
    }
    CHECK(largest < 2);
  });
}

TEMPLATE_TEST_CASE("ln is -infinity at zero, and no number below", "", float, double) {
  constexpr auto infinity = std::numeric_limits<TestType>::infinity();
  constexpr auto nan = std::numeric_limits<TestType>::quiet_NaN();
  each_instruction_set([&](const std::string&) {
    for (std::size_t size = 1; size <= 40; ++size) {
      const auto ln = [&](TestType x) {
        std::vector<TestType> values(size, x);
        apply_log<TestType>(values);
        for (const TestType value : values) CHECK((value == values.front() || std::isnan(value)));
        return values.back();
      };
      CHECK(ln(0) == -infinity);
      CHECK(ln(TestType{-0.0}) == -infinity);
      CHECK(ln(1) == 0);
      CHECK(ln(infinity) == infinity);
      CHECK(std::isnan(ln(-1)));
      CHECK(std::isnan(ln(-infinity)));
      CHECK(std::isnan(ln(nan)));
    }
  });
}

TEMPLATE_TEST_CASE("arguments without bounds saturate, and what is not a number stays none", "", float,
                   double) {
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
