// Aligned arrays for kernels, in huge pages where possible.
#pragma once

#include <cstddef>
#include <memory>

namespace seqlab::kernels {

// In bytes: at least the widest vector and a cache line.
constexpr std::size_t alignment = 64;

// Memory that starts at a multiple of `alignment`, not zeroed. Large blocks ask the system for huge pages:
// the first touch of a 4 KB page costs nearly as much as the computation on it. Throws std::bad_alloc.
void* allocate(std::size_t bytes);
// bytes: as passed to allocate().
void release(void* memory, std::size_t bytes) noexcept;

// An array that starts at a multiple of `alignment`. resize() keeps no contents and never shrinks the memory,
// so a buffer used for batch after batch is allocated once.
template <class T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size) { resize(size); }
  void resize(std::size_t size) {
    const std::size_t bytes = size * sizeof(T);
    if (data_ == nullptr || bytes > data_.get_deleter().bytes) {
      data_ = {static_cast<T*>(allocate(bytes)), Free{bytes}};
    }
    size_ = size;
  }
  [[nodiscard]] T* data() { return data_.get(); }
  [[nodiscard]] const T* data() const { return data_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Free {
    std::size_t bytes = 0;
    void operator()(T* memory) const { release(memory, bytes); }
  };
  std::unique_ptr<T[], Free> data_;
  std::size_t size_ = 0;
};

}  // namespace seqlab::kernels
