#include "corpus/schemes/relabel.h"

#include <string>
#include <vector>

#include "catch.h"

using namespace seqlab;
using namespace seqlab::corpus;

namespace {

constexpr SchemeStyle iob2{TagScheme::iob2, '-'};

Labels relabelled(std::vector<std::string> words, Labels labels, SchemeStyle style,
                  const Relabelling& relabelling) {
  std::vector<Sentence> sentences(1);
  sentences[0].words = std::move(words);
  sentences[0].gold = {std::move(labels)};
  relabel(sentences, 0, style, relabelling);
  return sentences[0].gold[0];
}

}  // namespace

TEST_CASE("types and whole labels get new names, and a type that becomes O or nothing loses its prefix") {
  const LabelNames names = {{"MISC", "O"}, {"person", "PER"}, {"B-GPE", "B-LOC"}, {"DATE", ""}};
  CHECK(renamed("B-MISC", iob2, names) == "O");
  CHECK(renamed("I-person", iob2, names) == "I-PER");
  CHECK(renamed("B-GPE", iob2, names) == "B-LOC");
  CHECK(renamed("I-GPE", iob2, names) == "I-GPE");
  CHECK(renamed("I-DATE", iob2, names).empty());
  CHECK(renamed("O", iob2, names) == "O");
  CHECK(renamed("", iob2, names).empty());
  CHECK(renamed("B_person", {TagScheme::iob2, '_'}, names) == "B_PER");
  // Labels without a scheme have no types.
  CHECK(renamed("B-MISC", {}, names) == "B-MISC");
  CHECK(renamed("MISC", {}, names) == "O");
  CHECK(renamed("0", {}, {{"0", "negative"}}) == "negative");
}

TEST_CASE("labels of words that are not trusted are emptied, with the tokens after them") {
  const Relabelling after{{}, {{"@", 1}}};
  CHECK(relabelled({"a", "@", "anna", "b", "@"}, {"O", "B-PER", "I-PER", "O", "B-PER"}, iob2, after) ==
        Labels{"O", "", "", "O", ""});
  CHECK(relabelled({"@", "@", "x", "y"}, {"O", "O", "O", "O"}, iob2, after) == Labels{"", "", "", "O"});
  CHECK(relabelled({"@", "x"}, {"O", "O"}, iob2, {{}, {{"@", 0}}}) == Labels{"", "O"});
  CHECK(relabelled({"@", "x", "y"}, {"B-person", "I-person", "B-person"}, iob2,
                   {{{"person", "PER"}}, {{"@", 0}, {"none", 3}}}) == Labels{"", "I-PER", "B-PER"});
}
