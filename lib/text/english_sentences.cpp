#include "text/english_sentences.h"

#include <algorithm>
#include <string>
#include <vector>

#include "text/ascii.h"
#include "text/english_words.h"
#include "text/utf8.h"

namespace seqlab::text {
namespace {

bool contains_only(std::string_view token, std::string_view set) {
  return token.find_first_not_of(set) == std::string_view::npos;
}

// Whether a token starts like a word or number. Tokens are never empty.
bool is_wordlike(std::string_view token) {
  return is_alphanumeric(token.front());
}

bool is_bracket(std::string_view token) {
  return token == ")" || token == "]" || token == "}";
}

bool is_quote(std::string_view token) {
  if (is_wordlike(token)) return false;
  return token == "\"" || token == "'" || token == "''" || token == "\u2019" || token == "\u2019\u2019" ||
         token == "\u201D";
}

bool is_emoticon(std::string_view token) {
  if (token.size() < 2) return false;
  const auto is_eye = [](char c) { return c == ':' || c == ';' || c == '='; };
  if (!is_eye(token[0]) && !is_eye(token[1])) return token == "^_^" || token == "<3";
  if (token == "(:" || token == "(;") return true;
  return token.size() < 6 && token.find_first_of("()DP/") != std::string_view::npos &&
         std::none_of(token.begin(), token.end(), is_digit);
}

// A line that separates the parts of a letter.
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
  Splitter(std::string_view text, const TextSentence& tokens,
           const std::function<std::vector<std::size_t>()>& icu_starts)
      : text_(text), tokens_(tokens), find_icu_starts_(icu_starts) {}

  // Whether the sentence that started at token `start` ends between token `index` and the next one.
  [[nodiscard]] bool ends_at(std::size_t start, std::size_t index) {
    if (!space_behind(index) || continues_before(index + 1)) return false;
    const std::string_view next = token(index + 1);
    std::size_t last = index;
    while (last > start && is_closer(token(last)) && !space_behind(last - 1)) --last;
    const std::string_view word = token(last);
    const bool closed = last != index;
    const bool small = is_lower(next.front());
    if (is_emoticon(word)) return !small;
    if (!is_wordlike(word) && contains_only(word, ".!?\u2026")) {
      if (word == "." && last == start + 1 && is_number(token(start))) return false;  // "1. The first"
      const bool spaced_ellipsis = word == "." && last > start && token(last - 1) == ".";
      if (is_ellipsis(word) || spaced_ellipsis) return is_upper(next.front());
      return !(closed && small);
    }
    if (is_upper(next.front()) && closes_part(start, last)) return true;
    if (is_date(next) && index + 2 < tokens_.size() && is_time(token(index + 2))) {
      const bool named = !is_lower(word.front()) || is_address(word);
      if (named) return true;
    }
    if (is_url(word) && is_url(next)) return true;
    // A dot that stayed with its abbreviation does not end a sentence.
    return word.back() != '.' && icu_ends_at(index);
  }

 private:
  [[nodiscard]] std::string_view token(std::size_t index) const {
    return text_.substr(tokens_[index].begin, tokens_[index].end - tokens_[index].begin);
  }
  [[nodiscard]] bool space_behind(std::size_t index) const {
    return index + 1 == tokens_.size() || tokens_[index].end < tokens_[index + 1].begin;
  }

  // Whether ICU starts a sentence between a token and the next one. It does so only after a sentence-final
  // mark, quotes and brackets, and white space; hence not after other ASCII.
  [[nodiscard]] bool icu_ends_at(std::size_t index) {
    const auto other_ascii = [](char c) {
      return static_cast<unsigned char>(c) < 0x80 &&
             std::string_view(".!?\"'()[]{}").find(c) == std::string_view::npos;
    };
    const std::size_t end = tokens_[index].end;
    const std::size_t begin = tokens_[index + 1].begin;
    if (other_ascii(text_[end - 1]) && is_ascii(text_.substr(end, begin - end))) return false;
    if (!asked_icu_) {
      icu_starts_ = find_icu_starts_();
      asked_icu_ = true;
    }
    const auto next = std::lower_bound(icu_starts_.begin(), icu_starts_.end(), end);
    return next != icu_starts_.end() && *next <= begin;
  }

  static bool is_closer(std::string_view token) { return is_bracket(token) || is_quote(token); }
  static bool is_ellipsis(std::string_view token) {
    return token.size() > 1 && contains_only(token, ".\u2026");
  }

  // What cannot start a sentence: a closing bracket, a quote or mark on its own, an emoticon.
  [[nodiscard]] bool continues_before(std::size_t index) const {
    const std::string_view next = token(index);
    const bool mark = next == "." || next == "!" || next == "?";
    return is_bracket(next) || is_emoticon(next) || mark || (is_quote(next) && space_behind(index));
  }

  // Parts of letters that end without a full stop: "Thanks," "Best regards," "11/28/2000 11:34 AM", rules,
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
  const std::function<std::vector<std::size_t>()>& find_icu_starts_;
  std::vector<std::size_t> icu_starts_;  // filled when ICU is first asked
  bool asked_icu_ = false;
};

}  // namespace

std::vector<TextSentence> english_sentences(std::string_view text, const TextSentence& tokens,
                                            const std::function<std::vector<std::size_t>()>& icu_starts) {
  std::vector<TextSentence> sentences;
  Splitter splitter(text, tokens, icu_starts);
  auto start = tokens.begin();
  for (auto token = tokens.begin(); token != tokens.end(); ++token) {
    const auto index = static_cast<std::size_t>(token - tokens.begin());
    const auto first = static_cast<std::size_t>(start - tokens.begin());
    if (token + 1 != tokens.end() && !splitter.ends_at(first, index)) continue;
    sentences.emplace_back(start, token + 1);
    start = token + 1;
  }
  return sentences;
}

}  // namespace seqlab::text
