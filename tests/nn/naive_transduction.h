// A naive transducer, number by number, from the equations of the papers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "naive_network.h"
#include "nn/transduction/transducer.h"

namespace seqlab::tests {

// tanh(B x + b), B row-major.
Numbers bridge_naively(const Numbers& weight, const Numbers& bias, const Numbers& x);

// Global attention (Luong et al. 2015, "general"): matrices row-major, J over y and then c.
struct NaiveGlobalAttention {
  Numbers general, join, bias;
};
struct NaiveAttended {
  Numbers weights;  // a, one per token of the source
  Numbers output;   // o
};
NaiveAttended attend_naively(const NaiveGlobalAttention& attention, const Tokens& memory, const Numbers& y);

// What a transducer gives for each token that the decoder reads.
struct NaiveTransduction {
  Tokens probabilities;
  Tokens attention;
};
// source: the vectors of its tokens. read: the target's symbols.
NaiveTransduction transduce_naively(const nn::TransducerShape& shape, const nn::Layout& layout,
                                    const std::vector<double>& weights, const Tokens& source,
                                    const std::vector<std::uint32_t>& read);

// The vectors of symbols, and those of tokens that are numbers.
Tokens symbol_vectors(const nn::Layout& layout, const std::vector<double>& weights, const std::string& name,
                      const std::vector<std::uint32_t>& symbols);
Tokens number_vectors(const nn::Layout& layout, const std::vector<double>& weights, const std::string& name,
                      const Tokens& numbers);

}  // namespace seqlab::tests
