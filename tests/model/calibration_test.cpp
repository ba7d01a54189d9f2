#include "model/labelling/calibration.h"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "../training/own_file.h"
#include "../training/small_corpus.h"
#include "base/noise.h"
#include "base/pool.h"
#include "catch.h"
#include "model/labelling/classifier_model.h"
#include "model/labelling/sequence_model.h"
#include "random_tagger.h"

using namespace seqlab;
using evaluation::Answer;
using tests::tag;

namespace {

// Answers whose log odds are divided by the temperature, and which are right as often as at temperature
// `best`.
std::vector<Answer> answers_at(double temperature, double best, std::size_t count) {
  const base::Noise noise(3);
  const auto probability = [&](std::size_t i, double t) {
    return 1 / (1 + std::exp(-(6 * noise.at(0).uniform(i) - 2) / t));
  };
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < count; ++i) {
    answers.push_back({probability(i, temperature), noise.at(1).uniform(i) < probability(i, best)});
  }
  return answers;
}

std::vector<corpus::Sentence> sentences_of_names() {
  std::vector<corpus::Sentence> sentences(40);
  const std::vector<std::string> words = {"Anna", "Ben", "Rome", "Oslo", "sees"};
  const base::Noise noise(5);
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    for (std::size_t token = 0; token < 1 + i % 6; ++token) {
      sentences[i].words.push_back(words[noise.at(i).bits(token) % words.size()]);
    }
  }
  return sentences;
}

model::TaggerModel at_temperature(const model::TaggerModel& model, double temperature) {
  const auto copy = std::make_shared<model::SequenceModel>(*model.sequence_model());
  copy->set_temperatures(std::vector<double>{temperature});
  return model::TaggerModel(copy);
}

}  // namespace

