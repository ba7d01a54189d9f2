// What an expected error says.
#pragma once

#include <string>

namespace seqlab::tests {

// The message of the exception of type Expected that `action` throws; empty when it throws none. Other
// exceptions pass.
template <typename Expected, typename Action>
std::string error_message(Action action) {
  try {
    action();
  } catch (const Expected& error) {
    return error.what();
  }
  return {};
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace seqlab::tests
