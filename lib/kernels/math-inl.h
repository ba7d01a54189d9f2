// exp, sigma and tanh of vectors, compiled once per instruction set. Include it outside any namespace, after
// foreach_target.h.
#if defined(SEQLAB_KERNELS_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SEQLAB_KERNELS_MATH_INL_H_
#undef SEQLAB_KERNELS_MATH_INL_H_
#else
#define SEQLAB_KERNELS_MATH_INL_H_
#endif

#include <cstddef>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// x clamped to [low, high]; NaN stays NaN, so that it reaches the loss.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V clamp(D d, V x, double low, double high) {
  using T = hn::TFromD<D>;
  const V top = hn::Set(d, static_cast<T>(high));
  const V bottom = hn::Set(d, static_cast<T>(low));
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR
  // If either operand is NaN, these instructions return the second.
  return hn::Max(bottom, hn::Min(top, x));
#else
  x = hn::IfThenElse(hn::Gt(x, top), top, x);
  return hn::IfThenElse(hn::Lt(x, bottom), bottom, x);
#endif
}

// e^x = scale (1 + rest): scale = 2^n with n = round(x / ln 2), and rest = e^r - 1 with r = x - n ln 2, |r|
// <= ln 2 / 2.
template <class V>
struct ExpParts {
  V scale, rest;
};

// (e^r - 1) / r for |r| <= ln 2 / 2.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V expm1_ratio(D d, V r) {
  using T = hn::TFromD<D>;
  if constexpr (sizeof(T) == 4) {
    // The minimax polynomial of this degree: e^r within 3.1e-9.
    constexpr float terms[] = {0x1.6a23d0p-10F, 0x1.123a20p-7F, 0x1.5558f2p-5F,
                               0x1.555492p-3F,  0x1.fffffcp-2F, 1};
    V series = hn::Set(d, terms[0]);
    for (std::size_t i = 1; i < 6; ++i) series = hn::MulAdd(series, r, hn::Set(d, terms[i]));
    return series;
  } else {
    // Taylor: 1/1! + r (1/2! + r (1/3! + ...))
    constexpr int terms = 13;
    double factorial = 6227020800.0;  // terms!
    V series = hn::Set(d, 1.0 / factorial);
    for (int term = terms; term > 1; --term) {
      factorial /= term;
      series = hn::MulAdd(series, r, hn::Set(d, 1.0 / factorial));
    }
    return series;
  }
}

// |x| must keep 2^n a normal number.
template <class D, class V = hn::Vec<D>>
HWY_INLINE ExpParts<V> exp_parts(D d, V x) {
  using T = hn::TFromD<D>;
  constexpr bool wide = sizeof(T) == 8;
  // ln 2 in two parts, the first with so few digits that n times it is exact.
  constexpr double ln2_high = wide ? 0x1.62e42fefap-1 : 0x1.62e4p-1;
  constexpr double ln2_low = wide ? 0x1.cf79abc9e3b3ap-40 : 0x1.7f7d1cf79abcap-20;
  // Adding a number so large that its last digit is worth 1 rounds x / ln 2 and leaves n + bias in the low
  // bits.
  constexpr int fraction_bits = wide ? 52 : 23;
  const V large = hn::Set(d, static_cast<T>(wide ? 0x1.8p52 + 1023 : 0x1.8p23 + 127));
  const V shifted = hn::MulAdd(x, hn::Set(d, static_cast<T>(1.4426950408889634)), large);
  const V n = hn::Sub(shifted, large);
  V r = hn::NegMulAdd(n, hn::Set(d, static_cast<T>(ln2_high)), x);
  r = hn::NegMulAdd(n, hn::Set(d, static_cast<T>(ln2_low)), r);
  const hn::RebindToSigned<D> di;
  return {hn::BitCast(d, hn::ShiftLeft<fraction_bits>(hn::BitCast(di, shifted))),
          hn::Mul(expm1_ratio(d, r), r)};
}

// 1 / x for 1 <= x < 2^126, within 1 unit in the last place.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V reciprocal(D d, V x) {
  const V one = hn::Set(d, hn::TFromD<D>{1});
