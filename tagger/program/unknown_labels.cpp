#include "program/unknown_labels.h"

#include <algorithm>
#include <utility>

namespace seqlab::programs {

UnknownLabels::UnknownLabels(std::vector<std::string> known) : known_(std::move(known)) {
  std::sort(known_.begin(), known_.end());
  known_.erase(std::unique(known_.begin(), known_.end()), known_.end());
}

void UnknownLabels::add(std::span<const std::string> labels) {
  for (const auto& label : labels) {
    if (label.empty() || std::binary_search(known_.begin(), known_.end(), label)) continue;
    ++unknown_[label];
  }
}

std::string UnknownLabels::remark(const std::string& what) const {
  constexpr std::size_t most_shown = 10;
  if (unknown_.empty()) return {};
  std::size_t total = 0;
  std::size_t shown = 0;
  std::string list;
  for (const auto& [label, count] : unknown_) {
    total += count;
    if (++shown <= most_shown) list += (shown == 1 ? "" : ", ") + label + " (" + std::to_string(count) + ")";
  }
  if (unknown_.size() > most_shown) list += ", ... (" + std::to_string(total) + " in all)";
  return what + ": labels that are not in the training data count as wrong: " + list;
}

}  // namespace seqlab::programs
