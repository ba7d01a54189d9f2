// Setting numbers to zero at random.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace seqlab::kernels {

// x[i] becomes 0 where the i-th of 32-bit numbers is below `threshold`, else x[i] * scale. The numbers are
// the halves, the lower first, of mix(key ^ counters[j]), j = 0, 1, ..., where mix is the finaliser of
// SplitMix64 (nn/noise.h); counters holds at least half as many as x.
template <class T>
void drop(std::span<T> x, std::uint64_t key, const std::uint64_t* counters, std::uint32_t threshold, T scale);

}  // namespace seqlab::kernels