TEST_CASE("the temperature that the answers were drawn at is found, for each head by itself") {
  const std::vector<double> best = {0.5, 1, 2.5};
  const auto fitted = model::fit_temperatures(best.size(), [&](std::span<const double> temperatures) {
    std::vector<std::vector<Answer>> answers;
    for (std::size_t head = 0; head < best.size(); ++head) {
      answers.push_back(answers_at(temperatures[head], best[head], 20'000));
    }
    return answers;
  });
  for (std::size_t head = 0; head < best.size(); ++head) {
    CHECK(fitted[head] == Approx(best[head]).epsilon(0.05));
  }
}

TEST_CASE("few answers move a temperature little, and none do not move it") {
  const auto fitted = model::fit_temperatures(2, [](std::span<const double> temperatures) {
    return std::vector<std::vector<Answer>>{{{1 / (1 + std::exp(-1 / temperatures[0])), true}}, {}};
  });
  CHECK(fitted[0] > 0.5);
  CHECK(fitted[0] < 1);
  CHECK(fitted[1] == 1);
}

TEST_CASE("a calibrated tagger gives the same labels and is kept in its file, and raw probabilities stay") {
  for (const std::string decoder : {"softmax", "crf"}) {
    const model::TaggerModel model =
        tests::random_tagger(corpus::TagScheme::iobes, corpus::TagScheme::iob2, decoder, 3);
    std::vector<corpus::Sentence> dev = sentences_of_names();
    const auto predicted = tag(model, dev, {.probabilities = true, .span_probabilities = true});
    // A third of what it says is right.
    for (std::size_t i = 0; i < dev.size(); ++i) {
      dev[i].gold = {i % 3 == 0 ? predicted[i].heads[0].labels : corpus::Labels(dev[i].size(), "O")};
    }
    base::Pool pool(1);
    const model::TaggerModel calibrated = model::calibrated(model, dev, 8, pool);
    const double temperature = calibrated.sequence_model()->heads().front().temperature;
    CHECK(temperature > 1.5);
    base::Pool threads(3);
    CHECK(model::calibrated(model, dev, 64, threads).sequence_model()->heads().front().temperature ==
          temperature);
    const tests::OwnFile file("calibrated.model");
    calibrated.save(file.path);
    const model::TaggerModel loaded = model::TaggerModel::load(file.path);
    CHECK(loaded.sequence_model()->heads().front().temperature == temperature);
    const auto after = tag(loaded, dev, {.probabilities = true, .span_probabilities = true});
    const auto raw = tag(loaded, dev, {.probabilities = true, .span_probabilities = true, .raw = true});
    bool changed = false;
    for (std::size_t i = 0; i < dev.size(); ++i) {
      CHECK(after[i].heads[0].labels == predicted[i].heads[0].labels);
      CHECK(raw[i].heads[0].probabilities == predicted[i].heads[0].probabilities);
      CHECK(raw[i].heads[0].span_probabilities == predicted[i].heads[0].span_probabilities);
      changed = changed || after[i].heads[0].probabilities != raw[i].heads[0].probabilities;
    }
    CHECK(changed);
    CHECK(loaded.self_test_deviation() == 0);
  }
}

TEST_CASE("a temperature must be in range, in a file too, and there is one per head") {
  const model::TaggerModel model =
      tests::random_tagger(corpus::TagScheme::iob2, corpus::TagScheme::iob2, "crf", 1);
  CHECK_THROWS_AS(at_temperature(model, 0), std::invalid_argument);
  CHECK_THROWS_AS(at_temperature(model, NAN), std::invalid_argument);
  CHECK_THROWS_AS(at_temperature(model, 101), std::invalid_argument);
  CHECK_NOTHROW(at_temperature(model, 100));
  model::SequenceModel copy = *model.sequence_model();
  CHECK_THROWS_AS(copy.set_temperatures({}), std::invalid_argument);
}

TEST_CASE("spans below the least confidence are withdrawn, and their tokens have the label O") {
  for (const corpus::TagScheme written : {corpus::TagScheme::iob1, corpus::TagScheme::iob2,
                                          corpus::TagScheme::bilou, corpus::TagScheme::ioe1}) {
    const model::TaggerModel model =
        at_temperature(tests::random_tagger(corpus::TagScheme::iobes, written, "crf", 3), 4);
    const std::vector<corpus::Sentence> sentences = sentences_of_names();
    const auto all = tag(model, sentences, {.probabilities = true, .span_probabilities = true});
    constexpr double least = 0.4;
    const auto some =
        tag(model, sentences, {.probabilities = true, .span_probabilities = true, .min_confidence = least});
    const auto labels_only = tag(model, sentences, {.min_confidence = least});
    std::size_t withdrawn = 0;
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      const corpus::HeadPrediction& before = all[i].heads[0];
      const corpus::HeadPrediction& after = some[i].heads[0];
      std::vector<corpus::Span> expected;
      std::vector<double> probabilities;
      const auto spans = corpus::read_spans(before.labels, before.scheme);
      for (std::size_t k = 0; k < spans.size(); ++k) {
        if ((*before.span_probabilities)[k] < least) {
          ++withdrawn;
          for (std::size_t token = spans[k].begin; token < spans[k].end; ++token) {
            CHECK(after.labels[token] == "O");
            CHECK(after.probabilities[token] != before.probabilities[token]);
          }
          continue;
        }
        expected.push_back(spans[k]);
        probabilities.push_back((*before.span_probabilities)[k]);
      }
      CHECK(corpus::read_spans(after.labels, after.scheme) == expected);
      CHECK(*after.span_probabilities == probabilities);
      CHECK(labels_only[i].heads[0].labels == after.labels);
      CHECK(labels_only[i].heads[0].probabilities.empty());
      CHECK_FALSE(labels_only[i].heads[0].span_probabilities.has_value());
    }
    CHECK(withdrawn > 0);
  }
}

TEST_CASE(
    "labels without a scheme that are below the least confidence are empty and keep their probability") {
  const model::TaggerModel model =
      at_temperature(tests::random_tagger(corpus::TagScheme::none, corpus::TagScheme::none, "softmax", 2,
                                          {"NOUN", "VERB", "X"}),
                     1);
  const std::vector<corpus::Sentence> sentences = sentences_of_names();
  const auto all = tag(model, sentences, {.probabilities = true});
  const auto some = tag(model, sentences, {.probabilities = true, .min_confidence = 0.9999});
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    CHECK(some[i].heads[0].probabilities == all[i].heads[0].probabilities);
    for (std::size_t token = 0; token < sentences[i].size(); ++token) {
      CHECK(some[i].heads[0].labels[token] ==
            (all[i].heads[0].probabilities[token] < 0.9999 ? "" : all[i].heads[0].labels[token]));
    }
  }
  CHECK_THROWS_AS(tag(model, sentences, {.n_best = 2, .min_confidence = 0.5}), std::invalid_argument);
}
