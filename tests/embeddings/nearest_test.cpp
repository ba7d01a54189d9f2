#include "embeddings/nearest.h"

#include <array>
#include <stdexcept>

#include "catch.h"

using seqlab::embeddings::nearest;
using seqlab::embeddings::WordVectors;

namespace {

WordVectors compass() {
  WordVectors vectors(2);
  vectors.add("east", std::array{1.0F, 0.0F});
  vectors.add("nothing", std::array{0.0F, 0.0F});
  vectors.add("north", std::array{0.0F, 2.0F});
  vectors.add("north-east", std::array{3.0F, 3.0F});
  vectors.add("west", std::array{-5.0F, 0.0F});
  vectors.add("south", std::array{0.0F, -1.0F});
  return vectors;
}

}  // namespace

TEST_CASE("neighbours are sorted by descending cosine, whatever the lengths, and ties by row") {
  const WordVectors vectors = compass();
  const auto neighbours = nearest(vectors, 0, 10);
  REQUIRE(neighbours.size() == 4);
  CHECK(vectors.word(neighbours[0].row) == "north-east");
  CHECK(neighbours[0].cosine == Approx(0.70710678));
  CHECK(vectors.word(neighbours[1].row) == "north");
  CHECK(vectors.word(neighbours[2].row) == "south");
  CHECK(vectors.word(neighbours[3].row) == "west");
  CHECK(neighbours[3].cosine == Approx(-1.0));
}

TEST_CASE("there are at most as many neighbours as asked for, and none for a vector of zeros") {
  const WordVectors vectors = compass();
  CHECK(nearest(vectors, 0, 2).size() == 2);
  CHECK(nearest(vectors, 0, 0).empty());
  CHECK(nearest(vectors, 1, 5).empty());
  CHECK_THROWS_AS(nearest(vectors, 6, 1), std::out_of_range);
}
