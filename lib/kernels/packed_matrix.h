// Weights in the order in which products read them.
#pragma once

#include <cstddef>

#include "kernels/buffer.h"

namespace seqlab::kernels {

// A matrix [rows x depth] cut into panels of panel_rows() rows, the last padded with zeros. A panel holds its
// rows' column 0, then their column 1, and so on: a product reads it sequentially. The panel height depends
// on the instruction set in use, so a packed matrix is valid for that set only.
template <class T>
class PackedMatrix {
 public:
  // From [rows x depth], row-major with rows `stride` numbers apart.
  void pack(const T* source, std::size_t rows, std::size_t depth, std::size_t stride);
  // The transpose of a source [depth x rows], row-major.
  void pack_transposed(const T* source, std::size_t rows, std::size_t depth, std::size_t stride);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t depth() const { return depth_; }
  [[nodiscard]] std::size_t panel_rows() const { return panel_rows_; }
  [[nodiscard]] std::size_t panels() const {
    return panel_rows_ == 0 ? 0 : (rows_ + panel_rows_ - 1) / panel_rows_;
  }
  [[nodiscard]] const T* panel(std::size_t index) const {
    return values_.data() + index * panel_rows_ * depth_;
  }

 private:
  void resize(std::size_t rows, std::size_t depth);

  std::size_t rows_ = 0;
  std::size_t depth_ = 0;
  std::size_t panel_rows_ = 0;
  Buffer<T> values_;
};

// Rows per panel: three vectors of the instruction set in use.
template <class T>
std::size_t panel_rows();

}  // namespace seqlab::kernels
