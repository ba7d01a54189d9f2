#include "nn/numbers/clusters.h"

#include <stdexcept>
#include <vector>

#include "catch.h"

using seqlab::nn::Clusters;

TEST_CASE("clusters are ranges of numbers, one after the other") {
  const Clusters clusters(std::vector<std::size_t>{3, 1, 4});
  CHECK(clusters.count() == 3);
  CHECK(clusters.total() == 8);
  const std::vector<std::size_t> expected = {0, 0, 0, 1, 2, 2, 2, 2};
  for (std::size_t number = 0; number < expected.size(); ++number) {
    const std::size_t cluster = clusters.of(number);
    CHECK(cluster == expected[number]);
    CHECK(clusters.first(cluster) <= number);
    CHECK(number < clusters.first(cluster) + clusters.size(cluster));
  }
  CHECK_THROWS_AS(Clusters(std::vector<std::size_t>{}), std::invalid_argument);
  CHECK_THROWS_AS(Clusters(std::vector<std::size_t>{3, 0}), std::invalid_argument);
}

TEST_CASE("each cluster has vectors a quarter as long as the one before, of a number at least") {
  CHECK(Clusters::dimension(256, 0) == 256);
  CHECK(Clusters::dimension(256, 1) == 64);
  CHECK(Clusters::dimension(256, 4) == 1);
  CHECK(Clusters::dimension(256, 5) == 1);
  CHECK(Clusters::dimension(17, 1) == 4);
  CHECK(Clusters::dimension(17, 2) == 1);
  CHECK(Clusters::dimension(1, 100) == 1);
}
