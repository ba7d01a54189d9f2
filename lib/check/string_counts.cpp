#include "check/string_counts.h"

#include <algorithm>
#include <numeric>

#include "io/hash.h"

namespace seqlab::check {
namespace {

std::size_t hash_of(std::string_view string, std::string_view label) {
  return io::hash64(string, io::hash64(label, 0));
}

}  // namespace

void StringCounts::add(std::string_view string, std::string_view label, std::size_t line) {
  if (2 * pairs_.size() >= slots_.size()) grow();
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash_of(string, label) & mask;
  for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
    Pair& pair = pairs_[slots_[slot] - 1];
    if (string_of(pair) != string || label_of(pair) != label) continue;
    ++pair.count;
    return;
  }
  pairs_.push_back({bytes_.size(), static_cast<std::uint32_t>(string.size()),
                    static_cast<std::uint32_t>(label.size()), 1, static_cast<std::uint32_t>(line)});
  bytes_ += string;
  bytes_ += label;
  slots_[slot] = static_cast<std::uint32_t>(pairs_.size());
}

void StringCounts::grow() {
  constexpr std::size_t least = 1024;
  slots_.assign(std::max(least, 2 * slots_.size()), 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    std::size_t slot = hash_of(string_of(pairs_[i]), label_of(pairs_[i])) & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = static_cast<std::uint32_t>(i + 1);
  }
}

std::vector<AmbiguousString> StringCounts::ambiguous() const {
  std::vector<std::uint32_t> order(pairs_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
    const int strings = string_of(pairs_[a]).compare(string_of(pairs_[b]));
    if (strings != 0) return strings < 0;
    return pairs_[a].count != pairs_[b].count ? pairs_[a].count > pairs_[b].count : a < b;
  });
  std::vector<AmbiguousString> found;
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && string_of(pairs_[order[end]]) == string_of(pairs_[order[begin]])) ++end;
    if (end - begin > 1) {
      AmbiguousString& one = found.emplace_back();
      one.string = string_of(pairs_[order[begin]]);
      for (std::size_t i = begin; i < end; ++i) {
        const Pair& pair = pairs_[order[i]];
        one.meanings.push_back({label_of(pair), pair.count, pair.line});
        one.count += pair.count;
      }
    }
    begin = end;
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const AmbiguousString& a, const AmbiguousString& b) { return a.count > b.count; });
  return found;
}

}  // namespace seqlab::check
