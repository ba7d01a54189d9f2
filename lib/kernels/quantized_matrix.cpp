#include "kernels/quantized_matrix.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "kernels/packed_matrix.h"
#include "kernels/product.h"
#include "kernels/vnni.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/quantized_matrix.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "hwy/highway.h"
#include "kernels/math-inl.h"
#include "kernels/microkernel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

// The largest |x|; NaN if any x is NaN.
float largest(const float* x, std::size_t size) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  auto most = hn::Zero(d);
  auto bad = hn::Zero(d);  // x - x: 0, or NaN unless x is finite
  for (std::size_t i = 0; i < size; i += lanes) {
    const auto value = load(d, x + i, size - i);
    most = hn::Max(most, hn::Abs(value));
    bad = hn::Add(bad, hn::Sub(value, value));
  }
  return hn::GetLane(hn::MaxOfLanes(d, most)) + hn::GetLane(hn::SumOfLanes(d, bad));
}

// Quantises a column into words of two 16-bit or four 8-bit numbers, the latter with 128 added.
float quantize_column(const float* x, std::size_t depth, std::size_t group, std::uint32_t* words) {
  const float most = largest(x, depth);
  const float inverse = most == 0 ? 0 : 127.0F / most;
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> d32;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t padded = (depth + group - 1) / group * group;
  auto* const bytes = reinterpret_cast<std::uint8_t*>(words);
  auto* const shorts = reinterpret_cast<std::int16_t*>(words);
  for (std::size_t i = 0; i < padded; i += lanes) {
    const auto value = i < depth ? load(d, x + i, depth - i) : hn::Zero(d);
    const auto whole = hn::NearestInt(hn::Mul(value, hn::Set(d, inverse)));
    HWY_ALIGN std::int32_t numbers[hn::MaxLanes(d32)];
    const std::size_t count = std::min(lanes, padded - i);
    if (group == 4) {
      const hn::Rebind<std::uint8_t, decltype(d)> d8;
      HWY_ALIGN std::uint8_t narrow[hn::MaxLanes(d32)];
      hn::Store(hn::DemoteTo(d8, hn::Add(whole, hn::Set(d32, 128))), d8, narrow);
      std::memcpy(bytes + i, narrow, count);
    } else {
      hn::Store(whole, d32, numbers);
      for (std::size_t j = 0; j < count; ++j) shorts[i + j] = static_cast<std::int16_t>(numbers[j]);
    }
  }
  return most / 127.0F;
}

float quantize_row(const float* x, std::size_t size, std::int8_t* q) {
  const float most = largest(x, size);
  const hn::ScalableTag<float> d;
  const hn::Rebind<std::int8_t, decltype(d)> d8;
  const std::size_t lanes = hn::Lanes(d);
  const auto inverse = hn::Set(d, most == 0 ? 0 : 127.0F / most);
  for (std::size_t i = 0; i < size; i += lanes) {
    const auto whole = hn::NearestInt(hn::Mul(load(d, x + i, size - i), inverse));
    HWY_ALIGN std::int8_t narrow[hn::MaxLanes(d)];
    hn::Store(hn::DemoteTo(d8, whole), d8, narrow);
    std::memcpy(q + i, narrow, std::min(lanes, size - i));
  }
  return most / 127.0F;
}

