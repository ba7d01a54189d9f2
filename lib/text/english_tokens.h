// The English rules for tokens; README.md beside this file lists them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "text/tokeniser.h"

namespace seqlab::text {

// Where an abbreviation's dot may turn out to be the end of a sentence, what follows it on the other side
// of white space decides.
struct Chunk {
  TextSpan span;               // a run of text without white space
  std::string_view following;  // the text behind the white space that follows; empty at the end of the text
};

// Appends the tokens of a chunk. `cuts`: the word borders of ICU inside it, in ascending order, the last of
// which is the end of the chunk. Time is linear in the chunk's length.
void append_english_tokens(std::string_view text, const Chunk& chunk, const std::vector<std::size_t>& cuts,
                           std::vector<TextSpan>& tokens);

}  // namespace seqlab::text
