#include "kernels/dropout_mask.h"

#include "kernels/number.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/dropout_mask.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "hwy/highway.h"
#include "kernels/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

template <class D, class V = hn::Vec<D>>
HWY_INLINE V mix(D d, V x) {
  x = hn::Mul(hn::Xor(x, hn::ShiftRight<30>(x)), hn::Set(d, std::uint64_t{0xbf58476d1ce4e5b9}));
  x = hn::Mul(hn::Xor(x, hn::ShiftRight<27>(x)), hn::Set(d, std::uint64_t{0x94d049bb133111eb}));
  return hn::Xor(x, hn::ShiftRight<31>(x));
}

// From i on, one number at a time; each draw serves two.
template <class T>
void drop_from(std::size_t i, std::span<T> x, std::uint64_t key, const std::uint64_t* counters,
               std::uint32_t threshold, T scale) {
  const hn::CappedTag<std::uint64_t, 1> d;
  for (; i < x.size(); ++i) {
    const std::uint64_t bits = hn::GetLane(mix(d, hn::Set(d, key ^ counters[i / 2])));
    x[i] *= static_cast<std::uint32_t>(i % 2 == 0 ? bits : bits >> 32) < threshold ? T{0} : scale;
  }
}

HWY_INLINE void drop_all(std::span<float> x, std::uint64_t key, const std::uint64_t* counters,
                         std::uint32_t threshold, float scale) {
  std::size_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::ScalableTag<float> d;
  const hn::Repartition<std::uint64_t, decltype(d)> d64;
  const hn::Repartition<std::uint32_t, decltype(d)> d32;
  const std::size_t lanes = hn::Lanes(d);
  const auto keys = hn::Set(d64, key);
  const auto factor = hn::Set(d, scale);
  for (; i + lanes <= x.size(); i += lanes) {
    const auto bits = hn::BitCast(d32, mix(d64, hn::Xor(keys, hn::LoadU(d64, counters + i / 2))));
    const auto dropped = hn::RebindMask(d, hn::Lt(bits, hn::Set(d32, threshold)));
    hn::StoreU(hn::IfThenZeroElse(dropped, hn::Mul(hn::LoadU(d, x.data() + i), factor)), d, x.data() + i);
  }
#endif
  drop_from(i, x, key, counters, threshold, scale);
}

HWY_INLINE void drop_all(std::span<double> x, std::uint64_t key, const std::uint64_t* counters,
                         std::uint32_t threshold, double scale) {
  drop_from(0, x, key, counters, threshold, scale);
}

void drop_kernel(std::span<Number> x, std::uint64_t key, const std::uint64_t* counters,
                 std::uint32_t threshold, Number scale) {
  drop_all(x, key, counters, threshold, scale);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(drop_kernel);

template <>
void drop(std::span<Number> x, std::uint64_t key, const std::uint64_t* counters, std::uint32_t threshold,
          Number scale) {
  HWY_DYNAMIC_DISPATCH(drop_kernel)(x, key, counters, threshold, scale);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE
