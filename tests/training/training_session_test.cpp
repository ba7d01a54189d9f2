#include "training/training_session.h"

#include <memory>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "model/labelling/sequence_model.h"
#include "own_file.h"
#include "small_corpus.h"
#include "trained.h"

namespace {

using namespace seqlab;
using tests::bytes_of;
using tests::OwnFile;
using tests::set_option;
using tests::small_options;
using tests::small_reviews;
using tests::small_tagged_corpus;

// Options with state that spans epochs: a falling rate, averages, an optimiser with moments.
options::TrainingOptions options_across_epochs() {
  options::TrainingOptions options = small_options();
  options.epochs = 5;
  set_option(options, "schedule", "cosine");
  set_option(options, "average", "last");
  options.average_epochs = 2;
  options.word_dropout = 0.1;
  return options;
}

}  // namespace

TEST_CASE("a training with pauses gives the same model as one without, byte for byte") {
  const auto train = small_tagged_corpus(60, 1);
  const auto dev = small_tagged_corpus(20, 2);
  const options::TrainingOptions options = options_across_epochs();
  const model::TaggerModel whole = training::train_tagger(options, train, dev, nullptr, {}, {});
  const OwnFile file("model");
  whole.save(file.path);

  // Two sessions take turns on one pool.
  options::TrainingOptions others = options;
  others.model.hidden = 5;
  const auto pool = std::make_shared<base::Pool>(2);
  const auto session = training::begin_tagger_training(options, train, dev, nullptr, {}, {}, nullptr, pool);
  const auto other = training::begin_tagger_training(others, train, dev, nullptr, {}, {}, nullptr, pool);
  CHECK(session->best() == nullptr);
  for (const std::size_t epochs : {1U, 1U, 2U, 4U, 100U}) {
    CHECK_FALSE(session->ended());
    session->train_until(epochs);
    other->train_until(epochs);
    CHECK(session->best() != nullptr);
  }
  CHECK(session->ended());
  CHECK(bytes_of(*session->finished(session->best())) == file.bytes());
}

TEST_CASE("a classifier's training can be paused too") {
  const auto train = small_reviews(80, 1);
  const auto dev = small_reviews(20, 2);
  const options::TrainingOptions options = options_across_epochs();
  const model::ClassifierModel whole = training::train_classifier(options, train, dev, nullptr, {}, {});
  const OwnFile file("model");
  whole.save(file.path);
  const auto session = training::begin_classifier_training(options, train, dev, nullptr, {}, {});
  for (std::size_t epochs = 1; epochs <= 5; ++epochs) session->train_until(epochs);
  CHECK(session->ended());
  CHECK(bytes_of(*session->finished(session->best())) == file.bytes());
}

TEST_CASE("a session trains no further than asked, and reports which score chooses the best epoch") {
  const auto train = small_tagged_corpus(30, 1);
  std::vector<training::EpochReport> reports;
  training::SessionObserver observer;
  observer.epoch = [&](const training::EpochReport& report) { reports.push_back(report); };
  const auto session = training::begin_tagger_training(small_options(), train, train, nullptr, {}, observer);
  session->train_until(3);
  REQUIRE(reports.size() == 3);
  CHECK(reports.back().epoch == 3);
  CHECK(reports.back().epochs == 8);
  CHECK(reports.back().selected_by == "f1");
  session->train_until(2);
  CHECK(reports.size() == 3);
  CHECK_FALSE(session->ended());
}

TEST_CASE("early stopping and stop() end a session") {
  const auto train = small_tagged_corpus(30, 1);
  options::TrainingOptions options = small_options();
  options.epochs = 1000;
  options.early_stopping = 1;
  const auto session = training::begin_tagger_training(options, train, train, nullptr, {}, {});
  session->train_until(1000);
  CHECK(session->ended());

  bool stop = false;
  training::SessionObserver observer;
  observer.stop = [&] { return stop; };
  options.early_stopping = 0;
  const auto stopped = training::begin_tagger_training(options, train, train, nullptr, {}, observer);
  stopped->train_until(1);
  const auto best = stopped->best();
  stop = true;
  stopped->train_until(1000);
  CHECK(stopped->ended());
  CHECK(stopped->best() == best);
}

TEST_CASE("invalid options are refused before a session begins") {
  const auto train = small_tagged_corpus(5, 1);
  options::TrainingOptions options = small_options();
  options.threads = 0;
  CHECK_THROWS_AS(training::begin_tagger_training(options, train, train, nullptr, {}, {}), UsageError);
}
