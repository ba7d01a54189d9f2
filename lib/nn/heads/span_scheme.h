// How labels encode spans.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace seqlab::nn {

// Tokens [begin, end) of a sequence: a maximal run of labels of one kind in which each continues the one
// before.
struct LabelSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::int32_t kind = 0;
  friend bool operator==(const LabelSpan&, const LabelSpan&) = default;
};

// A tag scheme of K labels, in numbers.
struct SpanScheme {
  std::vector<std::int32_t> kinds;      // [K], -1: outside of spans
  std::vector<std::uint8_t> continues;  // [K x K], from x to: not 0 if the second label continues the span of
                                        // the first. Ignored if their kinds differ or are -1.

  // Throws std::invalid_argument unless the sizes fit K labels.
  void check(std::size_t labels) const;
  // Whether a label continues the span of the label before.
  [[nodiscard]] bool continues_span(std::size_t from, std::size_t to) const {
    return kinds[from] >= 0 && kinds[from] == kinds[to] && continues[from * kinds.size() + to] != 0;
  }
  // The spans of a sequence of labels in [0, K), in order.
  [[nodiscard]] std::vector<LabelSpan> spans_of(std::span<const std::int32_t> sequence) const;
};

}  // namespace seqlab::nn
