// How long a line may be.
#pragma once

#include <cstddef>
#include <string>

#include "base/errors.h"

namespace seqlab::io {

// In bytes: what never ends a line (/dev/zero) is refused before it has taken all memory, and a corpus that
// is one line (text8 has 100 MB) is read.
constexpr std::size_t longest_line = std::size_t{1} << 30;

// Throws DataError when a line of which so many bytes have come is longer than `longest`.
inline void check_line_length(std::size_t length, std::size_t longest, const Place& place) {
  if (length <= longest) return;
  throw DataError(place,
                  "this line is longer than " + std::to_string(longest) + " bytes; text has line ends");
}

}  // namespace seqlab::io
