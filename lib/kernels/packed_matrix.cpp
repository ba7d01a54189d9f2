#include "kernels/packed_matrix.h"

#include <algorithm>
#include <cstring>

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

std::size_t panel_rows_f32() {
  return panel_vectors * hn::Lanes(hn::ScalableTag<float>());
}
std::size_t panel_rows_f64() {
  return panel_vectors * hn::Lanes(hn::ScalableTag<double>());
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(panel_rows_f32);
HWY_EXPORT(panel_rows_f64);

template <>
std::size_t panel_rows<float>() {
  return HWY_DYNAMIC_DISPATCH(panel_rows_f32)();
}
template <>
std::size_t panel_rows<double>() {
  return HWY_DYNAMIC_DISPATCH(panel_rows_f64)();
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
  // Square blocks, so that both sides stay in the first-level cache.
  constexpr std::size_t block = 16;
  for (std::size_t panel = 0; panel < panels(); ++panel) {
    T* const target = values_.data() + panel * panel_rows_ * depth;
    const std::size_t first = panel * panel_rows_;
    const std::size_t count = std::min(panel_rows_, rows - first);
    for (std::size_t begin = 0; begin < depth; begin += block) {
      const std::size_t end = std::min(begin + block, depth);
      for (std::size_t row = 0; row < count; ++row) {
        const T* const from = source + (first + row) * stride;
        for (std::size_t k = begin; k < end; ++k) target[k * panel_rows_ + row] = from[k];
      }
      if (count == panel_rows_) continue;
      for (std::size_t k = begin; k < end; ++k) {
        std::fill(target + k * panel_rows_ + count, target + (k + 1) * panel_rows_, T{0});
      }
    }
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

template class PackedMatrix<float>;
template class PackedMatrix<double>;

}  // namespace seqlab::kernels
#endif  // HWY_ONCE
