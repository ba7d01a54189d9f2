// Prefetching rows of a large table.
#pragma once

#include <cstddef>

#include "kernels/buffer.h"

namespace seqlab::kernels {

// How many rows ahead to prefetch, so that memory arrives while other rows are processed.
constexpr std::size_t rows_ahead = 4;

// Prefetches an array. Nothing is read, so any address is valid.
template <class T>
void prefetch(const T* begin, std::size_t size) {
  const auto* const bytes = reinterpret_cast<const char*>(begin);
  for (std::size_t byte = 0; byte < size * sizeof(T); byte += alignment) __builtin_prefetch(bytes + byte);
}

}  // namespace seqlab::kernels
