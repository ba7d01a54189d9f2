#include "training/checkpoint.h"

#include <cmath>
#include <fstream>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "kernels/instruction_set.h"
#include "model/labelling/sequence_model.h"
#include "own_file.h"
#include "sanitized.h"
#include "small_corpus.h"
#include "trained.h"
#include "training/training_session.h"

namespace {

using namespace seqlab;
using tests::bytes_of;
using tests::OwnFile;
using tests::set_option;
using tests::small_options;
using tests::small_reviews;
using tests::small_tagged_corpus;

using Session = std::unique_ptr<training::TrainingSession>;
using training::Checkpoint;

Session begin_tagger(const options::TrainingOptions& options, const training::SessionObserver& observer) {
  static const auto train = small_tagged_corpus(60, 1);
  static const auto dev = small_tagged_corpus(20, 2);
  return training::begin_tagger_training(options, train, dev, nullptr, {}, observer);
}

Session begin_classifier(const options::TrainingOptions& options, const training::SessionObserver& observer) {
  static const auto train = small_reviews(60, 1);
  static const auto dev = small_reviews(20, 2);
  return training::begin_classifier_training(options, train, dev, nullptr, {}, observer);
}

using Begin = Session (*)(const options::TrainingOptions&, const training::SessionObserver&);

training::CheckpointIdentity identity_of(const options::TrainingOptions& options, const Session& session) {
  return {"tagger train", training::identifying_options(options), kernels::instruction_set(),
          session->data_hash()};
}

std::string trained(Begin begin, const options::TrainingOptions& options) {
  const Session session = begin(options, {});
  session->train_until(options.epochs);
  return bytes_of(*session->best());
}

// Trains `steps` steps, goes on from a checkpoint in another session, with other threads.
std::string trained_in_two_parts(Begin begin, options::TrainingOptions options, std::size_t steps) {
  const OwnFile file("checkpoint");
  Session session;
  training::SessionObserver observer;
  std::size_t done = 0;
  const auto write = [&] {
    Checkpoint::write(file.path, identity_of(options, begin(options, {})), {},
                      [&](base::Archive& archive) { session->archive(archive); });
  };
  observer.stop = [&] {
    if (++done != steps) return false;
    write();
    return true;
  };
  session = begin(options, observer);
  if (steps == 0) write();
  if (steps > 0) session->train_until(options.epochs);
  session = nullptr;
  options.threads = options.threads == 1 ? 3 : 1;
  const Session second = begin(options, {});
  const auto checkpoint = Checkpoint::open(file.path);
  checkpoint->check(identity_of(options, second));
  checkpoint->restore([&](base::Archive& archive) { second->archive(archive); });
  CHECK(second->steps() == steps);
  second->train_until(options.epochs);
  CHECK(second->ended());
  return bytes_of(*second->best());
}

// Four epochs of eight steps with everything that lasts from step to step.
options::TrainingOptions options_with_state() {
  options::TrainingOptions options = small_options();
  options.epochs = 4;
  set_option(options, "schedule", "plateau");
  options.plateau_epochs = 1;
  set_option(options, "average", "ema");
  options.word_dropout = 0.1;
  options.case_noise = 0.4;
  return options;
}

}  // namespace

TEST_CASE("a training goes on from a checkpoint after any step to the same model, byte for byte") {
  options::TrainingOptions options = options_with_state();
  set_option(options, "characters", "lstm");
  set_option(options, "decoder", "crf");
  const std::string whole = trained(begin_tagger, options);
  for (std::size_t steps = 1; steps <= 32; steps += tests::sanitized ? 5 : 1) {
    CAPTURE(steps);
    CHECK(trained_in_two_parts(begin_tagger, options, steps) == whole);
  }
}

TEST_CASE("a stateful training goes on from a checkpoint after any step and before the first") {
  options::TrainingOptions options = options_with_state();
  options.epochs = 2;
  options.model.directions = 1;
  options.model.layers = 2;
  options.stateful = true;
  options.bptt = 3;
  set_option(options, "initial-state", "learned");
  const std::string whole = trained(begin_tagger, options);
  for (std::size_t steps = 0; steps <= 30; steps += tests::sanitized ? 5 : 1) {
    CAPTURE(steps);
    CHECK(trained_in_two_parts(begin_tagger, options, steps) == whole);
  }
}

TEST_CASE("each optimiser, schedule and kind of average goes on from a checkpoint") {
  for (const std::string optimizer : {"sgd", "momentum", "adagrad", "adam", "adamw"}) {
    for (const std::string average : {"none", "ema", "last"}) {
      for (const std::string schedule : {"plateau", "constant", "inverse", "cosine"}) {
        if (tests::sanitized && schedule != "plateau") continue;
        CAPTURE(optimizer, average, schedule);
        options::TrainingOptions options = options_with_state();
        set_option(options, "optimizer", optimizer);
        set_option(options, "average", average);
        set_option(options, "schedule", schedule);
        options.average_epochs = 2;
        CHECK(trained_in_two_parts(begin_tagger, options, 21) == trained(begin_tagger, options));
      }
    }
  }
}

