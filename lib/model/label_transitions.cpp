#include "model/label_transitions.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace seqlab::model {

nn::AllowedTransitions allowed_transitions(std::span<const std::string> labels, corpus::SchemeStyle style) {
  if (style.scheme == corpus::TagScheme::none) return {};
  nn::AllowedTransitions allowed;
  for (const std::string& label : labels) {
    allowed.start.push_back(corpus::may_begin(label, style) ? 1 : 0);
    allowed.end.push_back(corpus::may_end(label, style) ? 1 : 0);
    for (const std::string& next : labels) {
      allowed.between.push_back(corpus::may_follow(label, next, style) ? 1 : 0);
    }
  }
  for (std::vector<std::uint8_t>* part : {&allowed.between, &allowed.start, &allowed.end}) {
    if (std::ranges::all_of(*part, [](std::uint8_t entry) { return entry != 0; })) part->clear();
  }
  return allowed;
}

}  // namespace seqlab::model
