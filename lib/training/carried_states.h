// The states that a step of training leaves for the next (stateful training).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/archive.h"
#include "nn/network.h"

namespace seqlab::training {

class CarriedStates {
 public:
  // Those of each layer, [h x sequences].
  void keep(const std::vector<nn::States<float>>& states) { states_ = states; }
  // Those of these sequences of the step before.
  [[nodiscard]] std::vector<nn::States<float>> of(std::span<const std::size_t> sequences) const;
  // most_sequences: of a step.
  void archive(base::Archive& archive, const nn::Network<float>& network, std::size_t most_sequences);

 private:
  std::vector<nn::States<float>> states_;  // empty before the first step
};

}  // namespace seqlab::training
