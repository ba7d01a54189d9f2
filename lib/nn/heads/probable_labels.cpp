#include "nn/heads/probable_labels.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace seqlab::nn {

template <class Scalar>
std::vector<ProbableLabels> probable_labels(const Viterbi<Scalar>& viterbi,
                                            std::span<const Scalar* const> columns,
                                            std::span<const std::int32_t> best, double log_partition,
                                            std::size_t n) {
  std::vector<LabelPath> paths = viterbi.n_best(columns, n);
  if (paths.empty()) return {};
  const auto is_best = [&](const LabelPath& path) { return std::ranges::equal(path.labels, best); };
  auto found = std::find_if(paths.begin(), paths.end(), is_best);
  if (found == paths.end()) {
    if (paths.size() == n) paths.pop_back();
    paths.push_back({{best.begin(), best.end()}, viterbi.score(columns, best)});
    found = paths.end() - 1;
  }
  std::rotate(paths.begin(), found, found + 1);
  std::vector<ProbableLabels> result;
  result.reserve(paths.size());
  double highest = 1;
  for (LabelPath& path : paths) {
    const double p = std::exp(path.score - log_partition);
    highest = std::min(highest, p > 0 ? p : 0);
    result.push_back({std::move(path.labels), highest});
  }
  return result;
}

template std::vector<ProbableLabels> probable_labels(const Viterbi<float>&, std::span<const float* const>,
                                                     std::span<const std::int32_t>, double, std::size_t);
template std::vector<ProbableLabels> probable_labels(const Viterbi<double>&, std::span<const double* const>,
                                                     std::span<const std::int32_t>, double, std::size_t);

}  // namespace seqlab::nn
