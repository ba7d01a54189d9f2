// What an expected error says.
#pragma once

#include <string>

#include "contains.h"

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

}  // namespace seqlab::tests
