#include "model/label_set.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>

namespace seqlab::model {

std::vector<std::string> LabelSet::written_names() const {
  if (scheme == written) return names;
  std::vector<std::string> result;
  for (const std::string& name : names) {
    // A span of one token, one of three that touches it, and one of three by itself.
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
  if (scheme == written) return labels;
  using Scheme = corpus::TagScheme;
  std::vector<std::string> inner = corpus::convert_labels(labels, written, scheme);
  const bool ends_are_marked = scheme.scheme == Scheme::iobes || scheme.scheme == Scheme::bilou;
  const bool begins_are_written = written.scheme != Scheme::io && written.scheme != Scheme::iob1;
  for (std::size_t token = 0; token < labels.size(); ++token) {
    if (labels[token].empty() || labels[token] == "O") continue;
    const bool after_nothing = token > 0 && labels[token - 1].empty();
    const bool before_nothing = token + 1 < labels.size() && labels[token + 1].empty();
    if ((ends_are_marked && before_nothing) || (!begins_are_written && after_nothing)) inner[token].clear();
  }
  return inner;
}

std::vector<std::string> LabelSet::written_labels(std::span<const std::int32_t> labels) const {
  std::vector<std::string> result;
  result.reserve(labels.size());
  for (const std::int32_t label : labels) result.push_back(names[static_cast<std::size_t>(label)]);
  return scheme == written ? result : corpus::convert_labels(result, scheme, written);
}

nn::AllowedTransitions LabelSet::allowed_transitions() const {
  if (scheme.scheme == corpus::TagScheme::none) return {};
  nn::AllowedTransitions allowed;
  for (const std::string& label : names) {
    allowed.start.push_back(corpus::may_begin(label, scheme) ? 1 : 0);
    allowed.end.push_back(corpus::may_end(label, scheme) ? 1 : 0);
    for (const std::string& next : names) {
      allowed.between.push_back(corpus::may_follow(label, next, scheme) ? 1 : 0);
    }
  }
  for (std::vector<std::uint8_t>* part : {&allowed.between, &allowed.start, &allowed.end}) {
    if (std::ranges::all_of(*part, [](std::uint8_t entry) { return entry != 0; })) part->clear();
  }
  return allowed;
}

nn::SpanScheme LabelSet::span_scheme() const {
  const std::size_t count = names.size();
  nn::SpanScheme spans{std::vector<std::int32_t>(count, -1), std::vector<std::uint8_t>(count * count, 0)};
  std::map<std::string, std::vector<std::int32_t>> of_types;
  for (std::size_t label = 0; label < count; ++label) {
    for (const corpus::Span& span : corpus::read_spans({&names[label], 1}, scheme)) {
      of_types[span.type].push_back(static_cast<std::int32_t>(label));
    }
  }
  std::int32_t kind = 0;
  for (const auto& [type, members] : of_types) {
    for (const std::int32_t from : members) {
      spans.kinds[static_cast<std::size_t>(from)] = kind;
      for (const std::int32_t to : members) {
        // In every scheme, a label and the one before it decide whether the span continues.
        const std::vector<std::string> pair = written_labels(std::array{from, to});
        if (corpus::read_spans(pair, written).size() == 1) {
          spans.continues[static_cast<std::size_t>(from) * count + static_cast<std::size_t>(to)] = 1;
        }
      }
    }
    ++kind;
  }
  return spans;
}

}  // namespace seqlab::model
