#include "corpus/symbols/symbol_streams.h"

#include <algorithm>
#include <utility>

namespace seqlab::corpus {

SymbolStreams::SymbolStreams(TextPart part, std::size_t streams, bool back)
    : part_(std::move(part)), back_(back), predicted_(std::max<std::size_t>(part_.size(), 1) - 1) {
  const std::size_t used = std::min(streams, predicted_);
  for (std::size_t stream = 0; stream < used; ++stream) {
    // In this order, so that no product overflows.
    const std::size_t whole = predicted_ / used * (stream + 1);
    ends_.push_back(whole + predicted_ % used * (stream + 1) / used);
  }
}

std::size_t SymbolStreams::longest() const {
  std::size_t longest = 0;
  for (std::size_t stream = 0; stream < streams(); ++stream) longest = std::max(longest, predicted(stream));
  return longest;
}

}  // namespace seqlab::corpus
