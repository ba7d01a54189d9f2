// The steps of an epoch, and training with states that are carried from step to step.
#include "training/labelling/epoch_steps.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "small_corpus.h"
#include "trained.h"
#include "training/labelling/gradient_flow.h"
#include "training/training_session.h"

using namespace seqlab;
using tests::bytes_of;
using tests::set_option;
using tests::small_options;
using tests::small_tagged_corpus;

namespace {

options::TrainingOptions stateful_options(std::size_t tokens) {
  options::TrainingOptions options = small_options();
  options.model.directions = 1;
  options.bptt = tokens;
  options.stateful = true;
  return options;
}

model::SequenceModel trained(const options::TrainingOptions& options) {
  return tests::inside(training::train_tagger(options, small_tagged_corpus(60, 1), small_tagged_corpus(20, 2),
                                              nullptr, {}, {}));
}

}  // namespace

TEST_CASE("steps read every token once, and go on where the step before stopped") {
  const std::vector<std::size_t> lengths = {9, 4, 0, 8, 3, 1};
  std::vector<training::TrainingSequence> sequences(lengths.size());
  for (std::size_t i = 0; i < lengths.size(); ++i) sequences[i].tokens.resize(lengths[i]);
  const std::vector<std::vector<std::size_t>> batches = {{4, 0, 2, 3}, {2}, {5, 1}};
  const auto steps = training::cut_steps(sequences, batches, 4);
  CHECK(steps.size() <= training::most_steps(sequences, 4, 4));
  CHECK(steps.size() == 3 + 1 + 1);
  std::vector<std::size_t> read(lengths.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const training::EpochStep& step = steps[i];
    CHECK(step.carried.empty() == (step.begin == 0));
    std::size_t tokens = 0;
    for (std::size_t place = 0; place < step.members.size(); ++place) {
      const std::size_t member = step.members[place];
      CHECK(read[member] == step.begin);
      const std::size_t end = std::min(step.end, lengths[member]);
      tokens += end - step.begin;
      read[member] = end;
      if (!step.carried.empty()) CHECK(steps[i - 1].members.at(step.carried[place]) == member);
    }
    CHECK(training::tokens_of(step, sequences) == tokens);
  }
  CHECK(read == lengths);
  CHECK(steps[1].members == std::vector<std::size_t>{0, 3});
  CHECK(steps[1].carried == std::vector<std::size_t>{1, 3});

  const auto whole = training::cut_steps(sequences, batches, 0);
  REQUIRE(whole.size() == batches.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    CHECK(whole[i].members == batches[i]);
    CHECK(whole[i].begin == 0);
    CHECK(whole[i].carried.empty());
  }
}

TEST_CASE("stateful training with steps of at least the longest sentence is plain training") {
  options::TrainingOptions plain = stateful_options(12);
  plain.stateful = false;
  const model::SequenceModel expected = trained(plain);
  CHECK(trained(stateful_options(12)).weights().network == expected.weights().network);
  CHECK(trained(stateful_options(3)).weights().network != expected.weights().network);
}

TEST_CASE("stateful training learns, with the same weights from one thread and from two") {
  options::TrainingOptions options = stateful_options(2);
  set_option(options, "initial-state", "learned");
  const auto train = small_tagged_corpus(120, 1);
  const auto dev = small_tagged_corpus(40, 2);
  std::vector<std::string> models;
  for (const std::size_t threads : {std::size_t{1}, std::size_t{2}}) {
    options.threads = threads;
    const model::TaggerModel model = training::train_tagger(options, train, dev, nullptr, {}, {});
    base::Pool pool(1);
    CHECK(model::evaluate(model, small_tagged_corpus(60, 3), 16, pool).accuracy() > 0.95);
    models.push_back(bytes_of(model));
  }
  CHECK(models[0] == models[1]);
}

TEST_CASE("stateful training needs a tagger without a CRF") {
  options::TrainingOptions options = stateful_options(2);
  CHECK_THROWS_AS(training::train_classifier(options, tests::small_reviews(20, 1), tests::small_reviews(5, 2),
                                             nullptr, {}, {}),
                  UsageError);
  set_option(options, "decoder", "crf");
  CHECK_THROWS_AS(trained(options), UsageError);
}

TEST_CASE(
    "the flow of gradients is that of each sequence's last token, before training and after each epoch") {
  options::TrainingOptions options = small_options();
  options.epochs = 2;
  options.model.layers = 2;
  std::vector<training::GradientFlow> flows;
  training::TrainingObserver<model::TaggerModel> observer;
  observer.gradient_flow = [&](const training::GradientFlow& flow) { flows.push_back(flow); };
  const auto train = small_tagged_corpus(60, 1);
  const auto dev = small_tagged_corpus(20, 2);
  const std::string observed = bytes_of(training::train_tagger(options, train, dev, nullptr, {}, observer));
  CHECK(observed == bytes_of(training::train_tagger(options, train, dev, nullptr, {}, {})));
  REQUIRE(flows.size() == 3);
  std::map<std::size_t, std::size_t> longer;  // the number of sentences with more tokens
  for (std::size_t distance = 0; distance < 12; ++distance) {
    for (const corpus::Sentence& sentence : train) longer[distance] += sentence.size() > distance ? 1 : 0;
  }
  for (std::size_t epoch = 0; epoch < flows.size(); ++epoch) {
    CHECK(flows[epoch].epoch == epoch);
    REQUIRE(flows[epoch].layers.size() == 2);
    for (const auto& norms : flows[epoch].layers) {
      REQUIRE(norms.size() == 12);
      for (std::size_t distance = 0; distance < norms.size(); ++distance) {
        CHECK(norms[distance].sequences == longer[distance]);
        CHECK(norms[distance].sum > 0);
      }
      // The last token's loss reaches it best.
      CHECK(norms[0].sum / static_cast<double>(norms[0].sequences) >
            norms[8].sum / static_cast<double>(norms[8].sequences));
    }
  }
}
