#include "kernels/column_products.h"

#include <cmath>
#include <string>
#include <vector>

#include "catch.h"
#include "each_instruction_set.h"
#include "random_values.h"

using namespace seqlab::kernels;
using seqlab::tests::each_instruction_set;
using seqlab::tests::random_values;

namespace {

// Columns of random numbers at distances that no formula gives.
template <class T>
struct Scattered {
  Scattered(std::size_t count, std::size_t rows, unsigned seed)
      : values(random_values<T>(count * (rows + count), seed)) {
    for (std::size_t i = 0; i < count; ++i) {
      columns.push_back(values.data() + ((count - 1 - i) * (rows + count) + i));
    }
  }
  std::vector<T> values;
  std::vector<T*> columns;
  [[nodiscard]] std::vector<const T*> read() const { return {columns.begin(), columns.end()}; }
};

template <class T>
constexpr double precision = sizeof(T) == 4 ? 2e-5 : 1e-13;

}  // namespace

TEMPLATE_TEST_CASE("every pair of columns is multiplied, whatever their number and length", "", float,
                   double) {
  each_instruction_set([](const std::string&) {
    for (std::size_t rows = 1; rows <= 70; ++rows) {
      const std::size_t m = rows % 7;
      const std::size_t n = rows % 4;
      const Scattered<TestType> x(m, rows, 1);
      const Scattered<TestType> y(n, rows, 2);
      std::vector<TestType> products(m * n + 1, 9);
      multiply_columns_pairwise<TestType>(x.read(), y.read(), rows, products.data());
      for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t i = 0; i < m; ++i) {
          double sum = 0;
          for (std::size_t row = 0; row < rows; ++row) {
            sum += static_cast<double>(x.columns[i][row]) * static_cast<double>(y.columns[j][row]);
          }
          CHECK(std::abs(sum - products[j * m + i]) < precision<TestType>);
        }
      }
      CHECK(products.back() == 9);
    }
  });
}

TEMPLATE_TEST_CASE("a pair of columns has the same product beside any others", "", float, double) {
  each_instruction_set([](const std::string&) {
    for (const std::size_t rows : {1U, 5U, 16U, 37U, 64U, 67U}) {
      const Scattered<TestType> x(7, rows, 3);
      const Scattered<TestType> y(5, rows, 4);
      std::vector<TestType> products(7 * 5);
      multiply_columns_pairwise<TestType>(x.read(), y.read(), rows, products.data());
      for (std::size_t i = 0; i < 7; ++i) {
        for (std::size_t j = 0; j < 5; ++j) {
          const TestType* const left = x.columns[i];
          const TestType* const right = y.columns[j];
          TestType alone = 9;
          multiply_columns_pairwise<TestType>({&left, 1}, {&right, 1}, rows, &alone);
          CHECK(alone == products[j * 7 + i]);
        }
      }
    }
  });
}

TEMPLATE_TEST_CASE("columns are combined with factors in rows or in columns", "", float, double) {
  each_instruction_set([](const std::string&) {
    for (std::size_t rows = 1; rows <= 70; ++rows) {
      const std::size_t m = rows % 6;  // also none, which gives zero
      const std::size_t n = rows % 5;
      const bool onto = rows % 3 == 0;
      const Scattered<TestType> x(m, rows, 5);
      const Scattered<TestType> sums(n, rows, 6);
      const auto factors = random_values<TestType>(m * n + 1, 7);
      const std::vector<TestType> before = sums.values;
      for (const bool by_rows : {false, true}) {
        Scattered<TestType> own(n, rows, 6);
        const Factors<TestType> matrix =
            by_rows ? Factors<TestType>{factors.data(), n, 1} : Factors<TestType>{factors.data(), 1, m};
        combine_columns<TestType>(x.read(), rows, matrix, own.columns, onto);
        for (std::size_t j = 0; j < n; ++j) {
          for (std::size_t row = 0; row < rows; ++row) {
            double sum = onto ? static_cast<double>(sums.columns[j][row]) : 0;
            for (std::size_t i = 0; i < m; ++i) {
              sum += static_cast<double>(factors[by_rows ? i * n + j : j * m + i]) *
                     static_cast<double>(x.columns[i][row]);
            }
            CHECK(std::abs(sum - own.columns[j][row]) < precision<TestType>);
            own.columns[j][row] = sums.columns[j][row];
          }
        }
        CHECK(own.values == before);
      }
    }
  });
}
