#include "nn/batch.h"

namespace seqlab::nn {

Batch make_batch(std::span<const BatchSequence> sequences, std::size_t heads, bool pooled) {
  std::vector<std::size_t> lengths;
  lengths.reserve(sequences.size());
  for (const BatchSequence& sequence : sequences) lengths.push_back(sequence.tokens.size());
  Batch batch;
  batch.packing = Packing(lengths);
  batch.tokens.resize(batch.packing.columns());
  batch.gold.assign(heads, std::vector<std::int32_t>(pooled ? sequences.size() : batch.tokens.size(), -1));
  for (std::size_t packed = 0; packed < sequences.size(); ++packed) {
    const std::size_t place = batch.packing.order()[packed];
    const BatchSequence& sequence = sequences[place];
    for (std::size_t step = 0; step < sequence.tokens.size(); ++step) {
      batch.tokens[batch.packing.column(packed, step)] = sequence.tokens[step];
    }
    for (std::size_t head = 0; head < sequence.gold.size(); ++head) {
      const std::span<const std::int32_t> gold = sequence.gold[head];
      if (gold.empty()) continue;
      if (pooled) {
        batch.gold[head][place] = gold.front();
        continue;
      }
      for (std::size_t step = 0; step < gold.size(); ++step) {
        batch.gold[head][batch.packing.column(packed, step)] = gold[step];
      }
    }
  }
  for (const BatchSequence& sequence : sequences) batch.identities.push_back(sequence.identity);
  return batch;
}

std::vector<std::uint32_t> sides_of_sequences(const Packing& packing) {
  std::vector<std::uint32_t> sides(packing.columns());
  for (std::size_t packed = 0; packed < packing.sequences(); ++packed) {
    for (std::size_t step = 0; step < packing.length(packed); ++step) {
      sides[packing.column(packed, step)] = static_cast<std::uint32_t>(packing.order()[packed]);
    }
  }
  return sides;
}

Packing text_packing(const Batch& batch) {
  return Packing(std::vector<std::size_t>(batch.packing.sequences(), 1));
}

}  // namespace seqlab::nn
