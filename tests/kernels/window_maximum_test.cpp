#include "kernels/window_maximum.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "catch.h"
#include "each_instruction_set.h"
#include "kernels/buffer.h"
#include "random_values.h"

using namespace seqlab::kernels;
using seqlab::tests::each_instruction_set;
using seqlab::tests::random_values;

namespace {

// Words of ragged lengths over 13 characters; the columns of the output have gaps of `gap` numbers.
template <class T>
struct Case {
  Case(std::size_t rows, std::size_t window) : gap(3), start(random_values<T>(rows, 1)) {
    parts.rows = rows;
    parts.part_rows = (rows + window_part_multiple - 1) / window_part_multiple * window_part_multiple;
    parts.window = window;
    parts.before = (window - 1) / 2;
    parts.stride = window * parts.part_rows + window_part_multiple;
    columns.resize(13 * parts.stride);
    const std::vector<T> values = random_values<T>(columns.size(), 2);
    std::copy(values.begin(), values.end(), columns.data());
    parts.columns = columns.data();
    for (const std::size_t length : {1U, 0U, 2U, 3U, 40U, 0U, 7U, 1U, 473U}) {
      for (std::size_t i = 0; i < length; ++i) {
        characters.push_back(static_cast<std::uint32_t>((offsets.size() * 5 + i * i) % 13));
      }
      offsets.push_back(characters.size());
    }
  }
  std::size_t words() const { return offsets.size() - 1; }

  T sum(std::size_t word, std::size_t position, std::size_t row) const {
    T total = 0;
    for (std::size_t k = 0; k < parts.window; ++k) {
      const std::size_t at = offsets[word] + position + k;
      if (at < offsets[word] + parts.before || at - parts.before >= offsets[word + 1]) continue;
      total += columns.data()[characters[at - parts.before] * parts.stride + k * parts.part_rows + row];
    }
    return total;
  }

  std::size_t gap;
  std::vector<T> start;
  WindowParts<T> parts;
  Buffer<T> columns;
  std::vector<std::uint32_t> characters;
  std::vector<std::size_t> offsets{0};
};

template <class T>
struct Result {
  explicit Result(const Case<T>& given, bool with_positions = true)
      : output(given.words() * (given.parts.rows + given.gap), T{77}),
        positions(given.words() * given.parts.rows) {
    window_maxima<T>(given.parts, given.characters, given.offsets, given.start.data(), output.data(),
                     given.parts.rows + given.gap, with_positions ? positions.data() : nullptr);
  }
  std::vector<T> output;
  std::vector<std::uint32_t> positions;
};

}  // namespace

TEMPLATE_TEST_CASE("the maxima of windows and their first positions agree with plain loops over ragged sizes",
                   "", float, double) {
  each_instruction_set([&](const std::string&) {
    for (const std::size_t rows : {1U, 3U, 15U, 16U, 17U, 30U, 33U, 70U}) {
      for (std::size_t window = 1; window <= 9; ++window) {
        const Case<TestType> given(rows, window);
        const Result<TestType> result(given);
        INFO(rows << " rows, window " << window);
        std::size_t wrong = 0;
        for (std::size_t word = 0; word < given.words(); ++word) {
          const std::size_t length = given.offsets[word + 1] - given.offsets[word];
          for (std::size_t row = 0; row < rows + given.gap; ++row) {
            const TestType computed = result.output[word * (rows + given.gap) + row];
            if (row >= rows) {
              wrong += computed == 77 ? 0 : 1;  // gaps between columns are not written
              continue;
            }
            TestType largest = 0;
            std::size_t position = 0;
            for (std::size_t p = 0; p < length; ++p) {
              const TestType sum = given.sum(word, p, row);
              if (p > 0 && sum <= largest) continue;
              largest = sum;
              position = p;
            }
            wrong += computed == largest + given.start[row] ? 0 : 1;
            wrong += result.positions[word * rows + row] == position ? 0 : 1;
          }
        }
        CHECK(wrong == 0);
        CHECK(Result<TestType>(given, false).output == result.output);
      }
    }
  });
}

TEMPLATE_TEST_CASE("a first sum that is NaN stays the maximum", "", float, double) {
  each_instruction_set([&](const std::string&) {
    Case<TestType> given(5, 3);
    std::fill(given.columns.data(), given.columns.data() + given.columns.size(),
              std::numeric_limits<TestType>::quiet_NaN());
    const Result<TestType> result(given);
    CHECK(std::isnan(result.output.front()));
  });
}
