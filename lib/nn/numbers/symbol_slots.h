// Where the vectors of symbols are in the flat weights.
#pragma once

#include <cstddef>
#include <vector>

#include "nn/numbers/layout.h"

namespace seqlab::nn {

// The vectors of clusters of symbols (inputs/symbol_input.h), which heads may share.
struct SymbolSlots {
  std::size_t dimension = 0;      // d
  std::vector<Slot> vectors;      // of each cluster, E_i [n_i x d_i]
  std::vector<Slot> projections;  // of each but the first, P_i [d x d_i]
};

}  // namespace seqlab::nn
