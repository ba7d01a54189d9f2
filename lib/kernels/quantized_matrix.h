// 8-bit weights and their products with columns of activations.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/buffer.h"

namespace seqlab::kernels {

// q[i] = x[i] / scale rounded to the nearest integer (ties to even), with scale = max |x| / 127, so that -127
// <= q <= 127 and x is about scale * q. Returns the scale, 0 if all numbers are 0. Quantising scale * q again
// gives the same q.
float quantize(const float* x, std::size_t size, std::int8_t* q);

// A matrix [rows x depth] of integers with a scale per row, in the order in which products read it. Valid for
// the instruction set it was packed with.
class QuantizedMatrix {
 public:
  // Quantises each row of [rows x depth], row-major with rows `stride` numbers apart.
  void pack(const float* source, std::size_t rows, std::size_t depth, std::size_t stride);

  // c = a b + start, c += a b and c = a b + starts, as for a PackedMatrix (kernels/product.h), except that
  // each column of b is quantised as well: c = start + row scale * column scale * (sum of integers). That sum
  // is exact, so all instruction sets agree, and a column gives the same result alone and in any batch.
  void multiply(const float* b, std::size_t b_stride, std::size_t columns, const float* start, float* c,
                std::size_t c_stride) const;
  void multiply_add(const float* b, std::size_t b_stride, std::size_t columns, float* c,
                    std::size_t c_stride) const;
  void multiply_from(const float* b, std::size_t b_stride, std::size_t columns, const float* const* starts,
                     float* c, std::size_t c_stride) const;

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t depth() const { return depth_; }

  // The layout: panels of panel_rows rows that hold, for each group of `group` depths, one 32-bit word per
  // row with the group's numbers of 32 / group bits each. With four numbers per word the columns of b hold q
  // + 128, and `offsets` holds -128 times the sum of each row.
  struct Panels {
    std::size_t rows = 0;
    std::size_t depth = 0;
    std::size_t panel_rows = 0;
    std::size_t group = 0;
    Buffer<std::uint32_t> words;
    Buffer<std::int32_t> offsets;
    Buffer<float> scales;
  };

 private:
  std::size_t rows_ = 0;
  std::size_t depth_ = 0;
  Panels panels_;
};

}  // namespace seqlab::kernels
