#include "training/length_batches.h"

#include <algorithm>

#include "training/shuffle.h"

namespace seqlab::training {

namespace {

// Batches are cut from buckets of this many batches, sorted by length: sequences of a batch have similar
// lengths, and batches still differ from epoch to epoch.
constexpr std::size_t bucket_batches = 32;

}  // namespace

std::vector<std::vector<std::size_t>> length_batches(std::vector<std::size_t> sequences,
                                                     std::span<const std::size_t> lengths,
                                                     std::size_t batch_size, const base::Noise& noise) {
  std::vector<std::size_t>& order = sequences;
  shuffle(std::span(order), noise.at(0));
  std::vector<std::vector<std::size_t>> batches;
  const std::size_t bucket = batch_size * bucket_batches;
  for (std::size_t begin = 0; begin < order.size(); begin += bucket) {
    const std::size_t end = std::min(begin + bucket, order.size());
    std::stable_sort(order.begin() + static_cast<std::ptrdiff_t>(begin),
                     order.begin() + static_cast<std::ptrdiff_t>(end),
                     [&](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
    for (std::size_t i = begin; i < end; i += batch_size) {
      batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(i),
                           order.begin() + static_cast<std::ptrdiff_t>(std::min(i + batch_size, end)));
    }
  }
  shuffle(std::span(batches), noise.at(1));
  return batches;
}

}  // namespace seqlab::training
