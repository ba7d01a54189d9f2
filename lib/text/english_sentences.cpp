#include "text/english_sentences.h"

#include <algorithm>
#include <string>

#include "text/ascii.h"
#include "text/english_words.h"

namespace seqlab::text {
namespace {

bool contains_only(std::string_view token, std::string_view set) {
  return token.find_first_not_of(set) == std::string_view::npos;
}

bool is_bracket(std::string_view token) {
  return token == ")" || token == "]" || token == "}";
}

bool is_quote(std::string_view token) {
  return token == "\"" || token == "'" || token == "''" || token == "\u2019" || token == "\u2019\u2019" ||
         token == "\u201D";
}

bool is_emoticon(std::string_view token) {
  if (token == "^_^" || token == "<3" || token == "(:" || token == "(;") return true;
  return token.size() > 1 && token.size() < 6 && token.find_first_of(":;=") < 2 &&
         token.find_first_of("()DP/") != std::string_view::npos &&
         std::none_of(token.begin(), token.end(), is_digit);
}

// A line drawn between the parts of a letter.
bool is_ruler(std::string_view token) {
  return token.size() > 3 && contains_only(token, "-=_*~+#");
}

bool is_url(std::string_view token) {
  return token.find("://") != std::string_view::npos || token.starts_with("www.");
}

bool is_address(std::string_view token) {
  const std::size_t at_sign = token.find('@');
  return at_sign != std::string_view::npos && token.find('.', at_sign) != std::string_view::npos;
}

bool is_date(std::string_view token) {
  return is_digit(token.front()) && contains_only(token, "0123456789/") &&
         std::count(token.begin(), token.end(), '/') == 2;
}

bool is_time(std::string_view token) {
  return is_digit(token.front()) && contains_only(token, "0123456789:") &&
         token.find(':') != std::string_view::npos;
}

bool is_number(std::string_view token) {
  return contains_only(token, "0123456789");
}

class Splitter {
 public:
  Splitter(std::string_view text, const TextSentence& tokens) : text_(text), tokens_(tokens) {}

  // Whether the sentence that began with token `start` ends between token `index` and the next one; `icu`:
  // whether ICU says so.
  [[nodiscard]] bool ends_at(std::size_t start, std::size_t index, bool icu) const {
    if (!space_behind(index) || continues_before(index + 1)) return false;
    const std::string_view next = token(index + 1);
    std::size_t last = index;
    while (last > start && is_closer(token(last)) && !space_behind(last - 1)) --last;
    const std::string_view word = token(last);
    const bool closed = last != index;
    const bool small = is_lower(next.front());
    if (is_emoticon(word)) return !small;
    if (contains_only(word, ".!?\u2026")) {
      if (word == "." && last == start + 1 && is_number(token(start))) return false;  // "1. The first"
      const bool spaced_ellipsis = word == "." && last > start && token(last - 1) == ".";
      if (is_ellipsis(word) || spaced_ellipsis) return is_upper(next.front());
      return !(closed && small);
    }
    if (is_upper(next.front()) && closes_part(start, last)) return true;
    const bool named = !is_lower(word.front()) || is_address(word);
    if (named && is_date(next) && index + 2 < tokens_.size() && is_time(token(index + 2))) return true;
    if (is_url(word) && is_url(next)) return true;
    // A dot that stayed with its abbreviation ends no sentence.
    return icu && word.back() != '.';
  }

 private:
  [[nodiscard]] std::string_view token(std::size_t index) const {
    return text_.substr(tokens_[index].begin, tokens_[index].end - tokens_[index].begin);
  }
  [[nodiscard]] bool space_behind(std::size_t index) const {
    return index + 1 == tokens_.size() || tokens_[index].end < tokens_[index + 1].begin;
  }

  static bool is_closer(std::string_view token) { return is_bracket(token) || is_quote(token); }
  static bool is_ellipsis(std::string_view token) {
    return token.size() > 1 && contains_only(token, ".\u2026");
  }

  // What cannot begin a sentence: a closing bracket, a quote or a mark that stands alone, an emoticon.
  [[nodiscard]] bool continues_before(std::size_t index) const {
    const std::string_view next = token(index);
    const bool mark = next == "." || next == "!" || next == "?";
    return is_bracket(next) || is_emoticon(next) || mark || (is_quote(next) && space_behind(index));
  }

  // Parts of letters that end without a full stop: "Thanks," "Best regards," "11/28/2000 11:34 AM", rulers,
  // addresses.
  [[nodiscard]] bool closes_part(std::size_t start, std::size_t last) const {
    const std::string_view word = token(last);
    if (is_ruler(word) || is_url(word) || is_address(word)) return true;
    if ((word == "AM" || word == "PM") && last >= start + 2) {
      return is_time(token(last - 1)) && is_date(token(last - 2));
    }
    if (word != "," || last == start || last > start + 3) return false;
    return closes_a_letter(ascii_lower(token(start))) || closes_a_letter(ascii_lower(token(last - 1)));
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
  std::size_t start = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (start == i) sentences.emplace_back();
    sentences.back().push_back(tokens[i]);
    if (i + 1 == tokens.size()) break;
    while (icu != icu_starts.end() && *icu < tokens[i].end) ++icu;
    const bool icu_says = icu != icu_starts.end() && *icu <= tokens[i + 1].begin;
    if (splitter.ends_at(start, i, icu_says)) start = i + 1;
  }
  return sentences;
}

}  // namespace seqlab::text
