#include "nn/heads/prediction.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace seqlab::nn {

namespace {

std::vector<std::int32_t> labels_of(std::span<const std::int32_t> labels, const Packing& packing,
                                    std::size_t packed) {
  std::vector<std::int32_t> own(packing.length(packed));
  for (std::size_t step = 0; step < own.size(); ++step) own[step] = labels[packing.column(packed, step)];
  return own;
}

}  // namespace

template <class Scalar>
std::vector<ProbableLabels> probable_labels(const Viterbi<Scalar>& viterbi,
                                            std::span<const Scalar* const> columns,
                                            std::span<const std::int32_t> best, double log_partition,
                                            double temperature, std::size_t n) {
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
    const double p = std::exp(path.score / temperature - log_partition);
    highest = std::min(highest, p > 0 ? p : 0);
    result.push_back({std::move(path.labels), highest});
  }
  return result;
}

template <class Scalar>
const Activations<Scalar>& scores_at(double temperature, const Activations<Scalar>& scores,
                                     Activations<Scalar>& divided) {
  if (temperature == 1) return scores;
  divided.resize(scores.rows(), scores.columns());
  divided.matrix() = scores.matrix() / static_cast<Scalar>(temperature);
  return divided;
}

template <class Scalar>
bool all_finite(const Activations<Scalar>& values) {
  return values.matrix().allFinite();
}

template <class Scalar>
bool all_finite(const typename Chain<Scalar>::Tape& tape, bool backward) {
  const auto known = [](double log_partition) {
    return log_partition == log_zero<double> || std::isfinite(log_partition);
  };
  return std::ranges::all_of(tape.log_partition, known) && (!backward || all_finite<Scalar>(tape.marginals));
}

template <class Scalar>
void predict_sequences(const Viterbi<Scalar>& viterbi, const Chain<Scalar>& chain,
                       const typename Chain<Scalar>::Tape& tape, const Activations<Scalar>& scores,
                       const Packing& packing, const HeadRequest& request, Prediction<Scalar>& prediction) {
  prediction.spans.clear();
  prediction.n_best.clear();
  for (std::size_t packed = 0; packed < packing.sequences(); ++packed) {
    const std::vector<std::int32_t> labels = labels_of(prediction.labels, packing, packed);
    if (request.spans != nullptr) {
      std::vector<double>& probabilities = prediction.spans.emplace_back();
      for (const LabelSpan& span : request.spans->spans_of(labels)) {
        probabilities.push_back(chain.span_probability(packing, tape, packed, span, *request.spans));
      }
    }
    if (request.n_best > 0) {
      const std::vector<const Scalar*> columns = sequence_columns(scores, packing, packed);
      prediction.n_best.push_back(probable_labels<Scalar>(
          viterbi, columns, labels, tape.log_partition[packed], request.temperature, request.n_best));
    }
  }
}

template bool all_finite(const Activations<Number>&);
template bool all_finite<Number>(const Chain<Number>::Tape&, bool);
template std::vector<ProbableLabels> probable_labels(const Viterbi<Number>&, std::span<const Number* const>,
                                                     std::span<const std::int32_t>, double, double,
                                                     std::size_t);
template const Activations<Number>& scores_at(double, const Activations<Number>&, Activations<Number>&);
template void predict_sequences(const Viterbi<Number>&, const Chain<Number>&, const Chain<Number>::Tape&,
                                const Activations<Number>&, const Packing&, const HeadRequest&,
                                Prediction<Number>&);

}  // namespace seqlab::nn
