// The characters of a word.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/names.h"

namespace seqlab::text {

// What counts as a character: a code point, or an extended grapheme cluster (Unicode Standard Annex 29), such
// as a letter with its combining marks, a Hangul syllable written in parts, a flag or an emoji of a family.
enum class CharacterUnit { codepoint, cluster };
constexpr auto name_table(CharacterUnit /*unit*/) {
  return base::NameTable<CharacterUnit, 2>{
      {{"codepoint", CharacterUnit::codepoint}, {"cluster", CharacterUnit::cluster}}};
}

// The characters of a word, in order; joined they are the word. A maximal invalid part of UTF-8 is one code
// point. ICU finds clusters, but only in words with code points that may join others. Throws Error for such a
// word of more than 2 GB.
void split_characters(std::string_view word, CharacterUnit unit, std::vector<std::string_view>& characters);
std::vector<std::string_view> split_characters(std::string_view word, CharacterUnit unit);

// The first or last `count` characters; the whole word if it has no more.
std::string_view prefix(std::string_view word, std::size_t count, CharacterUnit unit);
std::string_view suffix(std::string_view word, std::size_t count, CharacterUnit unit);

}  // namespace seqlab::text
