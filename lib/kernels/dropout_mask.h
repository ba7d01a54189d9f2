// Zeroing numbers at random.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace seqlab::kernels {

// x[i] becomes 0 if the i-th 32-bit random number is below `threshold`, else x[i] * scale. The random numbers
// are the halves, lower half first, of mix(key ^ counters[j]) for j = 0, 1, ... (base/noise.h). `counters`
// has at least half as many numbers as x.
template <class T>
void drop(std::span<T> x, std::uint64_t key, const std::uint64_t* counters, std::uint32_t threshold, T scale);

}  // namespace seqlab::kernels
