#include "embeddings/table.h"

#include <array>
#include <stdexcept>
#include <vector>

#include "catch.h"

using seqlab::embeddings::WordVectors;

TEST_CASE("a word is found by its exact bytes") {
  WordVectors vectors(2);
  CHECK(vectors.add("caf\xC3\xA9", std::array{1.0F, 2.0F}));
  CHECK(vectors.add("a\xC2\xA0z", std::array{3.0F, 4.0F}));
  CHECK(vectors.size() == 2);
  CHECK(vectors.find("caf\xC3\xA9") == 0);
  CHECK(vectors.find("a\xC2\xA0z") == 1);
  CHECK_FALSE(vectors.find("cafe\xCC\x81"));
  CHECK_FALSE(vectors.find("a z"));
  CHECK(vectors.word(1) == "a\xC2\xA0z");
  CHECK(vectors.vector(1)[0] == 3.0F);
}

TEST_CASE("the first vector of a word counts") {
  WordVectors vectors(1);
  CHECK(vectors.add("a", std::array{1.0F}));
  CHECK_FALSE(vectors.add("a", std::array{2.0F}));
  CHECK(vectors.size() == 1);
  CHECK(vectors.vector(0)[0] == 1.0F);
}

TEST_CASE("a vector of another dimension is refused") {
  WordVectors vectors(2);
  CHECK_THROWS_AS(vectors.add("a", std::array{1.0F}), std::invalid_argument);
  CHECK(vectors.size() == 0);
  CHECK_FALSE(vectors.find("a"));
}
