#include "training/training.h"

#include <cmath>
#include <string>
#include <vector>

#include "base/pool.h"
#include "catch.h"
#include "model/labelling/sequence_model.h"
#include "own_file.h"
#include "small_corpus.h"

namespace {

using namespace seqlab;
using tests::OwnFile;
using tests::set_option;
using tests::small_options;
using tests::small_reviews;
using tests::small_tagged_corpus;

model::TaggerModel train_small(const options::TrainingOptions& options,
                               const training::TrainingObserver<model::TaggerModel>& observer = {}) {
  return training::train_tagger(options, small_tagged_corpus(120, 1), small_tagged_corpus(40, 2), nullptr, {},
                                observer);
}

model::ClassifierModel train_small_classifier(const options::TrainingOptions& options) {
  return training::train_classifier(options, small_reviews(200, 1), small_reviews(60, 2), nullptr, {}, {});
}

TEST_CASE("a tagger learns labels that depend on the word and its predecessor") {
  const model::TaggerModel model = train_small(small_options());
  base::Pool pool(1);
  const std::vector<corpus::Sentence> test = small_tagged_corpus(60, 3);
  CHECK(model::evaluate(model, test, 16, pool).total().f1() > 0.9);
  CHECK(model.scheme() == corpus::SchemeStyle{corpus::TagScheme::iob2, '-'});
}

TEST_CASE("one seed gives the same model file, byte for byte, every time and for any number of threads") {
  for (const std::string kind : {"plain", "variational"}) {
    options::TrainingOptions options = small_options();
    options.epochs = 3;
    options.model.layers = 2;
    set_option(options, "dropout-kind", kind);
    std::vector<std::string> files;
    for (const std::size_t threads : {1U, 2U, 1U, 4U}) {
      options.threads = threads;
      const OwnFile file("model");
      train_small(options).save(file.path);
      files.push_back(file.bytes());
    }
    CHECK(files[0].size() > 1000);
    CHECK(files[0] == files[1]);
    CHECK(files[0] == files[2]);
    CHECK(files[0] == files[3]);
    options.seed = 2;
    const OwnFile other("model");
    train_small(options).save(other.path);
    CHECK(files[0] != other.bytes());
  }
}

TEST_CASE("a classifier's model file is the same for any number of threads") {
  for (const std::string pooling : {"last", "mean", "max"}) {
    options::TrainingOptions options = small_options();
    options.epochs = 2;
    set_option(options, "pooling", pooling);
    std::vector<std::string> files;
    for (const std::size_t threads : {1U, 2U}) {
      options.threads = threads;
      const OwnFile file("model");
      train_small_classifier(options).save(file.path);
      files.push_back(file.bytes());
    }
    CHECK(files[0] == files[1]);
  }
}

TEST_CASE("a classifier learns with any pooling, and gives no label to a text without tokens") {
  for (const std::string pooling : {"last", "mean", "max"}) {
    options::TrainingOptions options = small_options();
    set_option(options, "pooling", pooling);
    const model::ClassifierModel model = train_small_classifier(options);
    base::Pool pool(2);
    const std::vector<corpus::Review> test = small_reviews(60, 3);
    CHECK(model::evaluate(model, test, 16, pool).accuracy() > 0.8);
    const auto result = model.classify(std::vector<corpus::Review>(1), {.batch_size = 4}, pool);
    REQUIRE(result.size() == 1);
    CHECK_FALSE(result[0].label.has_value());
    CHECK(result[0].probabilities.empty());
  }
}

TEST_CASE("batch sizes 1, 7 and 64 give the same labels and probabilities") {
  const model::TaggerModel model = train_small(small_options());
  const std::vector<corpus::Sentence> test = small_tagged_corpus(100, 4);
  std::vector<const corpus::Sentence*> sentences;
  for (const corpus::Sentence& sentence : test) sentences.push_back(&sentence);
  base::Pool pool(2);
  const auto alone = model.tag(sentences, {1, true}, pool);
  for (const std::size_t batch_size : {7U, 64U}) {
    const auto together = model.tag(sentences, {batch_size, true}, pool);
    for (std::size_t i = 0; i < test.size(); ++i) {
      CHECK(together[i].heads[0].labels == alone[i].heads[0].labels);
      for (std::size_t token = 0; token < test[i].size(); ++token) {
        CHECK(std::abs(together[i].heads[0].probabilities[token] - alone[i].heads[0].probabilities[token]) <
              1e-5);
      }
    }
  }
}

TEST_CASE("a model that was saved and loaded tags as before and passes its self-test") {
  for (const std::string initial : {"zero", "learned"}) {
    options::TrainingOptions options = small_options();
    set_option(options, "initial-state", initial);
    options.model.layers = 2;
    const model::TaggerModel model = train_small(options);
    const OwnFile file("model");
    model.save(file.path);
    const model::TaggerModel loaded = model::TaggerModel::load(file.path);
    CHECK(loaded.labels() == model.labels());
    CHECK(loaded.self_test_deviation() < 1e-6);
    base::Pool pool(1);
    const std::vector<std::string> words{"Anna", "Smith", "sees", "Atlantis", "2024"};
    CHECK(loaded.distribution(words, pool) == model.distribution(words, pool));
    CHECK(loaded.in_training_data("Anna"));
    CHECK_FALSE(loaded.in_training_data("Atlantis"));
    const OwnFile again("model");
    loaded.save(again.path);
    CHECK(again.bytes() == file.bytes());
  }
}

TEST_CASE("a tagger is not loaded as a classifier, nor a classifier as a tagger") {
  options::TrainingOptions options = small_options();
  options.epochs = 1;
  const OwnFile tagger("model");
  const OwnFile classifier("model");
  train_small(options).save(tagger.path);
  train_small_classifier(options).save(classifier.path);
  CHECK_THROWS_AS(model::ClassifierModel::load(tagger.path), ModelError);
  CHECK_THROWS_AS(model::TaggerModel::load(classifier.path), ModelError);
}

TEST_CASE(
    "a loss that is not finite ends training with an error that names the step and the options to lower") {
  options::TrainingOptions options = small_options();
  set_option(options, "optimizer", "sgd");
  options.learning_rate = 1e30;
  options.clip_norm = 0;
  try {
    train_small(options);
    FAIL("training went on");
  } catch (const Error& error) {
    const std::string message = error.what();
    CHECK(message.find("step ") != std::string::npos);
    CHECK(message.find("--learning-rate") != std::string::npos);
    CHECK(message.find("--clip-norm") != std::string::npos);
  }
}

TEST_CASE("stopping within the first epoch still gives a model, and later ones give that of the best epoch") {
  training::TrainingObserver<model::TaggerModel> observer;
  std::size_t improved = 0;
  observer.improved = [&](const model::TaggerModel&, const training::EpochReport&) { ++improved; };
  observer.stop = [] { return true; };
  CHECK(train_small(small_options(), observer).labels().size() == 4);
  CHECK(improved == 1);

  std::size_t epochs = 0;
  improved = 0;
  observer.epoch = [&](const training::EpochReport&) { ++epochs; };
  observer.stop = [&] { return epochs == 2; };
  train_small(small_options(), observer);
  CHECK(epochs == 2);
  CHECK(improved >= 1);
}

TEST_CASE("early stopping ends training the given number of epochs after the best") {
  options::TrainingOptions options = small_options();
  options.epochs = 200;
  options.early_stopping = 2;
  training::TrainingObserver<model::TaggerModel> observer;
  std::vector<bool> best;
  observer.epoch = [&](const training::EpochReport& report) { best.push_back(report.best); };
  train_small(options, observer);
  REQUIRE(best.size() > 2);
  CHECK(best.size() < 200);
  CHECK_FALSE(best.back());
  CHECK_FALSE(best[best.size() - 2]);
}

TEST_CASE("of epochs with the same score, the one with the lower loss is best") {
  options::TrainingOptions options = small_options();
  options.epochs = 12;
  training::TrainingObserver<model::TaggerModel> observer;
  double best_score = -1;
  double best_loss = 0;
  std::size_t ties = 0;
  observer.epoch = [&](const training::EpochReport& report) {
    const bool tie = report.score == best_score;
    ties += tie && report.best ? 1 : 0;
    REQUIRE(report.best == (report.score > best_score || (tie && report.dev_loss < best_loss)));
    if (!report.best) return;
    best_score = report.score;
    best_loss = report.dev_loss;
  };
  // A dev set of one sentence: few scores are possible.
  training::train_tagger(options, small_tagged_corpus(60, 1), small_tagged_corpus(1, 2), nullptr, {},
                         observer);
  CHECK(ties > 0);
}

TEST_CASE("tokens without a gold label are skipped in loss and score") {
  std::vector<corpus::Sentence> train = small_tagged_corpus(120, 1);
  for (std::size_t i = 0; i < train.size(); ++i) {
    for (std::size_t token = i % 2; token < train[i].size(); token += 2) train[i].gold[0][token].clear();
  }
  const model::TaggerModel model =
      training::train_tagger(small_options(), train, small_tagged_corpus(40, 2), nullptr, {}, {});
  base::Pool pool(1);
  CHECK(model::evaluate(model, small_tagged_corpus(60, 3), 16, pool).accuracy() > 0.9);
}

TEST_CASE("without a tag scheme accuracy chooses the epoch, and labels that only dev has count as wrong") {
  std::vector<corpus::Sentence> train = small_tagged_corpus(60, 1);
  std::vector<corpus::Sentence> dev = small_tagged_corpus(20, 2);
  for (auto* corpus : {&train, &dev}) {
    for (corpus::Sentence& sentence : *corpus) {
      for (std::string& label : sentence.gold[0]) label = label == "O" ? "NOUN" : "PROPN";
    }
  }
  dev[0].gold[0][0] = "ADJ";
  const model::TaggerModel model = training::train_tagger(small_options(), train, dev, nullptr, {}, {});
  CHECK(model.scheme().scheme == corpus::TagScheme::none);
  base::Pool pool(1);
  std::size_t unknown = 0;
  const evaluation::TaggingScore score = model::evaluate(model, dev, 8, pool, &unknown);
  CHECK(unknown == 1);
  CHECK(score.accuracy() < 1);
}

TEST_CASE("a model knows the table's words outside the training data, and frozen vectors stay as they are") {
  embeddings::WordVectors vectors(4);
  vectors.add("rome", std::vector<float>{1, 2, 3, 4});
  vectors.add("paris", std::vector<float>{1.5, 2, 3, 4});
  vectors.add("lima", std::vector<float>{2, 2, 3, 4});
  for (const std::string extra : {"0", "1", "all"}) {
    options::TrainingOptions options = small_options();
    options.epochs = 2;
    set_option(options, "extra-vectors", extra);
    set_option(options, "embedding-mode", "frozen");
    const OwnFile file("model");
    training::train_tagger(options, small_tagged_corpus(50, 1), small_tagged_corpus(10, 2), &vectors, {}, {})
        .save(file.path);
    const model::SequenceModel model = model::SequenceModel::load(file.path, model::Task::tagger);
    const model::Vocabulary& words = model.vocabulary();
    CHECK(words.rows() == 1 + 10 + (extra == "0" ? 0 : extra == "1" ? 1 : 3));
    CHECK((words.row("Paris") != model::Vocabulary::unknown) == (extra == "all"));
    const nn::Vector<float> rome = model.weights().tables[0].matrix().col(nn::index(words.row("Rome")));
    CHECK(rome == nn::Vector<float>(Eigen::Vector4f(1, 2, 3, 4)));
    CHECK(words.row("ROME") == (extra == "0" ? model::Vocabulary::unknown : words.row("rome")));
  }
}

TEST_CASE("empty training data and invalid options are refused") {
  CHECK_THROWS_AS(training::train_tagger(small_options(), {}, {}, nullptr, {}, {}), DataError);
  std::vector<corpus::Sentence> unlabelled = small_tagged_corpus(3, 1);
  for (corpus::Sentence& sentence : unlabelled) sentence.gold[0].clear();
  CHECK_THROWS_AS(training::train_tagger(small_options(), unlabelled, {}, nullptr, {}, {}), DataError);
  options::TrainingOptions options = small_options();
  options.batch_size = 0;
  CHECK_THROWS_AS(train_small(options), UsageError);
  options = small_options();
  options.select_by = "beauty";
  CHECK_THROWS_AS(train_small(options), UsageError);
}

}  // namespace
