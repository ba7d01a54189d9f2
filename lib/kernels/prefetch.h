// Rows of a table that lie anywhere in much memory.
#pragma once

#include <cstddef>

#include "kernels/memory.h"

namespace seqlab::kernels {

// Who goes from row to row asks for the one so many rows on: its memory is waited for while others are worked
// on.
constexpr std::size_t rows_ahead = 4;

// Asks for numbers that are needed soon. None are read: any address will do.
template <class T>
void prefetch(const T* begin, std::size_t size) {
  const auto* const bytes = reinterpret_cast<const char*>(begin);
  for (std::size_t byte = 0; byte < size * sizeof(T); byte += alignment) __builtin_prefetch(bytes + byte);
}

}  // namespace seqlab::kernels
