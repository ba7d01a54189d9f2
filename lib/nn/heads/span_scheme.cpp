#include "nn/heads/span_scheme.h"

#include <stdexcept>

namespace seqlab::nn {

void SpanScheme::check(std::size_t labels) const {
  if (kinds.size() == labels && continues.size() == labels * labels) return;
  throw std::invalid_argument("the span scheme does not fit the number of labels");
}

std::vector<LabelSpan> SpanScheme::spans_of(std::span<const std::int32_t> sequence) const {
  std::vector<LabelSpan> spans;
  for (std::size_t token = 0; token < sequence.size(); ++token) {
    const auto label = static_cast<std::size_t>(sequence[token]);
    if (kinds[label] < 0) continue;
    if (token > 0 && continues_span(static_cast<std::size_t>(sequence[token - 1]), label)) {
      spans.back().end = token + 1;
    } else {
      spans.push_back({token, token + 1, kinds[label]});
    }
  }
  return spans;
}

}  // namespace seqlab::nn
