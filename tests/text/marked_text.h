// Sentences as one string, with a mark between tokens and another between sentences.
#pragma once

#include <string>
#include <string_view>

#include "text/tokeniser.h"

namespace seqlab::tests {

// "Do|n't go .| He" for tokens joined by "|".
inline std::string marked_tokens(const text::Tokeniser& tokeniser, std::string_view text) {
  std::string marked;
  for (const text::TextSpan token : tokeniser.tokens(text)) {
    if (!marked.empty()) marked += '|';
    marked += text.substr(token.begin, token.end - token.begin);
  }
  return marked;
}

// The text of each sentence, from its first to its last token, joined by " || ".
inline std::string marked_sentences(const text::Tokeniser& tokeniser, std::string_view text) {
  std::string marked;
  for (const text::TextSentence& sentence : tokeniser.sentences(text)) {
    if (!marked.empty()) marked += " || ";
    marked += text.substr(sentence.front().begin, sentence.back().end - sentence.front().begin);
  }
  return marked;
}

}  // namespace seqlab::tests
