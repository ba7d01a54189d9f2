#include "kernels/moments.h"

#include <cstddef>

#include "kernels/number.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/moments.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "hwy/highway.h"
#include "kernels/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

template <class T>
void adam_step(const AdamStep<T>& step, std::size_t size, T* weights, const T* gradient, T* first,
               T* second) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto scale = hn::Set(d, step.scale);
  const auto l2 = hn::Set(d, step.l2);
  const auto decay = hn::Set(d, step.decay);
  const auto beta1 = hn::Set(d, step.beta1);
  const auto beta2 = hn::Set(d, step.beta2);
  const auto rest1 = hn::Set(d, 1 - step.beta1);
  const auto rest2 = hn::Set(d, 1 - step.beta2);
  const auto rate = hn::Set(d, step.rate);
  const auto correction = hn::Set(d, step.correction);
  const auto epsilon = hn::Set(d, step.epsilon);
  for (std::size_t i = 0; i < size; i += lanes) {
    const std::size_t left = size - i;
    auto w = load(d, weights + i, left);
    const auto g = hn::MulAdd(scale, load(d, gradient + i, left), hn::Mul(l2, w));
    const auto m = hn::MulAdd(beta1, load(d, first + i, left), hn::Mul(rest1, g));
    const auto s = hn::MulAdd(beta2, load(d, second + i, left), hn::Mul(rest2, hn::Mul(g, g)));
    w = hn::NegMulAdd(decay, w, w);
    const auto below = hn::Add(hn::Sqrt(hn::Mul(s, correction)), epsilon);
    w = hn::Sub(w, hn::Div(hn::Mul(rate, m), below));
    store(d, m, first + i, left);
    store(d, s, second + i, left);
    store(d, w, weights + i, left);
  }
}

void adam_kernel(const AdamStep<Number>& step, std::size_t size, Number* weights, const Number* gradient,
                 Number* first, Number* second) {
  adam_step(step, size, weights, gradient, first, second);
}

HWY_INLINE double squares(std::span<const float> values) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> half;
  const std::size_t lanes = hn::Lanes(d);
  // Two independent sums hide the latency of additions.
  auto even = hn::Zero(d);
  auto odd = hn::Zero(d);
  std::size_t i = 0;
  for (; i + 2 * lanes <= values.size(); i += 2 * lanes) {
    const auto a = hn::PromoteTo(d, hn::LoadU(half, values.data() + i));
    const auto b = hn::PromoteTo(d, hn::LoadU(half, values.data() + i + lanes));
    even = hn::MulAdd(a, a, even);
    odd = hn::MulAdd(b, b, odd);
  }
  double total = hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd)));
  for (; i < values.size(); ++i) total += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  return total;
}

HWY_INLINE double squares(std::span<const double> values) {
  const hn::ScalableTag<double> d;
  const std::size_t lanes = hn::Lanes(d);
  auto sums = hn::Zero(d);
  for (std::size_t i = 0; i < values.size(); i += lanes) {
    const auto value = load(d, values.data() + i, values.size() - i);
    sums = hn::MulAdd(value, value, sums);
  }
  return hn::GetLane(hn::SumOfLanes(d, sums));
}

double squares_kernel(std::span<const Number> values) {
  return squares(values);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(adam_kernel);
HWY_EXPORT(squares_kernel);

template <>
void adam(const AdamStep<Number>& step, std::size_t size, Number* weights, const Number* gradient,
          Number* first, Number* second) {
  HWY_DYNAMIC_DISPATCH(adam_kernel)(step, size, weights, gradient, first, second);
}
template <>
double sum_of_squares(std::span<const Number> values) {
  return HWY_DYNAMIC_DISPATCH(squares_kernel)(values);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE
