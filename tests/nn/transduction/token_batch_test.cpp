#include "nn/transduction/token_batch.h"

#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "catch.h"

using namespace seqlab::nn;

namespace {

using Sequences = std::vector<std::vector<std::uint32_t>>;

std::vector<std::span<const std::uint32_t>> spans_of(const Sequences& sequences) {
  return {sequences.begin(), sequences.end()};
}

}  // namespace

TEST_CASE("sources are packed, as symbols or as numbers") {
  const Sequences sequences = {{7, 8}, {}, {1, 2, 3}};
  const TokenBatch<float> tokens = pack_symbols<float>(spans_of(sequences));
  CHECK(tokens.symbols == std::vector<std::uint32_t>{1, 7, 2, 8, 3});
  CHECK(tokens.packing.order() == std::vector<std::size_t>{2, 0, 1});

  std::vector<Matrix<float>> columns;
  for (const std::vector<std::uint32_t>& sequence : sequences) {
    columns.emplace_back(2, index(sequence.size()));
    for (std::size_t i = 0; i < sequence.size(); ++i) {
      columns.back().col(index(i)) << static_cast<float>(sequence[i]), -1;
    }
  }
  const TokenBatch<float> numbers = pack_numbers<float>(columns, 2);
  CHECK(numbers.packing.order() == tokens.packing.order());
  REQUIRE(numbers.numbers.cols() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(numbers.numbers(0, index(i)) == static_cast<float>(tokens.symbols[i]));
    CHECK(numbers.numbers(1, index(i)) == -1);
  }
  CHECK_THROWS_AS(pack_numbers<float>(columns, 3), std::invalid_argument);
}

TEST_CASE("a target reads the boundary first and predicts it last") {
  const Sequences sequences = {{1, 2}, {}, {3, 0, 3}};
  const TargetBatch<float> targets = pack_targets<float>(spans_of(sequences), 5);
  CHECK(targets.tokens.packing.order() == std::vector<std::size_t>{2, 0, 1});
  CHECK(targets.tokens.symbols == std::vector<std::uint32_t>{4, 4, 4, 3, 1, 0, 2, 3});
  CHECK(targets.gold == std::vector<std::int32_t>{3, 1, 4, 0, 2, 3, 4, 4});
  CHECK_THROWS_AS(pack_targets<float>(spans_of({{1, 4}}), 5), std::invalid_argument);
}
