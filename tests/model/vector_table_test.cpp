#include "model/vector_table.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "catch.h"
#include "nn/numbers/activations.h"

namespace {

using namespace seqlab;
using model::VectorTable;

}  // namespace

TEST_CASE("copying an own table copies its numbers") {
  VectorTable table(nn::Matrix<float>::Constant(2, 3, 1.0F));
  VectorTable copy = table;
  copy.own()(1, 2) = 5.0F;
  CHECK(table.matrix()(1, 2) == 1.0F);
  CHECK(copy.matrix()(1, 2) == 5.0F);
  CHECK(copy.dimension() == 2);
  CHECK(copy.rows() == 3);
  CHECK(VectorTable().matrix().size() == 0);
}

TEST_CASE("a mapped table is read in place, and copied only to be changed") {
  const auto memory = std::make_shared<std::array<float, 6>>(std::array{1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F});
  VectorTable table(memory->data(), 2, 3, memory);
  const VectorTable copy = table;
  CHECK(memory.use_count() == 3);
  (*memory)[4] = 8.0F;
  CHECK(table.matrix()(0, 2) == 8.0F);
  CHECK(copy.matrix()(0, 2) == 8.0F);
  table.own()(1, 2) = 7.0F;
  CHECK(table.matrix()(1, 2) == 7.0F);
  CHECK(table.matrix()(0, 0) == 1.0F);
  CHECK((*memory)[5] == 6.0F);
  CHECK(memory.use_count() == 2);
}

TEST_CASE("vectors are looked up in any order and precision") {
  const std::vector<std::uint32_t> rows = {2, 0, 2};
  const auto keeper = std::make_shared<int>(0);
  const std::array<float, 6> singles = {1.0F, -2.0F, 3.0F, 4.0F, 5.0F, -6.0F};
  const std::array<std::uint16_t, 6> halves = {0x3F80, 0xC000, 0x4040, 0x4080, 0x40A0, 0xC0C0};
  const std::array<std::int8_t, 6> eighths = {2, -4, 1, 1, 10, -12};
  const std::array<float, 3> scales = {0.5F, 3.0F, 0.5F};
  for (const VectorTable::Numbers& numbers :
       {VectorTable::Numbers(singles.data()), VectorTable::Numbers(halves.data()),
        VectorTable::Numbers(VectorTable::Quantized{eighths.data(), scales.data()})}) {
    const VectorTable table(numbers, 2, 3, keeper);
    nn::Activations<float> vectors(2, 3);
    base::Pool pool(2);
    table.look_up(rows, vectors.matrix(), pool);
    nn::Matrix<float> expected(2, 3);
    expected << 5, 1, 5, -6, -2, -6;
    CHECK(nn::Matrix<float>(vectors.matrix()) == expected);
    CHECK(table.matrix().col(0) == expected.col(1));
    CHECK(table.matrix().col(2) == expected.col(0));
  }
}
