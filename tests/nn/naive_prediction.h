// The whole way from types of tokens to labels once more, one number at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "naive_network.h"
#include "network_cases.h"
#include "nn/heads/batch_loss.h"

namespace seqlab::tests {

// What a head says of a sequence, or of a text.
struct NaivePrediction {
  Tokens probabilities;              // one vector a token or, pooled, one
  std::vector<std::int32_t> labels;  // as many
  nn::LossSum loss;                  // of the gold labels
};

// Of each head. Every sequence of labels of a CRF is looked at: for few labels and tokens.
std::vector<NaivePrediction> predict_naively(const NetworkCase<double>& given, const Example& example);

}  // namespace seqlab::tests
