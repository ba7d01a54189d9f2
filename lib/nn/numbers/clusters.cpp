#include "nn/numbers/clusters.h"

#include <algorithm>
#include <stdexcept>

namespace seqlab::nn {

Clusters::Clusters(std::span<const std::size_t> sizes) {
  if (sizes.empty()) throw std::invalid_argument("there are no clusters");
  std::size_t end = 0;
  for (const std::size_t size : sizes) {
    if (size == 0) throw std::invalid_argument("a cluster is empty");
    end += size;
    ends_.push_back(end);
  }
}

std::size_t Clusters::of(std::size_t number) const {
  return static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), number) - ends_.begin());
}

std::size_t Clusters::dimension(std::size_t whole, std::size_t cluster) {
  constexpr std::size_t factor = 4;
  for (; cluster > 0 && whole > 0; --cluster) whole /= factor;
  return std::max<std::size_t>(whole, 1);
}

}  // namespace seqlab::nn
