// A naive adaptive softmax, label by label, from the paper's formulas.
#pragma once

#include <string>
#include <vector>

#include "naive_network.h"
#include "nn/heads/head.h"
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
};

// Those of a head, with clusters as in the shape.
NaiveAdaptive naive_adaptive(const nn::Layout& layout, const std::vector<double>& weights,
                             const nn::HeadShape& shape);

// p of each label, clusters one after the other (Grave et al. 2017).
Numbers adapt_naively(const NaiveAdaptive& head, const Numbers& x);

}  // namespace seqlab::tests
