#include "kernels/chain_steps.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "catch.h"
#include "each_instruction_set.h"
#include "random_values.h"

using namespace seqlab::kernels;
using seqlab::tests::each_instruction_set;
using seqlab::tests::random_values;

namespace {

constexpr std::size_t columns = 3;

// Calls test(shape, place) for 1 to 70 rows, with gaps between the columns.
template <class Test>
void each_shape(const Test& test) {
  each_instruction_set([&](const std::string&) {
    for (std::size_t rows = 1; rows <= 70; ++rows) test(ColumnShape{rows, columns, rows + 3});
  });
}

// Whether a and b differ at all outside the shape, or by more than rounding inside.
template <class T>
bool agree(const ColumnShape& shape, const std::vector<T>& values, const std::vector<T>& expected) {
  const T precision = sizeof(T) == 4 ? T(2e-6) : T(1e-14);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool inside = i % shape.stride < shape.rows;
    const T allowed = inside ? precision * std::max(T{1}, std::abs(expected[i])) : T{0};
    if (values[i] == expected[i]) continue;
    if (!(std::abs(values[i] - expected[i]) <= allowed)) return false;
  }
  return true;
}

}  // namespace

TEMPLATE_TEST_CASE("scores, shifts and the logarithms of sums are added", "", float, double) {
  each_shape([&](const ColumnShape& shape) {
    const std::size_t size = shape.stride * columns;
    auto sums = random_values<TestType>(size, 1);
    for (TestType& sum : sums) sum = std::abs(sum) + TestType(0.001);
    const auto shifts = random_values<TestType>(shape.rows, 2, 5);
    const auto scores = random_values<TestType>(size, 3, 5);
    std::vector<TestType> result(size, 7);
    auto expected = result;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t row = i % shape.stride;
      if (row < shape.rows) expected[i] = scores[i] + shifts[row] + std::log(sums[i]);
    }
    CHECK(add_log_of_sums(shape, sums.data(), shifts.data(), scores.data(), result.data()));
    CHECK(agree(shape, result, expected));
    // In the last row of the last column, sums that are too small or NaN are reported.
    for (const TestType bad :
         {least_sum<TestType> / 2, TestType{0}, std::numeric_limits<TestType>::quiet_NaN()}) {
      sums[(columns - 1) * shape.stride + shape.rows - 1] = bad;
      CHECK_FALSE(add_log_of_sums(shape, sums.data(), shifts.data(), scores.data(), result.data()));
    }
  });
}

TEMPLATE_TEST_CASE("the logarithm of a sum is exact to the stated units in the last place", "", float,
                   double) {
  using Limits = std::numeric_limits<TestType>;
  std::vector<TestType> sums;
  for (int exponent = std::ilogb(least_sum<TestType>) + 1; exponent < Limits::max_exponent; ++exponent) {
    for (const TestType factor : random_values<TestType>(8, static_cast<unsigned>(exponent + 5000))) {
      sums.push_back(std::ldexp(1 + std::abs(factor), exponent));
    }
  }
  for (const TestType near : random_values<TestType>(4000, 2, 0.6)) {
    sums.push_back(1 + near);
    sums.push_back(1 + near / 1000);
  }
  for (const double root : {0.70710678, 0.70710677, 1.4142135, 1.4142137}) {
    sums.push_back(static_cast<TestType>(root));
  }
  sums.insert(sums.end(), {least_sum<TestType>, TestType{1}, Limits::max(), Limits::infinity()});
  const std::vector<TestType> zeros(sums.size());
  each_instruction_set([&](const std::string&) {
    std::vector<TestType> values(sums.size());
    CHECK(add_log_of_sums({sums.size(), 1, sums.size()}, sums.data(), zeros.data(), zeros.data(),
                          values.data()));
    double largest = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const long double expected = std::log(static_cast<long double>(sums[i]));
      const TestType rounded = std::abs(static_cast<TestType>(expected));
      if (rounded == 0 || std::isinf(rounded)) {
        CHECK(values[i] == rounded);
        continue;
      }
      const TestType unit = std::nextafter(rounded, Limits::infinity()) - rounded;
      largest = std::max(
          largest, static_cast<double>(std::abs(static_cast<long double>(values[i]) - expected) / unit));
    }
    CHECK(largest < 2);
  });
}

