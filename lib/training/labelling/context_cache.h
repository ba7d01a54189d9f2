// Vectors of words in their sentence, kept from epoch to epoch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

#include "model/labelling/context_vectors.h"

namespace seqlab::training {

// The vectors of the sentences that are asked for first are kept until the memory is full; those of others
// are computed each time, which gives the same bits. Calls may run concurrently.
class ContextCache {
 public:
  // most_bytes: of the vectors that are kept.
  ContextCache(std::shared_ptr<const model::ContextVectors> contexts, std::size_t most_bytes)
      : contexts_(std::move(contexts)), left_(most_bytes) {}

  // The length of a vector.
  [[nodiscard]] std::size_t size() const { return contexts_->size(); }

  struct Sentence {
    std::uint64_t number = 0;  // equal ones have equal readings
    const std::vector<model::SymbolReading>* readings = nullptr;
  };
  // The vectors of each sentence, [size x words].
  [[nodiscard]] std::vector<std::shared_ptr<const nn::Matrix<float>>> vectors(
      std::span<const Sentence> sentences);

 private:
  std::shared_ptr<const model::ContextVectors> contexts_;
  std::mutex mutex_;
  std::size_t left_;  // bytes
  std::unordered_map<std::uint64_t, std::shared_ptr<const nn::Matrix<float>>> kept_;
};

}  // namespace seqlab::training
