#include "model/labelling/label_set.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

namespace seqlab::model {
namespace {

using Labels = std::vector<std::string>;

// The labels that may stand beside a label: O and those of its type that `fits` allows; O if it allows none.
template <class Fits>
Labels neighbours(const std::string& label, corpus::SchemeStyle style, const Fits& fits) {
  Labels result;
  if (fits("O")) result.emplace_back("O");
  for (const corpus::Span& span : corpus::read_spans({&label, 1}, style)) {
    for (std::string& other : corpus::labels_of_type(span.type, style)) {
      if (fits(other)) result.push_back(std::move(other));
    }
  }
  return result.empty() ? Labels{"O"} : result;
}

// Which names can be reached, from nothing (null) or from each other, by steps(from, to).
template <class Steps>
std::vector<bool> reached(const Labels& names, const Steps& steps) {
  std::vector<bool> found(names.size());
  std::vector<const std::string*> open = {nullptr};
  while (!open.empty()) {
    const std::string* const from = open.back();
    open.pop_back();
    for (std::size_t label = 0; label < names.size(); ++label) {
      if (found[label] || !steps(from, names[label])) continue;
      found[label] = true;
      open.push_back(&names[label]);
    }
  }
  return found;
}

}  // namespace

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
  std::vector<std::string> inner(labels.size());
  for (std::size_t begin = 0, end = 0; begin < labels.size(); begin = end + 1) {
    end = begin;
    while (end < labels.size() && !labels[end].empty()) ++end;
    if (begin == end) continue;
    // The annotated tokens, between every pair of labels that may stand beside them.
    std::vector<std::string> run = {"O"};
    run.insert(run.end(), labels.begin() + static_cast<std::ptrdiff_t>(begin),
               labels.begin() + static_cast<std::ptrdiff_t>(end));
    run.emplace_back("O");
    const std::vector<std::string> befores =
        begin == 0 ? Labels{"O"} : neighbours(labels[begin], written, [&](const std::string& before) {
          return corpus::may_follow(before, labels[begin], written);
        });
    const std::vector<std::string> afters =
        end == labels.size() ? Labels{"O"}
                             : neighbours(labels[end - 1], written, [&](const std::string& after) {
                                 return corpus::may_follow(labels[end - 1], after, written);
                               });
    bool first = true;
    for (const std::string& before : befores) {
      for (const std::string& after : afters) {
        run.front() = before;
        run.back() = after;
        const std::vector<std::string> converted = corpus::convert_labels(run, written, scheme);
        for (std::size_t token = begin; token < end; ++token) {
          const std::string& label = converted[token - begin + 1];
          if (first) {
            inner[token] = label;
          } else if (inner[token] != label) {
            inner[token].clear();
          }
        }
        first = false;
      }
    }
  }
  return inner;
}

void LabelSet::complete() {
  if (scheme.scheme == corpus::TagScheme::none) return;
  std::set<std::string> types;
  const std::vector<bool> from_start =
      reached(names, [&](const std::string* before, const std::string& label) {
        return before == nullptr ? corpus::may_begin(label, scheme)
                                 : corpus::may_follow(*before, label, scheme);
      });
  const std::vector<bool> from_end = reached(names, [&](const std::string* after, const std::string& label) {
    return after == nullptr ? corpus::may_end(label, scheme) : corpus::may_follow(label, *after, scheme);
  });
  for (std::size_t label = 0; label < names.size(); ++label) {
    if (from_start[label] && from_end[label]) continue;
    for (const corpus::Span& span : corpus::read_spans({&names[label], 1}, scheme)) types.insert(span.type);
  }
  for (const std::string& type : types) {
    for (std::string& label : corpus::labels_of_type(type, scheme)) {
      if (std::find(names.begin(), names.end(), label) == names.end()) names.push_back(std::move(label));
    }
  }
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
