#include "kernels/dropout_mask.h"

#include <vector>

#include "catch.h"
#include "each_instruction_set.h"
#include "random_values.h"

using namespace seqlab::kernels;
using seqlab::tests::each_instruction_set;
using seqlab::tests::random_values;

namespace {

// SplitMix64's finaliser (Steele, Lea and Flood 2014).
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace

TEMPLATE_TEST_CASE("the key alone decides what is dropped, for every size from 1 to 70", "", float, double) {
  constexpr std::uint64_t key = 0x123456789abcdef0ULL;
  constexpr std::uint32_t threshold = 0x60000000;
  std::vector<std::uint64_t> counters(35);
  for (std::size_t i = 0; i < counters.size(); ++i) counters[i] = mixed(i * 7919);
  each_instruction_set([&](const std::string&) {
    for (std::size_t size = 1; size <= 70; ++size) {
      const auto before = random_values<TestType>(size, 1);
      auto x = before;
      drop<TestType>(x, key, counters.data(), threshold, TestType{3});
      for (std::size_t i = 0; i < size; ++i) {
        const std::uint64_t bits = mixed(key ^ counters[i / 2]);
        const auto half = static_cast<std::uint32_t>(i % 2 == 0 ? bits : bits >> 32);
        CHECK(x[i] == (half < threshold ? TestType{0} : 3 * before[i]));
      }
    }
  });
}
