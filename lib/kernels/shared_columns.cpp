#include "kernels/shared_columns.h"

#include <algorithm>
#include <vector>

#include "kernels/number.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/shared_columns.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "hwy/highway.h"
#include "kernels/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

template <class T>
void sum_columns(const T* values, std::size_t stride, std::size_t rows, std::span<const std::uint32_t> groups,
                 T* sums, std::size_t sums_stride, std::size_t width) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  // The first column of a group is copied, so that sums need no zeroing.
  std::vector<bool> started(width, false);
  for (std::size_t column = 0; column < groups.size(); ++column) {
    const T* const from = values + column * stride;
    T* const to = sums + groups[column] * sums_stride;
    if (!started[groups[column]]) {
      started[groups[column]] = true;
      std::copy_n(from, rows, to);
      continue;
    }
    std::size_t row = 0;
    for (; row + lanes <= rows; row += lanes) {
      hn::StoreU(hn::Add(hn::LoadU(d, to + row), hn::LoadU(d, from + row)), d, to + row);
    }
    for (; row < rows; ++row) to[row] += from[row];
  }
  for (std::size_t sum = 0; sum < width; ++sum) {
    if (!started[sum]) std::fill_n(sums + sum * sums_stride, rows, T{0});
  }
}

void sum_columns_kernel(const Number* values, std::size_t stride, std::size_t rows,
                        std::span<const std::uint32_t> groups, Number* sums, std::size_t sums_stride,
                        std::size_t width) {
  sum_columns(values, stride, rows, groups, sums, sums_stride, width);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(sum_columns_kernel);

template <>
void sum_shared_columns(const Number* values, std::size_t stride, std::size_t rows,
                        std::span<const std::uint32_t> groups, Number* sums, std::size_t sums_stride,
                        std::size_t width) {
  HWY_DYNAMIC_DISPATCH(sum_columns_kernel)(values, stride, rows, groups, sums, sums_stride, width);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE
