#include "nn/numbers/layout.h"

#include <algorithm>
#include <stdexcept>

namespace seqlab::nn {

Slot Layout::add(const std::string& name, std::size_t rows, std::size_t columns, const std::string& group) {
  if (std::any_of(slots_.begin(), slots_.end(), [&](const Slot& slot) { return slot.name == name; })) {
    throw std::invalid_argument("two weights are named " + name);
  }
  constexpr std::size_t alignment = 16;
  slots_.push_back({name, size_, rows, columns, group});
  size_ += (rows * columns + alignment - 1) / alignment * alignment;
  return slots_.back();
}

}  // namespace seqlab::nn
