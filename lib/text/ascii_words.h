// Word borders inside runs of ASCII: the same as ICU's, but found much faster.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace seqlab::text {

// Unicode Standard Annex 29 for ASCII text without white space. Languages and versions differ in which
// characters are letters, digits or join these, so the ICU iterator whose borders are needed is asked once.
// Const calls may run in parallel.
class AsciiWords {
 public:
  // The number of pieces into which the iterator cuts a text.
  using CountPieces = std::function<std::size_t(std::string_view text)>;
  explicit AsciiWords(const CountPieces& count_pieces);

  // Appends the borders inside text[begin, end), which is ASCII without white space, and its end.
  void append_borders(std::string_view text, std::size_t begin, std::size_t end,
                      std::vector<std::size_t>& borders) const;

 private:
  struct Kind {
    bool word = false;  // no border between two of its kind
    bool letter = false;
    bool digit = false;
    bool joins_letters = false;  // as in "a.a"
    bool joins_digits = false;   // as in "1,1"
  };
  [[nodiscard]] const Kind& kind(char c) const { return kinds_[static_cast<unsigned char>(c)]; }

  std::array<Kind, 128> kinds_;
};

}  // namespace seqlab::text
