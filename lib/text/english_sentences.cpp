#include "text/english_sentences.h"

#include <algorithm>
#include <string>

#include "text/ascii.h"
#include "text/english_words.h"

namespace seqlab::text {
namespace {

class Splitter {
 public:
  Splitter(std::string_view text, const TextSentence& tokens) : text_(text), tokens_(tokens) {}

  // Whether a sentence ends between token `index` and the next one; `icu`: whether ICU says so.
  [[nodiscard]] bool ends_at(std::size_t index, bool icu) const {
    const std::string_view next = token(index + 1);
    const bool spaced = tokens_[index].end < tokens_[index + 1].begin;
    if (!spaced) return false;
    std::size_t last = index;
    while (last > 0 && is_closer(token(last)) && tokens_[last - 1].end == tokens_[last].begin) --last;
    const std::string_view word = token(last);
    if (is_emoticon(word)) return !is_lower(next.front());
    if (icu) return !is_abbreviation(word);
    const bool stop = word.find_first_not_of(".!?") == std::string_view::npos;
    return stop && is_upper(next.front());
  }

 private:
  [[nodiscard]] std::string_view token(std::size_t index) const {
    return text_.substr(tokens_[index].begin, tokens_[index].end - tokens_[index].begin);
  }

  static bool is_closer(std::string_view token) {
    return token == ")" || token == "]" || token == "\"" || token == "'" || token == "''" ||
           token == "\u201D" || token == "\u2019";
  }

  static bool is_emoticon(std::string_view token) {
    return token.size() > 1 && token.find_first_of(":;=") != std::string_view::npos &&
           token.find_first_of("()DP") != std::string_view::npos && token.size() < 5 &&
           std::none_of(token.begin(), token.end(), is_digit);
  }

  static bool is_abbreviation(std::string_view token) {
    if (token.size() < 2 || token.back() != '.' || !is_letter(token.front())) return false;
    const std::string word = ascii_lower(token.substr(0, token.size() - 1));
    return abbreviation(word) == Abbreviation::never || word.size() == 1;
  }

  std::string_view text_;
  const TextSentence& tokens_;
};

}  // namespace

std::vector<TextSentence> english_sentences(std::string_view text, const TextSentence& tokens,
                                            const std::vector<std::size_t>& icu_starts) {
  std::vector<TextSentence> sentences;
  const Splitter splitter(text, tokens);
  auto icu = icu_starts.begin();
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (sentences.empty()) sentences.emplace_back();
    sentences.back().push_back(tokens[i]);
    if (i + 1 == tokens.size()) break;
    while (icu != icu_starts.end() && *icu < tokens[i].end) ++icu;
    const bool icu_says = icu != icu_starts.end() && *icu <= tokens[i + 1].begin;
    if (splitter.ends_at(i, icu_says)) sentences.emplace_back();
  }
  return sentences;
}

}  // namespace seqlab::text
