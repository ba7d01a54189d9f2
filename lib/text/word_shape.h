// The shape of a word: what it looks like, whatever its letters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace seqlab::text {

// One sign per code point, by Unicode's general category; runs of the same sign are cut to `longest_run`.
// "Anna" is Xxxx, "McDonald's" XxXxxxx'x (with runs of at most 4), "12:30" dd:dd.
//
//   X  capital or title-case letter       n  other number (roman, superscript, fraction)
//   x  small letter                       $  currency
//   c  letter without case                +  other mathematical sign
//   d  decimal digit                      *  other symbol, such as an emoji
//
// ASCII punctuation and symbols represent themselves. Of other punctuation, single quotes become ', other
// quotes ", dashes -, connectors _, brackets ( and ), and the rest a dot; modifier symbols become ^ and white
// space a space. Combining marks and format characters are skipped. Control characters, unassigned code
// points and invalid bytes become "?". The result is ASCII.
std::string word_shape(std::string_view word, std::size_t longest_run);

}  // namespace seqlab::text
