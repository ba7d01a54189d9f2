#include "check/findings.h"

namespace seqlab::check {

bool Findings::count(Level level, Kind kind) {
  ++of(kind, level);
  return !limit_ || kept(kind).size() < *limit_;
}

void Findings::keep(Level level, Kind kind, std::size_t line, std::size_t column, std::string message) {
  kept_[static_cast<std::size_t>(kind)].push_back({level, kind, {file_, line, column}, std::move(message)});
}

std::size_t Findings::count(Kind kind) const {
  const auto& counts = counts_[static_cast<std::size_t>(kind)];
  return counts[0] + counts[1];
}

std::size_t Findings::count(Level level) const {
  std::size_t sum = 0;
  for (const auto& counts : counts_) sum += counts[static_cast<std::size_t>(level)];
  return sum;
}

void Findings::drop(Kind kind) {
  counts_[static_cast<std::size_t>(kind)] = {};
  kept_[static_cast<std::size_t>(kind)].clear();
}

}  // namespace seqlab::check
