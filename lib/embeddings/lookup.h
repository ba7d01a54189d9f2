// From a word of a text to a row of a vocabulary or a table.
#pragma once

#include <cstddef>
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

// The spellings under which a word is looked for when its own is unknown, one after the other: without PTB
// escapes, in lower case, with every digit as 0, and both; each first as the word stands and then without PTB
// escapes. Those that cannot differ from one before are left out, so that most words have few or none.
class Spellings {
 public:
  // The word must outlive it.
  explicit Spellings(std::string_view word);
  // Goes on to the next; false when none is left.
  bool next();
  // Of the spelling that next() went on to.
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] LookupStep step() const;

 private:
  std::string_view word_;
  std::string plain_;  // without escapes
  std::string text_;
  bool escaped_ = false;
  bool may_lower_ = false;
  bool may_zero_ = false;
  std::size_t stage_ = 0;  // twice the step, and one more for plain_
};

// Tries the word as it is, in lower case, with every digit as 0, and both; each first as it stands and then
// without PTB escapes. `find` gives the row of exact bytes as a std::optional<std::size_t>. A word that is
// found as it is costs no more than finding it.
template <class Find>
LookupResult look_up(std::string_view word, const Find& find) {
  if (const std::optional<std::size_t> row = find(word)) return {row, LookupStep::exact};
  for (Spellings spellings(word); spellings.next();) {
    if (const std::optional<std::size_t> row = find(spellings.text())) return {row, spellings.step()};
  }
  return {};
}

}  // namespace seqlab::embeddings
