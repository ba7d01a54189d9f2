#include "corpus/reviews/review_readers.h"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace seqlab::corpus {

std::string review_word(std::string_view word, const ReviewOptions& options) {
  return options.nfc ? text::to_nfc(word) : std::string(word);
}

void tokenise(Review& review, const ReviewOptions& options) {
  const std::string_view text = review.text;
  std::vector<std::string>& words = review.tokens;
  if (options.tokens == TextTokens::raw) {
    if (options.tokeniser == nullptr) {
      throw std::invalid_argument("raw reviews need ReviewOptions::tokeniser");
    }
    for (const text::TextSentence& sentence : options.tokeniser->sentences(text)) {
      for (const text::TextSpan& token : sentence) {
        words.push_back(review_word(text.substr(token.begin, token.end - token.begin), options));
      }
      review.sentence_ends.push_back(words.size());
    }
    return;
  }
  constexpr std::string_view separators = " \r\n";
  for (std::size_t begin = text.find_first_not_of(separators); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(separators, begin), text.size());
    words.push_back(review_word(text.substr(begin, end - begin), options));
    begin = text.find_first_not_of(separators, end);
  }
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
