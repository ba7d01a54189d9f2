#include "corpus/json/vector_lines.h"

#include <string>

#include "../error_message.h"
#include "catch.h"
#include "contains.h"
#include "io/input.h"

using namespace seqlab::corpus;
using namespace seqlab::tests;

namespace {

LineVectors read(const std::string& text) {
  return read_line_vectors({seqlab::io::memory_input(text, "file"), "", false});
}

}  // namespace

TEST_CASE("vectors are read from JSON objects, one a line") {
  const LineVectors vectors = read("{\"vector\": [1, -2.5]}\n\n{\"id\": 7, \"vector\": [0, 1e2]}\n");
  REQUIRE(vectors.width == 2);
  REQUIRE(vectors.size() == 2);
  CHECK(vectors.vector(0)[1] == -2.5F);
  CHECK(vectors.vector(1)[1] == 100.0F);
  CHECK(read("").size() == 0);
}

TEST_CASE("lines that are no objects with vectors of one length are refused, with their place") {
  const auto refused = [](const std::string& text, const std::string& what) {
    const std::string message = error_message<seqlab::DataError>([&] { read(text); });
    INFO(message);
    CHECK(contains(message, what));
  };
  refused("{\"vector\": [1]}\n{\"vector\": [1, 2]}\n",
          ":2:1: the vector has 2 numbers; the first of the file has 1");
  refused("{\"vector\": []}\n", "the vector is not a list of numbers");
  refused("{\"vector\": [true]}\n", "the vector is not a list of numbers");
  refused("{\"vector\": [1e300]}\n", "the vector has a number that is too large");
  refused("{\"vectors\": [1]}\n", "no key vector");
  refused("[1, 2]\n", ":1:1");
}
