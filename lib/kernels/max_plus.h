// The inner loop of a search for the best path through a chain of labels.
#pragma once

#include <cstddef>

#include "kernels/buffer.h"

namespace seqlab::kernels {

// Scores are kept within +-largest_score, so that no sum of them outweighs one `forbidden`.
template <class T>
inline constexpr T largest_score = T(1e28);
template <class T>
inline constexpr T forbidden = T(-1e34);

// Numbers from one row of transitions to the next: `labels` rounded up to whole vectors of every set.
template <class T>
constexpr std::size_t max_plus_stride(std::size_t labels) {
  constexpr std::size_t whole = alignment / sizeof(T);
  return (labels + whole - 1) / whole * whole;
}

// next[j] = max over i of (previous[i] + transitions[i * stride + j]) + scores[j], less the largest of all
// next[j]; i, j < labels, stride = max_plus_stride<T>(labels). The transitions begin at a multiple of
// `alignment`, previous[i] <= 0. A score is taken for largest_score if it is above it, for the opposite if it
// is below that or no number. `next` has room for stride numbers, of which those from `labels` on are left
// undefined.
template <class T>
void max_plus_step(const T* transitions, std::size_t labels, const T* previous, const T* scores, T* next);

}  // namespace seqlab::kernels
