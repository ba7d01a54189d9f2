// What a model's first layer made of words, kept for the next time they come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kernels/buffer.h"
#include "nn/numbers/activations.h"

namespace seqlab::model {

// Columns of numbers by the row of their word or, for a word whose row is another word's, by the word itself.
// The first words that come a second time stay, up to a bound on memory: in a text most words are among those
// that have come before, and half of the different ones come only once. Any number of threads may use it; a
// column that was found stays where it is as long as the cache lives.
class ProjectionCache {
 public:
  // For rows below `rows` and columns of `height` numbers, in at most so many bytes; of words that came once
  // alone it remembers as many as columns would fit.
  ProjectionCache(std::size_t rows, std::size_t height, std::size_t bytes);
  ProjectionCache(const ProjectionCache&) = delete;
  ProjectionCache& operator=(const ProjectionCache&) = delete;

  // columns[i] := the column of rows[i] or words[i], or null where it is not held.
  void find(std::span<const std::uint32_t> rows, std::span<const float*> columns) const;
  void find(std::span<const std::string_view> words, std::span<const float*> columns) const;
  // Notes rows and words that come for the first time, and keeps the others while there is room; column
  // first + i is that of rows[i] or words[i].
  void add(std::span<const std::uint32_t> rows, const nn::Activations<float>& columns, std::size_t first);
  void add(std::span<const std::string_view> words, const nn::Activations<float>& columns, std::size_t first);

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  // For what came before: a copy that stays where there is room. Gives what is to be found from now on.
  const float* keep(const float* found, const float* column);

  std::size_t height_;
  std::size_t most_;  // columns
  mutable std::mutex mutex_;
  std::size_t held_ = 0;
  std::vector<const float*> columns_;  // one a row; null: it has not come yet
  std::unordered_map<std::string, const float*, Hash, std::equal_to<>> words_;
  std::vector<kernels::Buffer<float>> blocks_;
};

}  // namespace seqlab::model
