// A naive network from token types to labels, number by number.
#pragma once

#include <cstdint>
#include <vector>

#include "naive_network.h"
#include "network_cases.h"
#include "nn/heads/batch_loss.h"

namespace seqlab::tests {

// The prediction of a head for a sequence or, pooled, for a text.
struct NaivePrediction {
  Tokens probabilities;              // a vector per token or, pooled, one
  std::vector<std::int32_t> labels;  // as many
  nn::LossSum loss;                  // of the gold labels
};

// Of each head. Enumerates all label sequences of a CRF, so it suits few labels and tokens.
std::vector<NaivePrediction> predict_naively(const NetworkCase<double>& given, const Example& example);

}  // namespace seqlab::tests
