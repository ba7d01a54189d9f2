#include "nn/heads/transitions.h"

#include <stdexcept>
#include <string>

namespace seqlab::nn {

bool AllowedTransitions::allows(std::span<const std::int32_t> sequence, std::size_t labels) const {
  if (sequence.empty()) return true;
  if (!may_begin(static_cast<std::size_t>(sequence.front()))) return false;
  for (std::size_t token = 1; token < sequence.size(); ++token) {
    const auto from = static_cast<std::size_t>(sequence[token - 1]);
    if (!may_follow(from, static_cast<std::size_t>(sequence[token]), labels)) return false;
  }
  return may_end(static_cast<std::size_t>(sequence.back()));
}

void AllowedTransitions::check(std::size_t labels) const {
  const auto check_part = [](const char* name, std::size_t size, std::size_t expected) {
    if (size == 0 || size == expected) return;
    throw std::invalid_argument(std::string("the mask of ") + name + " has " + std::to_string(size) +
                                " entries; it must have " + std::to_string(expected) + " or none");
  };
  check_part("transitions", between.size(), labels * labels);
  check_part("first labels", start.size(), labels);
  check_part("last labels", end.size(), labels);
}

}  // namespace seqlab::nn
