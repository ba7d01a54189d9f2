#include "verbs/seed_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "evaluation/measure.h"

namespace seqlab::programs {

namespace {

// All scores of a seed, named "dev f1", "test f1".
NamedScores all_scores(const SeedScores& seed) {
  NamedScores all;
  for (const auto& [name, score] : seed.dev) all.emplace_back("dev " + name, score);
  for (const auto& [name, score] : seed.test) all.emplace_back("test " + name, score);
  return all;
}

// Of all scores: "f1" of dev, "f1" of test.
std::vector<std::string> names_of(const SeedScores& seed) {
  std::vector<std::string> names;
  for (const auto& [name, score] : seed.dev) names.push_back(name);
  for (const auto& [name, score] : seed.test) names.push_back(name);
  return names;
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
    for (const auto& [name, score] : seed.dev) rows.back().push_back(evaluation::print_score(name, score));
    for (const auto& [name, score] : seed.test) rows.back().push_back(evaluation::print_score(name, score));
  }
  for (const char* name : {"mean", "std", "least", "most"}) rows.push_back({name, ""});
  const std::vector<std::string> names = names_of(seeds.front());
  const std::vector<std::vector<double>> columns = columns_of(seeds);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Spread spread = spread_of(columns[i]);
    std::size_t row = rows.size() - 4;
    for (const double number : {spread.mean, spread.deviation, spread.least, spread.most}) {
      rows[row++].push_back(evaluation::print_score(names[i], number));
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