// The sums of a tile over words of two 16-bit numbers.
template <std::size_t columns>
HWY_NOINLINE void multiply_pairs(const QuantizedTile& tile) {
  const hn::ScalableTag<std::int32_t> d;
  using V = hn::Vec<decltype(d)>;
  const std::size_t lanes = hn::Lanes(d);
  V sums[panel_vectors][columns];
#pragma GCC unroll 4
  for (std::size_t i = 0; i < panel_vectors; ++i) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < columns; ++j) sums[i][j] = hn::Zero(d);
  }
  const auto* panel = reinterpret_cast<const std::int32_t*>(tile.panel);
  const auto* b = reinterpret_cast<const std::int32_t*>(tile.b);
  for (std::size_t k = 0; k < tile.words; ++k) {
    V rows[panel_vectors];
#pragma GCC unroll 4
    for (std::size_t i = 0; i < panel_vectors; ++i) rows[i] = hn::Load(d, panel + i * lanes);
    panel += panel_vectors * lanes;
#pragma GCC unroll 8
    for (std::size_t j = 0; j < columns; ++j) {
      const V pair = hn::Set(d, b[j * tile.b_stride + k]);
#pragma GCC unroll 4
      for (std::size_t i = 0; i < panel_vectors; ++i) {
#if HWY_TARGET == HWY_AVX3
        sums[i][j] = hn::Add(sums[i][j], V{_mm512_madd_epi16(rows[i].raw, pair.raw)});
#elif HWY_TARGET == HWY_AVX2
        sums[i][j] = hn::Add(sums[i][j], V{_mm256_madd_epi16(rows[i].raw, pair.raw)});
#elif HWY_TARGET == HWY_SSE4
        sums[i][j] = hn::Add(sums[i][j], V{_mm_madd_epi16(rows[i].raw, pair.raw)});
#else
        const V low = hn::Mul(hn::ShiftRight<16>(hn::ShiftLeft<16>(rows[i])),
                              hn::ShiftRight<16>(hn::ShiftLeft<16>(pair)));
        const V high = hn::Mul(hn::ShiftRight<16>(rows[i]), hn::ShiftRight<16>(pair));
        sums[i][j] = hn::Add(sums[i][j], hn::Add(low, high));
#endif
      }
    }
  }
#pragma GCC unroll 8
  for (std::size_t j = 0; j < columns; ++j) {
#pragma GCC unroll 4
    for (std::size_t i = 0; i < panel_vectors; ++i) {
      hn::Store(sums[i][j], d, tile.sums + j * panel_vectors * lanes + i * lanes);
    }
  }
}

void multiply_tile_of(const QuantizedTile& tile, bool four) {
#if HWY_TARGET == HWY_AVX3
  if (four) return multiply_quads(tile);
#else
  static_cast<void>(four);
#endif
  switch (tile.columns) {
    case 1:
      return multiply_pairs<1>(tile);
    case 2:
      return multiply_pairs<2>(tile);
    case 3:
      return multiply_pairs<3>(tile);
    default:
      return multiply_pairs<4>(tile);
  }
}

