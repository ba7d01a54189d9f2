#include "kernels/elementwise.h"

#include <cstddef>

#include "kernels/number.h"

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
void each_vector(std::span<T> values, const Function& function) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < values.size(); i += lanes) {
    const std::size_t left = values.size() - i;
    store(d, function(d, load(d, values.data() + i, left)), values.data() + i, left);
  }
}

void exp_kernel(std::span<Number> values) {
  each_vector(values, [](auto d, auto x) HWY_ATTR { return exp(d, x); });
}
void sigmoid_kernel(std::span<Number> values) {
  each_vector(values, [](auto d, auto x) HWY_ATTR { return sigmoid(d, x); });
}
void tanh_kernel(std::span<Number> values) {
  each_vector(values, [](auto d, auto x) HWY_ATTR { return tanh(d, x); });
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(exp_kernel);
HWY_EXPORT(sigmoid_kernel);
HWY_EXPORT(tanh_kernel);

template <>
void apply_exp(std::span<Number> values) {
  HWY_DYNAMIC_DISPATCH(exp_kernel)(values);
}
template <>
void apply_sigmoid(std::span<Number> values) {
  HWY_DYNAMIC_DISPATCH(sigmoid_kernel)(values);
}
template <>
void apply_tanh(std::span<Number> values) {
  HWY_DYNAMIC_DISPATCH(tanh_kernel)(values);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE
