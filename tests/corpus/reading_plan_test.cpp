#include "corpus/reading_plan.h"

#include <string>
#include <vector>

#include "catch.h"
#include "corpus/schemes/corpus_scheme.h"

using namespace seqlab;
using namespace seqlab::corpus;

namespace {

// The plan of a file whose sentences have these labels.
std::string plan_of(const std::vector<Labels>& labels, FromScheme from = FromScheme::automatic) {
  std::vector<Sentence> sentences;
  for (const Labels& of_sentence : labels) {
    Sentence& sentence = sentences.emplace_back();
    sentence.words.assign(of_sentence.size(), "w");
    sentence.gold = {of_sentence};
  }
  return plan_remark("t.tsv", {"tabs", {{"words", "column 1"}, {"labels", "column 2"}}}, sentences, from);
}

}  // namespace

TEST_CASE("a plan names the labels as they will be read") {
  const std::string start = "t.tsv: tabs, words in column 1, labels in column 2: ";
  CHECK(plan_of({{"B-A", "I-A", "O"}, {"B-B"}}) == start + "iob2, 2 types; 2 sentences");
  CHECK(plan_of({{"NN", "VB", "NN"}}) == start + "2 labels; 1 sentence");
  const std::vector<Labels> types = {{"PER", "PER", "O"}, {"LOC"}};
  CHECK(plan_of(types) == start + "3 labels; 2 sentences");
  CHECK(plan_of(types, FromScheme::raw) == start + "raw, 2 types; 2 sentences");
  CHECK(plan_of({{"B-A", "I-A", "O"}}, FromScheme::none) == start + "3 labels; 1 sentence");
  CHECK(plan_of({{"I-A", "B-A", "O"}}, FromScheme::iob2) == start + "iob2, 1 type; 1 sentence");
  // Mixed prefixes and separators, and a label of another scheme.
  CHECK(plan_of({{"B-A", "L-A", "S-B"}, {"U-C"}}) == start + "iobes, 3 types; 2 sentences");
  CHECK(plan_of({{"B-A", "I-A", "B_B"}}) == start + "iob2, 2 types; 1 sentence");
  std::vector<Labels> odd(10, {"B-A", "I-A", "O"});
  odd.push_back({"E-A"});
  CHECK(plan_of(odd) == start + "iob2, 1 type; 11 sentences");
  // What is refused later, with a message of its own.
  CHECK(plan_of({{"B-A", "O"}}, FromScheme::raw) == start + "raw, 1 type; 1 sentence");
}
