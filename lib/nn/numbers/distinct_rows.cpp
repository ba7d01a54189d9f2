#include "nn/numbers/distinct_rows.h"

#include <bit>
#include <cstddef>
#include <limits>

namespace seqlab::nn {

DistinctRows::DistinctRows(std::span<const std::uint32_t> tokens) {
  columns.reserve(tokens.size());
  // A hash table with open addressing, at most half full, of indices into `rows`.
  constexpr std::uint32_t free = std::numeric_limits<std::uint32_t>::max();
  const std::size_t size = std::bit_ceil(2 * tokens.size() + 1);
  std::vector<std::uint32_t> places(size, free);
  for (const std::uint32_t row : tokens) {
    std::size_t place = (row * std::size_t{0x9e3779b97f4a7c15}) >> 20 & (size - 1);
    while (places[place] != free && rows[places[place]] != row) place = (place + 1) & (size - 1);
    if (places[place] == free) {
      places[place] = static_cast<std::uint32_t>(rows.size());
      rows.push_back(row);
    }
    columns.push_back(places[place]);
  }
}

}  // namespace seqlab::nn
