#include "model/span_scheme.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace seqlab::model {

nn::SpanScheme span_scheme(const LabelSet& labels) {
  const std::size_t count = labels.names.size();
  nn::SpanScheme spans{std::vector<std::int32_t>(count, -1), std::vector<std::uint8_t>(count * count, 0)};
  std::map<std::string, std::vector<std::int32_t>> of_types;
  for (std::size_t label = 0; label < count; ++label) {
    for (const corpus::Span& span : corpus::read_spans({&labels.names[label], 1}, labels.scheme)) {
      of_types[span.type].push_back(static_cast<std::int32_t>(label));
    }
  }
  std::int32_t kind = 0;
  for (const auto& [type, members] : of_types) {
    for (const std::int32_t from : members) {
      spans.kinds[static_cast<std::size_t>(from)] = kind;
      for (const std::int32_t to : members) {
        // Whether a label goes on with a span is seen from it and the one before, in every scheme.
        const std::vector<std::string> written = labels.written_labels(std::array{from, to});
        if (corpus::read_spans(written, labels.written).size() == 1) {
          spans.continues[static_cast<std::size_t>(from) * count + static_cast<std::size_t>(to)] = 1;
        }
      }
    }
    ++kind;
  }
  return spans;
}

}  // namespace seqlab::model
