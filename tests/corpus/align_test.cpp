#include "corpus/align.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "corpus/reader.h"

using namespace seqlab;
using namespace seqlab::corpus;
using Words = std::vector<std::string>;
using LabelLists = std::vector<Words>;

namespace {

constexpr SchemeStyle kIob2{TagScheme::iob2, '-'};

Sentence sentence(std::size_t document, Words words, Words labels = {}) {
  Sentence result;
  result.document = document;
  result.words = std::move(words);
  if (!labels.empty()) result.gold.push_back(std::move(labels));
  return result;
}

}  // namespace

TEST_CASE("documents are matched by their characters, whatever their order and tokens") {
  const std::vector<Sentence> sentences = {sentence(0, {"Ann", "Lee", "ca", "n't", "go", "."}),
                                           sentence(0, {"Ok", "."}), sentence(1, {"In", "New", "York"}),
                                           sentence(2, {"Nowhere"})};
  const std::vector<Sentence> annotated = {
      sentence(0, {"In", "New York"}, {"O", "B-LOC"}), sentence(1, {"elsewhere"}, {"O"}),
      sentence(2, {"Ann", "Lee", "can't", "go", ".", "Ok."}, {"B-PER", "I-PER", "O", "O", "O", "O"})};
  const AlignedSpans aligned = align_spans(sentences, annotated, kIob2);
  CHECK(aligned.labels ==
        LabelLists{{"B-PER", "I-PER", "O", "O", "O", "O"}, {"O", "O"}, {"O", "B-LOC", "I-LOC"}, {""}});
  CHECK(aligned.documents == 3);
  CHECK(aligned.matched == 2);
  CHECK(aligned.unused == 1);
  CHECK(aligned.projected == 2);
  CHECK(aligned.inside_tokens == 0);
}

TEST_CASE("tokens under a span that starts or ends inside a token are not annotated") {
  const std::vector<Sentence> sentences = {sentence(0, {"hi", "@Ann", "and", "Bob's", "Lisbon"})};
  const std::vector<Sentence> annotated = {sentence(0, {"hi", "@", "Ann", "and", "Bob", "'s", "Lisbon"},
                                                    {"O", "O", "B-PER", "O", "B-PER", "O", "B-LOC"})};
  const AlignedSpans aligned = align_spans(sentences, annotated, kIob2);
  CHECK(aligned.labels == LabelLists{{"O", "", "O", "", "B-LOC"}});
  CHECK(aligned.inside_tokens == 2);
  CHECK(aligned.projected == 1);
}

TEST_CASE("a span that crosses the end of a sentence is not projected") {
  const std::vector<Sentence> sentences = {sentence(0, {"at", "St."}), sentence(0, {"Ives", "today"})};
  const std::vector<Sentence> annotated = {
      sentence(0, {"at", "St.", "Ives", "today"}, {"O", "B-LOC", "I-LOC", "O"})};
  const AlignedSpans aligned = align_spans(sentences, annotated, kIob2);
  CHECK(aligned.labels == LabelLists{{"O", ""}, {"", "O"}});
  CHECK(aligned.across_sentences == 1);
}

TEST_CASE("unannotated tokens stay unannotated, and neighbouring spans stay apart") {
  const std::vector<Sentence> sentences = {sentence(0, {"a", "b", "c", "d"})};
  const std::vector<Sentence> annotated = {sentence(0, {"a", "b", "cd"}, {"B-X", "B-X", ""})};
  CHECK(align_spans(sentences, annotated, kIob2).labels == LabelLists{{"B-X", "B-X", "", ""}});
}

TEST_CASE("documents with the same characters are paired in their order") {
  const std::vector<Sentence> sentences = {sentence(0, {"yes"}), sentence(1, {"yes"}),
                                           sentence(2, {"y", "es"})};
  const std::vector<Sentence> annotated = {sentence(0, {"yes"}, {"O"}), sentence(1, {"yes"}, {"B-X"})};
  const AlignedSpans aligned = align_spans(sentences, annotated, kIob2);
  CHECK(aligned.labels == LabelLists{{"O"}, {"B-X"}, {"", ""}});
  CHECK(aligned.matched == 2);
  CHECK(aligned.unused == 0);
}

TEST_CASE("documents with the same number in different files are different") {
  std::vector<Sentence> sentences = {sentence(0, {"a"}), sentence(0, {"b"})};
  sentences[1].file = "second";
  const std::vector<Sentence> annotated = {sentence(0, {"b"}, {"B-X"})};
  CHECK(align_spans(sentences, annotated, kIob2).labels == LabelLists{{""}, {"B-X"}});
}

TEST_CASE("aligning nothing gives nothing, and spans need a scheme and labels") {
  CHECK(align_spans({}, {}, kIob2).labels.empty());
  const std::vector<Sentence> sentences = {sentence(0, {"a"})};
  CHECK(align_spans(sentences, {}, kIob2).labels == LabelLists{{""}});
  CHECK_THROWS_AS(align_spans(sentences, sentences, kIob2), std::invalid_argument);
  CHECK_THROWS_AS(align_spans(sentences, sentences, SchemeStyle{}), std::invalid_argument);
}

TEST_CASE("the English Web Treebank takes the entities of Universal NER in all of its documents") {
  struct Part {
    const char* name;
    std::size_t documents, entities, inside, open;
  };
  for (const Part& part :
       {Part{"train", 540, 7022, 3, 4}, Part{"dev", 318, 966, 0, 0}, Part{"test", 316, 1088, 0, 0}}) {
    const std::string ewt = tests::shared_data("ud-ewt/" + std::string(part.name) + ".conllu");
    const std::string uner = tests::shared_data("uner-ewt/" + std::string(part.name) + ".iob2");
    if (ewt.empty() || uner.empty()) return;
    CAPTURE(part.name);
    const std::vector<Sentence> sentences = read_sentences(ewt, {});
    const AlignedSpans aligned = align_spans(sentences, read_sentences(uner, {}), kIob2);
    CHECK(aligned.documents == part.documents);
    CHECK(aligned.matched == part.documents);
    CHECK(aligned.unused == 0);
    CHECK(aligned.inside_tokens == part.inside);
    CHECK(aligned.across_sentences == 0);
    CHECK(aligned.projected == part.entities - part.inside);
    std::size_t entities = 0;
    std::size_t open = 0;
    for (std::size_t s = 0; s < sentences.size(); ++s) {
      REQUIRE(aligned.labels[s].size() == sentences[s].size());
      entities += read_spans(aligned.labels[s], kIob2).size();
      open += static_cast<std::size_t>(std::count(aligned.labels[s].begin(), aligned.labels[s].end(), ""));
    }
    CHECK(entities == part.entities - part.inside);
    CHECK(open == part.open);
  }
}
