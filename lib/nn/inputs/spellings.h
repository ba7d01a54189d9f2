// The characters of words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace seqlab::nn {

// A list of words, each as the rows of its characters in an alphabet. Words may be empty.
class Spellings {
 public:
  void add(std::span<const std::uint32_t> word) {
    characters_.insert(characters_.end(), word.begin(), word.end());
    offsets_.push_back(characters_.size());
  }
  [[nodiscard]] std::size_t words() const { return offsets_.size() - 1; }
  [[nodiscard]] std::span<const std::uint32_t> word(std::size_t index) const {
    return characters().subspan(offsets_[index], offsets_[index + 1] - offsets_[index]);
  }
  // All characters, word after word; and the start of each word among them, plus the end.
  [[nodiscard]] std::span<const std::uint32_t> characters() const { return characters_; }
  [[nodiscard]] std::span<const std::size_t> offsets() const { return offsets_; }

  // Cuts the list into pieces of consecutive words and returns the first word of each piece, then words().
  // The words and characters of a piece are at most `size` together, or it is one word. The cuts depend on
  // the words alone.
  [[nodiscard]] std::vector<std::size_t> cut(std::size_t size) const {
    std::vector<std::size_t> borders{0};
    for (std::size_t word = 0; word < words(); ++word) {
      const std::size_t first = borders.back();
      const std::size_t grown = offsets_[word + 1] - offsets_[first] + (word + 1 - first);
      if (word > first && grown > size) borders.push_back(word);
    }
    if (words() > 0) borders.push_back(words());
    return borders;
  }

 private:
  std::vector<std::uint32_t> characters_;
  std::vector<std::size_t> offsets_{0};
};

}  // namespace seqlab::nn
