#include "model/projection_cache.h"

#include <algorithm>

namespace seqlab::model {

namespace {

// Columns per allocation.
constexpr std::size_t block_columns = 128;

// Its address marks a type that occurred once, whose column is not kept.
constexpr float seen_once = 0;

const float* kept_column(const float* found) {
  return found == &seen_once ? nullptr : found;
}

}  // namespace

ProjectionCache::ProjectionCache(std::size_t rows, std::size_t height, std::size_t bytes)
    : height_(height), capacity_(bytes / (height * sizeof(float))), rows_(rows, nullptr) {}

void ProjectionCache::find(std::span<const TokenType> types, std::span<const float*> columns) const {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i].is_row()) {
      columns[i] = kept_column(rows_[types[i].row]);
      continue;
    }
    const auto found = others_.find(types[i]);
    columns[i] = found == others_.end() ? nullptr : kept_column(found->second);
  }
}

void ProjectionCache::add(std::span<const TokenType> types, const nn::Activations<float>& columns) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < types.size() && held_ < capacity_; ++i) {
    const TokenType& type = types[i];
    if (type.is_row()) {
      rows_[type.row] = keep(rows_[type.row], columns.column(i));
      continue;
    }
    const auto found = others_.find(type);
    if (found != others_.end()) {
      found->second = keep(found->second, columns.column(i));
    } else if (others_.size() < 2 * capacity_) {
      const Contents& own =
          contents_.emplace_back(Contents{std::string(type.word), {type.values.begin(), type.values.end()}});
      others_.emplace(TokenType{type.row, own.word, own.values}, &seen_once);
    }
  }
}

const float* ProjectionCache::keep(const float* found, const float* column) {
  if (found == nullptr) return &seen_once;
  if (found != &seen_once) return found;  // another thread was first, with the same numbers
  if (held_ % block_columns == 0) blocks_.emplace_back(block_columns * height_);
  float* const target = blocks_.back().data() + held_ % block_columns * height_;
  std::copy_n(column, height_, target);
  ++held_;
  return target;
}

}  // namespace seqlab::model
