// A naive adaptive softmax, label by label, from the paper's formulas.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "naive_network.h"
#include "nn/heads/head.h"
#include "nn/inputs/symbol_input.h"
#include "nn/numbers/layout.h"

namespace seqlab::tests {

// Row-major matrices of the weights.
struct NaiveAdaptive {
  Numbers weight, bias;                  // of the labels of the first cluster
  Numbers cluster_weight, cluster_bias;  // of the other clusters
  struct Tail {
    Numbers projection, weight, bias;
  };
  std::vector<Tail> tails;
  Numbers map;  // of x, before everything else; empty: none
};

// Those of a head, with clusters as in the shape, or tied to symbols.
NaiveAdaptive naive_adaptive(const nn::Layout& layout, const std::vector<double>& weights,
                             const nn::HeadShape& shape,
                             const std::optional<nn::SymbolShape>& symbols = std::nullopt);

// The vector of a symbol (Baevski and Auli 2019).
Numbers symbol_naively(const nn::Layout& layout, const std::vector<double>& weights,
                       const nn::SymbolShape& shape, std::size_t symbol);

// p of each label, clusters one after the other (Grave et al. 2017).
Numbers adapt_naively(const NaiveAdaptive& head, const Numbers& x);

}  // namespace seqlab::tests
