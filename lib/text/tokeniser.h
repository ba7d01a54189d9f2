// Sentences and tokens of raw text.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::text {

// Half-open, in bytes of the text that was tokenised: text.substr(begin, end - begin) is the token.
struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(const TextSpan&, const TextSpan&) = default;
};

using TextSentence = std::vector<TextSpan>;  // the tokens of one sentence; never empty

// ICU's word and sentence break iterators (Unicode Standard Annex 29) and, for language "en", rules on top
// for what English treebanks do; lib/text/README.md lists them. `rules` is the version of these rules, kept
// in the model so that a model goes on being fed the tokens it was trained for.
//
// Time and memory are linear in the text. Const calls may run side by side: each works on a copy of the
// iterators.
class Tokeniser {
 public:
  // An ICU locale name ("en", "en_GB", "ug"); one that ICU does not know gets its root rules.
  explicit Tokeniser(const std::string& language = "en");
  ~Tokeniser();
  Tokeniser(Tokeniser&&) noexcept;

  // Sentences of a text, in order. White space is in no token; every other character is in exactly one.
  // A line break is white space like any other and ends no sentence. Text without tokens gives no sentence.
  // Requires valid UTF-8. Throws Error for a text of more than 2 GB.
  [[nodiscard]] std::vector<TextSentence> sentences(std::string_view text) const;
  // All tokens of a text, without sentence borders.
  [[nodiscard]] TextSentence tokens(std::string_view text) const;

  [[nodiscard]] const std::string& language() const;
  // "en-1" with the English rules, "icu-1" without.
  [[nodiscard]] std::string rules() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seqlab::text
