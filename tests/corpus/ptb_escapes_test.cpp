#include "corpus/ptb_escapes.h"

#include <string>

#include "catch.h"

using namespace seqlab::corpus;

namespace {

std::string word(std::string_view token) {
  std::string buffer = "rest of the word before";
  return std::string(without_ptb_escapes(token, buffer));
}

}  // namespace

TEST_CASE("escapes of the Penn Treebank stand for the characters of running text") {
  CHECK(word("-LRB-") + word("-rrb-") == "()");
  CHECK(word("-LSB-") + word("-rsb-") == "[]");
  CHECK(word("-lcb-") + word("-RCB-") == "{}");
  CHECK(word("``") + word("''") + word("`") == "\"\"'");
  CHECK(word("and\\/or") == "and/or");
  CHECK(word("\\*\\*") == "**");
  CHECK(word("\\/") == "/");
}

TEST_CASE("tokens that are no escape are their own words") {
  for (const char* token : {"", "-", "-LRB", "-Lrb-", "x-LRB-", "'", "'s", "```", "\\", "a\\", "\\n", "it"}) {
    CHECK(word(token) == token);
  }
  CHECK(word("\\\\/") == "\\/");
}
