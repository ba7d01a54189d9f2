#include "corpus/columns/scored_columns.h"

#include <sstream>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "error_message.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using Words = std::vector<std::string>;

namespace {

std::vector<ScoredSentence> read(const std::string& text, const ScoredOptions& options = {}) {
  ScoredReader reader(io::memory_input(text, "file"), options);
  std::vector<ScoredSentence> sentences;
  for (ScoredSentence sentence; reader.next(sentence);) sentences.push_back(sentence);
  return sentences;
}

std::string failure(const std::string& text, const ScoredOptions& options = {}) {
  return tests::error_message<DataError>([&] { read(text, options); });
}

}  // namespace

TEST_CASE("gold and predicted labels are the last two columns, or the chosen ones") {
  const auto sentences = read("-DOCSTART- -X- O O\n\na NN O B-X\nb NN I-X I-X\n\n# NN O O\n");
  REQUIRE(sentences.size() == 2);
  CHECK(sentences[0].words == Words{"a", "b"});
  CHECK(sentences[0].gold == Words{"O", "I-X"});
  CHECK(sentences[0].predicted == Words{"B-X", "I-X"});
  ScoredOptions options;
  options.gold_column = "4";
  options.predicted_column = "2";
  CHECK(read("a\tNN\tO\tVB\n", options)[0].gold == Words{"VB"});
  CHECK(read("a\tNN\tO\tVB\n", options)[0].predicted == Words{"NN"});
  options.gold_column = "gold";
  CHECK_THROWS_AS(read("a b c\n", options), UsageError);
}

TEST_CASE("columns with ids and comments are scored as well") {
  ScoredOptions options;
  options.gold_column = "3";
  const auto sentences = read("# text = a\n1\ta\tO\t-\t-\tB-X\n\n", options);
  REQUIRE(sentences.size() == 1);
  CHECK(sentences[0].words == Words{"a"});
  CHECK(sentences[0].gold == Words{"O"});
  CHECK(sentences[0].predicted == Words{"B-X"});
}

TEST_CASE("a scored line with other columns than the first is an error with its place") {
  CHECK(contains(failure("a O O\nb O\n"), "file:2:4: the line has 2 columns; 3 are needed"));
  CHECK(contains(failure("a O O\nNew York O O\n"), "file:2:13"));
  CHECK(contains(failure("a\n"), "2 are needed"));
  CHECK(contains(failure("a\tO\t\n"), "file:1:5: the label is empty"));
  CHECK(contains(failure(std::string("a O \0\n", 6)), "NUL"));
  CHECK(contains(failure("a _ X\n"), "--unlabelled _"));
  ScoredOptions options;
  options.unlabelled = "_";
  CHECK(read("a _ X\n", options)[0].gold == Words{""});
}

TEST_CASE("output for conlleval has three columns separated by single spaces") {
  Sentence sentence;
  sentence.words = {"New York", "is", "x"};
  sentence.gold = {{"B-LOC", "O", ""}};
  std::ostringstream output;
  write_scored(output, sentence, {"B-LOC", "O", "B-X"});
  CHECK(output.str() == "New\xC2\xA0York B-LOC B-LOC\nis O O\nx O O\n\n");
  CHECK(read(output.str())[0].words[0] == "New\xC2\xA0York");
}
