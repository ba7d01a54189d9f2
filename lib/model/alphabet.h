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
#include "model/word_form.h"
#include "text/characters.h"

namespace seqlab::model {

// Row 0 is the unknown character. Characters are bytes, as text::split_characters() cuts them. Immutable once
// made.
class Alphabet {
 public:
  static constexpr std::uint32_t unknown = 0;

  // `characters`: those of rows 1, 2, .... Throws std::invalid_argument when one is empty or comes twice.
  Alphabet(std::span<const std::string_view> characters, text::CharacterUnit unit);
  // As a model file keeps them: the characters one after the other, and where each of them begins, with the
  // end. Also throws when the offsets do not rise from 0 to the end of the bytes. What is given is not needed
  // afterwards.
  Alphabet(std::string_view bytes, std::span<const std::uint64_t> offsets, text::CharacterUnit unit);

  [[nodiscard]] std::size_t rows() const { return characters_.size() + 1; }
  [[nodiscard]] text::CharacterUnit unit() const { return unit_; }
  // The character of a row; row 0 has none (an empty view).
  [[nodiscard]] std::string_view character(std::size_t row) const;
  // The row of each character of a word, `unknown` for those that the alphabet does not have.
  [[nodiscard]] std::vector<std::uint32_t> spell(std::string_view word) const;

  // What the second constructor takes.
  [[nodiscard]] std::string_view bytes() const { return characters_.index().bytes(); }
  [[nodiscard]] std::span<const std::uint64_t> offsets() const { return characters_.index().offsets(); }

 private:
  void add(std::string_view character);
  [[nodiscard]] std::uint32_t row(std::string_view character) const;

  embeddings::WordList characters_;  // number i is row i + 1
  text::CharacterUnit unit_;
  std::array<std::uint32_t, 128> ascii_{};  // the rows of ASCII's
};

// The characters that occur at least `min_count` times, by falling count and then by bytes. A word of the
// training data counts as often as it occurs, one of the table (`vectors`, which may be null) once.
Alphabet make_alphabet(const WordCounts& counts, const embeddings::WordVectors* vectors,
                       std::size_t min_count, text::CharacterUnit unit);

}  // namespace seqlab::model
