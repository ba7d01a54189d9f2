// Removes duplicates, so that what tokens share is computed once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace seqlab::nn {

// The distinct rows of a table that tokens (or characters) use.
struct DistinctRows {
  explicit DistinctRows(std::span<const std::uint32_t> tokens);
  std::vector<std::uint32_t> rows;     // in order of first use
  std::vector<std::uint32_t> columns;  // per token: rows[columns[i]] is its row
};

}  // namespace seqlab::nn
