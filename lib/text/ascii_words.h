// Word borders inside runs of ASCII, as ICU finds them: much faster, and the same.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace seqlab::text {

// Unicode Standard Annex 29 for text without white space and without other characters than ASCII. Which
// characters are letters, digits or joints between them is asked of the iterator whose borders these are to
// be, since languages and versions differ there. Const calls may run side by side.
class AsciiWords {
 public:
  // How many pieces the iterator cuts a text into.
  using CountPieces = std::function<std::size_t(std::string_view text)>;
  explicit AsciiWords(const CountPieces& count_pieces);

  // Appends the borders inside text[begin, end), which is ASCII without white space, and its end.
  void append_borders(std::string_view text, std::size_t begin, std::size_t end,
                      std::vector<std::size_t>& borders) const;

 private:
  struct Kind {
    bool word = false;  // is not cut from others of its kind
    bool letter = false;
    bool digit = false;
    bool joins_letters = false;  // as in "a.a"
    bool joins_digits = false;   // as in "1,1"
  };
  [[nodiscard]] const Kind& kind(char c) const { return kinds_[static_cast<unsigned char>(c)]; }

  std::array<Kind, 128> kinds_;
};

}  // namespace seqlab::text
