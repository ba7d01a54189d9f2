#include "nn/heads/transitions.h"

#include <stdexcept>
#include <vector>

#include "catch.h"

using namespace seqlab::nn;
using Labels = std::vector<std::int32_t>;

TEST_CASE("without masks every label sequence is allowed") {
  const AllowedTransitions allowed;
  CHECK(allowed.everything());
  CHECK(allowed.allows(Labels{0, 2, 1}, 3));
  CHECK(allowed.allows(Labels{}, 3));
}

TEST_CASE("a sequence is allowed if its first and last label and each transition are") {
  // 0 0, 0 1 and 1 0 are allowed, 1 1 is not; only 0 may begin, only 1 may end.
  const AllowedTransitions allowed{{1, 1, 1, 0}, {1, 0}, {0, 1}};
  CHECK_FALSE(allowed.everything());
  CHECK(allowed.allows(Labels{0, 1}, 2));
  CHECK(allowed.allows(Labels{0, 0, 1, 0, 1}, 2));
  CHECK_FALSE(allowed.allows(Labels{0, 1, 1}, 2));
  CHECK_FALSE(allowed.allows(Labels{1, 0, 1}, 2));
  CHECK_FALSE(allowed.allows(Labels{0, 1, 0}, 2));
  CHECK_FALSE(allowed.allows(Labels{0}, 2));
  CHECK(allowed.allows(Labels{}, 2));
}

TEST_CASE("a mask of the wrong size is an error") {
  CHECK_NOTHROW(AllowedTransitions{{1, 1, 1, 0}, {}, {0, 1}}.check(2));
  CHECK_THROWS_AS((AllowedTransitions{{1, 1, 1}, {}, {}}.check(2)), std::invalid_argument);
  CHECK_THROWS_AS((AllowedTransitions{{}, {1}, {}}.check(2)), std::invalid_argument);
  CHECK_THROWS_AS((AllowedTransitions{{}, {}, {1, 1, 1}}.check(2)), std::invalid_argument);
}
