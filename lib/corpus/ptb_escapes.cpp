#include "corpus/ptb_escapes.h"

#include <array>
#include <cstddef>
#include <utility>

namespace seqlab::corpus {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kWholeTokens = {{{"-LRB-", "("},
                                                                                         {"-RRB-", ")"},
                                                                                         {"-LSB-", "["},
                                                                                         {"-RSB-", "]"},
                                                                                         {"-LCB-", "{"},
                                                                                         {"-RCB-", "}"},
                                                                                         {"-lrb-", "("},
                                                                                         {"-rrb-", ")"},
                                                                                         {"-lsb-", "["},
                                                                                         {"-rsb-", "]"},
                                                                                         {"-lcb-", "{"},
                                                                                         {"-rcb-", "}"},
                                                                                         {"``", "\""},
                                                                                         {"''", "\""},
                                                                                         {"`", "'"}}};

}  // namespace

std::string_view without_ptb_escapes(std::string_view token, std::string& buffer) {
  if (token.empty()) return token;
  if (token.front() == '-' || token.front() == '`' || token.front() == '\'') {
    for (const auto& [escaped, word] : kWholeTokens) {
      if (token == escaped) return word;
    }
  }
  if (token.find('\\') == std::string_view::npos) return token;
  buffer.clear();
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool escape =
        token[i] == '\\' && i + 1 < token.size() && (token[i + 1] == '/' || token[i + 1] == '*');
    if (!escape) buffer += token[i];
  }
  return buffer;
}

}  // namespace seqlab::corpus
