// The maximum, over positions, of the sums of a window that slides over columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace seqlab::kernels {

// The rows of a part are a multiple of this, so that every instruction set reads whole vectors.
constexpr std::size_t window_part_multiple = 16;

// Projected characters: a column per character of the alphabet, made of `window` parts of part_rows rows, of
// which the first `rows` count. Part k is what a character adds at place k of the window. The window of a
// position starts `before` places before it.
template <class T>
struct WindowParts {
  const T* columns = nullptr;  // column c is at columns + c * stride; all are aligned
  std::size_t stride = 0;
  std::size_t rows = 0;
  std::size_t part_rows = 0;  // a multiple of window_part_multiple
  std::size_t window = 0;
  std::size_t before = 0;  // less than window
};

// For each word, the characters [offsets[w], offsets[w + 1]):
//
//   output[row] = start[row] + max over positions p of sum over places k of part k of character p + k -
//   before
//
// where places beyond the word's ends add nothing, and the sum of an empty word is zero. Column w of the
// output [rows x words] is at output + w * output_stride. If `positions` is not null, positions[w * rows +
// row] becomes the first position with the maximum, counted from the word's start (0 for an empty word). Sums
// run in the order of k.
template <class T>
void window_maxima(const WindowParts<T>& parts, std::span<const std::uint32_t> characters,
                   std::span<const std::size_t> offsets, const T* start, T* output, std::size_t output_stride,
                   std::uint32_t* positions);

}  // namespace seqlab::kernels
