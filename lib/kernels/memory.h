// Aligned memory, in huge pages where possible.
#pragma once

#include <cstddef>

namespace seqlab::kernels {

// In bytes: at least the widest vector and a cache line.
constexpr std::size_t alignment = 64;

// Memory that starts at a multiple of `alignment`, not zeroed. Large blocks ask the system for huge pages:
// the first touch of a 4 KB page costs nearly as much as the computation on it. Throws std::bad_alloc.
void* allocate(std::size_t bytes);
// bytes: as passed to allocate().
void release(void* memory, std::size_t bytes) noexcept;

}  // namespace seqlab::kernels
