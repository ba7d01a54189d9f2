#include "corpus/shown/harmless.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "text/utf8.h"

namespace seqlab::corpus {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

bool is_noncharacter(std::int32_t code_point) {
  return (code_point >= 0xFDD0 && code_point <= 0xFDEF) || (code_point & 0xFFFE) == 0xFFFE;
}

// Appends the picture of a control character below U+0020: U+2400 and the following, in UTF-8.
void append_picture(std::int32_t control, std::string& shown) {
  shown += "\xE2\x90";
  shown += static_cast<char>(0x80 + control);
}

}  // namespace

std::string harmless(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t next = 0; next < text.size();) {
    const std::size_t begin = next;
    const std::int32_t code_point = text::next_code_point(text, next);
    if (code_point < 0 || (code_point >= 0x80 && code_point < 0xA0) || is_noncharacter(code_point)) {
      shown += kReplacement;
    } else if (code_point == 0x7F) {
      shown += "\u2421";
    } else if (code_point >= 0x20 || code_point == '\t' || code_point == '\n') {
      shown += text.substr(begin, next - begin);
    } else if (code_point != '\r' || !text.substr(next).starts_with('\n')) {
      append_picture(code_point, shown);
    }
  }
  return shown;
}

std::string harmless_line(std::string_view text) {
  std::string shown = harmless(text);
  std::replace(shown.begin(), shown.end(), '\n', ' ');
  return shown;
}

}  // namespace seqlab::corpus
