#include "evaluation/classification_score.h"

#include <sstream>
#include <string>

#include "catch.h"

using namespace seqlab::evaluation;

TEST_CASE("no text to score gives zeros and no division by zero") {
  const ClassificationScore score;
  CHECK(score.accuracy() == 0.0);
  CHECK(score.macro_f1() == 0.0);
  std::ostringstream output;
  score.print(output);
  CHECK(output.str() == "classified 0 texts; correct: 0.\n");
}

TEST_CASE("one label per text gives accuracy, the mean F1 of the gold labels and a confusion table") {
  ClassificationScore score;
  score.add("pos", "pos");
  score.add("pos", "neg");
  score.add("neg", "neg");
  score.add("neg", "other");
  CHECK(score.texts() == 4);
  CHECK(score.accuracy() == Approx(0.5));
  // pos: precision 1, recall 1/2; neg: 1/2 and 1/2; `other` is no gold label.
  CHECK(score.macro_f1() == Approx((2.0 / 3 + 0.5) / 2));
  CHECK(score.confusion().at("pos").at("neg") == 1);
  std::ostringstream output;
  score.print(output);
  CHECK(output.str() ==
        "classified 4 texts; correct: 2.\n"
        "accuracy:  50.00%; macro F1:  58.33\n"
        "gold \\ predicted      neg    other      pos\n"
        "neg                     1        1        0\n"
        "pos                     1        0        1\n");
}
