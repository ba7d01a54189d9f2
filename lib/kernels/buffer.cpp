#include "kernels/buffer.h"

#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace seqlab::kernels {

namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;

std::align_val_t begin_of(std::size_t bytes) {
  return std::align_val_t{bytes < huge_page ? alignment : huge_page};
}

}  // namespace

void* allocate(std::size_t bytes) {
  void* const memory = ::operator new(bytes, begin_of(bytes));
#if defined(__linux__)
  // Only a hint: failure is no error. An incomplete last page stays small.
  if (bytes >= huge_page) madvise(memory, bytes / huge_page * huge_page, MADV_HUGEPAGE);
#endif
  return memory;
}

void release(void* memory, std::size_t bytes) noexcept {
  ::operator delete(memory, begin_of(bytes));
}

}  // namespace seqlab::kernels
