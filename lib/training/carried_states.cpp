#include "training/carried_states.h"

#include <cstdint>
#include <string>

namespace seqlab::training {

std::vector<nn::States<float>> CarriedStates::of(std::span<const std::size_t> sequences) const {
  std::vector<nn::States<float>> result(states_.size());
  for (std::size_t layer = 0; layer < result.size(); ++layer) {
    for (const nn::Matrix<float>& state : states_[layer]) {
      nn::Matrix<float>& own = result[layer].emplace_back(state.rows(), nn::index(sequences.size()));
      for (std::size_t i = 0; i < sequences.size(); ++i) {
        own.col(nn::index(i)) = state.col(nn::index(sequences[i]));
      }
    }
  }
  return result;
}

void CarriedStates::archive(base::Archive& archive, const nn::Network<float>& network,
                            std::size_t most_sequences) {
  std::uint64_t sequences = states_.empty() ? 0 : static_cast<std::uint64_t>(states_[0][0].cols());
  archive.count("sequences", sequences, most_sequences);
  if (archive.restores()) {
    states_ = sequences == 0 ? std::vector<nn::States<float>>() : network.zero_states(sequences);
  }
  for (std::size_t layer = 0; layer < states_.size(); ++layer) {
    for (std::size_t state = 0; state < states_[layer].size(); ++state) {
      nn::Matrix<float>& own = states_[layer][state];
      archive.values("layer" + std::to_string(layer) + ".state" + std::to_string(state),
                     std::span(own.data(), static_cast<std::size_t>(own.size())));
    }
  }
}

}  // namespace seqlab::training
