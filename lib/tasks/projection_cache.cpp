#include "tasks/projection_cache.h"

#include <algorithm>

namespace seqlab::tasks {

namespace {

// Columns whose memory is taken at a time.
constexpr std::size_t block_columns = 128;

}  // namespace

ProjectionCache::ProjectionCache(std::size_t rows, std::size_t height, std::size_t bytes)
    : height_(height), most_(bytes / (height * sizeof(float))), columns_(rows, nullptr) {}

void ProjectionCache::find(std::span<const std::uint32_t> rows, std::span<const float*> columns) const {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < rows.size(); ++i) columns[i] = columns_[rows[i]];
}

void ProjectionCache::find(std::span<const std::string_view> words, std::span<const float*> columns) const {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto found = words_.find(words[i]);
    columns[i] = found == words_.end() ? nullptr : found->second;
  }
}

void ProjectionCache::add(std::span<const std::uint32_t> rows, const nn::Activations<float>& columns,
                          std::size_t first) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < rows.size() && held_ < most_; ++i) {
    const float*& own = columns_[rows[i]];
    // Another thread may have been first, with the same numbers.
    if (own == nullptr) own = keep(columns.column(first + i));
  }
}

void ProjectionCache::add(std::span<const std::string_view> words, const nn::Activations<float>& columns,
                          std::size_t first) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < words.size() && held_ < most_; ++i) {
    const auto [own, fresh] = words_.try_emplace(std::string(words[i]), nullptr);
    if (fresh) own->second = keep(columns.column(first + i));
  }
}

const float* ProjectionCache::keep(const float* column) {
  if (held_ % block_columns == 0) blocks_.emplace_back(block_columns * height_);
  float* const target = blocks_.back().data() + held_ % block_columns * height_;
  std::copy_n(column, height_, target);
  ++held_;
  return target;
}

}  // namespace seqlab::tasks
