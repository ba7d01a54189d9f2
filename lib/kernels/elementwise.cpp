#include "kernels/elementwise.h"

#include <cstddef>

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/elementwise.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "hwy/highway.h"
#include "kernels/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

template <class T, class Function>
void apply(std::span<T> values, const Function& function) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < values.size(); i += lanes) {
    const std::size_t left = values.size() - i;
    store(d, function(d, load(d, values.data() + i, left)), values.data() + i, left);
  }
}

void exp_f32(std::span<float> values) {
  apply(values, [](auto d, auto x) HWY_ATTR { return exp(d, x); });
}
void exp_f64(std::span<double> values) {
  apply(values, [](auto d, auto x) HWY_ATTR { return exp(d, x); });
}
void sigmoid_f32(std::span<float> values) {
  apply(values, [](auto d, auto x) HWY_ATTR { return sigmoid(d, x); });
}
void sigmoid_f64(std::span<double> values) {
  apply(values, [](auto d, auto x) HWY_ATTR { return sigmoid(d, x); });
}
void tanh_f32(std::span<float> values) {
  apply(values, [](auto d, auto x) HWY_ATTR { return tanh(d, x); });
}
void tanh_f64(std::span<double> values) {
  apply(values, [](auto d, auto x) HWY_ATTR { return tanh(d, x); });
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(exp_f32);
HWY_EXPORT(exp_f64);
HWY_EXPORT(sigmoid_f32);
HWY_EXPORT(sigmoid_f64);
HWY_EXPORT(tanh_f32);
HWY_EXPORT(tanh_f64);

template <>
void apply_exp(std::span<float> values) {
  HWY_DYNAMIC_DISPATCH(exp_f32)(values);
}
template <>
void apply_exp(std::span<double> values) {
  HWY_DYNAMIC_DISPATCH(exp_f64)(values);
}
template <>
void apply_sigmoid(std::span<float> values) {
  HWY_DYNAMIC_DISPATCH(sigmoid_f32)(values);
}
template <>
void apply_sigmoid(std::span<double> values) {
  HWY_DYNAMIC_DISPATCH(sigmoid_f64)(values);
}
template <>
void apply_tanh(std::span<float> values) {
  HWY_DYNAMIC_DISPATCH(tanh_f32)(values);
}
template <>
void apply_tanh(std::span<double> values) {
  HWY_DYNAMIC_DISPATCH(tanh_f64)(values);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE
