// The length limit of lines.
#pragma once

#include <cstddef>
#include <string>

#include "base/errors.h"

namespace seqlab::io {

// In bytes: large enough for a corpus in a single line (text8 has 100 MB), small enough to stop at an input
// that never ends a line (/dev/zero) before memory runs out.
constexpr std::size_t longest_line = std::size_t{1} << 30;

// Throws DataError if the length of a line so far exceeds `longest`.
inline void check_line_length(std::size_t length, std::size_t longest, const Place& place) {
  if (length <= longest) return;
  throw DataError(place,
                  "this line is longer than " + std::to_string(longest) + " bytes; is this a text file?");
}

}  // namespace seqlab::io
