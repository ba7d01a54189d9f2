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

void ProjectionCache::add(std::span<const std::uint32_t> rows, const nn::Activations<float>& columns) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < rows.size() && held_ < most_; ++i) {
    if (columns_[rows[i]] != nullptr) continue;  // another thread was first, with the same numbers
    if (held_ % block_columns == 0) blocks_.emplace_back(block_columns * height_);
    float* const target = blocks_.back().data() + held_ % block_columns * height_;
    std::copy_n(columns.column(i), height_, target);
    columns_[rows[i]] = target;
    ++held_;
  }
}

}  // namespace seqlab::tasks
