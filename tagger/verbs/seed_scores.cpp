#include "verbs/seed_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "program/console.h"

namespace seqlab::programs {

namespace {

// All scores of a seed, named "dev f1", "test f1".
NamedScores all_scores(const SeedScores& seed) {
  NamedScores all;
  for (const auto& [name, score] : seed.dev) all.emplace_back("dev " + name, score);
  for (const auto& [name, score] : seed.test) all.emplace_back("test " + name, score);
  return all;
}

// For each score, its values for all seeds.
std::vector<std::vector<double>> columns_of(std::span<const SeedScores> seeds) {
  std::vector<std::vector<double>> columns(all_scores(seeds.front()).size());
  for (const SeedScores& seed : seeds) {
    const NamedScores scores = all_scores(seed);
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].push_back(scores[i].second);
  }
  return columns;
}

std::string percent(double score) {
  return std::isnan(score) ? "-" : decimals(score * 100, 2);
}

std::string padded(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

}  // namespace

Spread spread_of(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  Spread spread;
  spread.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double value : values) squares += (value - spread.mean) * (value - spread.mean);
  spread.deviation =
      values.size() < 2 ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(squares / (n - 1));
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  spread.least = *least;
  spread.most = *most;
  return spread;
}

void print_seeds(std::span<const SeedScores> seeds, std::ostream& output) {
  if (seeds.empty()) return;
  std::vector<std::vector<std::string>> rows{{"seed", "epoch"}};
  for (const auto& [name, score] : all_scores(seeds.front())) rows.front().push_back(name);
  for (const SeedScores& seed : seeds) {
    rows.push_back({std::to_string(seed.seed), std::to_string(seed.epoch)});
    for (const auto& [name, score] : all_scores(seed)) rows.back().push_back(percent(score));
  }
  for (const char* name : {"mean", "std", "least", "most"}) rows.push_back({name, ""});
  for (const std::vector<double>& values : columns_of(seeds)) {
    const Spread spread = spread_of(values);
    std::size_t row = rows.size() - 4;
    for (const double number : {spread.mean, spread.deviation, spread.least, spread.most}) {
      rows[row++].push_back(percent(number));
    }
  }
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) output << (i == 0 ? "" : "  ") << padded(row[i], widths[i]);
    output << '\n';
  }
}

}  // namespace seqlab::programs
