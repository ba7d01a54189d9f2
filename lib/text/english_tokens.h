// The English rules for tokens; README.md in this folder lists them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "text/tokeniser.h"

namespace seqlab::text {

// A run of text to be cut into tokens. Whether the dot of an abbreviation ends the sentence may depend on
// what follows after white space.
struct Chunk {
  TextSpan span;               // without white space
  std::string_view following;  // the text after the following white space; empty at the end
};

// Appends the tokens of a chunk. `cuts`: ICU's word borders in the chunk, in ascending order, the last of
// which is its end. Time is linear in the length of the chunk.
void append_english_tokens(std::string_view text, const Chunk& chunk, const std::vector<std::size_t>& cuts,
                           std::vector<TextSpan>& tokens);

}  // namespace seqlab::text
