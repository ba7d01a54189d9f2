#include "fuzz/fuzz.h"

#include <cstdio>
#include <cstdlib>

namespace seqlab::fuzz {

void require(bool holds, const char* fact) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", fact);
  std::abort();
}

std::pair<std::string, std::string> Input::two_texts() const {
  constexpr std::string_view border = "\n====\n";
  const std::size_t at = rest_.find(border);
  if (at == std::string_view::npos) return {text(), {}};
  return {std::string(rest_.substr(0, at + 1)), std::string(rest_.substr(at + border.size()))};
}

}  // namespace seqlab::fuzz
