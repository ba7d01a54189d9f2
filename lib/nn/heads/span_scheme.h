// Spans that labels write down: which labels are part of one, and where it goes on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace seqlab::nn {

// Tokens [begin, end) of a sequence whose labels are of one kind, each of which goes on with the one before;
// the first and what stands behind the last do not.
struct LabelSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::int32_t kind = 0;
  friend bool operator==(const LabelSpan&, const LabelSpan&) = default;
};

// How K labels write down spans: a tag scheme, in numbers.
struct SpanScheme {
  std::vector<std::int32_t> kinds;    // [K], -1: part of no span
  std::vector<std::uint8_t> goes_on;  // [K x K], from x to: not 0 where the second goes on with the span of
                                      // the first. Not looked at where their kinds differ or are -1.

  // Throws std::invalid_argument unless the sizes are those for K labels.
  void check(std::size_t labels) const;
  [[nodiscard]] bool goes_on_with(std::size_t from, std::size_t to) const {
    return kinds[from] >= 0 && kinds[from] == kinds[to] && goes_on[from * kinds.size() + to] != 0;
  }
  // The spans of a sequence of labels in [0, K), in their order.
  [[nodiscard]] std::vector<LabelSpan> spans_of(std::span<const std::int32_t> sequence) const;
};

}  // namespace seqlab::nn
