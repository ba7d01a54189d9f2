// Where each weight of a model stands in the one flat vector that holds them all.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace seqlab::nn {

// A named window [rows x columns], row after row, of the flat vector. A group shares a learning rate.
struct Slot {
  std::string name;
  std::size_t offset = 0;
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::string group;

  [[nodiscard]] std::size_t size() const { return rows * columns; }
};

// Hands out slots one after the other, each beginning at a multiple of 64 bytes (for floats). Layers keep
// their slots and own no numbers: gradients, moments, copies and files are vectors of this layout.
class Layout {
 public:
  // Throws std::invalid_argument when the name is taken.
  Slot add(const std::string& name, std::size_t rows, std::size_t columns, const std::string& group);
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const std::vector<Slot>& slots() const { return slots_; }

 private:
  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace seqlab::nn
