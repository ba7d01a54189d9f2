// What the losses of a batch's labels become one of by.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "nn/choices.h"

namespace seqlab::nn {

// Of a head: the mean over the labels of the batch, or their sum, each label's loss times the weight of the
// label. The mean is over the weights: sum of w_y l / sum of w_y.
struct BatchLoss {
  LossReduction reduction = LossReduction::mean;
  std::vector<double> label_weights = {};  // w, one a label of the head; empty: 1 each. A softmax's alone.

  // What the sum over columns with these gold labels is multiplied with; labels outside [0, labels) are none.
  [[nodiscard]] double scale(std::span<const std::int32_t> gold, std::size_t labels) const;
};

}  // namespace seqlab::nn
