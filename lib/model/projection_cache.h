// The first layer's input products of token types, kept for the next time they occur.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "kernels/buffer.h"
#include "model/looked_up.h"
#include "nn/numbers/activations.h"

namespace seqlab::model {

// Columns of numbers by token type. A type is kept from its second occurrence on, within a bound on memory:
// most tokens of a text are of types seen before, and half of the types occur once. Any number of threads may
// use it; a column stays where it is as long as the cache lives.
class ProjectionCache {
 public:
  // For rows below `rows` and columns of `height` numbers, in at most so many bytes. It also remembers up to
  // twice as many types that occurred once, other than rows, as columns would fit.
  ProjectionCache(std::size_t rows, std::size_t height, std::size_t bytes);
  ProjectionCache(const ProjectionCache&) = delete;
  ProjectionCache& operator=(const ProjectionCache&) = delete;

  // columns[i] := the column of types[i], or null where it is not held.
  void find(std::span<const TokenType> types, std::span<const float*> columns) const;
  // Notes types that are new, and keeps the columns of the others while there is room; column i is that of
  // types[i].
  void add(std::span<const TokenType> types, const nn::Activations<float>& columns);

 private:
  // What a type refers to.
  struct Contents {
    std::string word;
    std::vector<std::uint32_t> values;
  };

  // For a type seen before: a copy of its column that stays, if it has none yet.
  const float* keep(const float* found, const float* column);

  std::size_t height_;
  std::size_t most_;  // columns
  mutable std::mutex mutex_;
  std::size_t held_ = 0;
  std::vector<const float*> rows_;  // of types that are rows; null: not seen
  std::deque<Contents> contents_;   // of the keys of others_
  std::unordered_map<TokenType, const float*, TokenTypeHash> others_;
  std::vector<kernels::Buffer<float>> blocks_;
};

}  // namespace seqlab::model
