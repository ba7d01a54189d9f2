#include "nn/instruction_set.h"

#include "catch.h"

TEST_CASE("the instruction set has a name and names those that the compiler was allowed") {
  const std::string name = seqlab::nn::instruction_set();
  CHECK_FALSE(name.empty());
#if defined(__AVX2__)
  CHECK(name.find("AVX2") != std::string::npos);
#elif defined(__SSE2__)
  CHECK(name.find("SSE2") != std::string::npos);
#endif
}
