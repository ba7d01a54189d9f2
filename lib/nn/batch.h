// Sequences of tokens as a network reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nn/inputs/token_types.h"
#include "nn/numbers/packing.h"

namespace seqlab::nn {

struct Batch {
  Packing packing;
  TokenTypes types;
  std::vector<std::uint32_t> tokens;  // the type of each column's token
  std::vector<std::uint32_t> sides;   // the side input that each column's token reads, if there are any
  // Per head: a label per column or, for a classifier, one per sequence in the caller's order; -1: none.
  std::vector<std::vector<std::int32_t>> gold;
  std::vector<std::uint64_t> identities;  // index in the corpus, per sequence in the caller's order
};

// A sequence of a batch. gold: per head a label per token or, for a classifier, one label; empty: none. The
// last heads may be left out.
struct BatchSequence {
  std::span<const std::uint32_t> tokens;
  std::vector<std::span<const std::int32_t>> gold;
  std::uint64_t identity = 0;
};

// Packs sequences. The types are left for the caller to fill in. `pooled`: for a classifier.
Batch make_batch(std::span<const BatchSequence> sequences, std::size_t heads, bool pooled);

// All tokens of a sequence read one side input, that of their sequence's place in the caller's order.
std::vector<std::uint32_t> sides_of_sequences(const Packing& packing);

// How the heads of a classifier see a batch: one column per sequence, in the caller's order.
Packing text_packing(const Batch& batch);

}  // namespace seqlab::nn
