// The label of a line that is not a table: its first word, or a word that fastText marks as one.
#pragma once

#include <cstddef>
#include <string_view>

namespace seqlab::corpus {

// Begins a label of fastText's: "__label__pos good film".
constexpr std::string_view kFastTextMark = "__label__";

// The place of the first space; the size of the text if there is none.
std::size_t first_space(std::string_view text);

// A text without its leading spaces.
std::string_view after_spaces(std::string_view text);

// The start of the label at the end of a line, "good film __label__pos"; the size of the line if there is
// none.
std::size_t final_mark(std::string_view line);

// Whether fastText's label begins a line, behind a byte order mark, or ends it.
bool begins_with_mark(std::string_view line);
bool ends_with_mark(std::string_view line);

}  // namespace seqlab::corpus
