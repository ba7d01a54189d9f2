// Tokens as a model reads them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::model {

// Everything that a model reads of a token. Tokens of the same type are computed once.
struct TokenType {
  std::uint32_t row = 0;                       // of the vocabulary
  std::string_view word = {};                  // empty: the vocabulary's word of the row
  std::span<const std::uint32_t> values = {};  // rows of the values of the feature columns

  // Whether the row alone is the type.
  [[nodiscard]] bool is_row() const { return word.empty() && values.empty(); }
  bool operator==(const TokenType& other) const {
    return row == other.row && word == other.word && std::ranges::equal(values, other.values);
  }
};

struct TokenTypeHash {
  std::size_t operator()(const TokenType& type) const {
    constexpr std::size_t odd = 0x9e3779b97f4a7c15;  // 2^64 divided by the golden ratio
    std::size_t hash = std::hash<std::string_view>()(type.word) + type.row;
    for (const std::uint32_t value : type.values) hash = (hash ^ value) * odd;
    return hash;
  }
};

// What a language model reads of a sentence.
struct SymbolReading {
  std::vector<std::uint32_t> symbols;  // rows of its vocabulary, in the order of reading
  std::vector<std::uint32_t> ends;     // of each token: after how many symbols its vector is taken
};

// The tokens of a sequence, looked up.
struct LookedUp {
  std::vector<std::uint32_t> rows;  // per token
  // If the model reads more of a word than its row: the word of each token, or an empty string if it is the
  // vocabulary's word of the row. Otherwise empty.
  std::vector<std::string> words;
  std::size_t columns = 0;                   // feature columns
  std::vector<std::uint32_t> values;         // [tokens x columns], rows of their values, token after token
  std::vector<SymbolReading> readings = {};  // of each of the model's language models

  [[nodiscard]] std::size_t size() const { return rows.size(); }
  // Valid as long as this object.
  [[nodiscard]] TokenType type(std::size_t token) const {
    return {rows[token], words.empty() ? std::string_view() : words[token],
            std::span(values).subspan(token * columns, columns)};
  }
};

// Texts, each in one or more parts that are classified by themselves.
struct LookedUpTexts {
  std::vector<LookedUp> parts;    // of all texts
  std::vector<std::size_t> ends;  // the index after the last part of each text

  void add(std::vector<LookedUp>&& text) {
    std::move(text.begin(), text.end(), std::back_inserter(parts));
    ends.push_back(parts.size());
  }
};

}  // namespace seqlab::model
