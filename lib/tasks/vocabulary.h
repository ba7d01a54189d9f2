// The words a model knows, each with the row of its vector.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace seqlab::tasks {

// Row 0 is the unknown word. Then come the words of the training data, by falling frequency, and then words
// that only the table of pretrained vectors has. Words are bytes. Immutable once made.
class Vocabulary {
 public:
  static constexpr std::uint32_t unknown = 0;

  // `words`: those of rows 1, 2, ...; the first `trained` of them occur in the training data. Throws
  // std::invalid_argument when a word comes twice.
  Vocabulary(std::span<const std::string_view> words, std::size_t trained);
  // From a model file: the bytes of all words one after the other, and where each begins; offsets has one
  // entry more than there are words. Throws std::invalid_argument for offsets that fall or leave the bytes,
  // and for a word that comes twice.
  Vocabulary(std::string_view bytes, std::span<const std::uint64_t> offsets, std::size_t trained);
  Vocabulary(const Vocabulary&) = delete;
  Vocabulary& operator=(const Vocabulary&) = delete;

  [[nodiscard]] std::size_t rows() const { return offsets_.size(); }
  [[nodiscard]] std::size_t trained() const { return trained_; }
  // The word of a row; row 0 has none (an empty view).
  [[nodiscard]] std::string_view word(std::size_t row) const;
  // The row of a word of a text: as it is, in lower case, with digits as 0, both (embeddings/lookup.h), else
  // `unknown`.
  [[nodiscard]] std::uint32_t row(std::string_view word) const;
  // Whether the word, as it is, was in the training data.
  [[nodiscard]] bool in_training_data(std::string_view word) const;

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] std::span<const std::uint64_t> offsets() const { return offsets_; }

 private:
  void index_words();

  std::string bytes_;
  std::vector<std::uint64_t> offsets_;  // rows() entries: where words 1, 2, ... begin, and the end
  std::size_t trained_;
  std::unordered_map<std::string_view, std::uint32_t> rows_;  // views into bytes_
};

}  // namespace seqlab::tasks
