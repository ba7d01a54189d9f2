#include "kernels/chain_steps.h"

#include <limits>

#include "kernels/number.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/chain_steps.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "hwy/highway.h"
#include "kernels/log-inl.h"
#include "kernels/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

template <class T>
bool log_of_sums(const ColumnShape& shape, const T* sums, const T* shifts, const T* scores, T* result) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto least = hn::Set(d, least_sum<T>);
  bool safe = true;
  for (std::size_t column = 0; column < shape.columns; ++column) {
    const std::size_t begin = column * shape.stride;
    for (std::size_t row = 0; row < shape.rows; row += lanes) {
      const std::size_t left = shape.rows - row;
      auto sum = load(d, sums + begin + row, left);
      if (left < lanes) sum = hn::IfThenElse(hn::FirstN(d, left), sum, hn::Set(d, T{1}));
      safe = safe && hn::AllTrue(d, hn::Ge(sum, least));
      const auto shifted = hn::Add(load(d, scores + begin + row, left), load(d, shifts + row, left));
      store(d, hn::Add(shifted, log(d, sum)), result + begin + row, left);
    }
  }
  return safe;
}

template <class T>
void normalise(const ColumnShape& shape, T* logs, T* exps, T* maxima) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto nothing = hn::Set(d, -std::numeric_limits<T>::infinity());
  const auto least = hn::Set(d, static_cast<T>(sizeof(T) == 8 ? -708.0 : -87.0));
  for (std::size_t column = 0; column < shape.columns; ++column) {
    T* const own = logs + column * shape.stride;
    T* const own_exps = exps + column * shape.stride;
    auto highest = nothing;
    for (std::size_t row = 0; row < shape.rows; row += lanes) {
      const std::size_t left = shape.rows - row;
      auto value = load(d, own + row, left);
      if (left < lanes) value = hn::IfThenElse(hn::FirstN(d, left), value, nothing);
      highest = hn::IfThenElse(hn::Gt(value, highest), value, highest);
    }
    highest = hn::MaxOfLanes(d, highest);
    maxima[column] = hn::GetLane(highest);
    // A column of only -infinity must not become NaN.
    const auto shift = hn::IfThenElse(hn::Eq(highest, nothing), hn::Zero(d), highest);
    for (std::size_t row = 0; row < shape.rows; row += lanes) {
      const std::size_t left = shape.rows - row;
      const auto value = hn::Sub(load(d, own + row, left), shift);
      store(d, value, own + row, left);
      store(d, hn::IfThenElse(hn::Lt(value, least), hn::Zero(d), exp(d, value)), own_exps + row, left);
    }
  }
}

template <class T>
void multiply_by(const ColumnShape& shape, const T* factors, T* values) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t column = 0; column < shape.columns; ++column) {
    const std::size_t begin = column * shape.stride;
    for (std::size_t row = 0; row < shape.rows; row += lanes) {
      const std::size_t left = shape.rows - row;
      const auto product = hn::Mul(load(d, values + begin + row, left), load(d, factors + begin + row, left));
      store(d, product, values + begin + row, left);
    }
  }
}

template <class T>
void divide_by_sum(const ColumnShape& shape, T* p, const T* sums, T* ratios) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto least = hn::Set(d, least_sum<T>);
  for (std::size_t column = 0; column < shape.columns; ++column) {
    const std::size_t begin = column * shape.stride;
    auto total = hn::Zero(d);
    for (std::size_t row = 0; row < shape.rows; row += lanes) {
      total = hn::Add(total, load(d, p + begin + row, shape.rows - row));
    }
    total = hn::SumOfLanes(d, total);
    total = hn::IfThenElse(hn::Eq(total, hn::Zero(d)), hn::Set(d, T{1}), total);
    for (std::size_t row = 0; row < shape.rows; row += lanes) {
      const std::size_t left = shape.rows - row;
      const auto share = hn::Div(load(d, p + begin + row, left), total);
      store(d, share, p + begin + row, left);
      if (ratios == nullptr) continue;
      const auto sum = load(d, sums + begin + row, left);
      const auto small = hn::Lt(sum, least);
      const auto ratio = hn::Div(share, hn::IfThenElse(small, hn::Set(d, T{1}), sum));
      store(d, hn::IfThenElse(small, hn::Zero(d), ratio), ratios + begin + row, left);
    }
  }
}

bool log_of_sums_kernel(const ColumnShape& shape, const Number* sums, const Number* shifts,
                        const Number* scores, Number* result) {
  return log_of_sums(shape, sums, shifts, scores, result);
}
void normalise_kernel(const ColumnShape& shape, Number* logs, Number* exps, Number* maxima) {
  normalise(shape, logs, exps, maxima);
}
void multiply_by_kernel(const ColumnShape& shape, const Number* factors, Number* values) {
  multiply_by(shape, factors, values);
}
void divide_by_sum_kernel(const ColumnShape& shape, Number* p, const Number* sums, Number* ratios) {
  divide_by_sum(shape, p, sums, ratios);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(log_of_sums_kernel);
HWY_EXPORT(normalise_kernel);
HWY_EXPORT(multiply_by_kernel);
HWY_EXPORT(divide_by_sum_kernel);

template <>
bool add_log_of_sums(const ColumnShape& shape, const Number* sums, const Number* shifts, const Number* scores,
                     Number* result) {
  return HWY_DYNAMIC_DISPATCH(log_of_sums_kernel)(shape, sums, shifts, scores, result);
}
template <>
void normalise_logs(const ColumnShape& shape, Number* logs, Number* exps, Number* maxima) {
  HWY_DYNAMIC_DISPATCH(normalise_kernel)(shape, logs, exps, maxima);
}
template <>
void multiply_columns(const ColumnShape& shape, const Number* factors, Number* values) {
  HWY_DYNAMIC_DISPATCH(multiply_by_kernel)(shape, factors, values);
}
template <>
void normalise_sums(const ColumnShape& shape, Number* p, const Number* sums, Number* ratios) {
  HWY_DYNAMIC_DISPATCH(divide_by_sum_kernel)(shape, p, sums, ratios);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE
