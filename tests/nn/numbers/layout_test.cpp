#include "nn/numbers/layout.h"

#include <stdexcept>
#include <vector>

#include "catch.h"
#include "nn/numbers/matrix.h"
#include "random_numbers.h"

using namespace seqlab::nn;
using seqlab::tests::RandomNumbers;

TEST_CASE("slots are aligned to 64 bytes of floats, in order, and do not overlap") {
  RandomNumbers random(1);
  Layout layout;
  std::size_t end = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const std::size_t rows = random.below(20);
    const std::size_t columns = random.below(20);
    const Slot slot = layout.add("weight" + std::to_string(i), rows, columns, i % 2 == 0 ? "even" : "odd");
    CHECK(slot.offset * sizeof(float) % 64 == 0);
    CHECK(slot.offset >= end);
    CHECK(slot.rows == rows);
    CHECK(slot.columns == columns);
    CHECK(slot.size() == rows * columns);
    end = slot.offset + slot.size();
    CHECK(layout.size() >= end);
    CHECK(layout.size() - end < 16);
  }
  REQUIRE(layout.slots().size() == 200);
  CHECK(layout.slots()[7].name == "weight7");
  CHECK(layout.slots()[7].group == "odd");
}

TEST_CASE("two weights cannot have the same name") {
  Layout layout;
  layout.add("a", 1, 1, "group");
  const std::size_t size = layout.size();
  CHECK_THROWS_AS(layout.add("a", 2, 2, "other"), std::invalid_argument);
  CHECK(layout.size() == size);
  CHECK(layout.slots().size() == 1);
}

TEST_CASE("a window shows a slot row by row") {
  Layout layout;
  layout.add("before", 3, 3, "group");
  const Slot slot = layout.add("matrix", 2, 3, "group");
  std::vector<double> flat(layout.size(), -1);
  for (std::size_t i = 0; i < slot.size(); ++i) flat[slot.offset + i] = static_cast<double>(i);
  const auto matrix = window(flat.data(), slot);
  CHECK(matrix.rows() == 2);
  CHECK(matrix.cols() == 3);
  CHECK(matrix(0, 2) == 2);
  CHECK(matrix(1, 0) == 3);
  window(flat.data(), slot)(1, 2) = 9;
  CHECK(flat[slot.offset + 5] == 9);
}
