#include "evaluation/transduction_score.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>
#include <vector>

#include "corpus/pairs/pairs.h"

namespace seqlab::evaluation {

namespace {

std::vector<std::string_view> symbols_in(std::string_view text, corpus::SymbolUnit unit) {
  std::vector<std::string_view> symbols;
  corpus::each_symbol(text, unit, [&](std::string_view symbol) { symbols.push_back(symbol); });
  return symbols;
}

std::size_t edits_between(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  // The edits from the first i symbols of a to the first j of b, for one i at a time.
  std::vector<std::size_t> edits(b.size() + 1);
  std::iota(edits.begin(), edits.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = edits[0];
    edits[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = edits[j];
      edits[j] = std::min({replaced, edits[j] + 1, edits[j - 1] + 1});
    }
  }
  return edits.back();
}

double per(double sum, std::size_t count) {
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

}  // namespace

std::size_t symbol_edits(std::string_view a, std::string_view b, corpus::SymbolUnit unit) {
  return edits_between(symbols_in(a, unit), symbols_in(b, unit));
}

void TransductionScore::add(std::string_view gold, std::string_view predicted, double log_probability) {
  const std::vector<std::string_view> symbols = symbols_in(gold, unit_);
  ++pairs_;
  exact_ += gold == predicted ? 1 : 0;
  symbols_ += symbols.size();
  if (gold != predicted) edits_ += edits_between(symbols_in(predicted, unit_), symbols);
  sum_ += log_probability;
}

double TransductionScore::exact_match() const {
  return per(static_cast<double>(exact_), pairs_);
}

double TransductionScore::error_rate() const {
  return per(static_cast<double>(edits_), symbols_);
}

double TransductionScore::loss() const {
  return per(-sum_, symbols_ + pairs_);
}

void TransductionScore::print(std::ostream& output) const {
  std::array<char, 200> line{};
  std::snprintf(
      line.data(), line.size(),
      "pairs: %zu; exact match: %.2f%%; error rate: %.2f%% of %zu symbols; loss: %.4f nats a symbol\n",
      pairs_, 100 * exact_match(), 100 * error_rate(), symbols_, loss());
  output << line.data();
}

}  // namespace seqlab::evaluation
