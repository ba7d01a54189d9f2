// Memory for kernels.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>

namespace seqlab::kernels {

// At least as strict as the widest vector and a line of the cache, in bytes.
constexpr std::size_t alignment = 64;

// Numbers that begin at a multiple of `alignment`. resize() keeps nothing and never shrinks what is held, so
// that a buffer used batch after batch is allocated once.
template <class T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size) { resize(size); }
  void resize(std::size_t size) {
    if (size > capacity_) {
      data_.reset(static_cast<T*>(::operator new[](size * sizeof(T), std::align_val_t{alignment})));
      capacity_ = size;
    }
    size_ = size;
  }
  [[nodiscard]] T* data() { return data_.get(); }
  [[nodiscard]] const T* data() const { return data_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(T* memory) const { ::operator delete[](memory, std::align_val_t{alignment}); }
  };
  std::unique_ptr<T[], Free> data_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

}  // namespace seqlab::kernels
