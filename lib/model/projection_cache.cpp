#include "model/projection_cache.h"

#include <algorithm>

namespace seqlab::model {

namespace {

// Columns whose memory is taken at a time.
constexpr std::size_t block_columns = 128;

// Stands for the column of what came once.
constexpr float came_once = 0;

const float* held_column(const float* found) {
  return found == &came_once ? nullptr : found;
}

}  // namespace

ProjectionCache::ProjectionCache(std::size_t rows, std::size_t height, std::size_t bytes)
    : height_(height), most_(bytes / (height * sizeof(float))), columns_(rows, nullptr) {}

void ProjectionCache::find(std::span<const std::uint32_t> rows, std::span<const float*> columns) const {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < rows.size(); ++i) columns[i] = held_column(columns_[rows[i]]);
}

void ProjectionCache::find(std::span<const std::string_view> words, std::span<const float*> columns) const {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto found = words_.find(words[i]);
    columns[i] = found == words_.end() ? nullptr : held_column(found->second);
  }
}

void ProjectionCache::add(std::span<const std::uint32_t> rows, const nn::Activations<float>& columns,
                          std::size_t first) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < rows.size() && held_ < most_; ++i) {
    const float*& own = columns_[rows[i]];
    own = keep(own, columns.column(first + i));
  }
}

void ProjectionCache::add(std::span<const std::string_view> words, const nn::Activations<float>& columns,
                          std::size_t first) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < words.size() && held_ < most_; ++i) {
    const auto own = words_.find(words[i]);
    if (own != words_.end()) {
      own->second = keep(own->second, columns.column(first + i));
    } else if (words_.size() < 2 * most_) {
      words_.emplace(words[i], &came_once);
    }
  }
}

const float* ProjectionCache::keep(const float* found, const float* column) {
  if (found == nullptr) return &came_once;
  if (found != &came_once) return found;  // another thread was first, with the same numbers
  if (held_ % block_columns == 0) blocks_.emplace_back(block_columns * height_);
  float* const target = blocks_.back().data() + held_ % block_columns * height_;
  std::copy_n(column, height_, target);
  ++held_;
  return target;
}

}  // namespace seqlab::model
