// Spans in a column of brackets, as in the shared tasks of 2005, 2011 and 2012: (PER* on the first token, *
// inside and outside, *) on the last, (PER*) or (PER) on a single one.
#pragma once

#include <span>
#include <string_view>

#include "corpus/sentence.h"

namespace seqlab::corpus {

// Whether a field opens spans, closes spans or does neither, in brackets: "(PER*", "(S(NP*", "*", "*)",
// "*PER)",
// "(PER)".
bool is_bracket_field(std::string_view field);

// The labels of a sentence in IOB2. `fields` has one field per token; the sentence gives the places of
// errors. Throws DataError if a field has no brackets, or if spans are nested, closed without being open or
// left open.
Labels labels_of_brackets(std::span<const std::string_view> fields, const Sentence& sentence);

}  // namespace seqlab::corpus
