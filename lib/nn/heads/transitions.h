// Which label sequences are allowed, and the scores of transitions between labels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace seqlab::nn {

// The logarithm of a probability of zero.
template <class Scalar>
inline constexpr Scalar log_zero = -std::numeric_limits<Scalar>::infinity();

// Which of K labels may follow each other, begin a sequence and end one. An empty part allows everything.
struct AllowedTransitions {
  std::vector<std::uint8_t> between;  // [K x K], from x to: 0 if the second may not follow the first
  std::vector<std::uint8_t> start;    // [K]
  std::vector<std::uint8_t> end;      // [K]

  [[nodiscard]] bool everything() const { return between.empty() && start.empty() && end.empty(); }
  [[nodiscard]] bool may_follow(std::size_t from, std::size_t to, std::size_t labels) const {
    return between.empty() || between[from * labels + to] != 0;
  }
  [[nodiscard]] bool may_begin(std::size_t label) const { return start.empty() || start[label] != 0; }
  [[nodiscard]] bool may_end(std::size_t label) const { return end.empty() || end[label] != 0; }
  // Whether a sequence of labels in [0, K) is allowed; an empty one is.
  [[nodiscard]] bool allows(std::span<const std::int32_t> sequence, std::size_t labels) const;
  // Throws std::invalid_argument unless each part is empty or has the right size for K labels.
  void check(std::size_t labels) const;
};

// Scores of one label after another [K x K], from x to, row-major; of the first label [K]; of the last [K].
// Null: zeros.
template <class Scalar>
struct TransitionScores {
  const Scalar* between = nullptr;
  const Scalar* start = nullptr;
  const Scalar* end = nullptr;
};

}  // namespace seqlab::nn
