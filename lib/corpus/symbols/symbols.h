// A text as the symbols that a language model reads: characters or words.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/names.h"

namespace seqlab::corpus {

// characters: code points, a line end among them. words: what stands between spaces or tabs; a line end is a
// symbol too.
enum class SymbolUnit { characters, words };
constexpr auto name_table(SymbolUnit /*unit*/) {
  return base::NameTable<SymbolUnit, 2>{
      {{"characters", SymbolUnit::characters}, {"words", SymbolUnit::words}}};
}

// The symbol that ends a line.
constexpr std::string_view line_end = "\n";

// Reads the symbol at or after `position` and moves `position` behind it; empty at the end. "\r\n" reads as a
// line end. The bytes must be valid UTF-8; of an invalid part, each byte is a symbol.
std::string_view next_symbol(std::string_view bytes, std::size_t& position, SymbolUnit unit);

}  // namespace seqlab::corpus
