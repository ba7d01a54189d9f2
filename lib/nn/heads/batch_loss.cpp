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

}  // namespace seqlab::nn
