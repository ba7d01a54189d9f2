#include "corpus/reviews/review_readers.h"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace seqlab::corpus {

std::string review_word(std::string_view word, const ReviewOptions& options) {
  return options.nfc ? text::to_nfc(word) : std::string(word);
}

std::vector<std::string> review_tokens(std::string_view text, const ReviewOptions& options) {
  std::vector<std::string> words;
  if (options.tokens == TextTokens::raw) {
    if (options.tokeniser == nullptr) {
      throw std::invalid_argument("raw reviews need ReviewOptions::tokeniser");
    }
    for (const text::TextSpan& token : options.tokeniser->tokens(text)) {
      words.push_back(review_word(text.substr(token.begin, token.end - token.begin), options));
    }
    return words;
  }
  constexpr std::string_view separators = " \r\n";
  for (std::size_t begin = text.find_first_not_of(separators); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(separators, begin), text.size());
    words.push_back(review_word(text.substr(begin, end - begin), options));
    begin = text.find_first_not_of(separators, end);
  }
  return words;
}

std::string_view without_mark(std::string_view line) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (line.starts_with(mark)) line.remove_prefix(mark.size());
  return line;
}

std::string trimmed_label(std::string_view label) {
  const std::size_t begin = std::min(label.find_first_not_of(' '), label.size());
  return std::string(label.substr(begin, label.find_last_not_of(' ') + 1 - begin));
}

}  // namespace seqlab::corpus
