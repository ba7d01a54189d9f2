#include "tasks/vector_table.h"

#include <array>
#include <memory>

#include "catch.h"

namespace {

using namespace seqlab;
using tasks::VectorTable;

}  // namespace

TEST_CASE("a copy of a table of its own is another table") {
  VectorTable table(nn::Matrix<float>::Constant(2, 3, 1.0F));
  VectorTable copy = table;
  copy.own()(1, 2) = 5.0F;
  CHECK(table.view()(1, 2) == 1.0F);
  CHECK(copy.view()(1, 2) == 5.0F);
  CHECK(copy.view().rows() == 2);
  CHECK(copy.view().cols() == 3);
  CHECK(VectorTable().view().size() == 0);
}

TEST_CASE("a mapped table is read where it lies, and copied only to be changed") {
  const auto memory = std::make_shared<std::array<float, 6>>(std::array{1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F});
  VectorTable table(memory->data(), 2, 3, memory);
  const VectorTable copy = table;
  CHECK(memory.use_count() == 3);
  CHECK(table.view().data() == memory->data());
  CHECK(copy.view().data() == memory->data());
  CHECK(table.view()(1, 2) == 6.0F);
  table.own()(1, 2) = 7.0F;
  CHECK(table.view()(1, 2) == 7.0F);
  CHECK(table.view()(0, 0) == 1.0F);
  CHECK((*memory)[5] == 6.0F);
  CHECK(memory.use_count() == 2);
}
