// Finds the borders of JSON values in text, without parsing them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace seqlab::corpus {

// The position of the next character that is no white space of JSON; the text's end if there is none.
inline std::size_t skip_space(std::string_view text, std::size_t i) {
  return std::min(text.find_first_not_of(" \t\r\n", i), text.size());
}

// The position after the closing quote of the string that begins at `quote`; the text's end if there is none.
std::size_t string_end(std::string_view text, std::size_t quote);

// The end of the value that begins at `begin`; the text's end if it is cut off.
std::size_t value_end(std::string_view text, std::size_t begin);

// Follows one value, character by character.
class ValueScanner {
 public:
  // Takes the next character of the value; true if it is the last one. A number, true, false or null has no
  // last character; it ends before the first one that ends_bare_value() names.
  bool take(char c);
  [[nodiscard]] bool in_string() const { return string_; }
  // Whether the value is a number, true, false or null.
  [[nodiscard]] bool bare() const { return depth_ == 0 && !string_; }

 private:
  std::size_t depth_ = 0;
  bool string_ = false;
  bool escaped_ = false;
};

inline bool ends_bare_value(char c) {
  return std::string_view(",:]} \t\r\n").find(c) != std::string_view::npos;
}

// Calls member(key, value) for each member of the object that begins at `begin` until it returns true. The
// key is as it stands between its quotes, the value as it stands in the text. Stops where the text is cut off
// or no JSON.
template <typename Member>
void each_member(std::string_view text, std::size_t begin, const Member& member) {
  std::size_t i = skip_space(text, begin + 1);
  while (i < text.size() && text[i] == '"') {
    const std::size_t key_end = string_end(text, i);
    const std::string_view key = text.substr(i + 1, key_end - i - 2);
    i = skip_space(text, key_end);
    if (i >= text.size() || text[i] != ':') return;
    const std::size_t value = skip_space(text, i + 1);
    const std::size_t end = value_end(text, value);
    if (end == value || member(key, text.substr(value, end - value))) return;
    i = skip_space(text, end);
    if (i >= text.size() || text[i] != ',') return;
    i = skip_space(text, i + 1);
  }
}

}  // namespace seqlab::corpus
