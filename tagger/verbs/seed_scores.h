// Scores of models trained with different seeds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace seqlab::programs {

// Scores by name, as in evaluation/measure.h.
using NamedScores = std::vector<std::pair<std::string, double>>;

// The model of one seed: its best epoch and its scores. `test` is empty without test data.
struct SeedScores {
  std::uint64_t seed = 0;
  std::size_t epoch = 0;
  NamedScores dev;
  NamedScores test;
};

struct Spread {
  double mean = 0;
  double deviation = 0;  // sample standard deviation (divided by n - 1); NaN for n = 1
  double least = 0;
  double most = 0;
};
// Requires at least one value.
Spread spread_of(std::span<const double> values);

// Prints a row per seed, then mean, standard deviation, least and most of each score. All seeds
// must have the same scores.
void print_seeds(std::span<const SeedScores> seeds, std::ostream& output);

}  // namespace seqlab::programs
