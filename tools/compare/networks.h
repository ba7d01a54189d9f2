// The networks that are compared.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "compare/initial_weights.h"
#include "nn/recurrent/cell.h"

namespace seqlab::compare {

// Of the LSTM whose states share gates; it must divide the number of units.
constexpr std::size_t lstm_block_size = 4;

struct Network {
  nn::CellShape cell;
  InitialWeights initial = InitialWeights::own;
  bool penalised = false;  // trained with the vanishing penalty

  // The cell as `tagger train --cell` takes it, and what its initial weights are, if they are not its own:
  // "gru", "gru --reset-gate before"; "rnn Gaussian U"; "gru slow gates".
  [[nodiscard]] std::string name() const;
};

// Every cell of the registry, then the variants of LSTM and GRU and the plain networks.
std::vector<Network> all_networks();
// Those of these names, in the order of all_networks(); all without names. Throws UsageError for an unknown
// name.
std::vector<Network> chosen_networks(std::span<const std::string> names);

}  // namespace seqlab::compare
