// How well targets are predicted for sources.
#pragma once

#include <cstddef>
#include <ostream>
#include <string_view>

#include "corpus/symbols/symbols.h"

namespace seqlab::evaluation {

// The least number of symbols that are to be inserted, deleted or replaced to turn one text into the other
// (Levenshtein 1966). Takes time in the product of the numbers of symbols.
std::size_t symbol_edits(std::string_view a, std::string_view b, corpus::SymbolUnit unit);

class TransductionScore {
 public:
  explicit TransductionScore(corpus::SymbolUnit unit) : unit_(unit) {}

  // log_probability: ln P of the gold target and its end.
  void add(std::string_view gold, std::string_view predicted, double log_probability);

  [[nodiscard]] std::size_t pairs() const { return pairs_; }
  // Of the gold targets, without their ends.
  [[nodiscard]] std::size_t symbols() const { return symbols_; }
  // The share of the predicted targets that are the gold ones; 0 without pairs.
  [[nodiscard]] double exact_match() const;
  // Edits from the predicted to the gold targets over symbols of the gold targets: of characters, the
  // character error rate. 0 without symbols.
  [[nodiscard]] double error_rate() const;
  // The mean of -ln p over the symbols and ends of gold targets, in nats; 0 without pairs.
  [[nodiscard]] double loss() const;
  void print(std::ostream& output) const;

 private:
  corpus::SymbolUnit unit_;
  std::size_t pairs_ = 0;
  std::size_t exact_ = 0;
  std::size_t symbols_ = 0;
  std::size_t edits_ = 0;
  double sum_ = 0;
};

}  // namespace seqlab::evaluation
