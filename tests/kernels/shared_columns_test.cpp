#include "kernels/shared_columns.h"

#include <string>
#include <vector>

#include "catch.h"
#include "each_instruction_set.h"
#include "random_values.h"

using namespace seqlab::kernels;
using seqlab::tests::each_instruction_set;
using seqlab::tests::random_values;

TEMPLATE_TEST_CASE("the columns of a group are summed in order, and a group without columns is zero", "",
                   float, double) {
  each_instruction_set([](const std::string&) {
    for (std::size_t rows = 1; rows <= 70; rows += rows < 20 ? 1 : 7) {
      const std::vector<std::uint32_t> groups = {2, 0, 2, 2, 5, 0, 1};
      const std::size_t width = 7;  // 3, 4 and 6 have no column
      const std::size_t stride = rows + 3;
      const auto values = random_values<TestType>(stride * groups.size(), 3, 1);
      std::vector<TestType> expected(stride * width, 9);
      for (std::size_t sum = 0; sum < width; ++sum) {
        for (std::size_t row = 0; row < rows; ++row) expected[sum * stride + row] = 0;
      }
      for (std::size_t column = 0; column < groups.size(); ++column) {
        for (std::size_t row = 0; row < rows; ++row) {
          expected[groups[column] * stride + row] += values[column * stride + row];
        }
      }
      std::vector<TestType> sums(stride * width, 9);
      sum_shared_columns<TestType>(values.data(), stride, rows, groups, sums.data(), stride, width);
      CHECK(sums == expected);
    }
  });
}
