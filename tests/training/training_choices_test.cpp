#include <cmath>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "model/labelling/sequence_model.h"
#include "small_corpus.h"
#include "trained.h"
#include "training/training.h"

using namespace seqlab;
using tests::bytes_of;
using tests::inside;
using tests::set_option;
using tests::small_options;
using tests::small_tagged_corpus;

namespace {

model::TaggerModel train_chosen(const options::TrainingOptions& options,
                                const training::TrainingObserver<model::TaggerModel>& observer = {}) {
  return training::train_tagger(options, small_tagged_corpus(120, 1), small_tagged_corpus(40, 2), nullptr, {},
                                observer);
}

std::string fact(const model::TaggerModel& model, const std::string& name) {
  for (const auto& [key, value] : model.description()) {
    if (key == name) return value;
  }
  return {};
}

std::string message_of(const options::TrainingOptions& options) {
  try {
    train_chosen(options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

// Options for a single step that can be computed by hand: no dropout, no clipping.
options::TrainingOptions one_step() {
  options::TrainingOptions options = small_options();
  set_option(options, "optimizer", "sgd");
  options.epochs = 1;
  options.batch_size = 1000;
  options.clip_norm = 0;
  options.unknown_probability = 0;
  options.dropout_input = options.dropout_layers = options.dropout_output = 0;
  return options;
}

}  // namespace

TEST_CASE(
    "an epoch is scored by its raw or averaged weights, whichever are better, and the model records which") {
  for (const std::string averaging : {"ema", "last"}) {
    INFO(averaging);
    options::TrainingOptions options = small_options();
    set_option(options, "average", averaging);
    options.average_decay = 0.9;
    options.average_epochs = 2;
    options.learning_rate = 0.1;
    options.select_by = "loss";
    training::TrainingObserver<model::TaggerModel> observer;
    std::string kept;
    std::size_t averaged_better = 0;
    double best = -1e9;
    observer.epoch = [&](const training::EpochReport& report) {
      REQUIRE(report.averaging);
      const auto& [raw, averaged, better] = *report.averaging;
      CHECK(better == (averaged.loss < raw.loss));
      CHECK(report.dev_loss == std::min(raw.loss, averaged.loss));
      CHECK(report.dev_scores == (better ? averaged.scores : raw.scores));
      CHECK(report.score == -report.dev_loss);
      CHECK(report.best == (report.score > best));
      best = std::max(best, report.score);
      averaged_better += better ? 1 : 0;
      if (report.best) kept = better ? "averaged" : "raw";
    };
    const model::TaggerModel model = train_chosen(options, observer);
    CHECK(averaged_better > 0);
    CHECK(fact(model, "weights") == kept);
  }
  CHECK(fact(train_chosen(small_options()), "weights").empty());
}

TEST_CASE("averaging does not change the weights that training goes on with") {
  // If the average is never better, the model is the same as without averaging.
  options::TrainingOptions options = small_options();
  options.epochs = 3;
  options.select_by = "loss";
  const model::SequenceModel plain = inside(train_chosen(options));
  set_option(options, "average", "last");
  options.average_epochs = 1000;
  std::vector<bool> averaged;
  training::TrainingObserver<model::TaggerModel> observer;
  observer.epoch = [&](const training::EpochReport& report) {
    averaged.push_back(report.averaging->averaged_is_better);
  };
  const model::SequenceModel model = inside(train_chosen(options, observer));
  REQUIRE(averaged == std::vector<bool>{false, false, false});
  CHECK(model.weights().network == plain.weights().network);
  CHECK(model.weights().tables[0].matrix() == plain.weights().tables[0].matrix());
}

TEST_CASE("the average over one step is the weights after it, including word vectors") {
  for (const std::string averaging : {"ema", "last"}) {
    options::TrainingOptions options = one_step();
    set_option(options, "average", averaging);
    training::TrainingObserver<model::TaggerModel> observer;
    observer.epoch = [&](const training::EpochReport& report) {
      CHECK(report.averaging->averaged.loss == report.averaging->raw.loss);
    };
    train_chosen(options, observer);
  }
}

TEST_CASE(
    "the mean over two steps is that of the weights after each, also for words that only one step reads") {
  corpus::Sentence first;
  first.words = {"Anna", "sees"};
  first.gold = {{"B-PER", "O"}};
  corpus::Sentence second;
  second.words = {"Rome", "and"};
  second.gold = {{"B-LOC", "O"}};
  const std::vector<corpus::Sentence> data{first, second};
  // Swapped labels: dev gets worse with every step, so the mean is better than the last step.
  std::vector<corpus::Sentence> dev = data;
  for (corpus::Sentence& sentence : dev) std::swap(sentence.gold[0][0], sentence.gold[0][1]);
  options::TrainingOptions options = one_step();
  options.batch_size = 1;
  options.learning_rate = 0.5;
  set_option(options, "schedule", "constant");
  options.select_by = "loss";
  const auto train = [&](const training::TrainingObserver<model::TaggerModel>& observer) {
    return inside(training::train_tagger(options, data, dev, nullptr, {}, observer));
  };
  training::TrainingObserver<model::TaggerModel> stopping;
  stopping.stop = [] { return true; };
  model::SequenceModel after_one = train(stopping);
  model::SequenceModel after_two = train({});
  set_option(options, "average", "last");
  training::TrainingObserver<model::TaggerModel> observer;
  bool better = false;
  observer.epoch = [&](const training::EpochReport& report) {
    better = report.averaging->averaged_is_better;
  };
  const model::SequenceModel averaged = train(observer);
  REQUIRE(better);
  CHECK(after_one.weights().network != after_two.weights().network);
  for (std::size_t i = 0; i < averaged.weights().network.size(); ++i) {
    CHECK(averaged.weights().network[i] ==
          Approx((after_one.weights().network[i] + after_two.weights().network[i]) / 2).margin(1e-7));
  }
  const nn::Matrix<float> mean =
      (after_one.weights().tables[0].matrix() + after_two.weights().tables[0].matrix()) / 2;
  CHECK((averaged.weights().tables[0].matrix() - mean).cwiseAbs().maxCoeff() < 1e-6F);
  CHECK((after_one.weights().tables[0].matrix() - after_two.weights().tables[0].matrix())
            .cwiseAbs()
            .maxCoeff() > 1e-3F);
}

TEST_CASE(
    "averages, class weights, word dropout and case noise give the same model for any number of threads") {
  for (const std::string averaging : {"ema", "last"}) {
    options::TrainingOptions options = small_options();
    set_option(options, "average", averaging);
    options.average_decay = 0.8;
    options.average_epochs = 2;
    options.epochs = 3;
    options.word_dropout = 0.2;
    options.case_noise = 0.3;
    set_option(options, "class-weights", "balanced");
    set_option(options, "learning-rate-factors", "words=0.5,recurrent=2");
    set_option(options, "batch-loss", "sum");
    options.select_by = "loss";
    std::vector<std::string> files;
    for (const std::size_t threads : {1U, 2U, 3U}) {
      options.threads = threads;
      files.push_back(bytes_of(train_chosen(options)));
    }
    CHECK(files[0] == files[1]);
    CHECK(files[0] == files[2]);
  }
}

TEST_CASE("a step on the sum of N losses equals one on their mean at N times the learning rate") {
  std::size_t tokens = 0;
  for (const corpus::Sentence& sentence : small_tagged_corpus(120, 1)) tokens += sentence.size();
  options::TrainingOptions options = one_step();
  set_option(options, "schedule", "constant");
  options.learning_rate = 1;
  const model::SequenceModel mean = inside(train_chosen(options));
  set_option(options, "batch-loss", "sum");
  options.learning_rate = 1 / static_cast<double>(tokens);
  const model::SequenceModel sum = inside(train_chosen(options));
  options.learning_rate = 1;
  const model::SequenceModel far = inside(train_chosen(options));
  double deviation = 0;
  double far_deviation = 0;
  for (std::size_t i = 0; i < mean.weights().network.size(); ++i) {
    deviation = std::max(deviation,
                         static_cast<double>(std::abs(mean.weights().network[i] - sum.weights().network[i])));
    far_deviation = std::max(
        far_deviation, static_cast<double>(std::abs(far.weights().network[i] - sum.weights().network[i])));
  }
  CHECK(deviation < 1e-5);
  CHECK(far_deviation > 0.1);
}

TEST_CASE("a group with learning rate factor 0 stays as it was") {
  options::TrainingOptions options = small_options();
  options.epochs = 1;
  const model::SequenceModel trained = inside(train_chosen(options));
  set_option(options, "learning-rate-factors", "words=0,recurrent=0");
  const model::SequenceModel once = inside(train_chosen(options));
  options.epochs = 2;
  options.select_by = "loss";
  const model::SequenceModel twice = inside(train_chosen(options));
  CHECK(once.weights().tables[0].matrix() == twice.weights().tables[0].matrix());
  CHECK(once.weights().tables[0].matrix() != trained.weights().tables[0].matrix());
  for (const nn::Slot& slot : once.network().layout().slots()) {
    const auto own = nn::window(once.weights().network.data(), slot);
    CHECK((own == nn::window(twice.weights().network.data(), slot)) == (slot.group == "recurrent"));
    if (slot.group == "recurrent" && !slot.name.ends_with("bias"))
      CHECK(own != nn::window(trained.weights().network.data(), slot));
  }
}

TEST_CASE("a label with a larger class weight is predicted more often") {
  const auto spans = [&](const std::string& class_weights) {
    options::TrainingOptions options = small_options();
    options.epochs = 1;
    set_option(options, "class-weights", class_weights);
    const model::TaggerModel model = train_chosen(options);
    base::Pool pool(1);
    const std::vector<std::string> words{"Atlantis", "sees", "Anna", "in", "Oslo"};
    double others = 0;
    const std::vector<float> probabilities = model.distribution(words, pool);
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
      if (model.labels()[i % model.labels().size()] != "O") others += static_cast<double>(probabilities[i]);
    }
    return others;
  };
  const double plain = spans("none");
  CHECK(spans("O=0.1") > plain + 0.1);
  CHECK(spans("O=10") < plain - 0.1);
  CHECK(spans("balanced") > plain);
}

TEST_CASE("class weights are refused for a CRF and for unknown labels, with the nearest one") {
  options::TrainingOptions options = small_options();
  set_option(options, "class-weights", "B-PRE=2");
  CHECK(message_of(options).find("'B-PRE'") != std::string::npos);
  CHECK(message_of(options).find("'B-PER'") != std::string::npos);
  set_option(options, "class-weights", "balanced");
  set_option(options, "decoder", "crf");
  CHECK(message_of(options).find("--decoder softmax") != std::string::npos);
}

TEST_CASE("a learning rate factor for an unknown group is refused") {
  options::TrainingOptions options = small_options();
  set_option(options, "learning-rate-factors", "crf=2");
  CHECK(message_of(options).find("groups: words, recurrent, head") != std::string::npos);
}

TEST_CASE("words that are always dropped learn nothing, but the unknown word does") {
  options::TrainingOptions options = small_options();
  options.epochs = 2;
  options.select_by = "loss";
  options.word_dropout = 1 - 1e-12;
  const nn::Matrix<float> dropped = inside(train_chosen(options)).weights().tables[0].matrix();
  options.epochs = 1;
  const nn::Matrix<float> before = inside(train_chosen(options)).weights().tables[0].matrix();
  CHECK(dropped.rightCols(dropped.cols() - 1) == before.rightCols(before.cols() - 1));
  CHECK(dropped.col(0) != before.col(0));
  options.word_dropout = 0.5;
  const nn::Matrix<float> half = inside(train_chosen(options)).weights().tables[0].matrix();
  CHECK(half.rightCols(half.cols() - 1) != before.rightCols(before.cols() - 1));
}
