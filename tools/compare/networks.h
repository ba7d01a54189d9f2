// The networks that are compared.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "nn/recurrent/cell.h"

namespace seqlab::compare {

// Of the LSTM whose states share gates; it must divide the number of units.
constexpr std::size_t lstm_block_size = 4;

struct Network {
  nn::CellShape cell;
  // Whether U is Gaussian instead of orthogonal, as in the plain network of textbooks.
  bool gaussian = false;

  // The cell as `tagger train --cell` takes it: "gru", "gru --reset-gate before"; "rnn Gaussian U".
  [[nodiscard]] std::string name() const;
};

// Every cell of the registry, then the variants of LSTM and GRU and the plain networks.
std::vector<Network> all_networks();
// Those of these names, in the order of all_networks(); all without names. Throws UsageError for an unknown
// name.
std::vector<Network> chosen_networks(std::span<const std::string> names);

}  // namespace seqlab::compare
