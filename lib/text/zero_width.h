// Signs without width: characters that readers of a text do not see, and that are no part of its words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seqlab::text {

// These signs are the soft hyphen, the marks, embeddings and isolates of writing direction (U+061C, U+200E,
// U+200F, U+202A to U+202E, U+2066 to U+206F), the zero width space (U+200B), the word joiner and the
// invisible operators (U+2060 to U+2064) and the zero width no-break space, also called byte order mark
// (U+FEFF).
//
// The zero width non-joiner (U+200C) is one, too, unless the next character before or after it that is no
// combining mark belongs to a script that spells with it: Arabic and other joining scripts, and those of
// India and its neighbours. Never among them are the zero width joiner, variation selectors and tags, of
// which emoji consist.

// Whether a text has one. Much faster than without_zero_width().
bool has_zero_width(std::string_view text);

// The text without these signs. Invalid bytes are kept. Time is linear in the text.
std::string without_zero_width(std::string_view text);

// The places of these signs in a text, and of all non-joiners: [begin, end) in bytes, in order, neighbours
// together. A part of the text that has nothing else is empty without signs.
std::vector<std::pair<std::size_t, std::size_t>> zero_width_runs(std::string_view text);

// The form of a word in which it is looked up: without these signs, or the word itself if it has none or
// nothing else. The view refers to `word` or `buffer`.
std::string_view visible_word(std::string_view word, std::string& buffer);

// A text without these signs, but with a space for each zero width space, which ends a word.
struct VisibleText {
  explicit VisibleText(std::string_view original);

  std::string text;
  std::vector<std::size_t> places;  // of each byte of `text`, and of its end, in the original
};

}  // namespace seqlab::text