void multiply_quantized(const QuantizedMatrix::Panels& a, const std::uint32_t* b, const float* b_scales,
                        std::size_t columns, const ProductStart<float>& start, float* c,
                        std::size_t c_stride) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> d32;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t words = (a.depth + a.group - 1) / a.group;
  const bool four = a.group == 4;
  const std::size_t widest = four ? quad_columns : 4;
  const std::size_t tiles = (columns + widest - 1) / widest;
  HWY_ALIGN std::int32_t sums[panel_vectors * hn::MaxLanes(d) * quad_columns];
  for (std::size_t panel = 0; panel * a.panel_rows < a.rows; ++panel) {
    const std::size_t first = panel * a.panel_rows;
    const std::size_t count = std::min(a.panel_rows, a.rows - first);
    for (std::size_t t = 0; t < tiles; ++t) {
      const std::size_t begin = t * columns / tiles;
      const std::size_t width = (t + 1) * columns / tiles - begin;
      multiply_tile_of({a.words.data() + first * words, words, b + begin * words, words, width, sums}, four);
      for (std::size_t j = 0; j < width; ++j) {
        float* const target = c + (begin + j) * c_stride + first;
        const float* base = start.column == nullptr ? nullptr : start.column + first;
        if (start.columns != nullptr) base = start.columns[begin + j] + first;
        if (start.onto) base = target;
        const auto column_scale = hn::Set(d, b_scales[begin + j]);
        for (std::size_t i = 0; i < count; i += lanes) {
          const std::size_t left = count - i;
          auto sum = hn::Load(d32, sums + j * a.panel_rows + i);
          if (four) sum = hn::Add(sum, hn::Load(d32, a.offsets.data() + first + i));
          const auto scale = hn::Mul(column_scale, hn::Load(d, a.scales.data() + first + i));
          const auto before = base == nullptr ? hn::Zero(d) : load(d, base + i, left);
          store(d, hn::MulAdd(hn::ConvertTo(d, sum), scale, before), target + i, left);
        }
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::kernels {

HWY_EXPORT(quantize_column);
HWY_EXPORT(quantize_row);
HWY_EXPORT(multiply_quantized);

namespace {

void multiply_columns(const QuantizedMatrix::Panels& a, const float* b, std::size_t b_stride,
                      std::size_t columns, const ProductStart<float>& start, float* c, std::size_t c_stride) {
  // Kept per thread, so that no time step allocates.
  thread_local Buffer<std::uint32_t> words;
  thread_local Buffer<float> scales;
  const std::size_t words_per_column = (a.depth + a.group - 1) / a.group;
  words.resize(words_per_column * columns);
  scales.resize(columns);
  for (std::size_t j = 0; j < columns; ++j) {
    scales.data()[j] = HWY_DYNAMIC_DISPATCH(quantize_column)(b + j * b_stride, a.depth, a.group,
                                                             words.data() + j * words_per_column);
  }
  HWY_DYNAMIC_DISPATCH(multiply_quantized)
  (a, words.data(), scales.data(), columns, start, c, c_stride);
}

}  // namespace

float quantize(const float* x, std::size_t size, std::int8_t* q) {
  return HWY_DYNAMIC_DISPATCH(quantize_row)(x, size, q);
}

void QuantizedMatrix::pack(const float* source, std::size_t rows, std::size_t depth, std::size_t stride) {
  rows_ = panels_.rows = rows;
  depth_ = panels_.depth = depth;
  panels_.panel_rows = panel_rows<float>();
  panels_.group = vnni_in_use() ? 4 : 2;
  const std::size_t padded_rows = (rows + panels_.panel_rows - 1) / panels_.panel_rows * panels_.panel_rows;
  const std::size_t words = (depth + panels_.group - 1) / panels_.group;
  panels_.words.resize(padded_rows * words);
  panels_.offsets.resize(padded_rows);
  panels_.scales.resize(padded_rows);
  std::fill(panels_.words.data(), panels_.words.data() + padded_rows * words, 0U);
  std::fill(panels_.offsets.data(), panels_.offsets.data() + padded_rows, 0);
  std::fill(panels_.scales.data(), panels_.scales.data() + padded_rows, 0.0F);
  Buffer<std::int8_t> q(words * panels_.group);
  std::fill(q.data(), q.data() + q.size(), std::int8_t{0});
  for (std::size_t row = 0; row < rows; ++row) {
    panels_.scales.data()[row] = quantize(source + row * stride, depth, q.data());
    std::uint32_t* target = panels_.words.data() + row / panels_.panel_rows * panels_.panel_rows * words +
                            row % panels_.panel_rows;
    for (std::size_t word = 0; word < words; ++word, target += panels_.panel_rows) {
      if (panels_.group == 4) {
        std::memcpy(target, q.data() + 4 * word, 4);
      } else {
        const std::int16_t pair[] = {q.data()[2 * word], q.data()[2 * word + 1]};
        std::memcpy(target, pair, 4);
      }
    }
    panels_.offsets.data()[row] = -128 * std::accumulate(q.data(), q.data() + depth, 0);
  }
}

void QuantizedMatrix::multiply(const float* b, std::size_t b_stride, std::size_t columns, const float* start,
                               float* c, std::size_t c_stride) const {
  multiply_columns(panels_, b, b_stride, columns, {start, nullptr, false}, c, c_stride);
}

void QuantizedMatrix::multiply_add(const float* b, std::size_t b_stride, std::size_t columns, float* c,
                                   std::size_t c_stride) const {
  multiply_columns(panels_, b, b_stride, columns, {nullptr, nullptr, true}, c, c_stride);
}

void QuantizedMatrix::multiply_from(const float* b, std::size_t b_stride, std::size_t columns,
                                    const float* const* starts, float* c, std::size_t c_stride) const {
  multiply_columns(panels_, b, b_stride, columns, {nullptr, starts, false}, c, c_stride);
}

}  // namespace seqlab::kernels
#endif  // HWY_ONCE
