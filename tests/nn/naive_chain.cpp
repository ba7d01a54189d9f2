#include "naive_chain.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace seqlab::tests {

double naive_score(const NaiveChain& chain, const Tokens& scores, const Sequence& labels) {
  double sum = 0;
  for (std::size_t token = 0; token < labels.size(); ++token) {
    const auto label = static_cast<std::size_t>(labels[token]);
    if (token == 0) sum += chain.start[label];
    sum += scores[token][label];
    if (token > 0)
      sum += chain.transitions[static_cast<std::size_t>(labels[token - 1]) * chain.labels + label];
    if (token + 1 == labels.size()) sum += chain.end[label];
  }
  return sum;
}

std::vector<NaivePath> naive_paths(const NaiveChain& chain, const Tokens& scores) {
  std::vector<NaivePath> paths;
  Sequence labels(scores.size(), 0);
  while (true) {
    if (chain.allowed.allows(labels, chain.labels)) {
      paths.push_back({labels, naive_score(chain, scores, labels)});
    }
    // Counts up with the last label as the highest digit, so that equal scores come in the right order.
    std::size_t token = 0;
    while (token < labels.size() && ++labels[token] == static_cast<std::int32_t>(chain.labels)) {
      labels[token++] = 0;
    }
    if (token == labels.size()) break;
  }
  std::stable_sort(paths.begin(), paths.end(),
                   [](const NaivePath& a, const NaivePath& b) { return a.score > b.score; });
  return paths;
}

double naive_log_partition(const NaiveChain& chain, const Tokens& scores, const Sequence& given) {
  std::vector<double> agreeing;
  for (const NaivePath& path : naive_paths(chain, scores)) {
    bool agrees = true;
    for (std::size_t token = 0; token < given.size(); ++token) {
      agrees = agrees && (given[token] < 0 || given[token] == path.labels[token]);
    }
    if (agrees) agreeing.push_back(path.score);
  }
  if (agreeing.empty()) return -std::numeric_limits<double>::infinity();
  const double highest = agreeing.front();
  double sum = 0;
  for (const double score : agreeing) sum += std::exp(score - highest);
  return highest + std::log(sum);
}

}  // namespace seqlab::tests
