#include "kernels/instruction_set.h"

#include <set>
#include <stdexcept>
#include <string>

#include "catch.h"
#include "each_instruction_set.h"
#include "kernels/packed_matrix.h"

using namespace seqlab::kernels;

TEST_CASE("the best instruction set is in use by default") {
  const auto sets = instruction_sets();
  REQUIRE_FALSE(sets.empty());
  CHECK(instruction_set() == sets.front());
  CHECK(std::set<std::string>(sets.begin(), sets.end()).size() == sets.size());
}

TEST_CASE("every available instruction set can be chosen, and decides the panel height") {
  std::size_t taller = panel_rows<float>();
  seqlab::tests::each_instruction_set([&](const std::string& name) {
    CHECK(instruction_set() == name);
    CHECK(panel_rows<float>() <= taller);
    CHECK(panel_rows<float>() > 0);
    taller = panel_rows<float>();
  });
  CHECK(instruction_set() == instruction_sets().front());
}

TEST_CASE("an unknown instruction set is refused by name") {
  CHECK_THROWS_AS(use_instruction_set("mmx"), std::invalid_argument);
  CHECK_THROWS_AS(use_instruction_set(""), std::invalid_argument);
  CHECK(instruction_set() == instruction_sets().front());
}
