#include "text/word_shape.h"

#include <unicode/uchar.h>

#include <cstdint>

#include "text/ascii.h"
#include "text/utf8.h"

namespace seqlab::text {
namespace {

constexpr char no_sign = '\0';

char ascii_sign(char c) {
  if (is_upper(c)) return 'X';
  if (is_lower(c)) return 'x';
  if (is_digit(c)) return 'd';
  if (c >= '\t' && c <= '\r') return ' ';
  return c < ' ' || c == 0x7F ? '?' : c;
}

char sign(std::int32_t code_point) {
  if (code_point < 0) return '?';
  if (code_point < 0x80) return ascii_sign(static_cast<char>(code_point));
  switch (u_charType(code_point)) {
    case U_UPPERCASE_LETTER:
    case U_TITLECASE_LETTER:
      return 'X';
    case U_LOWERCASE_LETTER:
      return 'x';
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
      return 'c';
    case U_DECIMAL_DIGIT_NUMBER:
      return 'd';
    case U_LETTER_NUMBER:
    case U_OTHER_NUMBER:
      return 'n';
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_FORMAT_CHAR:
      return no_sign;
    case U_SPACE_SEPARATOR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return ' ';
    case U_DASH_PUNCTUATION:
      return '-';
    case U_START_PUNCTUATION:
      // U+201A is a low single quote, U+201E a low double one.
      return code_point == 0x201A ? '\'' : code_point == 0x201E ? '"' : '(';
    case U_END_PUNCTUATION:
      return ')';
    case U_CONNECTOR_PUNCTUATION:
      return '_';
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION: {
      const bool single =
          (code_point >= 0x2018 && code_point <= 0x201B) || code_point == 0x2039 || code_point == 0x203A;
      return single ? '\'' : '"';
    }
    case U_OTHER_PUNCTUATION:
      return '.';
    case U_MATH_SYMBOL:
      return '+';
    case U_CURRENCY_SYMBOL:
      return '$';
    case U_MODIFIER_SYMBOL:
      return '^';
    case U_OTHER_SYMBOL:
      return '*';
    default:
      return '?';
  }
}

}  // namespace

std::string word_shape(std::string_view word, std::size_t longest_run) {
  std::string shape;
  std::size_t run = 0;
  for (std::size_t position = 0; position < word.size();) {
    const char next = sign(next_code_point(word, position));
    if (next == no_sign) continue;
    run = !shape.empty() && shape.back() == next ? run + 1 : 1;
    if (run <= longest_run) shape += next;
  }
  return shape;
}

}  // namespace seqlab::text
