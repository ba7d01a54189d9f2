#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "model/labelling/sequence_model.h"
#include "own_file.h"
#include "small_corpus.h"
#include "training/training.h"
#include "training/training_session.h"

namespace {

using namespace seqlab;
using tests::set_option;
using tests::small_options;
using tests::small_tagged_corpus;

// Weights that shrink by 2.9 times their size in each step, to the other side, grow beyond all bounds within
// an epoch; by 1.95 times, they do not.
options::TrainingOptions diverging_options() {
  options::TrainingOptions options = small_options();
  options.epochs = 3;
  options.batch_size = 1;
  set_option(options, "optimizer", "sgd");
  options.learning_rate = 0.02;
  options.l2 = 3.9 / options.learning_rate;
  return options;
}

struct Result {
  std::vector<float> network;
  std::vector<std::string> notes;
  std::vector<double> rates;
};

Result train(const options::TrainingOptions& options) {
  static const auto corpus = small_tagged_corpus(120, 1);
  static const auto dev = small_tagged_corpus(20, 2);
  Result result;
  training::SessionObserver observer;
  observer.note = [&](const std::string& text) {
    if (text.find("is not a finite number") != std::string::npos) result.notes.push_back(text);
  };
  observer.epoch = [&](const training::EpochReport& report) { result.rates.push_back(report.learning_rate); };
  const auto session = training::begin_tagger_training(options, corpus, dev, nullptr, {}, observer);
  session->train_until(options.epochs);
  result.network = session->best()->weights().network;
  return result;
}

}  // namespace

TEST_CASE("a loss that is not finite takes training back to the start of the epoch, with half the rate") {
  options::TrainingOptions options = diverging_options();
  const Result diverged = train(options);
  REQUIRE(diverged.notes.size() == 1);
  CHECK(diverged.notes[0].find("(epoch 1)") != std::string::npos);
  CHECK(diverged.notes[0].find("halves the learning rate, to 0.01") != std::string::npos);
  CHECK(diverged.rates == std::vector<double>{0.01, 0.01, 0.01});
  options.learning_rate = 0.01;
  const Result halved = train(options);
  CHECK(halved.notes.empty());
  CHECK(diverged.network == halved.network);
}

TEST_CASE("a training that diverges after three halvings of the rate is given up") {
  options::TrainingOptions options = diverging_options();
  options.l2 = 40 / options.learning_rate;
  std::size_t notes = 0;
  training::SessionObserver observer;
  observer.note = [&](const std::string& text) {
    if (text.find("is not a finite number") != std::string::npos) ++notes;
  };
  const auto corpus = small_tagged_corpus(120, 1);
  const auto session = training::begin_tagger_training(options, corpus, corpus, nullptr, {}, observer);
  try {
    session->train_until(options.epochs);
    FAIL("training went on");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("halved 3 times") != std::string::npos);
  }
  CHECK(notes == 3);
}
