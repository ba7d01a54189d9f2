// Long documents take time in proportion to their length. The sizes are such that a pass over all spans for
// each span would take minutes.
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "../io/temporary_folder.h"
#include "base/errors.h"
#include "catch.h"
#include "corpus/reader.h"
#include "corpus/schemes/span_labels.h"
#include "read_text.h"
#include "sanitized.h"

using namespace seqlab;
using namespace seqlab::corpus;

namespace {

TextLabel span_at(std::size_t begin, std::size_t end) {
  return {begin, end, "A", "span", {"file", 1, 0}};
}

// The labels of a document of brat with this annotation.
Labels brat_labels(const std::string& text, const std::string& annotation) {
  static const text::Tokeniser english("en");
  const tests::TemporaryFolder folder;
  static_cast<void>(folder.file("x.txt", text));
  ReaderOptions options;
  options.tokeniser = &english;
  const auto reader = make_reader(io::open_input(folder.file("x.ann", annotation)), options);
  Labels labels;
  for (Record record; reader->next(record);) {
    for (const Sentence& sentence : record.sentences) {
      labels.insert(labels.end(), sentence.gold.at(0).begin(), sentence.gold.at(0).end());
    }
  }
  return labels;
}

}  // namespace

TEST_CASE("half a million spans that each cross the end of a sentence join their sentences") {
  constexpr std::size_t tokens = tests::sanitized ? 200'000 : 1'000'000;
  std::string text;
  std::vector<text::TextSentence> cuts;
  std::vector<TextLabel> spans;
  for (std::size_t i = 0; i < tokens; ++i) {
    cuts.push_back({{2 * i, 2 * i + 1}});
    text += "a ";
    if (i % 2 == 1) spans.push_back(span_at(2 * i - 2, 2 * i + 1));
  }
  const text::OffsetMap map(text, text::OffsetUnit::codepoint);
  const TokenLabels placed = label_tokens(std::move(spans), text, map, Misaligned::error, cuts);
  CHECK(cuts.size() == tokens / 2);
  CHECK(cuts.back().size() == 2);
  REQUIRE(placed.labels.size() == tokens);
  CHECK(placed.labels[tokens - 2] == "B-A");
  CHECK(placed.labels[tokens - 1] == "I-A");
}

TEST_CASE("spans inside one very long token are passed over, whatever signs it has") {
  constexpr std::size_t letters = tests::sanitized ? 100'000 : 400'000;
  for (const std::string sign : {"", "\xE2\x80\x8B"}) {
    std::string token;
    std::vector<TextLabel> spans;
    const std::size_t size = 1 + sign.size();
    for (std::size_t i = 0; i < letters; ++i) {
      token += "a" + sign;
      if (i % 2 == 1) spans.push_back(span_at(size * (i - 1), size * i));
    }
    std::vector<text::TextSentence> cuts = {{{0, token.size()}}};
    const text::OffsetMap map(token, text::OffsetUnit::codepoint);
    const TokenLabels placed = label_tokens(std::move(spans), token, map, Misaligned::skip, cuts);
    CHECK(placed.misaligned == letters / 2);
    CHECK(placed.labels == Labels{"O"});
  }
}

TEST_CASE("a record of JSON with 60,000 keys beside its words is read") {
  std::string keys;
  for (std::size_t i = 0; i < 60'000; ++i) keys += ", \"k" + std::to_string(i) + "\": 1";
  const std::string text = R"({"words": ["a", "b", "c"], "text": 1, "ner": ["O", "O", "B-A"])" + keys + "}\n";
  const auto records = tests::read_text(text, Format::jsonl);
  REQUIRE(records.size() == 1);
  CHECK(records[0].sentences.at(0).gold.at(0) == Labels{"O", "O", "B-A"});
}

TEST_CASE("an object of Rasa in an object of Rasa and so on is an object without a list") {
  constexpr std::size_t depth = 400'000;
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += "{\"rasa_nlu_data\":";
  text += "1" + std::string(depth, '}') + "\n";
  CHECK_THROWS_AS(tests::read_text(text, Format::jsonl), DataError);
}

TEST_CASE("rows of 100,000 columns are read") {
  std::string numbers;
  std::string more;
  for (std::size_t i = 0; i < 50'000; ++i) {
    numbers += "7\t";
    more += "7\t";
  }
  for (std::size_t i = 0; i < 50'000; ++i) {
    numbers += "1\t";
    more += "2\t";
  }
  const auto records = tests::read_text(numbers + "a\tO\n" + more + "b\tB-A\n\n", Format::conll);
  REQUIRE(records.size() == 1);
  CHECK(records[0].sentences.at(0).gold.at(0) == Labels{"O", "B-A"});
}

TEST_CASE("a document of brat with 200,000 spans is read") {
  constexpr std::size_t spans = 200'000;
  std::string text;
  std::string annotation;
  for (std::size_t i = 0; i < spans; ++i) {
    annotation += "T" + std::to_string(i + 1) + "\tA " + std::to_string(text.size()) + " " +
                  std::to_string(text.size() + 3) + "\tone\n";
    text += i % 10 == 9 ? "one\n" : "one ";
  }
  const Labels labels = brat_labels(text, annotation);
  REQUIRE(labels.size() == spans);
  CHECK(labels.back() == "B-A");
}

TEST_CASE("a document of brat whose spans repeat its whole text without a word of it is read") {
  constexpr std::size_t words = 100'000;
  std::string text;
  for (std::size_t i = 0; i < words; ++i) text += "word ";
  std::string annotation;
  for (std::size_t i = 0; i < words; ++i) {
    annotation += "T" + std::to_string(i + 1) + "\tA 0 " + std::to_string(text.size() - 1) + "\n";
  }
  const Labels labels = brat_labels(text, annotation);
  REQUIRE(labels.size() == words);
  CHECK(labels.front() == "B-A");
  CHECK(labels.back() == "I-A");
}
