// AVX-512's dot product of 8-bit integers, which Highway lacks.
#pragma once

#include <cstddef>
#include <cstdint>

namespace seqlab::kernels {

// A tile of an integer product: panel_rows<float>() rows by `columns`. panel: [words][panel rows]; column j
// of b is at b + j * b_stride; sums: [columns][panel rows], written.
struct QuantizedTile {
  const std::uint32_t* panel;
  std::size_t words;
  const std::uint32_t* b;
  std::size_t b_stride;
  std::size_t columns;
  std::int32_t* sums;
};

// The most columns of a tile.
constexpr std::size_t quad_columns = 8;

// Whether the instruction set in use is "avx512-vnni".
bool vnni_in_use();

// For words of four numbers: signed bytes in the panel, unsigned ones in b. Only if vnni_in_use().
void multiply_quads(const QuantizedTile& tile);

}  // namespace seqlab::kernels
