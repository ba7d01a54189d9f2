#include "kernels/product.h"

#include <cmath>
#include <vector>

#include "catch.h"
#include "each_instruction_set.h"
#include "random_values.h"

using namespace seqlab::kernels;
using seqlab::tests::each_instruction_set;
using seqlab::tests::random_values;

namespace {

enum class Start { zero, column, there, elsewhere };

// a [rows x depth], row-major; the columns of b and c have gaps of `gap` numbers.
template <class T>
struct Case {
  Case(std::size_t its_rows, std::size_t its_depth, std::size_t its_columns)
      : rows(its_rows),
        depth(its_depth),
        columns(its_columns),
        a(random_values<T>(rows * depth, 1)),
        b(random_values<T>((depth + gap) * columns, 2)),
        c(random_values<T>((rows + gap) * columns, 3)),
        column(random_values<T>(rows, 4)) {
    for (std::size_t j = 0; j < columns; ++j)
      starts.push_back(random_values<T>(rows, 5 + static_cast<unsigned>(j)));
  }

  std::vector<T> expected(Start start) const {
    std::vector<T> result = c;
    for (std::size_t j = 0; j < columns; ++j) {
      for (std::size_t i = 0; i < rows; ++i) {
        T& value = result[j * (rows + gap) + i];
        long double sum = start == Start::zero     ? 0
                          : start == Start::column ? column[i]
                          : start == Start::there  ? value
                                                   : starts[j][i];
        for (std::size_t k = 0; k < depth; ++k) {
          sum +=
              static_cast<long double>(a[i * depth + k]) * static_cast<long double>(b[j * (depth + gap) + k]);
        }
        value = static_cast<T>(sum);
      }
    }
    return result;
  }
  std::vector<T> computed(Start start, std::size_t first = 0,
                          std::size_t count = static_cast<std::size_t>(-1)) const {
    std::vector<T> result = c;
    PackedMatrix<T> packed;
    packed.pack(a.data(), rows, depth, depth);
    const T* const from = b.data() + first * (depth + gap);
    T* const to = result.data() + first * (rows + gap);
    count = std::min(count, columns);
    if (start == Start::there) {
      multiply_add(packed, from, depth + gap, count, to, rows + gap);
    } else if (start == Start::elsewhere) {
      std::vector<const T*> addresses;
      for (std::size_t j = first; j < first + count; ++j) addresses.push_back(starts[j].data());
      multiply_from<T>(packed, from, depth + gap, count, addresses.data(), to, rows + gap);
    } else {
      multiply<T>(packed, from, depth + gap, count, start == Start::column ? column.data() : nullptr, to,
                  rows + gap);
    }
    return result;
  }

  static constexpr std::size_t gap = 3;
  std::size_t rows, depth, columns;
  std::vector<T> a, b, c, column;
  std::vector<std::vector<T>> starts;
};

template <class T>
double largest_difference(const std::vector<T>& a, const std::vector<T>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
  }
  return largest;
}

constexpr std::size_t ragged_rows[] = {1, 3, 4, 16, 17, 47, 48, 49, 70, 100};

}  // namespace

TEMPLATE_TEST_CASE("products of every number of columns from 1 to 70 agree with plain loops", "", float,
                   double) {
  const double precision = sizeof(TestType) == 4 ? 1e-5 : 1e-13;
  each_instruction_set([&](const std::string&) {
    for (const std::size_t rows : ragged_rows) {
      for (std::size_t columns = 1; columns <= 70; columns += rows == 49 ? 1 : 11) {
        const Case<TestType> given(rows, 23, columns);
        for (const Start start : {Start::zero, Start::column, Start::there, Start::elsewhere}) {
          INFO(rows << " rows, " << columns << " columns");
          CHECK(largest_difference(given.computed(start), given.expected(start)) < precision);
        }
      }
    }
  });
}

TEMPLATE_TEST_CASE("a product of depth 0 is its start, and one without columns writes nothing", "", float,
                   double) {
  each_instruction_set([&](const std::string&) {
    const Case<TestType> no_depth(21, 0, 5);
    CHECK(no_depth.computed(Start::column) == no_depth.expected(Start::column));
    CHECK(no_depth.computed(Start::there) == no_depth.c);
    const Case<TestType> no_columns(21, 4, 0);
    CHECK(no_columns.computed(Start::zero) == no_columns.c);
  });
}

TEMPLATE_TEST_CASE("a column of a product has the same bits alone and among others", "", float, double) {
  each_instruction_set([&](const std::string&) {
    const Case<TestType> given(53, 37, 29);
    const std::vector<TestType> together = given.computed(Start::column);
    constexpr std::size_t stride = 53 + Case<TestType>::gap;
    for (std::size_t first = 0; first < 29; ++first) {
      for (const std::size_t count : {std::size_t{1}, std::size_t{2}, std::size_t{5}}) {
        if (first + count > 29) continue;
        const std::vector<TestType> alone = given.computed(Start::column, first, count);
        for (std::size_t i = first * stride; i < (first + count) * stride; ++i)
          CHECK(alone[i] == together[i]);
      }
    }
  });
}

TEMPLATE_TEST_CASE("a matrix packed from its transpose is the same", "", float, double) {
  each_instruction_set([&](const std::string&) {
    for (const std::size_t rows : ragged_rows) {
      constexpr std::size_t depth = 19;
      const auto source = random_values<TestType>(rows * depth, 6);
      std::vector<TestType> transposed(rows * depth);
      for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t k = 0; k < depth; ++k) transposed[k * rows + i] = source[i * depth + k];
      }
      PackedMatrix<TestType> a;
      a.pack(source.data(), rows, depth, depth);
      PackedMatrix<TestType> b;
      b.pack_transposed(transposed.data(), rows, depth, rows);
      REQUIRE(a.panels() == b.panels());
      CHECK(a.rows() == rows);
      CHECK(b.depth() == depth);
      for (std::size_t i = 0; i < a.panels() * a.panel_rows() * depth; ++i) {
        CHECK(a.panel(0)[i] == b.panel(0)[i]);
      }
    }
  });
}
