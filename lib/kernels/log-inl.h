// The natural logarithm of vectors, compiled once per instruction set. Include it outside any namespace,
// after foreach_target.h.
#if defined(SEQLAB_KERNELS_LOG_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SEQLAB_KERNELS_LOG_INL_H_
#undef SEQLAB_KERNELS_LOG_INL_H_
#else
#define SEQLAB_KERNELS_LOG_INL_H_
#endif

#include <cstdint>
#include <limits>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// ln x within 2 units in the last place, for x from the smallest normal number up. Infinity and NaN return
// themselves.
//
// x = 2^n (1 + r), sqrt(1/2) <= 1 + r < sqrt(2), and with s = r / (2 + r):
// ln(1 + r) = 2 artanh s = 2 s + s rest, rest = 2 s^2 / 3 + 2 s^4 / 5 + .... Since 2 s = r - s r, that is
// r - (r^2 / 2 - s (r^2 / 2 + rest)), in which only small terms are rounded.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V log(D d, V x) {
  using T = hn::TFromD<D>;
  using Limits = std::numeric_limits<T>;
  constexpr bool wide = sizeof(T) == 8;
  constexpr int fraction_bits = wide ? 52 : 23;
  const hn::RebindToSigned<D> di;
  using Integer = hn::TFromD<decltype(di)>;
  const V one = hn::Set(d, T{1});

  constexpr auto root_half =
      wide ? static_cast<Integer>(0x3fe6a09e667f3bcd) : static_cast<Integer>(0x3f3504f3);
  const auto bits = hn::BitCast(di, x);
  const auto exponent = hn::ShiftRight<fraction_bits>(hn::Sub(bits, hn::Set(di, root_half)));
  const V r = hn::Sub(hn::BitCast(d, hn::Sub(bits, hn::ShiftLeft<fraction_bits>(exponent))), one);
  const V n = hn::ConvertTo(d, exponent);

  const V s = hn::Div(r, hn::Add(r, hn::Set(d, T{2})));
  const V square = hn::Mul(s, s);
  constexpr int terms = wide ? 11 : 5;
  V series = hn::Set(d, static_cast<T>(2.0 / (2 * terms + 1)));
  for (int term = terms - 1; term > 0; --term) {
    series = hn::MulAdd(series, square, hn::Set(d, static_cast<T>(2.0 / (2 * term + 1))));
  }
  const V half_square = hn::Mul(hn::Mul(r, r), hn::Set(d, static_cast<T>(0.5)));
  // ln 2 in two parts, the first with so few digits that n times it is exact.
  const V ln2_high = hn::Set(d, static_cast<T>(wide ? 0x1.62e42fefap-1 : 0x1.62e4p-1));
  const V ln2_low = hn::Set(d, static_cast<T>(wide ? 0x1.cf79abc9e3b3ap-40 : 0x1.7f7d1cf79abcap-20));
  const V small = hn::MulAdd(s, hn::MulAdd(series, square, half_square), hn::Mul(n, ln2_low));
  const V result = hn::MulAdd(n, ln2_high, hn::Sub(r, hn::Sub(half_square, small)));
  return hn::IfThenElse(hn::Le(x, hn::Set(d, Limits::max())), result, x);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
