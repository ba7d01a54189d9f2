#include "kernels/max_plus.h"

#include <algorithm>
#include <limits>

#include "kernels/number.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/max_plus.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "hwy/highway.h"
#include "kernels/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

// The maxima of `vectors` vectors of labels, kept in registers.
template <std::size_t vectors, class T>
HWY_INLINE void best_of(const T* transitions, std::size_t stride, std::size_t labels, const T* previous,
                        T* next) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  hn::Vec<decltype(d)> best[vectors];
  for (std::size_t v = 0; v < vectors; ++v) best[v] = hn::Set(d, std::numeric_limits<T>::lowest());
  for (std::size_t i = 0; i < labels; ++i, transitions += stride) {
    const auto before = hn::Set(d, previous[i]);
#pragma GCC unroll 4
    for (std::size_t v = 0; v < vectors; ++v) {
      best[v] = hn::Max(best[v], hn::Add(before, hn::Load(d, transitions + v * lanes)));
    }
  }
  for (std::size_t v = 0; v < vectors; ++v) hn::StoreU(best[v], d, next + v * lanes);
}

template <class T>
void step(const T* transitions, std::size_t labels, const T* previous, const T* scores, T* next) {
  const hn::ScalableTag<T> d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t stride = max_plus_stride<T>(labels);
  std::size_t label = 0;
  for (; label + 4 * lanes <= stride; label += 4 * lanes) {
    best_of<4>(transitions + label, stride, labels, previous, next + label);
  }
  for (; label < labels; label += lanes) {
    best_of<1>(transitions + label, stride, labels, previous, next + label);
  }
  const auto top = hn::Set(d, largest_score<T>);
  const auto bottom = hn::Set(d, -largest_score<T>);
  auto highest = hn::Set(d, std::numeric_limits<T>::lowest());
  for (label = 0; label < labels; label += lanes) {
    const std::size_t left = labels - label;
    auto score = load(d, scores + label, left);
    score = hn::IfThenElse(hn::Gt(score, top), top, score);
    score = hn::IfThenElse(hn::Ge(score, bottom), score, bottom);
    const auto sum = hn::Add(hn::LoadU(d, next + label), score);
    hn::StoreU(sum, d, next + label);
    highest = hn::Max(highest, left < lanes ? hn::IfThenElse(hn::FirstN(d, left), sum, highest) : sum);
  }
  highest = hn::MaxOfLanes(d, highest);
  for (label = 0; label < labels; label += lanes) {
    hn::StoreU(hn::Sub(hn::LoadU(d, next + label), highest), d, next + label);
  }
}

void step_kernel(const Number* transitions, std::size_t labels, const Number* previous, const Number* scores,
                 Number* next) {
  step(transitions, labels, previous, scores, next);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(step_kernel);

template <>
void max_plus_step(const Number* transitions, std::size_t labels, const Number* previous,
                   const Number* scores, Number* next) {
  HWY_DYNAMIC_DISPATCH(step_kernel)(transitions, labels, previous, scores, next);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE
