// A naive linear chain, which enumerates all label sequences.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "naive_network.h"
#include "nn/heads/transitions.h"

namespace seqlab::tests {

// The scores of a chain of labels (Lafferty et al. 2001).
struct NaiveChain {
  std::size_t labels = 0;
  Numbers transitions;  // [from x to]
  Numbers start, end;
  nn::AllowedTransitions allowed;
};

using Sequence = std::vector<std::int32_t>;
struct NaivePath {
  Sequence labels;
  double score = 0;
};

double naive_score(const NaiveChain& chain, const Tokens& scores, const Sequence& labels);

// All allowed sequences, best first; of equal ones the one with the smaller last label, then with the smaller
// label before it, and so on.
std::vector<NaivePath> naive_paths(const NaiveChain& chain, const Tokens& scores);

// ln of the sum of e^score over the allowed sequences that match `given`: a label per token, -1 for any.
double naive_log_partition(const NaiveChain& chain, const Tokens& scores, const Sequence& given);

}  // namespace seqlab::tests
