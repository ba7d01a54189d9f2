#include "evaluation/language_score.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace seqlab::evaluation {

double LanguageScore::loss() const {
  return symbols == 0 ? 0 : -sum / static_cast<double>(symbols);
}

double LanguageScore::bits() const {
  return loss() / std::numbers::ln2;
}

double LanguageScore::perplexity() const {
  return std::exp(loss());
}

LanguageScore& LanguageScore::operator+=(const LanguageScore& other) {
  sum += other.sum;
  symbols += other.symbols;
  unknown += other.unknown;
  return *this;
}

void LanguageScore::print(std::ostream& output) const {
  std::array<char, 200> line{};
  std::snprintf(
      line.data(), line.size(),
      "symbols: %zu; unknown: %zu\nloss: %.4f nats a symbol; bits a symbol: %.4f; perplexity: %.4f\n",
      symbols, unknown, loss(), bits(), perplexity());
  output << line.data();
}

}  // namespace seqlab::evaluation
