// The words a model knows, each with the row of its vector.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "embeddings/word_index.h"

namespace seqlab::model {

// Row 0 is the unknown word. The words of the training data follow, by descending frequency, then words that
// only the pretrained tables have. Words are byte strings. Immutable.
class Vocabulary {
 public:
  static constexpr std::uint32_t unknown = 0;

  // `words`: those of rows 1, 2, ...; the first `trained` of them occur in the training data. Throws
  // std::invalid_argument if a word occurs twice or there are fewer than `trained` words.
  Vocabulary(std::span<const std::string_view> words, std::size_t trained);
  // A view of a model file, kept alive by `memory`. Does not check that the index finds every word.
  Vocabulary(embeddings::WordIndex words, std::size_t trained, std::shared_ptr<const void> memory);
  Vocabulary(const Vocabulary&) = delete;
  Vocabulary& operator=(const Vocabulary&) = delete;

  [[nodiscard]] std::size_t rows() const { return words_.size() + 1; }
  [[nodiscard]] std::size_t trained() const { return trained_; }
  // The word of a row; row 0 has none (an empty view).
  [[nodiscard]] std::string_view word(std::size_t row) const;
  // The row of a word in a text: as it is, in lower case, with digits as 0, or both (embeddings/lookup.h);
  // else `unknown`.
  [[nodiscard]] std::uint32_t row(std::string_view word) const;
  // Whether the word, as it is, was in the training data.
  [[nodiscard]] bool in_training_data(std::string_view word) const;

  // Word i has row i + 1.
  [[nodiscard]] embeddings::WordIndex words() const { return words_; }

 private:
  void check_trained() const;

  embeddings::WordList own_;
  std::shared_ptr<const void> memory_;
  embeddings::WordIndex words_;  // of own_ or in memory_
  std::size_t trained_;
};

// The names by descending count, then by bytes.
std::vector<std::string> by_descending_count(const std::map<std::string, std::size_t>& counts);

// The symbols that occur at least `min_count` times, all of them as those of training data.
std::shared_ptr<const Vocabulary> symbol_vocabulary(const std::map<std::string, std::size_t>& counts,
                                                    std::size_t min_count);

}  // namespace seqlab::model
