// What trainings with different seeds gave.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace seqlab::programs {

// Scores by name, in [0, 1].
using NamedScores = std::vector<std::pair<std::string, double>>;

// The model of one seed: its best epoch, and what dev and test say of it. Without test data `test` is empty.
struct SeedScores {
  std::uint64_t seed = 0;
  std::size_t epoch = 0;
  NamedScores dev;
  NamedScores test;
};

struct Spread {
  double mean = 0;
  double deviation = 0;  // standard deviation of a sample: divided by n - 1; not a number for n = 1
  double least = 0;
  double most = 0;
};
// Requires a value.
Spread spread_of(std::span<const double> values);

// A row a seed, then mean, standard deviation, least and most of each score, in percent. Every seed has the
// same scores.
void print_seeds(std::span<const SeedScores> seeds, std::ostream& output);

}  // namespace seqlab::programs
