#include "corpus/schemes/span_labels.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "error_message.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;

namespace {

const std::string kText = "Anna Berg left. We stay.";
// "Anna Berg left ." and "We stay ."
const std::vector<text::TextSentence> kCuts = {{{0, 4}, {5, 9}, {10, 14}, {14, 15}},
                                               {{16, 18}, {19, 23}, {23, 24}}};

TextLabel span(std::size_t begin, std::size_t end, const std::string& label, std::size_t line = 1) {
  return {begin, end, label, "span " + std::to_string(begin) + "-" + std::to_string(end), {"file", line, 0}};
}

Labels labels_of(std::vector<TextLabel> spans, std::vector<text::TextSentence>& cuts) {
  return label_tokens(std::move(spans), kText, text::OffsetMap(kText, text::OffsetUnit::codepoint),
                      Misaligned::error, cuts)
      .labels;
}

std::string failure(std::vector<TextLabel> spans) {
  auto cuts = kCuts;
  return tests::error_message<DataError>([&] { labels_of(std::move(spans), cuts); });
}

}  // namespace

TEST_CASE("spans of a text in any order become labels of its tokens, without the spaces at their ends") {
  auto cuts = kCuts;
  CHECK(labels_of({span(15, 19, "B"), span(0, 10, "A")}, cuts) ==
        Labels{"B-A", "I-A", "O", "O", "B-B", "O", "O"});
  CHECK(cuts == kCuts);
}

TEST_CASE("a span that crosses sentences joins them") {
  auto cuts = kCuts;
  CHECK(labels_of({span(10, 18, "A")}, cuts) == Labels{"O", "O", "B-A", "I-A", "I-A", "O", "O"});
  REQUIRE(cuts.size() == 1);
  CHECK(cuts[0].size() == 7);
}

TEST_CASE("a span that ends where a sentence does joins nothing") {
  auto cuts = kCuts;
  labels_of({span(10, 15, "A"), span(16, 18, "A")}, cuts);
  CHECK(cuts.size() == 2);
}

TEST_CASE("spans that are empty, overlap or end inside a token are refused at their place") {
  CHECK(failure({span(4, 4, "A", 7)}) == "file:7: span 4-4 is empty; its end must be greater than its start");
  CHECK(failure({span(4, 5, "A", 7)}) ==
        "file:7: span 4-5 does not start and end with tokens; there is no token; "
        "--misaligned skip passes over such spans");
  CHECK(
      contains(failure({span(0, 9, "A", 4), span(5, 14, "B", 2)}), "file:4: span 0-9 and span 5-14 overlap"));
  CHECK(contains(failure({span(0, 9, "A", 4), span(5, 14, "B", 6)}), "file:6: "));
  CHECK(contains(failure({span(0, 7, "A", 3)}),
                 "file:3: span 0-7 does not start and end with tokens; the nearest tokens are 0-4 and 5-9"));
}

TEST_CASE("spans that end inside tokens are passed over and counted where that is asked for") {
  auto cuts = kCuts;
  const text::OffsetMap map(kText, text::OffsetUnit::codepoint);
  const TokenLabels placed = label_tokens({span(0, 7, "A"), span(2, 16, "B"), span(18, 24, "C")}, kText, map,
                                          Misaligned::skip, cuts);
  CHECK(placed.labels == Labels{"O", "O", "O", "O", "O", "B-C", "I-C"});
  CHECK(placed.misaligned == 2);
  CHECK(placed.trimmed == 1);
  CHECK(cuts.size() == 2);
}

TEST_CASE("labels of a text are distributed to its sentences") {
  std::vector<Sentence> sentences(2);
  sentences[0].words = {"a", "b"};
  sentences[1].words = {"c"};
  add_gold({"X", "Y", "Z"}, sentences);
  CHECK(sentences[0].gold == std::vector<Labels>{{"X", "Y"}});
  CHECK(sentences[1].gold == std::vector<Labels>{{"Z"}});
}

TEST_CASE("a span ends where its token does, also without the signs that have no width") {
  const std::string text = "\xE2\x80\x8FOslo\xEF\xBB\xBF is";
  const text::OffsetMap map(text, text::OffsetUnit::codepoint);
  for (const auto& [begin, end] : {std::pair<std::size_t, std::size_t>{3, 10}, {3, 7}, {0, 7}, {0, 10}}) {
    std::vector<text::TextSentence> cuts = {{{3, 10}, {11, 13}}};
    CHECK(label_tokens({span(begin, end, "LOC")}, text, map, Misaligned::error, cuts).labels ==
          Labels{"B-LOC", "O"});
  }
}
