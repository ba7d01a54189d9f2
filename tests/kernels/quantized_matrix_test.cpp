#include "kernels/quantized_matrix.h"

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

struct Case {
  Case(std::size_t its_rows, std::size_t its_depth, std::size_t its_columns)
      : rows(its_rows),
        depth(its_depth),
        columns(its_columns),
        a(random_values<float>(rows * depth, 1)),
        b(random_values<float>((depth + 3) * columns, 2)),
        c(random_values<float>((rows + 2) * columns, 3)),
        start(random_values<float>(rows, 4)) {}

  // Plain loops over quantised numbers.
  std::vector<float> expected(bool onto) const {
    std::vector<float> result = c;
    std::vector<std::int8_t> row(depth);
    std::vector<std::int8_t> column(depth);
    for (std::size_t i = 0; i < rows; ++i) {
      const float row_scale = quantize(a.data() + i * depth, depth, row.data());
      for (std::size_t j = 0; j < columns; ++j) {
        const float column_scale = quantize(b.data() + j * (depth + 3), depth, column.data());
        long sum = 0;
        for (std::size_t k = 0; k < depth; ++k) sum += long{row[k]} * long{column[k]};
        float& value = result[j * (rows + 2) + i];
        const double before = onto ? value : start[i];
        value = static_cast<float>(before +
                                   static_cast<double>(column_scale * row_scale) * static_cast<double>(sum));
      }
    }
    return result;
  }
  std::vector<float> computed(bool onto) const {
    QuantizedMatrix packed;
    packed.pack(a.data(), rows, depth, depth);
    std::vector<float> result = c;
    if (onto) {
      packed.multiply_add(b.data(), depth + 3, columns, result.data(), rows + 2);
    } else {
      packed.multiply(b.data(), depth + 3, columns, start.data(), result.data(), rows + 2);
    }
    return result;
  }

  std::size_t rows, depth, columns;
  std::vector<float> a, b, c, start;
};

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  float largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

}  // namespace

TEST_CASE(
    "quantised numbers are the nearest multiples of a scale, and quantising them again changes nothing") {
  each_instruction_set([&](const std::string&) {
    for (std::size_t size = 1; size <= 70; ++size) {
      const auto x = random_values<float>(size, static_cast<unsigned>(size), 3);
      std::vector<std::int8_t> q(size);
      const float scale = quantize(x.data(), size, q.data());
      float most = 0;
      for (const float value : x) most = std::max(most, std::abs(value));
      CHECK(scale == most / 127.0F);
      std::vector<float> again(size);
      for (std::size_t i = 0; i < size; ++i) {
        again[i] = scale * static_cast<float>(q[i]);
        CHECK(std::abs(again[i] - x[i]) <= scale * 0.5001F);
      }
      std::vector<std::int8_t> second(size);
      CHECK(quantize(again.data(), size, second.data()) == Approx(scale).epsilon(1e-6));
      CHECK(second == q);
    }
  });
}

TEST_CASE("zeros have the scale zero") {
  const std::vector<float> zeros(9, 0.0F);
  std::vector<std::int8_t> q(9, 5);
  CHECK(quantize(zeros.data(), 9, q.data()) == 0.0F);
  CHECK(q == std::vector<std::int8_t>(9, 0));
}

TEST_CASE("products of quantised numbers agree with plain loops on ragged sizes") {
  each_instruction_set([&](const std::string&) {
    for (const std::size_t rows : {1U, 15U, 16U, 47U, 48U, 49U, 101U}) {
      for (const std::size_t depth : {1U, 2U, 3U, 4U, 5U, 63U, 100U}) {
        for (std::size_t columns = 0; columns <= 70; columns += rows == 49 && depth == 5 ? 1 : 14) {
          const Case given(rows, depth, columns);
          INFO(rows << " by " << depth << " by " << columns);
          CHECK(largest_difference(given.computed(false), given.expected(false)) < 1e-5F);
          CHECK(largest_difference(given.computed(true), given.expected(true)) < 1e-5F);
        }
      }
    }
  });
}

TEST_CASE("a quantised product may start from a column per column") {
  each_instruction_set([&](const std::string&) {
    const Case given(50, 37, 21);
    QuantizedMatrix packed;
    packed.pack(given.a.data(), 50, 37, 37);
    const auto onto = given.computed(true);
    std::vector<const float*> starts;
    for (std::size_t j = 0; j < 21; ++j) starts.push_back(given.c.data() + j * 52);
    std::vector<float> from = given.c;
    packed.multiply_from(given.b.data(), 40, 21, starts.data(), from.data(), 52);
    CHECK(from == onto);
  });
}

TEST_CASE("a column of a quantised product has the same bits alone and among others") {
  each_instruction_set([&](const std::string&) {
    const Case given(50, 37, 21);
    const auto together = given.computed(false);
    QuantizedMatrix packed;
    packed.pack(given.a.data(), 50, 37, 37);
    for (std::size_t j = 0; j < 21; ++j) {
      std::vector<float> alone(50);
      packed.multiply(given.b.data() + j * 40, 40, 1, given.start.data(), alone.data(), 50);
      CHECK(std::equal(alone.begin(), alone.end(), together.begin() + static_cast<std::ptrdiff_t>(j * 52)));
    }
  });
}

TEST_CASE("a column with a NaN gives NaN") {
  each_instruction_set([&](const std::string&) {
    const Case given(5, 40, 1);
    QuantizedMatrix packed;
    packed.pack(given.a.data(), 5, 40, 40);
    for (std::size_t bad = 0; bad < 40; ++bad) {
      auto b = given.b;
      b[bad] = std::numeric_limits<float>::quiet_NaN();
      std::vector<float> c(5);
      packed.multiply(b.data(), 40, 1, given.start.data(), c.data(), 5);
      for (const float value : c) CHECK(std::isnan(value));
    }
  });
}
