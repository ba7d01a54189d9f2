// The values of a category that a model knows, each with its row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "embeddings/word_index.h"

namespace seqlab::model {

// Row 0 is what is unknown or not there. Values are bytes. Immutable once made.
class ValueList {
 public:
  static constexpr std::uint32_t unknown = 0;

  // Those that occur at least `min_count` times, by falling count and then by bytes; an empty one is none.
  ValueList(const std::map<std::string, std::size_t>& counts, std::size_t min_count);
  // As a model file keeps them: the values one after the other, and where each of them begins, with the end.
  // Throws std::invalid_argument when the offsets do not rise from 0 to the end of the bytes, or a value is
  // empty or comes twice. What is given is not needed afterwards.
  ValueList(std::string_view bytes, std::span<const std::uint64_t> offsets);

  [[nodiscard]] std::size_t rows() const { return values_.size() + 1; }
  [[nodiscard]] std::uint32_t row(std::string_view value) const;
  // The value of a row; row 0 has none (an empty view).
  [[nodiscard]] std::string_view value(std::size_t row) const;

  // What the second constructor takes.
  [[nodiscard]] std::string_view bytes() const { return values_.index().bytes(); }
  [[nodiscard]] std::span<const std::uint64_t> offsets() const { return values_.index().offsets(); }

 private:
  embeddings::WordList values_;  // number i is row i + 1
};

}  // namespace seqlab::model
