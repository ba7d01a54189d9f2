// From a word of a text to a row of a vocabulary or table.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace seqlab::embeddings {

// The steps of a lookup, in order.
enum class LookupStep { exact, lower, digits, lower_digits, unknown };
constexpr std::size_t lookup_steps = 5;
std::string_view to_string(LookupStep step);

struct LookupResult {
  std::optional<std::size_t> row;  // nothing for an unknown word
  LookupStep step = LookupStep::unknown;
};

// Undoes the escapes of the Penn Treebank: -LRB- and -lrb- become "(", "\/" becomes "/", "``" and "''" stay,
// and so on. Only for lookups; the word itself is never changed.
std::string undo_ptb_escapes(std::string_view word);

// The other spellings under which an unknown word is looked up, in order: without PTB escapes, in lower case,
// with every digit as 0, and with both, each of these first as it is and then without PTB escapes. Spellings
// that equal an earlier one are skipped, so most words have few or none.
class Spellings {
 public:
  // The word must outlive the object.
  explicit Spellings(std::string_view word);
  // Goes to the next spelling; false if there is none.
  bool next();
  // Of the current spelling.
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] LookupStep step() const;

 private:
  std::string_view word_;
  std::string plain_;  // without escapes
  std::string text_;
  bool escaped_ = false;
  bool may_lower_ = false;
  bool may_zero_ = false;
  std::size_t stage_ = 0;  // twice the step, plus one for plain_
};

// Tries the word as it is, in lower case, with every digit as 0, and with both, each first as it is and then
// without PTB escapes. `find` returns the row of exact bytes as a std::optional<std::size_t>. A word that is
// found as it is costs only that.
template <class Find>
LookupResult look_up(std::string_view word, const Find& find) {
  if (const std::optional<std::size_t> row = find(word)) return {row, LookupStep::exact};
  for (Spellings spellings(word); spellings.next();) {
    if (const std::optional<std::size_t> row = find(spellings.text())) return {row, spellings.step()};
  }
  return {};
}

}  // namespace seqlab::embeddings
