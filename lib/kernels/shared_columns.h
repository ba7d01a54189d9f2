// Sums of columns that belong together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace seqlab::kernels {

// Column s of `sums` := the sum, in their order, of the columns c of `values` with groups[c] = s; zero where
// there is none. Columns hold `rows` numbers and begin `stride` apart; there are `width` sums.
template <class T>
void sum_shared_columns(const T* values, std::size_t stride, std::size_t rows,
                        std::span<const std::uint32_t> groups, T* sums, std::size_t sums_stride,
                        std::size_t width);

}  // namespace seqlab::kernels
