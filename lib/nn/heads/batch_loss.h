// How label losses combine into a batch loss.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nn/choices.h"

namespace seqlab::nn {

// A sum of losses -ln p(gold) and the number of gold labels that it covers.
struct LossSum {
  double sum = 0;
  std::size_t count = 0;

  // 0 without gold labels.
  [[nodiscard]] double mean() const { return count > 0 ? sum / static_cast<double>(count) : 0; }
  LossSum& operator+=(const LossSum& other) {
    sum += other.sum;
    count += other.count;
    return *this;
  }
};

// The batch loss of a head: the sum of w_y l over the gold labels y of the batch, each with loss l, or its
// mean: divided by the sum of w_y.
struct BatchLoss {
  LossReduction reduction = LossReduction::mean;
  std::vector<double> label_weights = {};  // w, one per label; empty: all 1. For softmax heads only.

  // The factor that turns the sum over these gold labels into the batch loss. Labels outside [0, labels) are
  // missing.
  [[nodiscard]] double scale(std::span<const std::int32_t> gold, std::size_t labels) const;
};

// How much the loss of each column counts: the head's weight, times the scale of the batch loss, times the
// weight of the gold label. Throws std::invalid_argument for label weights that are not `labels`.
std::vector<double> column_factors(double head_weight, const BatchLoss& batch_loss,
                                   std::span<const std::int32_t> gold, std::size_t labels);

}  // namespace seqlab::nn
