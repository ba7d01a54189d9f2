#include "kernels/softmax.h"

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

TEMPLATE_TEST_CASE("softmax of every number of rows from 1 to 70 agrees with plain loops", "", float,
                   double) {
  const double precision = sizeof(TestType) == 4 ? 1e-6 : 1e-15;
  each_instruction_set([&](const std::string&) {
    for (std::size_t rows = 1; rows <= 70; ++rows) {
      const std::size_t stride = rows + 3;
      const auto x = random_values<TestType>(stride * 4, static_cast<unsigned>(rows), 9);
      auto p = x;
      softmax_columns(p.data(), stride, rows, 4);
      for (std::size_t column = 0; column < 4; ++column) {
        long double sum = 0;
        for (std::size_t row = 0; row < rows; ++row)
          sum += std::exp(static_cast<long double>(x[column * stride + row]));
        for (std::size_t row = 0; row < stride; ++row) {
          const std::size_t i = column * stride + row;
          if (row >= rows) {
            CHECK(p[i] == x[i]);
          } else {
            CHECK(std::abs(std::exp(static_cast<long double>(x[i])) / sum - p[i]) < precision);
          }
        }
      }
    }
  });
}

TEMPLATE_TEST_CASE("ln of the sum of e^x of every number of rows from 1 to 70 agrees with plain loops", "",
                   float, double) {
  const double precision = sizeof(TestType) == 4 ? 1e-7 : 1e-15;
  each_instruction_set([&](const std::string&) {
    for (std::size_t rows = 1; rows <= 70; ++rows) {
      const std::size_t stride = rows + 3;
      // Some columns with large sums, and some with small ones.
      auto x = random_values<TestType>(stride * 4, static_cast<unsigned>(rows), 9);
      for (std::size_t i = 0; i < stride; ++i) x[i] += 200;
      for (std::size_t i = stride; i < 2 * stride; ++i) x[i] -= 300;
      std::vector<double> sums(4);
      log_sum_exp(x.data(), stride, rows, 4, sums.data());
      for (std::size_t column = 0; column < 4; ++column) {
        long double sum = 0;
        for (std::size_t row = 0; row < rows; ++row)
          sum += std::exp(static_cast<long double>(x[column * stride + row]));
        CHECK(std::abs(std::log(sum) - sums[column]) < precision * (2 + std::abs(std::log(sum))));
      }
    }
  });
}

TEST_CASE("a NaN, an infinite score or nothing but -infinity makes ln of the sum NaN or infinite") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  each_instruction_set([&](const std::string&) {
    for (std::size_t rows = 1; rows < 40; ++rows) {
      double sum = 0;
      for (const float value : {std::numeric_limits<float>::quiet_NaN(), infinity}) {
        for (std::size_t bad = 0; bad < rows; ++bad) {
          std::vector<float> x(rows, 0.5F);
          x[bad] = value;
          log_sum_exp(x.data(), rows, rows, 1, &sum);
          CHECK_FALSE(std::isfinite(sum));
        }
      }
      std::vector<float> x(rows, -infinity);
      log_sum_exp(x.data(), rows, rows, 1, &sum);
      CHECK_FALSE(std::isfinite(sum));
      softmax_columns(x.data(), rows, rows, 1);
      CHECK(std::isnan(x.front()));
    }
  });
}

TEST_CASE("one NaN makes a whole column NaN, and large scores do not overflow") {
  each_instruction_set([&](const std::string&) {
    for (std::size_t rows = 2; rows < 40; ++rows) {
      for (std::size_t bad = 0; bad < rows; ++bad) {
        std::vector<float> x(rows, 0.5F);
        x[bad] = std::numeric_limits<float>::quiet_NaN();
        softmax_columns(x.data(), rows, rows, 1);
        CHECK(std::all_of(x.begin(), x.end(), [](float value) { return std::isnan(value); }));
      }
      std::vector<float> x(rows, -5000.0F);
      x[rows / 2] = 5000.0F;
      softmax_columns(x.data(), rows, rows, 1);
      CHECK(x[rows / 2] == 1.0F);
    }
  });
}
