#include "program/decimals.h"

#include <array>
#include <cstdio>

namespace seqlab::programs {

std::string decimals(double value, int digits) {
  std::array<char, 512> text{};  // the largest double has 309 digits before the point
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return text.data();
}

}  // namespace seqlab::programs
