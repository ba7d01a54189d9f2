// The layout of all weights of a model in one flat vector.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace seqlab::nn {

// A named window [rows x columns], row-major, of the flat vector. Slots of a group share a learning rate.
struct Slot {
  std::string name;
  std::size_t offset = 0;
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::string group;

  [[nodiscard]] std::size_t size() const { return rows * columns; }
};

// Allocates slots one after another, each aligned to 64 bytes (of floats). Layers keep their slots and own no
// numbers: weights, gradients and moments are vectors with this layout.
class Layout {
 public:
  // Throws std::invalid_argument if the name is taken.
  Slot add(const std::string& name, std::size_t rows, std::size_t columns, const std::string& group);
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const std::vector<Slot>& slots() const { return slots_; }

 private:
  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace seqlab::nn
