// Memory as the kernels want it.
#pragma once

#include <cstddef>

namespace seqlab::kernels {

// At least as strict as the widest vector and a line of the cache, in bytes.
constexpr std::size_t alignment = 64;

// Memory that begins at a multiple of `alignment`, not zeroed. Where it is much, the system is asked for huge
// pages, if it has them: that a page of 4 KB is touched first costs nearly what is computed for it. Throws
// std::bad_alloc.
void* allocate(std::size_t bytes);
// bytes: as they were asked for.
void release(void* memory, std::size_t bytes) noexcept;

}  // namespace seqlab::kernels
