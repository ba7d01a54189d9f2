// What the network reads of tokens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "nn/inputs/spellings.h"

namespace seqlab::nn {

// Tokens that agree in everything the network reads are of one type, whose column is computed once. One entry
// a type in each part that the network has inputs for; the others are empty.
struct TokenTypes {
  std::vector<std::uint32_t> words;                       // rows of the first table of word vectors
  std::vector<std::vector<std::uint32_t>> further_words;  // of each further table, its rows
  Spellings spellings;                                    // the words' characters
  std::vector<std::vector<std::uint32_t>> features;       // a feature: rows of its table

  [[nodiscard]] std::size_t size() const { return words.size(); }
};

}  // namespace seqlab::nn
