// Sources and the targets that they become, for models that read one sequence and write another.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "corpus/symbols/symbols.h"

namespace seqlab::corpus {

// What is read: symbols of a text, with tags behind them, or vectors.
struct Source {
  std::string text = {};
  std::vector<std::string> tags = {};  // each is one symbol; none is empty
  bool vectors = false;
  std::size_t width = 0;            // numbers of a vector; 0 without vectors
  std::vector<float> numbers = {};  // vector by vector; all finite

  friend bool operator==(const Source&, const Source&) = default;
};

struct Pair {
  Source source;
  std::optional<std::string> target;  // none: not given
  Place place;
};

// The symbol of a tag. No character and no word is like it: it begins with a tab and has more than one
// character.
inline std::string tag_symbol(std::string_view tag) {
  return "\t" + std::string(tag);
}
// Whether a symbol is that of a tag.
inline bool is_tag_symbol(std::string_view symbol) {
  return symbol.size() > 1 && symbol.front() == '\t';
}

// Calls visit(symbol) for each symbol of a text; the views are valid during the call.
template <class Visit>
void each_symbol(std::string_view text, SymbolUnit unit, const Visit& visit) {
  for (std::size_t position = 0;;) {
    const std::string_view symbol = next_symbol(text, position, unit);
    if (symbol.empty()) return;
    visit(symbol);
  }
}

// The same for a source: those of its text, then its tags.
template <class Visit>
void each_symbol(const Source& source, SymbolUnit unit, const Visit& visit) {
  each_symbol(std::string_view(source.text), unit, visit);
  for (const std::string& tag : source.tags) visit(std::string_view(tag_symbol(tag)));
}

}  // namespace seqlab::corpus
