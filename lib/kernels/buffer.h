// Aligned arrays for kernels.
#pragma once

#include <cstddef>
#include <memory>

#include "kernels/memory.h"

namespace seqlab::kernels {

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
