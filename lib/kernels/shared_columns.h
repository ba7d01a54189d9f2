// Sums of columns by group.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace seqlab::kernels {

// Column s of `sums` := the sum, in order, of the columns c of `values` with groups[c] = s; zero if there are
// none. Columns have `rows` numbers and start `stride` apart (`sums_stride` in `sums`); there are `width`
// sums.
template <class T>
void sum_shared_columns(const T* values, std::size_t stride, std::size_t rows,
                        std::span<const std::uint32_t> groups, T* sums, std::size_t sums_stride,
                        std::size_t width);

}  // namespace seqlab::kernels
