#include "embeddings/nearest.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace seqlab::embeddings {
namespace {

double dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

}  // namespace

std::vector<Neighbour> nearest(const WordVectors& vectors, std::size_t row, std::size_t count) {
  if (row >= vectors.size()) throw std::out_of_range("no such row of the word vectors");
  const std::span<const float> target = vectors.vector(row);
  const double length = std::sqrt(dot(target, target));
  std::vector<Neighbour> neighbours;
  for (std::size_t other = 0; other < vectors.size() && length > 0; ++other) {
    const std::span<const float> vector = vectors.vector(other);
    const double other_length = std::sqrt(dot(vector, vector));
    if (other == row || other_length == 0) continue;
    neighbours.push_back({other, dot(target, vector) / (length * other_length)});
  }
  const std::size_t kept = std::min(count, neighbours.size());
  std::partial_sort(neighbours.begin(), neighbours.begin() + static_cast<std::ptrdiff_t>(kept),
                    neighbours.end(), [](const Neighbour& a, const Neighbour& b) {
                      return a.cosine > b.cosine || (a.cosine == b.cosine && a.row < b.row);
                    });
  neighbours.resize(kept);
  return neighbours;
}

}  // namespace seqlab::embeddings
