#include "kernels/packed_matrix.h"

#include <algorithm>
#include <cstring>

#include "kernels/number.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/packed_matrix.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "hwy/highway.h"
#include "kernels/microkernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

// A square block that is transposed in registers: as many rows as 128 bits hold numbers.
template <class T>
struct Square {
  static constexpr std::size_t size = HWY_TARGET == HWY_SCALAR ? 1 : 16 / sizeof(T);
  hn::Vec<hn::CappedTag<T, size>> rows[size];
};

template <class T>
HWY_INLINE void transpose(Square<T>& square) {
#if HWY_TARGET != HWY_SCALAR
  const hn::CappedTag<T, Square<T>::size> d;
  auto& r = square.rows;
  if constexpr (Square<T>::size == 4) {
    const auto even_low = hn::InterleaveLower(d, r[0], r[2]);
    const auto odd_low = hn::InterleaveLower(d, r[1], r[3]);
    const auto even_high = hn::InterleaveUpper(d, r[0], r[2]);
    const auto odd_high = hn::InterleaveUpper(d, r[1], r[3]);
    r[0] = hn::InterleaveLower(d, even_low, odd_low);
    r[1] = hn::InterleaveUpper(d, even_low, odd_low);
    r[2] = hn::InterleaveLower(d, even_high, odd_high);
    r[3] = hn::InterleaveUpper(d, even_high, odd_high);
  } else {
    const auto low = hn::InterleaveLower(d, r[0], r[1]);
    r[1] = hn::InterleaveUpper(d, r[0], r[1]);
    r[0] = low;
  }
#else
  static_cast<void>(square);
#endif
}

// target[k * height + row] = source[row * stride + k] for `count` rows; the rest of the panel is zero.
template <class T>
void pack_panel(const T* source, std::size_t stride, std::size_t count, std::size_t depth, std::size_t height,
                T* target) {
  constexpr std::size_t size = Square<T>::size;
  const hn::CappedTag<T, size> d;
  const std::size_t whole_rows = count - count % size;
  const std::size_t whole_depth = depth - depth % size;
  for (std::size_t row = 0; row < whole_rows; row += size) {
    for (std::size_t k = 0; k < whole_depth; k += size) {
      Square<T> square;
      for (std::size_t i = 0; i < size; ++i) {
        square.rows[i] = hn::LoadU(d, source + (row + i) * stride + k);
      }
      transpose(square);
      for (std::size_t i = 0; i < size; ++i) hn::StoreU(square.rows[i], d, target + (k + i) * height + row);
    }
    for (std::size_t k = whole_depth; k < depth; ++k) {
      for (std::size_t i = 0; i < size; ++i) target[k * height + row + i] = source[(row + i) * stride + k];
    }
  }
  for (std::size_t k = 0; whole_rows < height && k < depth; ++k) {
    for (std::size_t row = whole_rows; row < count; ++row) {
      target[k * height + row] = source[row * stride + k];
    }
    std::fill(target + k * height + count, target + (k + 1) * height, T{0});
  }
}

void pack_panel_kernel(const Number* source, std::size_t stride, std::size_t count, std::size_t depth,
                       std::size_t height, Number* target) {
  pack_panel(source, stride, count, depth, height, target);
}

namespace {  // the signature would be the same for float and double

std::size_t panel_rows_kernel() {
  return panel_vectors * hn::Lanes(hn::ScalableTag<Number>());
}

}  // namespace

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(pack_panel_kernel);
HWY_EXPORT(panel_rows_kernel);

template <>
std::size_t panel_rows<Number>() {
  return HWY_DYNAMIC_DISPATCH(panel_rows_kernel)();
}

template <class T>
void PackedMatrix<T>::resize(std::size_t rows, std::size_t depth) {
  rows_ = rows;
  depth_ = depth;
  panel_rows_ = kernels::panel_rows<T>();
  values_.resize(panels() * panel_rows_ * depth);
}

template <class T>
void PackedMatrix<T>::pack(const T* source, std::size_t rows, std::size_t depth, std::size_t stride) {
  resize(rows, depth);
  for (std::size_t panel = 0; panel < panels(); ++panel) {
    T* const target = values_.data() + panel * panel_rows_ * depth;
    const std::size_t first = panel * panel_rows_;
    const std::size_t count = std::min(panel_rows_, rows - first);
    HWY_DYNAMIC_DISPATCH(pack_panel_kernel)
    (source + first * stride, stride, count, depth, panel_rows_, target);
  }
}

template <class T>
void PackedMatrix<T>::pack_transposed(const T* source, std::size_t rows, std::size_t depth,
                                      std::size_t stride) {
  resize(rows, depth);
  for (std::size_t panel = 0; panel < panels(); ++panel) {
    T* target = values_.data() + panel * panel_rows_ * depth;
    const std::size_t first = panel * panel_rows_;
    const std::size_t count = std::min(panel_rows_, rows - first);
    for (std::size_t k = 0; k < depth; ++k) {
      std::memcpy(target, source + k * stride + first, count * sizeof(T));
      std::fill(target + count, target + panel_rows_, T{0});
      target += panel_rows_;
    }
  }
}

template class PackedMatrix<Number>;

}  // namespace seqlab::kernels
#endif  // HWY_ONCE
