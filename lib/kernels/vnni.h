// AVX-512's dot product of eight-bit numbers, which the library of vectors does not have.
#pragma once

#include <cstddef>
#include <cstdint>

namespace seqlab::kernels {

// A tile of a product of whole numbers: panel_rows<float>() rows by `columns`. panel: [words][panel rows]; b:
// column j at b + j * b_stride. sums: [columns][panel rows], written.
struct QuantizedTile {
  const std::uint32_t* panel;
  std::size_t words;
  const std::uint32_t* b;
  std::size_t b_stride;
  std::size_t columns;
  std::int32_t* sums;
};

// Columns of a tile at most.
constexpr std::size_t quad_columns = 8;

// Whether the instruction set in use has it: "avx512-vnni".
bool vnni_in_use();

// Words of four: the panel's bytes are signed, those of b unsigned. Only where vnni_in_use().
void multiply_quads(const QuantizedTile& tile);

}  // namespace seqlab::kernels
