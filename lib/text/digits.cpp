#include "text/digits.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

namespace seqlab::text {

std::string digits_to_zero(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  std::size_t position = 0;
  while (position < text.size()) {
    // ICU counts in 32 bits; no character is longer than four bytes.
    const auto* start = reinterpret_cast<const std::uint8_t*>(text.data()) + position;
    const auto length = static_cast<std::int32_t>(std::min<std::size_t>(4, text.size() - position));
    std::int32_t count = 0;
    UChar32 code_point = 0;
    U8_NEXT(start, count, length, code_point);
    const auto bytes = static_cast<std::size_t>(count);
    if (code_point >= 0 && u_isdigit(code_point)) {
      result += '0';
    } else {
      result.append(text, position, bytes);
    }
    position += bytes;
  }
  return result;
}

}  // namespace seqlab::text
