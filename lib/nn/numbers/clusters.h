// Clusters of labels or symbols, the rarer the narrower.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace seqlab::nn {

// Numbers 0, 1, ... in the order of descending frequency, cut into clusters of given sizes: cluster 0 has the
// most frequent ones. Cluster i works with vectors of max(1, d / 4^i) numbers (Grave et al. 2017).
class Clusters {
 public:
  // Throws std::invalid_argument without clusters or for an empty one.
  explicit Clusters(std::span<const std::size_t> sizes);

  [[nodiscard]] std::size_t count() const { return ends_.size(); }
  // How many there are in all clusters.
  [[nodiscard]] std::size_t total() const { return ends_.back(); }
  [[nodiscard]] std::size_t first(std::size_t cluster) const { return cluster == 0 ? 0 : ends_[cluster - 1]; }
  [[nodiscard]] std::size_t size(std::size_t cluster) const { return ends_[cluster] - first(cluster); }
  // The cluster of a number below total().
  [[nodiscard]] std::size_t of(std::size_t number) const;
  // max(1, whole / 4^cluster).
  [[nodiscard]] static std::size_t dimension(std::size_t whole, std::size_t cluster);

 private:
  std::vector<std::size_t> ends_;
};

}  // namespace seqlab::nn
