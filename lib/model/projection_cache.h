// A cache of the first layer's input products by token type.
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
// most tokens of a text are of types seen before, but half of the types occur only once. Any number of
// threads may use it. A column keeps its address as long as the cache lives.
class ProjectionCache {
 public:
  // For rows below `rows` and columns of `height` numbers, in at most `bytes` bytes. Also remembers types,
  // other than plain rows, that occurred once: up to twice the number of columns that fit.
  ProjectionCache(std::size_t rows, std::size_t height, std::size_t bytes);
  ProjectionCache(const ProjectionCache&) = delete;
  ProjectionCache& operator=(const ProjectionCache&) = delete;

  // columns[i] := the column of types[i], or null if it is not in the cache.
  void find(std::span<const TokenType> types, std::span<const float*> columns) const;
  // Remembers new types, and keeps the columns of the others while there is room. Column i is that of
  // types[i].
  void add(std::span<const TokenType> types, const nn::Activations<float>& columns);

 private:
  // The data that a type refers to.
  struct Contents {
    std::string word;
    std::vector<std::uint32_t> values;
  };

  // The new entry of a type: seen once if it is new, else its column, copied if there is none yet.
  const float* keep(const float* found, const float* column);

  std::size_t height_;
  std::size_t capacity_;  // in columns
  mutable std::mutex mutex_;
  std::size_t held_ = 0;
  std::vector<const float*> rows_;  // entries of plain rows; null: not seen
  std::deque<Contents> contents_;   // that the keys of others_ refer to
  std::unordered_map<TokenType, const float*, TokenTypeHash> others_;
  std::vector<kernels::Buffer<float>> blocks_;
};

}  // namespace seqlab::model