TEST_CASE("the training of a classifier goes on from a checkpoint") {
  const options::TrainingOptions options = options_with_state();
  const std::string whole = trained(begin_classifier, options);
  for (const std::size_t steps : {3U, 8U, 20U}) {
    CHECK(trained_in_two_parts(begin_classifier, options, steps) == whole);
  }
}

TEST_CASE("early stopping counts the epochs before a checkpoint") {
  options::TrainingOptions options = options_with_state();
  options.epochs = 100;
  options.early_stopping = 3;
  CHECK(trained_in_two_parts(begin_tagger, options, 70) == trained(begin_tagger, options));
}

TEST_CASE("the model of another seed can be kept in a checkpoint") {
  options::TrainingOptions options = options_with_state();
  options.epochs = 1;
  options.seed = 7;
  const Session other = begin_tagger(options, {});
  other->train_until(1);
  options.seed = 8;
  const Session session = begin_tagger(options, {});
  const OwnFile file("checkpoint");
  std::shared_ptr<const model::Model> kept = other->best();
  Checkpoint::write(file.path, identity_of(options, session), {},
                    [&](base::Archive& archive) { session->archive_model(archive, kept); });
  const std::string bytes = bytes_of(*kept);
  kept = nullptr;
  Checkpoint::open(file.path)->restore(
      [&](base::Archive& archive) { session->archive_model(archive, kept); });
  REQUIRE(kept != nullptr);
  CHECK(bytes_of(*kept) == bytes);
}

TEST_CASE("a checkpoint knows its options, instruction set and data") {
  const options::TrainingOptions options = options_with_state();
  const Session session = begin_tagger(options, {});
  const training::CheckpointIdentity identity = identity_of(options, session);
  const OwnFile file("checkpoint");
  Checkpoint::write(file.path, identity, {{"model", "a.model"}}, [](base::Archive&) {});
  const auto checkpoint = Checkpoint::open(file.path);
  CHECK_NOTHROW(checkpoint->check(identity));
  CHECK(checkpoint->file("model") == "a.model");
  CHECK(checkpoint->file("log").empty());

  const auto problem = [&](const training::CheckpointIdentity& other) -> std::string {
    try {
      checkpoint->check(other);
    } catch (const UsageError& error) {
      return std::string("2: ") + error.what();
    } catch (const DataError& error) {
      return std::string("3: ") + error.what();
    }
    return "";
  };
  options::TrainingOptions others = options;
  others.model.hidden = 13;
  others.threads = 2;
  training::CheckpointIdentity other = identity;
  other.options = training::identifying_options(others);
  CHECK(problem(other) ==
        "2: " + file.path +
            ": was written with --hidden 12, not with --hidden 13; go on with the same options, or "
            "begin anew with another "
            "file");
  other = identity;
  other.instruction_set = "abacus";
  CHECK(problem(other).starts_with("2: " + file.path + ": was written with the instruction set "));
  CHECK(checkpoint->kind() == "tagger train");
  other = identity;
  other.data = training::begin_tagger_training(options, small_tagged_corpus(61, 1),
                                               small_tagged_corpus(20, 2), nullptr, {}, {})
                   ->data_hash();
  CHECK(problem(other).starts_with("3: " + file.path + ": was written by a training on other data"));
  other.data = training::begin_tagger_training(options, small_tagged_corpus(60, 1),
                                               small_tagged_corpus(21, 2), nullptr, {}, {})
                   ->data_hash();
  CHECK(problem(other).starts_with("3: "));
}

TEST_CASE("a file that is missing, damaged or no checkpoint is not restored") {
  const options::TrainingOptions options = options_with_state();
  const Session session = begin_tagger(options, {});
  const OwnFile file("checkpoint");
  CHECK_FALSE(Checkpoint::open(file.path).has_value());
  session->train_until(1);
  Checkpoint::write(file.path, identity_of(options, session), {},
                    [&](base::Archive& archive) { session->archive(archive); });
  const std::string whole = file.bytes();
  for (const std::size_t place : {std::size_t{3}, std::size_t{200}, whole.size() / 2, whole.size() - 1}) {
    std::string damaged = whole;
    damaged[place] = static_cast<char>(damaged[place] ^ 1);
    std::ofstream(file.path, std::ios::binary) << damaged;
    CHECK_THROWS_AS(Checkpoint::open(file.path), ModelError);
  }
  std::ofstream(file.path, std::ios::binary) << whole.substr(0, whole.size() / 2);
  CHECK_THROWS_AS(Checkpoint::open(file.path), ModelError);
  session->best()->save(file.path);
  CHECK_THROWS_AS(Checkpoint::open(file.path), ModelError);
}

TEST_CASE("the state of another network does not fit") {
  options::TrainingOptions options = options_with_state();
  const Session session = begin_tagger(options, {});
  const OwnFile file("checkpoint");
  Checkpoint::write(file.path, identity_of(options, session), {},
                    [&](base::Archive& archive) { session->archive(archive); });
  options.model.hidden = 13;
  const Session other = begin_tagger(options, {});
  CHECK_THROWS_AS(
      Checkpoint::open(file.path)->restore([&](base::Archive& archive) { other->archive(archive); }),
      ModelError);
}
