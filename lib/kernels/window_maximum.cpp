#include "kernels/window_maximum.h"

#include <algorithm>

#include "kernels/number.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/window_maximum.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "hwy/highway.h"
#include "kernels/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

// One word, and at most window_part_multiple rows from `first` on.
template <bool with_positions, class T>
HWY_INLINE void word_maxima(const WindowParts<T>& parts, const std::uint32_t* characters, std::size_t length,
                            std::size_t first, const T* start, T* output, std::uint32_t* positions) {
  const hn::CappedTag<T, window_part_multiple> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  using V = hn::Vec<decltype(d)>;
  using Positions = hn::Vec<decltype(du)>;
  constexpr std::size_t lanes = hn::MaxLanes(d);
  constexpr std::size_t vectors = window_part_multiple / lanes;
  V largest[vectors];
  Positions at[vectors];
  for (std::size_t i = 0; i < vectors; ++i) {
    largest[i] = hn::Zero(d);
    at[i] = hn::Zero(du);
  }
  const T* const columns = parts.columns + first;
  for (std::size_t position = 0; position < length; ++position) {
    V sums[vectors];
    for (std::size_t i = 0; i < vectors; ++i) sums[i] = hn::Zero(d);
    const std::size_t begin = parts.before - std::min(parts.before, position);
    const std::size_t end = std::min(parts.window, length - position + parts.before);
    const std::uint32_t* const near = characters + (position + begin - parts.before);
    for (std::size_t k = begin; k < end; ++k) {
      const T* const part = columns + near[k - begin] * parts.stride + k * parts.part_rows;
      for (std::size_t i = 0; i < vectors; ++i) {
        sums[i] = hn::Add(sums[i], hn::Load(d, part + i * lanes));
      }
    }
    const auto here = hn::Set(du, static_cast<hn::TFromD<decltype(du)>>(position));
    for (std::size_t i = 0; i < vectors; ++i) {
      if (position == 0) {
        largest[i] = sums[i];
        continue;
      }
      const auto larger = hn::Gt(sums[i], largest[i]);
      largest[i] = hn::IfThenElse(larger, sums[i], largest[i]);
      if (with_positions) at[i] = hn::IfThenElse(hn::RebindMask(du, larger), here, at[i]);
    }
  }
  for (std::size_t i = 0; i < vectors && first + i * lanes < parts.rows; ++i) {
    const std::size_t row = first + i * lanes;
    const std::size_t left = parts.rows - row;
    store(d, hn::Add(largest[i], load(d, start + row, left)), output + row, left);
    if (!with_positions) continue;
    HWY_ALIGN hn::TFromD<decltype(du)> wide[lanes];
    hn::Store(at[i], du, wide);
    for (std::size_t lane = 0; lane < std::min(lanes, left); ++lane) {
      positions[row + lane] = static_cast<std::uint32_t>(wide[lane]);
    }
  }
}

template <class T>
void maxima(const WindowParts<T>& parts, const std::uint32_t* characters,
            std::span<const std::size_t> offsets, const T* start, T* output, std::size_t output_stride,
            std::uint32_t* positions) {
  for (std::size_t word = 0; word + 1 < offsets.size(); ++word, output += output_stride) {
    const std::uint32_t* const own = characters + offsets[word];
    const std::size_t length = offsets[word + 1] - offsets[word];
    for (std::size_t first = 0; first < parts.rows; first += window_part_multiple) {
      if (positions == nullptr) {
        word_maxima<false>(parts, own, length, first, start, output, positions);
      } else {
        word_maxima<true>(parts, own, length, first, start, output, positions + word * parts.rows);
      }
    }
  }
}

void maxima_kernel(const WindowParts<Number>& parts, const std::uint32_t* characters,
                   std::span<const std::size_t> offsets, const Number* start, Number* output,
                   std::size_t output_stride, std::uint32_t* positions) {
  maxima(parts, characters, offsets, start, output, output_stride, positions);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(maxima_kernel);

template <>
void window_maxima(const WindowParts<Number>& parts, std::span<const std::uint32_t> characters,
                   std::span<const std::size_t> offsets, const Number* start, Number* output,
                   std::size_t output_stride, std::uint32_t* positions) {
  HWY_DYNAMIC_DISPATCH(maxima_kernel)
  (parts, characters.data(), offsets, start, output, output_stride, positions);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE
