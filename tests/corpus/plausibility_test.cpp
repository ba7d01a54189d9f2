#include "corpus/plausibility.h"

#include <cstddef>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "error_message.h"

using namespace seqlab;
using namespace seqlab::corpus;
using seqlab::tests::contains;

namespace {

// A sentence with these labels in its only column.
Sentence labelled(Labels labels) {
  Sentence sentence;
  sentence.file = "t.tsv";
  sentence.words.assign(labels.size(), "w");
  sentence.gold = {std::move(labels)};
  return sentence;
}

std::string refusal(const std::vector<Sentence>& sentences, bool spans, bool held_out = false) {
  return tests::error_message<DataError>([&] { refuse_implausible_labels(sentences, 0, spans, held_out); });
}

// The labels "0", "1", ... in turn.
Labels in_turn(std::size_t tokens, std::size_t kinds) {
  Labels labels(tokens);
  for (std::size_t t = 0; t < tokens; ++t) labels[t] = "l" + std::to_string(t % kinds);
  return labels;
}

}  // namespace

TEST_CASE("a column with more labels than half of its tokens is not one to learn") {
  CHECK(
      contains(refusal({labelled(in_turn(100, 100)), labelled(in_turn(20, 10))}, false),
               "t.tsv: 100 labels on 120 tokens; is this the column of labels? Name it with --label-column"));
  CHECK(contains(refusal({labelled(in_turn(50, 26))}, false), "26 labels on 50 tokens"));
  CHECK(refusal({labelled(in_turn(50, 25))}, false).empty());
  CHECK(refusal({labelled(in_turn(49, 49))}, false).empty());
  CHECK(refusal({labelled(in_turn(1000, 400))}, false).empty());
  // Types of spans may be many.
  CHECK(refusal({labelled(in_turn(100, 100))}, true).empty());
  // Tokens that are not annotated do not count.
  Labels gaps = in_turn(60, 40);
  gaps.resize(500);
  CHECK(contains(refusal({labelled(gaps)}, false), "40 labels on 60 tokens"));
}

TEST_CASE("a column in which all labels are the same is not one to learn") {
  const std::vector<Sentence> outside = {labelled(Labels(12, "O")), labelled(Labels(12, "O"))};
  CHECK(contains(refusal(outside, true),
                 "t.tsv: all 24 labels are 'O', so there is nothing to learn; name the column of the labels "
                 "with --label-column"));
  CHECK(
      contains(refusal(outside, true, true),
               "all 24 labels that are left where some are held out for dev are 'O', so there is nothing to "
               "learn; give --dev"));
  CHECK(contains(refusal({labelled(Labels(20, "NOUN"))}, false), "all 20 labels are 'NOUN'"));
  CHECK(refusal({labelled(Labels(19, "O"))}, true).empty());
  CHECK(refusal({labelled(Labels(30, ""))}, false).empty());
  CHECK(refusal({labelled(Labels(30, "O")), labelled({"B-PER"})}, true).empty());
}
