#include "nn/numbers/packing.h"

#include <algorithm>
#include <numeric>

namespace seqlab::nn {

Packing::Packing(std::span<const std::size_t> lengths) : order_(lengths.size()), lengths_(lengths.size()) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
  for (std::size_t packed = 0; packed < order_.size(); ++packed) lengths_[packed] = lengths[order_[packed]];
  const std::size_t steps = lengths_.empty() ? 0 : lengths_.front();
  std::size_t active = lengths_.size();
  for (std::size_t step = 0; step < steps; ++step) {
    while (active > 0 && lengths_[active - 1] <= step) --active;
    offsets_.push_back(offsets_.back() + active);
  }
}

std::vector<std::size_t> Packing::places() const {
  std::vector<std::size_t> places(order_.size());
  for (std::size_t packed = 0; packed < order_.size(); ++packed) places[order_[packed]] = packed;
  return places;
}

}  // namespace seqlab::nn
