#include "kernels/max_plus.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "catch.h"
#include "each_instruction_set.h"
#include "random_values.h"

using namespace seqlab::kernels;
using seqlab::tests::each_instruction_set;
using seqlab::tests::random_values;

TEMPLATE_TEST_CASE("the best path to each label agrees with plain loops", "", float, double) {
  each_instruction_set([&](const std::string&) {
    for (std::size_t labels = 1; labels <= 140; ++labels) {
      const std::size_t stride = max_plus_stride<TestType>(labels);
      REQUIRE(stride >= labels);
      Buffer<TestType> transitions(labels * stride);
      const auto numbers = random_values<TestType>(labels * stride, static_cast<unsigned>(labels), 3);
      std::copy(numbers.begin(), numbers.end(), transitions.data());
      auto previous = random_values<TestType>(labels, 1, 3);
      for (TestType& score : previous) score = -std::abs(score);
      auto scores = random_values<TestType>(labels, 2, 3);
      std::vector<TestType> expected(labels);
      for (std::size_t to = 0; to < labels; ++to) {
        TestType best = previous[0] + numbers[to];
        for (std::size_t from = 1; from < labels; ++from) {
          best = std::max(best, previous[from] + numbers[from * stride + to]);
        }
        expected[to] = best + scores[to];
      }
      const TestType highest = *std::max_element(expected.begin(), expected.end());
      for (TestType& score : expected) score -= highest;
      std::vector<TestType> next(stride);
      max_plus_step(transitions.data(), labels, previous.data(), scores.data(), next.data());
      next.resize(labels);
      CHECK(next == expected);
    }
  });
}

TEMPLATE_TEST_CASE("NaN and large scores are clamped", "", float, double) {
  constexpr auto infinity = std::numeric_limits<TestType>::infinity();
  constexpr auto nan = std::numeric_limits<TestType>::quiet_NaN();
  each_instruction_set([&](const std::string&) {
    for (std::size_t labels = 2; labels <= 40; ++labels) {
      const std::size_t stride = max_plus_stride<TestType>(labels);
      Buffer<TestType> transitions(labels * stride);
      std::fill_n(transitions.data(), labels * stride, forbidden<TestType>);
      for (std::size_t from = 0; from < labels; ++from) transitions.data()[from * stride + labels - 1] = 0;
      const std::vector<TestType> previous(labels, 0);
      for (const TestType lowest : {nan, -infinity, -largest_score<TestType>}) {
        std::vector<TestType> scores(labels, infinity);
        scores[labels - 1] = lowest;
        std::vector<TestType> next(stride);
        max_plus_step(transitions.data(), labels, previous.data(), scores.data(), next.data());
        // The allowed label is best, however low its score.
        CHECK(next[labels - 1] == 0);
        CHECK(next[0] < forbidden<TestType> / 2);
        CHECK(std::isfinite(next[0]));
      }
    }
  });
}