#if HWY_TARGET == HWY_AVX3
  if constexpr (sizeof(hn::TFromD<D>) == 4) {
    // Two Newton steps from 14 bits cost less than a division. The second starts within a unit in the last
    // place and rounds as a division would (Markstein 1990), so that processors agree whose first estimates
    // differ.
    V y = hn::ApproximateReciprocal(x);
    y = hn::MulAdd(hn::NegMulAdd(x, y, one), y, y);
    return hn::MulAdd(hn::NegMulAdd(x, y, one), y, y);
  }
#endif
  return hn::Div(one, x);
}

// e^x within 2 units in the last place, with x clamped to the logarithms of the smallest normal and the
// largest number.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V exp(D d, V x) {
  constexpr bool wide = sizeof(hn::TFromD<D>) == 8;
  const ExpParts<V> parts = exp_parts(d, clamp(d, x, wide ? -708.0 : -87.0, wide ? 709.0 : 88.0));
  return hn::MulAdd(parts.scale, parts.rest, parts.scale);
}

// sigma(x) = 1 / (1 + e^-x), within 3 units in the last place for |x| < 87.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V sigmoid(D d, V x) {
  return reciprocal(d, hn::Add(hn::Set(d, hn::TFromD<D>{1}), exp(d, hn::Neg(x))));
}

// t = e^2x - 1 = (scale - 1) + scale rest, which loses no digits near 0. tanh(x) = t / (t + 2), which beyond
// the clamp is 1 to the last place.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V expm1_of_twice(D d, V x) {
  using T = hn::TFromD<D>;
  constexpr double limit = sizeof(T) == 8 ? 20.0 : 10.0;
  x = clamp(d, x, -limit, limit);
  const ExpParts<V> parts = exp_parts(d, hn::Add(x, x));
  return hn::MulAdd(parts.scale, parts.rest, hn::Sub(parts.scale, hn::Set(d, T{1})));
}

// tanh(x), within 4 units in the last place.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V tanh(D d, V x) {
  const V t = expm1_of_twice(d, x);
  return hn::Div(t, hn::Add(t, hn::Set(d, hn::TFromD<D>{2})));
}

// sigma(x), tanh(y) and their product.
template <class V>
struct GatedTanh {
  V gate, tanh, product;
};

// With one division: sigma(x) tanh(y) = t / ((1 + e^-x) (t + 2)), t = e^2y - 1. Within 5 units in the last
// place; x below -60 counts as -60.
template <class D, class V = hn::Vec<D>>
HWY_INLINE GatedTanh<V> gated_tanh(D d, V x, V y) {
  using T = hn::TFromD<D>;
  const ExpParts<V> parts = exp_parts(d, clamp(d, hn::Neg(x), -60, 60));
  const V a = hn::Add(hn::Set(d, T{1}), hn::MulAdd(parts.scale, parts.rest, parts.scale));
  const V t = expm1_of_twice(d, y);
  const V b = hn::Add(t, hn::Set(d, T{2}));
  const V r = reciprocal(d, hn::Mul(a, b));
  return {hn::Mul(b, r), hn::Mul(hn::Mul(a, t), r), hn::Mul(t, r)};
}

// Load the first `count` numbers, the others being 0; store the first `count`. No other memory is read or
// written: AVX2 and AVX-512 mask it, other sets go through a vector on the stack.
template <class D>
HWY_INLINE hn::Vec<D> load(D d, const hn::TFromD<D>* from, std::size_t count) {
  if (count >= hn::Lanes(d)) return hn::LoadU(d, from);
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
  return hn::MaskedLoad(hn::FirstN(d, count), d, from);
#else
  HWY_ALIGN hn::TFromD<D> whole[hn::MaxLanes(d)] = {};
  for (std::size_t i = 0; i < count; ++i) whole[i] = from[i];
  return hn::Load(d, whole);
#endif
}
template <class D>
HWY_INLINE void store(D d, hn::Vec<D> value, hn::TFromD<D>* to, std::size_t count) {
  if (count >= hn::Lanes(d)) return hn::StoreU(value, d, to);
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
  hn::BlendedStore(value, hn::FirstN(d, count), d, to);
#else
  HWY_ALIGN hn::TFromD<D> whole[hn::MaxLanes(d)];
  hn::Store(value, d, whole);
  for (std::size_t i = 0; i < count; ++i) to[i] = whole[i];
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
