// What a classifier makes of the probabilities of its network: temperature, sentences, labels that are left
// out.
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "model/labelling/classifier_model.h"
#include "model/labelling/sequence_model.h"
#include "small_corpus.h"
#include "training/training.h"

using namespace seqlab;
using corpus::Classification;
using corpus::Review;

namespace {

// A classifier of three labels.
model::ClassifierModel three_labels(options::TextReading reading, double temperature = 1) {
  options::TrainingOptions options = tests::small_options();
  options.epochs = 2;
  options.model.reading = reading;
  std::vector<Review> train = tests::small_reviews(120, 1);
  for (std::size_t i = 0; i < train.size(); i += 5) train[i].label = "neutral";
  const auto trained =
      training::train_classifier(options, train, tests::small_reviews(30, 2), nullptr, {}, {});
  const auto copy = std::make_shared<model::SequenceModel>(*trained.sequence_model());
  copy->set_temperatures(std::vector<double>{temperature});
  return model::ClassifierModel(copy);
}

Review text_of(std::vector<std::string> tokens, std::vector<std::size_t> sentence_ends = {}) {
  Review review;
  review.tokens = std::move(tokens);
  review.sentence_ends = std::move(sentence_ends);
  return review;
}

Classification classify(const model::ClassifierModel& model, const Review& text,
                        const model::ClassifierModel::ClassifyOptions& options = {}) {
  base::Pool pool(1);
  return model.classify({&text, 1}, options, pool).front();
}

double sum_of(const std::vector<float>& probabilities) {
  double sum = 0;
  for (const float p : probabilities) sum += static_cast<double>(p);
  return sum;
}

}  // namespace

TEST_CASE("a temperature takes the root of probabilities and changes no label") {
  const model::ClassifierModel plain = three_labels(options::TextReading::whole);
  const model::ClassifierModel tempered = three_labels(options::TextReading::whole, 2);
  for (const Review& text : tests::small_reviews(40, 3)) {
    const Classification raw = classify(plain, text);
    const Classification result = classify(tempered, text);
    CHECK(result.label == raw.label);
    double sum = 0;
    for (const float p : raw.probabilities) sum += std::sqrt(static_cast<double>(p));
    for (std::size_t label = 0; label < 3; ++label) {
      CHECK(result.probabilities[label] ==
            Approx(std::sqrt(static_cast<double>(raw.probabilities[label])) / sum).epsilon(1e-5));
    }
    CHECK(classify(tempered, text, {.raw = true}) == raw);
  }
}

TEST_CASE("a model that reads sentences by themselves gives a text the mean of their probabilities") {
  const model::ClassifierModel sentences = three_labels(options::TextReading::sentences);
  const model::ClassifierModel whole = three_labels(options::TextReading::whole);
  const Review first = text_of({"good", "film", "lovely"});
  const Review second = text_of({"the", "plot", "was", "dull"});
  const Review both = text_of({"good", "film", "lovely", "the", "plot", "was", "dull"}, {3, 7});
  const Classification one = classify(sentences, first);
  const Classification other = classify(sentences, second);
  const Classification mean = classify(sentences, both);
  for (std::size_t label = 0; label < 3; ++label) {
    CHECK(mean.probabilities[label] == Approx((one.probabilities[label] + other.probabilities[label]) / 2));
  }
  // Tokens without sentences, and a model that reads whole texts, are as they were.
  CHECK(classify(sentences, text_of(both.tokens)) == classify(whole, text_of(both.tokens)));
  CHECK(classify(whole, both) == classify(whole, text_of(both.tokens)));
  CHECK(classify(sentences, text_of(first.tokens, {3})) == one);

  // The temperature applies to the mean, so that it changes no label here either.
  const model::ClassifierModel tempered = three_labels(options::TextReading::sentences, 3);
  CHECK(classify(tempered, both).label == mean.label);
  CHECK(classify(tempered, both, {.raw = true}) == mean);
}

TEST_CASE("a label that is left out has the probability zero, and the others sum to one") {
  const model::ClassifierModel model = three_labels(options::TextReading::whole, 1.5);
  const std::vector<std::string> names = {"neutral", "no such label"};
  const std::vector<std::size_t> neutral = model.indices_of(names);
  REQUIRE(neutral.size() == 1);
  CHECK(model.labels()[neutral[0]] == "neutral");
  CHECK_THROWS_AS(model.indices_of(model.labels()), UsageError);
  for (const Review& text : tests::small_reviews(40, 3)) {
    const Classification all = classify(model, text);
    const Classification two = classify(model, text, {.leave_out = neutral});
    REQUIRE(two.label.has_value());
    CHECK(two.label != neutral[0]);
    CHECK(two.probabilities[neutral[0]] == 0);
    CHECK(sum_of(two.probabilities) == Approx(1));
    const std::size_t other = 3 - neutral[0] - *two.label;
    CHECK(two.probabilities[*two.label] >= two.probabilities[other]);
    CHECK(two.probabilities[other] * all.probabilities[*two.label] ==
          Approx(two.probabilities[*two.label] * all.probabilities[other]).epsilon(1e-4));
  }
}

TEST_CASE("a label below the least confidence is not given, and its probability is kept") {
  const model::ClassifierModel model = three_labels(options::TextReading::whole);
  const Review text = text_of({"good", "dull"});
  const Classification all = classify(model, text);
  const double p = static_cast<double>(all.probabilities[*all.label]);
  CHECK(classify(model, text, {.min_confidence = p - 1e-6}).label == all.label);
  const Classification withheld = classify(model, text, {.min_confidence = p + 1e-6});
  CHECK_FALSE(withheld.label.has_value());
  CHECK(withheld.probabilities == all.probabilities);
}
