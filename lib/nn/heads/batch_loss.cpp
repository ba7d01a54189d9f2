#include "nn/heads/batch_loss.h"

#include <stdexcept>
#include <string>

namespace seqlab::nn {

double BatchLoss::scale(std::span<const std::int32_t> gold, std::size_t labels) const {
  if (reduction == LossReduction::sum) return 1;
  double sum = 0;
  for (const std::int32_t label : gold) {
    const auto place = static_cast<std::size_t>(label);
    if (label < 0 || place >= labels) continue;
    sum += label_weights.empty() ? 1 : label_weights[place];
  }
  return sum > 0 ? 1 / sum : 1;
}

std::vector<double> column_factors(double head_weight, const BatchLoss& batch_loss,
                                   std::span<const std::int32_t> gold, std::size_t labels) {
  const std::vector<double>& label_weights = batch_loss.label_weights;
  if (!label_weights.empty() && label_weights.size() != labels) {
    throw std::invalid_argument("a softmax takes one weight per label or none");
  }
  const double scale = head_weight * batch_loss.scale(gold, labels);
  std::vector<double> factors;
  factors.reserve(gold.size());
  for (const std::int32_t label : gold) {
    const auto place = static_cast<std::size_t>(label);
    factors.push_back(place < label_weights.size() ? scale * label_weights[place] : scale);
  }
  return factors;
}

}  // namespace seqlab::nn
