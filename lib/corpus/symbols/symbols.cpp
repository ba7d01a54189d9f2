#include "corpus/symbols/symbols.h"

#include "text/utf8.h"

namespace seqlab::corpus {

namespace {

bool ends_word(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}

// Whether "\r\n" is at the position.
bool at_long_line_end(std::string_view bytes, std::size_t position) {
  return bytes[position] == '\r' && position + 1 < bytes.size() && bytes[position + 1] == '\n';
}

}  // namespace

std::string_view next_symbol(std::string_view bytes, std::size_t& position, SymbolUnit unit) {
  if (unit == SymbolUnit::words) {
    while (position < bytes.size() && (bytes[position] == ' ' || bytes[position] == '\t')) ++position;
  }
  if (position >= bytes.size()) return {};
  if (at_long_line_end(bytes, position)) ++position;
  const std::size_t begin = position;
  if (bytes[begin] == '\n') {
    ++position;
  } else if (unit == SymbolUnit::words) {
    while (position < bytes.size() && !ends_word(bytes[position]) && !at_long_line_end(bytes, position)) {
      ++position;
    }
  } else if (text::next_code_point(bytes, position) < 0) {
    position = begin + 1;
  }
  return bytes.substr(begin, position - begin);
}

}  // namespace seqlab::corpus
