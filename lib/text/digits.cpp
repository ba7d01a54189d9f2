#include "text/digits.h"

#include <unicode/uchar.h>

#include <cstddef>
#include <cstdint>

#include "text/utf8.h"

namespace seqlab::text {

std::string digits_to_zero(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t start = position;
    const std::int32_t code_point = next_code_point(text, position);
    if (code_point >= 0 && u_isdigit(code_point)) {
      result += '0';
    } else {
      result.append(text, start, position - start);
    }
  }
  return result;
}

}  // namespace seqlab::text
