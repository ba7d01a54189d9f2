// A linear chain once more: every sequence of labels, one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "naive_network.h"
#include "nn/heads/transitions.h"

namespace seqlab::tests {

// The scores of a chain of labels, as Lafferty et al. 2001 add them up.
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

// Every allowed sequence, the best first; of equal ones that with the smaller last label, then the smaller
// label before it, and so on.
std::vector<NaivePath> naive_paths(const NaiveChain& chain, const Tokens& scores);

// ln of the sum of e^score over the allowed sequences that agree with `given`, one label a token, -1: any.
double naive_log_partition(const NaiveChain& chain, const Tokens& scores, const Sequence& given);

}  // namespace seqlab::tests
