// What a network reads about tokens, apart from their order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "nn/inputs/spellings.h"

namespace seqlab::nn {

// Tokens that agree in everything the network reads are of one type, whose input column is computed once.
// Each list has one entry per type; lists that the network has no input for are empty.
struct TokenTypes {
  std::vector<std::vector<std::uint32_t>> words;     // per table of word vectors: rows of the table
  Spellings spellings;                               // the words' characters
  std::vector<std::vector<std::uint32_t>> features;  // per feature: rows of its table
  std::vector<std::uint32_t> symbols = {};           // of symbol_input.h

  [[nodiscard]] std::size_t size() const { return words.empty() ? symbols.size() : words.front().size(); }
};

}  // namespace seqlab::nn
