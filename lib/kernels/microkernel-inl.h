// The innermost loop of every product, over a tile of the result in registers; compiled once per instruction
// set.
#if defined(SEQLAB_KERNELS_MICROKERNEL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SEQLAB_KERNELS_MICROKERNEL_INL_H_
#undef SEQLAB_KERNELS_MICROKERNEL_INL_H_
#else
#define SEQLAB_KERNELS_MICROKERNEL_INL_H_
#endif

#include <cstddef>
#include <type_traits>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// A tile is `panel_vectors` vectors of rows by at most `tile_columns` columns. Its sums leave registers for
// one vector of rows each and one number of b: x86 has 16 vector registers, 32 with AVX-512; Arm has 32.
constexpr std::size_t panel_vectors = 3;
constexpr std::size_t tile_columns = HWY_TARGET == HWY_AVX3 || HWY_ARCH_ARM_A64 ? 8 : 4;

// sums += panel b. panel: [depth][panel_vectors * lanes], of which the first `vectors` vectors are used. The
// number of b for depth k and column j is at b[j * stride + k] if depth_contiguous, else at b[k * stride +
// j].
template <std::size_t vectors, std::size_t columns, bool depth_contiguous, class D, class V = hn::Vec<D>>
HWY_INLINE void multiply_tile(D d, const hn::TFromD<D>* HWY_RESTRICT panel, std::size_t depth,
                              const hn::TFromD<D>* HWY_RESTRICT b, std::size_t stride,
                              V (&sums)[vectors][columns]) {
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t k = 0; k < depth; ++k) {
    V rows[vectors];
#pragma GCC unroll 4
    for (std::size_t i = 0; i < vectors; ++i) rows[i] = hn::Load(d, panel + i * lanes);
    panel += panel_vectors * lanes;
    const hn::TFromD<D>* HWY_RESTRICT at = depth_contiguous ? b + k : b + k * stride;
#pragma GCC unroll 8
    for (std::size_t j = 0; j < columns; ++j) {
      const V number = hn::Set(d, at[depth_contiguous ? j * stride : j]);
#pragma GCC unroll 4
      for (std::size_t i = 0; i < vectors; ++i) sums[i][j] = hn::MulAdd(rows[i], number, sums[i][j]);
    }
  }
}

// Calls tile(std::integral_constant<std::size_t, columns>()), 1 <= columns <= tile_columns.
template <class Tile>
HWY_INLINE void with_columns(std::size_t columns, const Tile& tile) {
  switch (columns) {
    case 1:
      return tile(std::integral_constant<std::size_t, 1>());
    case 2:
      return tile(std::integral_constant<std::size_t, 2>());
    case 3:
      return tile(std::integral_constant<std::size_t, 3>());
    case 4:
      return tile(std::integral_constant<std::size_t, 4>());
    default:
      break;
  }
  if constexpr (tile_columns > 4) {
    switch (columns) {
      case 5:
        return tile(std::integral_constant<std::size_t, 5>());
      case 6:
        return tile(std::integral_constant<std::size_t, 6>());
      case 7:
        return tile(std::integral_constant<std::size_t, 7>());
      default:
        return tile(std::integral_constant<std::size_t, 8>());
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::kernels
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
