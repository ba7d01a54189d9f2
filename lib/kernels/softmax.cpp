#include "kernels/softmax.h"

#include <cmath>
#include <limits>

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

// The largest number; any number if there is a NaN.
template <class T>
T largest(const T* x, std::size_t rows) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  auto most = hn::Set(d, -std::numeric_limits<T>::infinity());
  std::size_t row = 0;
  for (; row + lanes <= rows; row += lanes) most = hn::Max(most, hn::LoadU(d, x + row));
  T highest = hn::GetLane(hn::MaxOfLanes(d, most));
  for (; row < rows; ++row) highest = x[row] > highest ? x[row] : highest;
  return highest;
}

// The sum of e^(x - highest), whose terms keep(row, term, count) may store.
template <class T, class Keep>
T sum_exp(const T* x, std::size_t rows, T highest, const Keep& keep) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  auto sums = hn::Zero(d);
  for (std::size_t row = 0; row < rows; row += lanes) {
    const std::size_t left = rows - row;
    auto value = exp(d, hn::Sub(load(d, x + row, left), hn::Set(d, highest)));
    if (left < lanes) value = hn::IfThenElseZero(hn::FirstN(d, left), value);
    keep(row, value, left);
    sums = hn::Add(sums, value);
  }
  return hn::GetLane(hn::SumOfLanes(d, sums));
}

template <class T>
void softmax(T* x, std::size_t stride, std::size_t rows, std::size_t columns) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t column = 0; column < columns; ++column, x += stride) {
    const auto sum = hn::Set(d, sum_exp(x, rows, largest(x, rows),
                                        [&](std::size_t row, auto value, std::size_t left)
                                            HWY_ATTR { store(d, value, x + row, left); }));
    for (std::size_t row = 0; row < rows; row += lanes) {
      const std::size_t left = rows - row;
      store(d, hn::Div(load(d, x + row, left), sum), x + row, left);
    }
  }
}

void softmax_kernel(Number* x, std::size_t stride, std::size_t rows, std::size_t columns) {
  softmax(x, stride, rows, columns);
}

void log_sum_exp_kernel(const Number* x, std::size_t stride, std::size_t rows, std::size_t columns,
                        double* sums) {
  for (std::size_t column = 0; column < columns; ++column, x += stride) {
    const Number highest = largest(x, rows);
    const Number sum = sum_exp(x, rows, highest, [](std::size_t, auto, std::size_t) HWY_ATTR {});
    sums[column] = static_cast<double>(highest) + std::log(static_cast<double>(sum));
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(softmax_kernel);
HWY_EXPORT(log_sum_exp_kernel);

template <>
void softmax_columns(Number* x, std::size_t stride, std::size_t rows, std::size_t columns) {
  HWY_DYNAMIC_DISPATCH(softmax_kernel)(x, stride, rows, columns);
}

template <>
void log_sum_exp(const Number* x, std::size_t stride, std::size_t rows, std::size_t columns, double* sums) {
  HWY_DYNAMIC_DISPATCH(log_sum_exp_kernel)(x, stride, rows, columns, sums);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE
