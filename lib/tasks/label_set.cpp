#include "tasks/label_set.h"

#include <algorithm>

namespace seqlab::tasks {

std::vector<std::string> LabelSet::written_names() const {
  if (scheme == written) return names;
  std::vector<std::string> result;
  for (const std::string& name : names) {
    // Spans of one token, of three, and one that touches another of its type.
    const std::vector<std::string> one(1, name);
    for (const corpus::Span& span : corpus::read_spans(one, scheme)) {
      const std::vector<corpus::Span> spans = {{0, 1, span.type}, {1, 4, span.type}, {5, 8, span.type}};
      for (std::string& label : corpus::write_spans(spans, 8, written)) result.push_back(std::move(label));
    }
  }
  result.emplace_back("O");
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

std::vector<std::string> LabelSet::inner_labels(const std::vector<std::string>& labels) const {
  return scheme == written ? labels : corpus::convert_labels(labels, written, scheme);
}

std::vector<std::string> LabelSet::written_labels(std::span<const std::int32_t> labels) const {
  std::vector<std::string> result;
  result.reserve(labels.size());
  for (const std::int32_t label : labels) result.push_back(names[static_cast<std::size_t>(label)]);
  return scheme == written ? result : corpus::convert_labels(result, scheme, written);
}

}  // namespace seqlab::tasks