TEMPLATE_TEST_CASE("logarithms are shifted so that the maximum is zero", "", float, double) {
  constexpr TestType never = -std::numeric_limits<TestType>::infinity();
  each_shape([&](const ColumnShape& shape) {
    const std::size_t size = shape.stride * columns;
    auto logs = random_values<TestType>(size, 4, 50);
    logs[shape.rows / 2] = never;
    // A column of only -infinity.
    std::fill_n(logs.begin() + static_cast<std::ptrdiff_t>(shape.stride), shape.rows, never);
    std::vector<TestType> exps(size, 7);
    std::vector<TestType> maxima(columns);
    auto expected = logs;
    auto expected_exps = exps;
    for (std::size_t column = 0; column < columns; ++column) {
      const auto begin = logs.begin() + static_cast<std::ptrdiff_t>(column * shape.stride);
      const TestType highest = *std::max_element(begin, begin + static_cast<std::ptrdiff_t>(shape.rows));
      for (std::size_t i = column * shape.stride; i < column * shape.stride + shape.rows; ++i) {
        if (highest > never) expected[i] -= highest;
        expected_exps[i] = std::exp(expected[i]);
      }
    }
    normalise_logs(shape, logs.data(), exps.data(), maxima.data());
    CHECK(agree(shape, logs, expected));
    CHECK(agree(shape, exps, expected_exps));
    CHECK(exps[shape.rows / 2] == 0);
    CHECK(maxima[1] == never);
    CHECK(logs[shape.stride] == never);
    CHECK(exps[shape.stride] == 0);
  });
}

TEST_CASE("a NaN among logarithms stays NaN") {
  each_shape([&](const ColumnShape& shape) {
    std::vector<float> logs(shape.stride * columns, 1.0F);
    logs[shape.rows - 1] = std::numeric_limits<float>::quiet_NaN();
    std::vector<float> exps(logs.size());
    std::vector<float> maxima(columns);
    normalise_logs(shape, logs.data(), exps.data(), maxima.data());
    CHECK(std::isnan(exps[shape.rows - 1]));
    CHECK(exps[shape.stride] == 1);
  });
}

TEMPLATE_TEST_CASE("columns are multiplied element by element", "", float, double) {
  each_shape([&](const ColumnShape& shape) {
    const auto factors = random_values<TestType>(shape.stride * columns, 5);
    auto values = random_values<TestType>(shape.stride * columns, 6);
    auto expected = values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i % shape.stride < shape.rows) expected[i] *= factors[i];
    }
    multiply_columns(shape, factors.data(), values.data());
    CHECK(agree(shape, values, expected));
  });
}

TEMPLATE_TEST_CASE("columns are divided by their totals, and then by given sums", "", float, double) {
  each_shape([&](const ColumnShape& shape) {
    const std::size_t size = shape.stride * columns;
    auto p = random_values<TestType>(size, 7);
    for (TestType& value : p) value = std::abs(value) + TestType(0.01);
    // A column of zeros stays zero.
    std::fill_n(p.begin() + static_cast<std::ptrdiff_t>(shape.stride), shape.rows, TestType{0});
    auto sums = random_values<TestType>(size, 8);
    for (TestType& sum : sums) sum = std::abs(sum) + TestType(0.1);
    sums[shape.rows / 2] = least_sum<TestType> / 2;
    std::vector<TestType> ratios(size, 7);
    auto expected = p;
    auto expected_ratios = ratios;
    for (std::size_t column = 0; column < columns; ++column) {
      TestType total = 0;
      for (std::size_t row = 0; row < shape.rows; ++row) total += p[column * shape.stride + row];
      for (std::size_t i = column * shape.stride; i < column * shape.stride + shape.rows; ++i) {
        if (total > 0) expected[i] /= total;
        expected_ratios[i] = sums[i] < least_sum<TestType> ? TestType{0} : expected[i] / sums[i];
      }
    }
    auto alone = p;
    normalise_sums(shape, p.data(), sums.data(), ratios.data());
    CHECK(agree(shape, p, expected));
    CHECK(agree(shape, ratios, expected_ratios));
    normalise_sums<TestType>(shape, alone.data(), nullptr, nullptr);
    CHECK(alone == p);
  });
}
