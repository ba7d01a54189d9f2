#include "base/noise.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "catch.h"

using seqlab::base::Noise;

namespace {

constexpr std::size_t draws = 100'000;

// Series of numbers along which one part of the path changes.
std::vector<std::vector<double>> neighbours() {
  const Noise root(7);
  const std::vector<std::function<double(std::uint64_t)>> walks = {
      [&](std::uint64_t i) { return root.at(3).uniform(i); },
      [&](std::uint64_t i) { return root.at(i).uniform(0); },
      [&](std::uint64_t i) { return root.at(5).at(i).uniform(2); },
      [&](std::uint64_t i) { return root.at(i).at(1).uniform(0); },
      [&](std::uint64_t i) { return Noise(i).uniform(0); },
  };
  std::vector<std::vector<double>> series;
  for (const auto& walk : walks) {
    std::vector<double> numbers;
    for (std::size_t i = 0; i < draws; ++i) numbers.push_back(walk(i));
    series.push_back(std::move(numbers));
  }
  return series;
}

}  // namespace

TEST_CASE("equal paths give equal numbers, whatever was drawn before") {
  const Noise root(1);
  const double first = root.at(2).at(3).uniform(4);
  for (std::uint64_t i = 0; i < 100; ++i) static_cast<void>(root.at(i).uniform(i));
  CHECK(root.at(2).at(3).uniform(4) == first);
  CHECK(Noise(1).at(2).at(3).uniform(4) == first);
  static_assert(Noise(1).at(2).bits(3) == Noise(1).at(2).bits(3));
}

TEST_CASE("every part of a path matters, and so does their order") {
  const std::uint64_t bits = Noise(1).at(2).at(3).bits(4);
  CHECK(Noise(2).at(2).at(3).bits(4) != bits);
  CHECK(Noise(1).at(3).at(2).bits(4) != bits);
  CHECK(Noise(1).at(2).at(4).bits(3) != bits);
  CHECK(Noise(1).at(2).at(3).bits(5) != bits);
  CHECK(Noise(1).at(2).bits(4) != bits);
  CHECK(Noise(1).at(2).at(3).at(0).bits(4) != bits);
}

TEST_CASE("all paths of a small tree give different numbers") {
  std::vector<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (std::uint64_t step = 0; step < 20; ++step) {
      for (std::uint64_t sentence = 0; sentence < 20; ++sentence) {
        for (std::uint64_t counter = 0; counter < 20; ++counter) {
          seen.push_back(Noise(seed).at(step).at(sentence).bits(counter));
        }
      }
    }
  }
  std::sort(seen.begin(), seen.end());
  CHECK(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
}

TEST_CASE("random numbers are uniform between 0 and 1") {
  for (const std::vector<double>& numbers : neighbours()) {
    std::vector<double> bins(64);
    for (const double value : numbers) {
      REQUIRE(value >= 0);
      REQUIRE(value < 1);
      ++bins[static_cast<std::size_t>(value * 64)];
    }
    const double expected = static_cast<double>(draws) / 64;
    double chi_squared = 0;
    for (const double count : bins) chi_squared += (count - expected) * (count - expected) / expected;
    // 63 degrees of freedom: mean 63, deviation 11.2.
    CHECK(chi_squared < 63 + 5 * 11.2);
  }
}

TEST_CASE("random numbers correlate neither with their neighbours nor across series") {
  const std::vector<std::vector<double>> series = neighbours();
  const auto correlation = [](const std::vector<double>& a, const std::vector<double>& b, std::size_t lag) {
    double sum = 0;
    for (std::size_t i = 0; i + lag < draws; ++i) sum += (a[i] - 0.5) * (b[i + lag] - 0.5);
    return 12 * sum / static_cast<double>(draws - lag);
  };
  const double bound = 5 / std::sqrt(static_cast<double>(draws));
  for (std::size_t a = 0; a < series.size(); ++a) {
    for (std::size_t b = 0; b < series.size(); ++b) {
      for (std::size_t lag = a == b ? 1 : 0; lag <= 4; ++lag) {
        INFO("walks " << a << ", " << b << ", lag " << lag);
        CHECK(std::abs(correlation(series[a], series[b], lag)) < bound);
      }
    }
  }
}

TEST_CASE("each of the 64 bits is set half of the time") {
  std::vector<double> ones(64);
  for (std::size_t i = 0; i < draws; ++i) {
    const std::uint64_t bits = Noise(3).bits(i);
    for (std::size_t bit = 0; bit < 64; ++bit) ones[bit] += static_cast<double>((bits >> bit) & 1U);
  }
  for (const double count : ones) {
    CHECK(std::abs(count / static_cast<double>(draws) - 0.5) <
          5 * 0.5 / std::sqrt(static_cast<double>(draws)));
  }
}
