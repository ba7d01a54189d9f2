// Counts of gold, predicted and correct items, and what follows from them.
#pragma once

#include <cstddef>

namespace seqlab::evaluation {

// 100 * part / whole; 0 if the whole is 0.
double percent(std::size_t part, std::size_t whole);

struct Counts {
  std::size_t gold = 0;
  std::size_t predicted = 0;
  std::size_t correct = 0;
  // In [0, 1]; 0 if the denominator is 0. Computed as percentages, in conlleval's order of operations, so
  // that they round as its percentages do.
  [[nodiscard]] double precision() const { return percent_precision() / 100.0; }
  [[nodiscard]] double recall() const { return percent_recall() / 100.0; }
  [[nodiscard]] double f1() const { return percent_f1() / 100.0; }

  [[nodiscard]] double percent_precision() const { return percent(correct, predicted); }
  [[nodiscard]] double percent_recall() const { return percent(correct, gold); }
  [[nodiscard]] double percent_f1() const;
};

}  // namespace seqlab::evaluation
