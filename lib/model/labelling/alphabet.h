// The characters that a model knows, each with the row of its vector.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "embeddings/table.h"
#include "embeddings/word_index.h"
#include "model/labelling/word_form.h"
#include "text/characters.h"

namespace seqlab::model {

// Row 0 is the unknown character. Characters are byte strings, as text::split_characters() cuts them.
// Immutable.
class Alphabet {
 public:
  static constexpr std::uint32_t unknown = 0;

  // `characters`: those of rows 1, 2, .... Throws std::invalid_argument if one is empty or occurs twice.
  Alphabet(std::span<const std::string_view> characters, text::CharacterUnit unit);
  // As stored in a model file: the concatenated characters, and the offsets where each starts, plus the end.
  // Also throws unless the offsets ascend from 0 to the end of the bytes. Copies its arguments.
  Alphabet(std::string_view bytes, std::span<const std::uint64_t> offsets, text::CharacterUnit unit);

  [[nodiscard]] std::size_t rows() const { return characters_.size() + 1; }
  [[nodiscard]] text::CharacterUnit unit() const { return unit_; }
  // The character of a row; row 0 has none (an empty view).
  [[nodiscard]] std::string_view character(std::size_t row) const;
  // The row of each character of a word; `unknown` for characters that are not in the alphabet.
  [[nodiscard]] std::vector<std::uint32_t> spell(std::string_view word) const;

  // The arguments of the second constructor.
  [[nodiscard]] std::string_view bytes() const { return characters_.index().bytes(); }
  [[nodiscard]] std::span<const std::uint64_t> offsets() const { return characters_.index().offsets(); }

 private:
  void add(std::string_view character);
  [[nodiscard]] std::uint32_t row(std::string_view character) const;

  embeddings::WordList characters_;  // number i is row i + 1
  text::CharacterUnit unit_;
  std::array<std::uint32_t, 128> ascii_{};  // rows of the ASCII characters
};

// The characters that occur at least `min_count` times, by descending count, then by bytes. Words of the
// training data count as often as they occur, words of the table (`vectors`, may be null) once.
Alphabet make_alphabet(const WordCounts& counts, const embeddings::WordVectors* vectors,
                       std::size_t min_count, text::CharacterUnit unit);

}  // namespace seqlab::model
