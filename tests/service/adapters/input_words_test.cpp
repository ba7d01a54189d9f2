#include "service/adapters/input_words.h"

#include <string>
#include <vector>

#include "catch.h"

namespace seqlab::service {

namespace {

using WordLists = std::vector<std::vector<std::string>>;
using TextSpans = std::vector<text::TextSpan>;

}  // namespace

TEST_CASE("lines end at line feeds alone") {
  CHECK(line_spans("").empty());
  CHECK(line_spans("a\r\n\nb\xE2\x80\xA8"
                   "c\r") == TextSpans{{0, 1}, {3, 3}, {4, 10}});
  CHECK(line_spans("a\n") == TextSpans{{0, 1}});
  CHECK(line_spans("\r\n") == TextSpans{{0, 0}});
}

TEST_CASE("words stand between ASCII white space") {
  const std::string text =
      " a\tb\xC2\xA0"
      "c  d\r";
  CHECK(word_spans(text, {0, text.size()}) == TextSpans{{1, 2}, {3, 7}, {9, 10}});
  CHECK(word_spans(text, {1, 2}) == TextSpans{{1, 2}});
  CHECK(word_spans("  ", {0, 2}).empty());
}

TEST_CASE("horizontal text has a sentence a line") {
  CHECK(horizontal_sentences("a b\r\n\n \nc") == WordLists{{"a", "b"}, {"c"}});
  CHECK(horizontal_sentences("").empty());
}

TEST_CASE("vertical text has a word a line, up to a tab") {
  CHECK(vertical_sentences("\na\tx\nb c\r\n\n\t\nd") == WordLists{{"a", "b c"}, {"d"}});
  CHECK(vertical_sentences("\n\n").empty());
}

}  // namespace seqlab::service
