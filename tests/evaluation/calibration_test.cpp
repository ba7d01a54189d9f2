#include "evaluation/calibration.h"

#include <cmath>
#include <sstream>
#include <vector>

#include "base/noise.h"
#include "catch.h"

using namespace seqlab;
using evaluation::Answer;
using evaluation::Calibration;

namespace {

// Answers with probabilities from a half to one that are right with `share` of their probability.
std::vector<Answer> answers_right_by(double share, std::size_t count) {
  const base::Noise noise(8);
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < count; ++i) {
    const double p = 0.5 + noise.at(0).uniform(i) / 2;
    answers.push_back({p, noise.at(1).uniform(i) < share * p});
  }
  return answers;
}

}  // namespace

TEST_CASE("error, Brier score and bins are those of a calculation by hand") {
  const std::vector<Answer> answers = {{0.9, true}, {0.2, true}, {0.4, false}, {0.8, true}, {0.7, false}};
  const Calibration two = evaluation::calibration(answers, 2);
  CHECK(two.answers == 5);
  CHECK(two.mean_probability == Approx(0.6));
  CHECK(two.share_right == Approx(0.6));
  REQUIRE(two.bins.size() == 2);
  CHECK(two.bins[0].answers == 2);  // 0.2, 0.4
  CHECK(two.bins[0].lowest == 0.2);
  CHECK(two.bins[0].highest == 0.4);
  CHECK(two.bins[0].mean_probability == Approx(0.3));
  CHECK(two.bins[0].share_right == Approx(0.5));
  CHECK(two.bins[1].mean_probability == Approx(0.8));
  CHECK(two.bins[1].share_right == Approx(2.0 / 3));
  CHECK(two.error == Approx((2 * 0.2 + 3 * (0.8 - 2.0 / 3)) / 5));
  CHECK(two.brier == Approx((0.01 + 0.64 + 0.16 + 0.04 + 0.49) / 5));
  std::ostringstream output;
  evaluation::print(two, "spans", output);
  CHECK(output.str().rfind("probabilities of spans: 5; calibration error: 16.00% (by chance: ", 0) == 0);
  CHECK(output.str().find("%); Brier score: 0.2680\n") != std::string::npos);
  output.str("");
  evaluation::print_reliability(two, output);
  CHECK(output.str() ==
        "   lowest  highest     mean    right   number\n"
        "   20.00%   40.00%   30.00%   50.00%        2\n"
        "   70.00%   90.00%   80.00%   66.67%        3\n");
}

TEST_CASE("no answers give zeros, few answers as many bins, and order does not matter") {
  const Calibration none = evaluation::calibration({});
  CHECK(none.answers == 0);
  CHECK(none.error == 0);
  CHECK(none.bins.empty());
  CHECK(evaluation::calibration({{0.5, true}, {0.6, false}}).bins.size() == 2);
  std::vector<Answer> equal(40, {0.5, false});
  for (std::size_t i = 0; i < 20; ++i) equal[i].right = true;
  const double one = evaluation::calibration(equal).error;
  std::swap(equal[0], equal[39]);
  CHECK(evaluation::calibration(equal).error == one);
}

TEST_CASE("probabilities that are right have the error of chance, others more") {
  const Calibration right = evaluation::calibration(answers_right_by(1, 2000));
  CHECK(right.error >= right.chance_lowest);
  CHECK(right.error <= right.chance_highest);
  CHECK(right.chance_lowest < right.chance_error);
  CHECK(right.chance_error < right.chance_highest);
  CHECK(right.chance_error < 0.04);
  const Calibration sure = evaluation::calibration(answers_right_by(0.8, 2000));
  CHECK(sure.error > sure.chance_highest);
  CHECK(sure.error == Approx(0.15).margin(0.02));
}

TEST_CASE("the log loss is that of the answers, and finite for certain ones that are wrong") {
  CHECK(evaluation::log_loss({}) == 0);
  const std::vector<Answer> answers = {{0.8, true}, {0.3, false}};
  CHECK(evaluation::log_loss(answers) == Approx(-std::log(0.8) - std::log(0.7)));
  CHECK(std::isfinite(evaluation::log_loss(std::vector<Answer>{{1, false}, {0, true}})));
}

TEST_CASE("answers are whole spans with a tag scheme, else labels, where there is a gold label") {
  corpus::HeadPrediction spans{"NER", {corpus::TagScheme::iob2, '-'}};
  spans.labels = {"B-PER", "I-PER", "O", "B-LOC", "O", "B-ORG"};
  spans.span_probabilities = {0.9, 0.8, 0.7};
  const std::vector<std::string> gold = {"B-PER", "I-PER", "O", "B-LOC", "I-LOC", ""};
  const auto of_spans = evaluation::answers_of(gold, spans);
  REQUIRE(of_spans.size() == 2);
  CHECK(of_spans[0].right);
  CHECK(of_spans[0].probability == 0.9);
  CHECK_FALSE(of_spans[1].right);

  corpus::HeadPrediction labels{"UPOS"};
  labels.labels = {"NOUN", "VERB", "NOUN", ""};
  labels.probabilities = {0.6, 0.5, 0.4, 0.3};
  const auto of_labels = evaluation::answers_of(std::vector<std::string>{"NOUN", "", "ADJ", "X"}, labels);
  REQUIRE(of_labels.size() == 2);
  CHECK(of_labels[0].right);
  CHECK_FALSE(of_labels[1].right);
  CHECK(of_labels[1].probability == 0.4);

  const std::vector<std::string> classes = {"neg", "pos"};
  CHECK(evaluation::answer_of("pos", {1, {0.2F, 0.8F}}, classes)->right);
  CHECK_FALSE(evaluation::answer_of("neutral", {1, {0.2F, 0.8F}}, classes)->right);
  CHECK_FALSE(evaluation::answer_of("", {1, {0.2F, 0.8F}}, classes).has_value());
  CHECK_FALSE(evaluation::answer_of("pos", {}, classes).has_value());
}
