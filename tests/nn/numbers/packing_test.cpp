#include "nn/numbers/packing.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

#include "catch.h"
#include "random_numbers.h"

using seqlab::nn::Packing;
using seqlab::tests::RandomNumbers;

TEST_CASE("a batch without sequences has no columns and no steps") {
  for (const Packing& packing : {Packing(), Packing(std::vector<std::size_t>{})}) {
    CHECK(packing.sequences() == 0);
    CHECK(packing.columns() == 0);
    CHECK(packing.steps() == 0);
    CHECK(packing.offset(0) == 0);
  }
}

TEST_CASE("a batch of empty sequences keeps their places") {
  const Packing packing(std::vector<std::size_t>{0, 0, 0});
  CHECK(packing.sequences() == 3);
  CHECK(packing.columns() == 0);
  CHECK(packing.steps() == 0);
  CHECK(packing.order() == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("a batch is laid out longest first and time-major") {
  const Packing packing(std::vector<std::size_t>{2, 0, 3, 2});
  CHECK(packing.order() == std::vector<std::size_t>{2, 0, 3, 1});
  CHECK(packing.places() == std::vector<std::size_t>{1, 3, 0, 2});
  REQUIRE(packing.steps() == 3);
  CHECK(packing.offset(0) == 0);
  CHECK(packing.offset(1) == 3);
  CHECK(packing.offset(2) == 6);
  CHECK(packing.offset(3) == 7);
  CHECK(packing.active(0) == 3);
  CHECK(packing.active(2) == 1);
  CHECK(packing.column(1, 1) == 4);
}

TEST_CASE("any lengths pack into one column per token, each step one block") {
  RandomNumbers random(1);
  for (std::size_t trial = 0; trial < 200; ++trial) {
    std::vector<std::size_t> lengths(random.below(20));
    for (std::size_t& length : lengths) length = random.below(random.below(4) == 0 ? 60 : 6);
    const Packing packing(lengths);

    REQUIRE(packing.sequences() == lengths.size());
    CHECK(packing.columns() == std::accumulate(lengths.begin(), lengths.end(), std::size_t{0}));
    CHECK(packing.steps() == (lengths.empty() ? 0 : *std::max_element(lengths.begin(), lengths.end())));
    const std::set<std::size_t> distinct(packing.order().begin(), packing.order().end());
    CHECK(distinct.size() == lengths.size());
    for (std::size_t packed = 0; packed < lengths.size(); ++packed) {
      CHECK(packing.length(packed) == lengths[packing.order()[packed]]);
      if (packed == 0) continue;
      const bool longer = packing.length(packed - 1) > packing.length(packed);
      const bool earlier = packing.order()[packed - 1] < packing.order()[packed];
      CHECK((longer || (packing.length(packed - 1) == packing.length(packed) && earlier)));
    }
    std::vector<int> taken(packing.columns(), 0);
    for (std::size_t step = 0; step < packing.steps(); ++step) {
      CHECK(packing.active(step) > 0);
      CHECK(packing.offset(step + 1) == packing.offset(step) + packing.active(step));
      for (std::size_t packed = 0; packed < lengths.size(); ++packed) {
        const bool reaches = packing.length(packed) > step;
        CHECK(reaches == (packed < packing.active(step)));
        if (reaches) ++taken[packing.column(packed, step)];
      }
    }
    CHECK(std::all_of(taken.begin(), taken.end(), [](int times) { return times == 1; }));
  }
}
