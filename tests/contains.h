// Whether a text has a part, such as a message a word.
#pragma once

#include <string_view>

namespace seqlab::tests {

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace seqlab::tests
