// How well a language model predicts a text.
#pragma once

#include <cstddef>
#include <ostream>

namespace seqlab::evaluation {

// H: the mean of -ln p over the predicted symbols.
struct LanguageScore {
  double sum = 0;           // of ln p
  std::size_t symbols = 0;  // that were predicted
  std::size_t unknown = 0;  // of these, symbols that the model does not know; it predicts them as one

  // H, in nats; 0 without symbols.
  [[nodiscard]] double loss() const;
  // H / ln 2: bits a symbol.
  [[nodiscard]] double bits() const;
  // e^H.
  [[nodiscard]] double perplexity() const;

  LanguageScore& operator+=(const LanguageScore& other);

  void print(std::ostream& output) const;
};

}  // namespace seqlab::evaluation
