// From a word of a text to a row of a vocabulary or a table.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace seqlab::embeddings {

// The steps, in the order in which they are tried.
enum class LookupStep { exact, lower, digits, lower_digits, unknown };
constexpr std::size_t lookup_steps = 5;
std::string_view to_string(LookupStep step);

struct LookupResult {
  std::optional<std::size_t> row;  // empty for unknown
  LookupStep step = LookupStep::unknown;
};

// Undoes the escapes of the Penn Treebank: -LRB- and -lrb- become "(", "\/" becomes "/", "``" and "''" stay,
// and so on. Only for lookups; the word itself is never changed.
std::string undo_ptb_escapes(std::string_view word);

// Tries the word as it is, in lower case, with every digit as 0, and both; each first as it stands and then
// without PTB escapes. `find` gives the row of exact bytes.
LookupResult look_up(std::string_view word,
                     const std::function<std::optional<std::size_t>(std::string_view)>& find);

}  // namespace seqlab::embeddings
