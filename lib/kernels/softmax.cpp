#include "kernels/softmax.h"

#include <algorithm>

#include "kernels/number.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/softmax.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "hwy/highway.h"
#include "kernels/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

template <class T>
void softmax(T* x, std::size_t stride, std::size_t rows, std::size_t columns) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t column = 0; column < columns; ++column, x += stride) {
    const T highest = *std::max_element(x, x + rows);
    auto sums = hn::Zero(d);
    for (std::size_t row = 0; row < rows; row += lanes) {
      const std::size_t left = rows - row;
      auto value = exp(d, hn::Sub(load(d, x + row, left), hn::Set(d, highest)));
      if (left < lanes) value = hn::IfThenElseZero(hn::FirstN(d, left), value);
      store(d, value, x + row, left);
      sums = hn::Add(sums, value);
    }
    const auto sum = hn::SumOfLanes(d, sums);
    for (std::size_t row = 0; row < rows; row += lanes) {
      const std::size_t left = rows - row;
      store(d, hn::Div(load(d, x + row, left), sum), x + row, left);
    }
  }
}

void softmax_kernel(Number* x, std::size_t stride, std::size_t rows, std::size_t columns) {
  softmax(x, stride, rows, columns);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(softmax_kernel);

template <>
void softmax_columns(Number* x, std::size_t stride, std::size_t rows, std::size_t columns) {
  HWY_DYNAMIC_DISPATCH(softmax_kernel)(x, stride, rows, columns);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE
