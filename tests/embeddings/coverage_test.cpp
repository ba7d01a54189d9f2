#include "embeddings/coverage.h"

#include <string>

#include "catch.h"

using seqlab::embeddings::Coverage;
using seqlab::embeddings::LookupStep;

TEST_CASE("coverage counts tokens and types by the step that found them") {
  const auto find = [](std::string_view word) -> std::optional<std::size_t> {
    if (word == "the" || word == "0000") return 1;
    return std::nullopt;
  };
  Coverage coverage;
  coverage.add("the", 10, find);
  coverage.add("The", 3, find);
  coverage.add("THE", 1, find);
  coverage.add("1999", 4, find);
  coverage.add("xyzzy", 2, find);
  const auto at = [](const auto& counts, LookupStep step) { return counts[static_cast<std::size_t>(step)]; };
  CHECK(at(coverage.tokens, LookupStep::exact) == 10);
  CHECK(at(coverage.tokens, LookupStep::lower) == 4);
  CHECK(at(coverage.types, LookupStep::lower) == 2);
  CHECK(at(coverage.tokens, LookupStep::digits) == 4);
  CHECK(at(coverage.tokens, LookupStep::lower_digits) == 0);
  CHECK(at(coverage.tokens, LookupStep::unknown) == 2);
  CHECK(coverage.all_tokens() == 20);
  CHECK(coverage.all_types() == 5);
}
