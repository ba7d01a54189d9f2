// The known values of a feature, each with its row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "embeddings/word_index.h"

namespace seqlab::model {

// Row 0 is an unknown or missing value. Values are byte strings. Immutable.
class ValueList {
 public:
  static constexpr std::uint32_t unknown = 0;

  // The values that occur at least `min_count` times, by descending count, then by bytes; an empty value
  // counts as missing.
  ValueList(const std::map<std::string, std::size_t>& counts, std::size_t min_count);
  // As stored in a model file: the concatenated values, and the offsets where each starts, plus the end.
  // Throws std::invalid_argument unless the offsets ascend from 0 to the end of the bytes, and if a value is
  // empty or occurs twice. Copies its arguments.
  ValueList(std::string_view bytes, std::span<const std::uint64_t> offsets);

  [[nodiscard]] std::size_t rows() const { return values_.size() + 1; }
  [[nodiscard]] std::uint32_t row(std::string_view value) const;
  // The value of a row; row 0 has none (an empty view).
  [[nodiscard]] std::string_view value(std::size_t row) const;

  // The arguments of the second constructor.
  [[nodiscard]] std::string_view bytes() const { return values_.index().bytes(); }
  [[nodiscard]] std::span<const std::uint64_t> offsets() const { return values_.index().offsets(); }

 private:
  embeddings::WordList values_;  // number i is row i + 1
};

}  // namespace seqlab::model
