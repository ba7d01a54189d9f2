#include "text/ascii_words.h"

#include <string>

namespace seqlab::text {

AsciiWords::AsciiWords(const CountPieces& count_pieces) {
  const auto whole = [&](const std::string& text) { return count_pieces(text) == 1; };
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    const std::string c(1, static_cast<char>(i));
    Kind& kind = kinds_[i];
    kind.word = whole("a" + c) && whole(c + "a");
    // No border at an apostrophe between two letters or two digits.
    kind.letter = kind.word && whole("a'" + c);
    kind.digit = kind.word && whole("1'" + c);
    kind.joins_letters = !kind.word && whole("a" + c + "a");
    kind.joins_digits = !kind.word && whole("1" + c + "1");
  }
}

void AsciiWords::append_borders(std::string_view text, std::size_t begin, std::size_t end,
                                std::vector<std::size_t>& borders) const {
  for (std::size_t i = begin; i < end;) {
    if (!kind(text[i]).word) {
      borders.push_back(++i);
      continue;
    }
    while (true) {
      while (i < end && kind(text[i]).word) ++i;
      if (i + 1 >= end) break;
      const Kind& before = kind(text[i - 1]);
      const Kind& mark = kind(text[i]);
      const Kind& behind = kind(text[i + 1]);
      const bool joined = (mark.joins_letters && before.letter && behind.letter) ||
                          (mark.joins_digits && before.digit && behind.digit);
      if (!joined) break;
      ++i;
    }
    borders.push_back(i);
  }
}

}  // namespace seqlab::text
