#include "kernels/vnni.h"

#include <stdexcept>

#include "kernels/instruction_set.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace seqlab::kernels {

bool vnni_in_use() {
  return instruction_set() == "avx512-vnni";
}

#if defined(__x86_64__)

namespace {

constexpr std::size_t vectors = 3;  // per panel, as in microkernel-inl.h
constexpr std::size_t lanes = 16;

template <std::size_t columns>
__attribute__((target("avx512f,avx512vnni"))) void multiply_columns(const QuantizedTile& tile) {
  __m512i sums[vectors][columns];
#pragma GCC unroll 4
  for (std::size_t i = 0; i < vectors; ++i) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < columns; ++j) sums[i][j] = _mm512_setzero_si512();
  }
  const std::uint32_t* panel = tile.panel;
  for (std::size_t k = 0; k < tile.words; ++k) {
    __m512i rows[vectors];
#pragma GCC unroll 4
    for (std::size_t i = 0; i < vectors; ++i) rows[i] = _mm512_load_si512(panel + i * lanes);
    panel += vectors * lanes;
#pragma GCC unroll 8
    for (std::size_t j = 0; j < columns; ++j) {
      const __m512i numbers = _mm512_set1_epi32(static_cast<int>(tile.b[j * tile.b_stride + k]));
#pragma GCC unroll 4
      for (std::size_t i = 0; i < vectors; ++i) {
        sums[i][j] = _mm512_dpbusd_epi32(sums[i][j], numbers, rows[i]);
      }
    }
  }
#pragma GCC unroll 8
  for (std::size_t j = 0; j < columns; ++j) {
#pragma GCC unroll 4
    for (std::size_t i = 0; i < vectors; ++i) {
      _mm512_storeu_si512(tile.sums + (j * vectors + i) * lanes, sums[i][j]);
    }
  }
}

}  // namespace

void multiply_quads(const QuantizedTile& tile) {
  switch (tile.columns) {
    case 1:
      return multiply_columns<1>(tile);
    case 2:
      return multiply_columns<2>(tile);
    case 3:
      return multiply_columns<3>(tile);
    case 4:
      return multiply_columns<4>(tile);
    case 5:
      return multiply_columns<5>(tile);
    case 6:
      return multiply_columns<6>(tile);
    case 7:
      return multiply_columns<7>(tile);
    default:
      return multiply_columns<8>(tile);
  }
}

#else

void multiply_quads(const QuantizedTile&) {
  throw std::logic_error("this processor has no AVX-512 VNNI");
}

#endif

}  // namespace seqlab::kernels
