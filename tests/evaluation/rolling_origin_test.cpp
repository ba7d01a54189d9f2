#include "evaluation/rolling_origin.h"

#include <vector>

#include "catch.h"

using namespace seqlab::evaluation;
using Origins = std::vector<std::size_t>;

TEST_CASE("origins roll through the test part as long as a whole horizon is left") {
  CHECK(rolling_origins(10, {.test = 4, .horizon = 2}) == Origins{6, 7, 8});
  CHECK(rolling_origins(10, {.test = 5, .horizon = 2, .every = 2}) == Origins{5, 7});
  CHECK(rolling_origins(10, {.test = 3, .horizon = 3}) == Origins{7});
  CHECK(rolling_origins(3, {.test = 3, .horizon = 2}) == Origins{0, 1});
}

TEST_CASE("there is no origin where the test part is too short or too long") {
  CHECK(rolling_origins(10, {.test = 3, .horizon = 4}).empty());
  CHECK(rolling_origins(10, {.test = 11, .horizon = 1}).empty());
  CHECK(rolling_origins(10, {.test = 0, .horizon = 1}).empty());
  CHECK(rolling_origins(10, {.test = 3, .horizon = 1, .every = 0}).empty());
}
