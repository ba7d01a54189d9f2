// Text that comes in lines, words or columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/tokeniser.h"

namespace seqlab::service {

// The lines of a text, without their ends; "\n" and "\r\n" end one.
std::vector<text::TextSpan> line_spans(std::string_view text);

// The words of a line of a text, between ASCII white space.
std::vector<text::TextSpan> word_spans(std::string_view text, text::TextSpan line);

// A sentence a line, words separated by spaces and tabs; lines without words are none.
std::vector<std::vector<std::string>> horizontal_sentences(std::string_view text);

// A word a line, up to the first tab; a line without a word ends a sentence.
std::vector<std::vector<std::string>> vertical_sentences(std::string_view text);

}  // namespace seqlab::service
