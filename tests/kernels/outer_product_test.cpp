#include "kernels/outer_product.h"

#include <cmath>
#include <vector>

#include "catch.h"
#include "each_instruction_set.h"
#include "kernels/packed_matrix.h"
#include "random_values.h"

using namespace seqlab::kernels;
using seqlab::tests::each_instruction_set;
using seqlab::tests::random_values;

namespace {

template <class T>
struct Case {
  Case(std::size_t its_rows, std::size_t its_width, std::size_t its_columns)
      : rows(its_rows),
        width(its_width),
        columns(its_columns),
        a(random_values<T>((rows + 5) * columns, 1)),
        b(random_values<T>((width + 2) * columns, 2)),
        other(random_values<T>(4 * columns, 3)) {}

  struct Result {
    std::vector<T> c, other, sums;
    bool operator==(const Result&) const = default;
  };
  Result start() const {
    return {random_values<T>(rows * width, 4), random_values<T>(rows * 4, 5), random_values<T>(rows, 6)};
  }
  Result expected() const {
    Result result = start();
    for (std::size_t i = 0; i < rows; ++i) {
      const auto add = [&](const std::vector<T>& from, std::size_t stride, std::size_t count,
                           std::vector<T>& to) {
        for (std::size_t j = 0; j < count; ++j) {
          long double sum = to[i * count + j];
          for (std::size_t k = 0; k < columns; ++k) {
            sum += static_cast<long double>(a[k * (rows + 5) + i]) *
                   (from.empty() ? 1.0L : static_cast<long double>(from[k * stride + j]));
          }
          to[i * count + j] = static_cast<T>(sum);
        }
      };
      add(b, width + 2, width, result.c);
      add(other, 4, 4, result.other);
      add({}, 0, 1, result.sums);
    }
    return result;
  }
  // Only rows [first, first + count).
  void add_rows(Result& result, std::size_t first, std::size_t count, Buffer<T>& scratch) const {
    const OuterTarget<T> targets[] = {{b.data(), width + 2, width, result.c.data() + first * width},
                                      {other.data(), 4, 4, result.other.data() + first * 4}};
    add_outer_products<T>(a.data() + first, rows + 5, count, columns, targets, result.sums.data() + first,
                          scratch);
  }
  Result computed() const {
    Result result = start();
    Buffer<T> scratch;
    add_rows(result, 0, rows, scratch);
    return result;
  }

  std::size_t rows, width, columns;
  std::vector<T> a, b, other;
};

template <class T>
double largest_difference(const std::vector<T>& a, const std::vector<T>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
  }
  return largest;
}

}  // namespace

TEMPLATE_TEST_CASE("outer products agree with plain loops over ragged sizes and several blocks of columns",
                   "", float, double) {
  const double precision = sizeof(TestType) == 4 ? 1e-3 : 1e-11;
  each_instruction_set([&](const std::string&) {
    for (const std::size_t rows : {1U, 5U, 16U, 40U, 48U, 101U}) {
      for (const std::size_t width : {1U, 2U, 3U, 7U, 8U, 9U, 30U}) {
        for (const std::size_t columns : {0U, 1U, 13U, 511U, 512U, 513U, 1100U}) {
          if (columns > 13 && rows != 40 && width != 9) continue;
          const Case<TestType> given(rows, width, columns);
          const auto computed = given.computed();
          const auto expected = given.expected();
          INFO(rows << " by " << width << " over " << columns);
          CHECK(largest_difference(computed.c, expected.c) < precision);
          CHECK(largest_difference(computed.other, expected.other) < precision);
          CHECK(largest_difference(computed.sums, expected.sums) < precision);
        }
      }
    }
  });
}

TEMPLATE_TEST_CASE("rows split at panels give the same bits as all rows at once", "", float, double) {
  each_instruction_set([&](const std::string&) {
    const Case<TestType> given(130, 21, 600);
    auto pieces = given.start();
    Buffer<TestType> scratch;
    const std::size_t step = panel_rows<TestType>();
    for (std::size_t first = 0; first < 130; first += step) {
      given.add_rows(pieces, first, std::min(step, 130 - first), scratch);
    }
    CHECK(pieces == given.computed());
  });
}
