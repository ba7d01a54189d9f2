// Checks the characters of words, texts and labels.
#pragma once

#include <cstddef>
#include <string_view>

#include "check/findings.h"

namespace seqlab::check {

// What a string is. A text may have no-break spaces.
enum class StringKind { word, text, label };

// Adds a finding at the line for signs without width, unusual spaces, mis-decoded characters and characters
// that are not in normalisation form C, each kind once. Requires valid UTF-8. Fast if all bytes are ASCII.
void check_signs(std::string_view string, StringKind kind, std::size_t line, Findings& findings);

}  // namespace seqlab::check
