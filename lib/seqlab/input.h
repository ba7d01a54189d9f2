// What callers give to models: running text, or tokens.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace seqlab {

// The values of a feature column, one per token. An empty string means that a token has no value.
struct Column {
  std::string name;  // as in ModelInfo::feature_columns
  std::vector<std::string> values;
};

// A sentence (for taggers) or a text (for classifiers) that is already cut into tokens. Every token is valid
// UTF-8 and not empty; there may be none.
struct Tokens {
  std::vector<std::string> words;
  std::vector<Column> columns = {};  // exactly those of ModelInfo::feature_columns, in any order
};

// Running text in UTF-8, which the library cuts into sentences and tokens, or Tokens. A model with feature
// columns reads only Tokens. Strings convert; they must live as long as the Input.
using Input = std::variant<std::string_view, Tokens>;

// Options by name with their values as text, as the programs take them, without the dashes: {"hidden",
// "200"}.
using Options = std::vector<std::pair<std::string, std::string>>;

// How a call computes. Neither number changes a result, not even in its last bit.
struct RunOptions {
  std::size_t threads = 1;      // 1 to 1024, the caller's included
  std::size_t batch_size = 64;  // sentences or texts computed side by side; 1 to 1,000,000
};

}  // namespace seqlab
