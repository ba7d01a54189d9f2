// The inner loop of Viterbi's search through a chain of labels.
#pragma once

#include <cstddef>

#include "kernels/buffer.h"

namespace seqlab::kernels {

// Scores are clamped to +-largest_score, so that no sum of them outweighs one `forbidden`.
template <class T>
inline constexpr T largest_score = T(1e28);
template <class T>
inline constexpr T forbidden = T(-1e34);

// The distance of rows of transitions: `labels` rounded up to whole vectors of any instruction set.
template <class T>
constexpr std::size_t max_plus_stride(std::size_t labels) {
  constexpr std::size_t whole = alignment / sizeof(T);
  return (labels + whole - 1) / whole * whole;
}

// next[j] = max over i of (previous[i] + transitions[i * stride + j]) + scores[j], minus the maximum of all
// next[j]; i, j < labels, stride = max_plus_stride<T>(labels). `transitions` is aligned to `alignment`, and
// all previous[i] <= 0. Scores are clamped to +-largest_score; NaN counts as -largest_score. `next` has room
// for `stride` numbers, of which those from `labels` on are undefined.
template <class T>
void max_plus_step(const T* transitions, std::size_t labels, const T* previous, const T* scores, T* next);

}  // namespace seqlab::kernels
