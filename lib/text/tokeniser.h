// Sentences and tokens of raw text.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::text {

// Half-open, in bytes of the tokenised text: text.substr(begin, end - begin) is the token.
struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(const TextSpan&, const TextSpan&) = default;
};

using TextSentence = std::vector<TextSpan>;  // the tokens of one sentence; never empty

// ICU's word and sentence break iterators (Unicode Standard Annex 29) and, for language "en", additional
// rules that follow English treebanks (README.md in this folder). Models keep the version of these rules, so
// that they always get the tokens they were trained on.
//
// Time and memory are linear in the text. Const calls may run in parallel: each works on a copy of the
// iterators.
class Tokeniser {
 public:
  // An ICU locale name ("en", "en_GB", "ug"); ICU uses its root rules for an unknown one.
  explicit Tokeniser(const std::string& language = "en");
  ~Tokeniser();
  Tokeniser(Tokeniser&&) noexcept;

  // The sentences of a text, in order. Every character except white space and signs without width
  // (zero_width.h) is in exactly one token. Tokens and sentences are as without these signs; one that is
  // inside or right behind a token is part of it, others are in none. A zero width space counts as white
  // space. Line breaks are ordinary white space and do not end sentences. A text without tokens has no
  // sentences. Requires valid UTF-8. Throws Error for a text of more than 2 GB.
  [[nodiscard]] std::vector<TextSentence> sentences(std::string_view text) const;
  // All tokens of a text, without sentences.
  [[nodiscard]] TextSentence tokens(std::string_view text) const;

  [[nodiscard]] const std::string& language() const;
  // "en-1" with the English rules, "icu-1" without.
  [[nodiscard]] std::string rules() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seqlab::text
