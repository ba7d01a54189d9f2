// What a word looks like, whatever its letters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace seqlab::text {

// One sign for each code point, by Unicode's general category; a sign that comes more than `longest_run`
// times in a row is written so many times. "Anna" is Xxxx, "McDonald's" XxXxxxx'x (runs of at most 4),
// "12:30" dd:dd.
//
//   X  capital or title-case letter       n  other number (roman, superscript, fraction)
//   x  small letter                       $  currency
//   c  letter without case                +  other mathematical sign
//   d  decimal digit                      *  other symbol, such as an emoji
//
// ASCII's punctuation and symbols stand for themselves. Of other punctuation, single quotes become ', other
// quotes
// ", dashes -, connectors _, opening and closing brackets ( and ), and the rest a dot; modifiers that are
// symbols become ^, white space a space. Combining marks and invisible format characters belong to what they
// stand with and have no sign. Control characters, unassigned code points and bytes that are no UTF-8 are
// "?". The result is ASCII.
std::string word_shape(std::string_view word, std::size_t longest_run);

}  // namespace seqlab::text
