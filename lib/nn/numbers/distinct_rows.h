// What many tokens share is worked on once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace seqlab::nn {

// The rows of a table that tokens (or characters) use, each once, and where each token's row stands among
// them.
struct DistinctRows {
  explicit DistinctRows(std::span<const std::uint32_t> tokens);
  std::vector<std::uint32_t> rows;     // in the order in which they first come
  std::vector<std::uint32_t> columns;  // one a token: rows[columns[i]] is its row
};

}  // namespace seqlab::nn
