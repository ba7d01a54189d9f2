#include "corpus/tokenised_text.h"

#include <stdexcept>
#include <utility>

#include "corpus/readers.h"

namespace seqlab::corpus {

std::vector<text::TextSentence> tokenised(std::string_view text, const ReaderOptions& options) {
  if (options.tokeniser == nullptr) {
    throw std::invalid_argument("running text needs ReaderOptions::tokeniser");
  }
  return options.tokeniser->sentences(text);
}

Sentence sentence_of(std::string_view text, text::TextSentence tokens, const ReaderOptions& options) {
  Sentence sentence;
  sentence.words.reserve(tokens.size());
  for (const text::TextSpan& token : tokens) {
    sentence.words.push_back(normalised(text.substr(token.begin, token.end - token.begin), options));
  }
  sentence.offsets = std::move(tokens);
  sentence.features.assign(options.feature_columns.size(), Labels(sentence.size()));
  return sentence;
}

}  // namespace seqlab::corpus
