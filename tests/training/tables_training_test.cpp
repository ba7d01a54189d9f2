// Training with several tables of word vectors.
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "model/labelling/sequence_model.h"
#include "model/quantization.h"
#include "own_file.h"
#include "small_corpus.h"
#include "trained.h"
#include "training/labelling/training_batch.h"
#include "training/labelling/training_data.h"
#include "training/training.h"

using namespace seqlab;
using tests::inside;
using tests::OwnFile;
using tests::set_option;
using tests::small_options;
using tests::small_reviews;
using tests::small_tagged_corpus;
using tests::uncalibrated;
using tests::without_steps;
using Kinds = std::vector<model::TableKind>;
using Vectors = embeddings::WordVectors;

namespace {

// Two tables: words of the corpus are in both, in one or in neither, and each table has further words.
struct Tables {
  Vectors small = Vectors(3);
  Vectors large = Vectors(4);

  Tables() {
    float number = 0;
    const auto vector = [&number](std::size_t size) {
      std::vector<float> values(size);
      for (float& value : values) value = 0.1F * static_cast<float>(static_cast<int>(number += 7) % 13 - 6);
      return values;
    };
    for (const char* word : {"in", "anna", "Rome", "lima", "sees"}) small.add(word, vector(3));
    for (const char* word : {"paris", "Oslo", "in", "sees"}) large.add(word, vector(4));
    // Much larger than the vectors of the first table, so that a common scale would be bad for one of them.
    large.add("Smith", std::vector<float>{100, -200, 300, 50});
  }
  [[nodiscard]] embeddings::PretrainedTables both() const {
    return embeddings::PretrainedTables({&small, &large});
  }
};

options::TrainingOptions options_with_mode(const std::string& mode, const std::string& characters = "none") {
  options::TrainingOptions options = small_options();
  options.epochs = 2;
  options.model.dimension = 5;
  set_option(options, "characters", characters);
  options.model.filters = 4;
  set_option(options, "embedding-mode", mode);
  options.unknown_probability = 0.5;
  return options;
}

// "quickly" becomes a different word each time, so that there are words that occur once.
std::vector<corpus::Sentence> corpus_with_singletons() {
  std::vector<corpus::Sentence> corpus = small_tagged_corpus(60, 1);
  std::size_t count = 0;
  for (corpus::Sentence& sentence : corpus) {
    for (std::string& word : sentence.words) {
      if (word == "quickly") word += std::to_string(++count) + "ly";
    }
  }
  return corpus;
}

model::TaggerModel train(const options::TrainingOptions& options, const embeddings::PretrainedTables& tables,
                         const model::SequenceModel* from = nullptr,
                         const training::Provenance& provenance = {}) {
  return training::train_tagger(options, corpus_with_singletons(), small_tagged_corpus(20, 2), tables,
                                provenance, {}, from);
}

nn::Vector<float> column(const model::SequenceModel& model, std::size_t table, const std::string& word) {
  const std::uint32_t row = model.vocabulary().row(word);
  return model.weights().tables[table].matrix().col(
      nn::index(model.table_kinds()[table].row(row, model.vocabulary())));
}

nn::Vector<float> column(const Vectors& vectors, const std::string& word) {
  const auto vector = vectors.vector(*vectors.find(word));
  return Eigen::Map<const nn::Vector<float>>(vector.data(), nn::index(vector.size()));
}

// The probabilities of the labels of each token.
nn::Matrix<float> probabilities(const model::SequenceModel& model, const std::vector<std::string>& words) {
  const model::LookedUp sequence = model.look_up(words);
  nn::Matrix<float> result;
  base::Pool pool(1);
  model.run({&sequence, 1}, {1, true}, pool,
            [&](std::size_t, model::SequenceModel::Predictions&& heads) { result = heads[0].probabilities; });
  return result;
}

template <class Exception>
std::string message_of(const options::TrainingOptions& options, const embeddings::PretrainedTables& tables,
                       const model::SequenceModel* from = nullptr) {
  try {
    train(options, tables, from);
  } catch (const Exception& error) {
    return error.what();
  }
  return {};
}

const std::vector<std::string> some_words{"Anna",    "Lima",  "in",   "Paris",
                                          "unheard", "Smith", "OSLO", "quickly"};

}  // namespace

TEST_CASE("frozen vectors stay as they were, but tuned vectors and those learned from scratch do not") {
  const Tables tables;
  for (const std::string optimizer : {"adam", "adamw", "momentum"}) {
    options::TrainingOptions options = options_with_mode("both,tuned");
    set_option(options, "optimizer", optimizer);
    options.l2 = 0.01;
    set_option(options, "average", optimizer == "adam" ? "none" : "ema");
    const model::SequenceModel model = inside(train(options, tables.both()));
    CHECK(model.table_kinds() == Kinds{{3, true, false}, {4, false, false}, {5, false, true}});
    const model::SequenceModel before = inside(train(without_steps(options), tables.both()));
    CHECK(model.weights().tables[0].matrix() == before.weights().tables[0].matrix());
    for (const char* word : {"in", "Rome", "lima"})
      CHECK(column(model, 0, word) == column(tables.small, word));
    CHECK(column(model, 0, "Anna") == column(tables.small, "anna"));
    CHECK(column(model, 0, "Ben") == model.weights().tables[0].matrix().col(0));
    // Words of a tuned table outside the training data stay as they were, too.
    CHECK(column(model, 1, "paris") == column(tables.large, "paris"));
    for (const char* word : {"in", "Oslo", "Ben"}) {
      CHECK(column(model, 1, word) != column(before, 1, word));
      CHECK(column(model, 2, word) != column(before, 2, word));
    }
    // The unknown word has learned, and represents words outside the training data.
    CHECK(model.weights().tables[2].rows() == nn::index(model.vocabulary().trained() + 1));
    CHECK(model.weights().tables[2].matrix().col(0) != before.weights().tables[2].matrix().col(0));
    CHECK(column(model, 2, "paris") == model.weights().tables[2].matrix().col(0));
  }
}

TEST_CASE("with frozen tables only, the vectors stay as they were and the network still learns") {
  const Tables tables;
  options::TrainingOptions options = options_with_mode("frozen");
  options.epochs = 12;
  const model::TaggerModel tagger = train(options, tables.both());
  const model::SequenceModel model = inside(tagger);
  CHECK(model.table_kinds() == Kinds{{3, true, false}, {4, true, false}});
  const model::SequenceModel before = inside(train(without_steps(options), tables.both()));
  for (std::size_t i = 0; i < 2; ++i)
    CHECK(model.weights().tables[i].matrix() == before.weights().tables[i].matrix());
  CHECK(column(model, 0, "Ben") != model.weights().tables[0].matrix().col(0));
  base::Pool pool(1);
  CHECK(model::evaluate(tagger, small_tagged_corpus(60, 3), 16, pool).total().f1() > 0.8);
}

TEST_CASE("the mean over two steps covers each trainable table and leaves frozen vectors alone") {
  corpus::Sentence first;
  first.words = {"Anna", "sees"};
  first.gold = {{"B-PER", "O"}};
  corpus::Sentence second;
  second.words = {"Rome", "in"};
  second.gold = {{"B-LOC", "O"}};
  const std::vector<corpus::Sentence> data{first, second};
  // Swapped labels: dev gets worse with every step, so the mean is better than the last step.
  std::vector<corpus::Sentence> dev = data;
  for (corpus::Sentence& sentence : dev) std::swap(sentence.gold[0][0], sentence.gold[0][1]);
  const Tables tables;
  options::TrainingOptions options = options_with_mode("both,tuned");
  options.epochs = 1;
  options.batch_size = 1;
  options.learning_rate = 0.5;
  options.unknown_probability = 0;
  options.select_by = "loss";
  const auto train_on = [&](const training::TrainingObserver<model::TaggerModel>& observer) {
    return inside(training::train_tagger(options, data, dev, tables.both(), {}, observer));
  };
  training::TrainingObserver<model::TaggerModel> stopping;
  stopping.stop = [] { return true; };
  const model::SequenceModel after_one = train_on(stopping);
  const model::SequenceModel after_two = train_on({});
  set_option(options, "average", "last");
  training::TrainingObserver<model::TaggerModel> observer;
  bool better = false;
  observer.epoch = [&](const training::EpochReport& report) {
    better = report.averaging->averaged_is_better;
  };
  const model::SequenceModel averaged = train_on(observer);
  REQUIRE(better);
  for (std::size_t i = 0; i < 3; ++i) {
    const nn::Matrix<float> one = after_one.weights().tables[i].matrix();
    const nn::Matrix<float> two = after_two.weights().tables[i].matrix();
    CHECK((averaged.weights().tables[i].matrix() - (one + two) / 2).cwiseAbs().maxCoeff() < 1e-5F);
    CHECK((one != two) == (i > 0));
  }
}

TEST_CASE("gradient norm and word learning rate cover every trainable table") {
  const Tables tables;
  options::TrainingOptions options = options_with_mode("both,tuned");
  options.epochs = 1;
  options.batch_size = 1000;
  set_option(options, "optimizer", "sgd");
  options.learning_rate = 10;
  options.clip_norm = 0.001;
  const model::SequenceModel before = inside(train(without_steps(options), tables.both()));
  // The squared length of a step: of all weights together, then of each table.
  const auto changes = [&] {
    const model::SequenceModel after = inside(train(options, tables.both()));
    std::vector<double> squares{0};
    for (std::size_t i = 0; i < after.weights().network.size(); ++i) {
      squares[0] += std::pow(
          static_cast<double>(after.weights().network[i]) - static_cast<double>(before.weights().network[i]),
          2);
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const nn::Matrix<float> difference =
          after.weights().tables[i].matrix() - before.weights().tables[i].matrix();
      squares.push_back(difference.cast<double>().squaredNorm());
    }
    return squares;
  };
  const std::vector<double> squares = changes();
  CHECK(squares[1] == 0);
  CHECK(squares[2] > 1e-8);
  CHECK(squares[3] > 1e-8);
  CHECK(std::sqrt(squares[0] + squares[2] + squares[3]) == Approx(0.01).epsilon(1e-3));
  set_option(options, "learning-rate-factors", "words=0.5");
  const std::vector<double> slower = changes();
  CHECK(slower[0] == Approx(squares[0]).epsilon(1e-3));
  CHECK(slower[2] == Approx(squares[2] / 4).epsilon(1e-3));
  CHECK(slower[3] == Approx(squares[3] / 4).epsilon(1e-3));
}

TEST_CASE("a singleton that is always read as unknown keeps its frozen vector") {
  options::TrainingOptions options = options_with_mode("both");
  options.unknown_probability = 1;
  std::vector<model::SequenceModel> models;
  for (const float number : {1.0F, 2.0F}) {
    Tables tables;
    tables.small.add("quickly7ly", std::vector<float>{number, number, number});
    models.push_back(inside(train(options, &tables.small)));
    const model::SequenceModel before = inside(train(without_steps(options), &tables.small));
    CHECK(models.back().vocabulary().in_training_data("quickly7ly"));
    CHECK(column(models.back(), 1, "quickly7ly") == column(before, 1, "quickly7ly"));
    CHECK(column(models.back(), 1, "unheard") != column(before, 1, "unheard"));
  }
  CHECK(models[0].weights().network != models[1].weights().network);
  // Without trainable vectors beside it, the word is entirely unknown.
  set_option(options, "embedding-mode", "frozen");
  models.clear();
  for (const float number : {1.0F, 2.0F}) {
    Tables tables;
    tables.small.add("quickly7ly", std::vector<float>{number, number, number});
    models.push_back(inside(train(options, &tables.small)));
  }
  CHECK(models[0].weights().network == models[1].weights().network);
}

TEST_CASE("several tables give the same model for any number of threads") {
  const Tables tables;
  for (const std::string characters : {"none", "cnn"}) {
    options::TrainingOptions options = options_with_mode("both,tuned", characters);
    set_option(options, "average", "ema");
    options.word_dropout = 0.1;
    std::vector<std::string> files;
    for (const std::size_t threads : {1U, 2U, 4U}) {
      options.threads = threads;
      const OwnFile file("tables.model");
      train(options, tables.both()).save(file.path);
      files.push_back(file.bytes());
    }
    CHECK(files[0] == files[1]);
    CHECK(files[0] == files[2]);
  }
}

TEST_CASE(
    "a model of several tables predicts the same when loaded, alone, in a batch and for repeated words") {
  const Tables tables;
  for (const std::string characters : {"none", "cnn"}) {
    const model::TaggerModel tagger = train(options_with_mode("both,tuned", characters), tables.both());
    const OwnFile file("tables.model");
    tagger.save(file.path);
    const model::SequenceModel model = model::SequenceModel::load(file.path, model::Task::tagger);
    CHECK(model.self_test_deviation() < 1e-6);
    const OwnFile again("tables.model");
    model.save(again.path);
    CHECK(again.bytes() == file.bytes());
    const nn::Matrix<float> first = probabilities(model, some_words);
    CHECK(probabilities(model, some_words) == first);
    std::vector<model::LookedUp> batch(40, model.look_up(some_words));
    for (std::size_t i = 0; i < batch.size(); i += 2) {
      batch[i] = model.look_up(std::vector<std::string>{"Paris", "unheard", "Ben"});
    }
    base::Pool pool(2);
    model.run(batch, {7, true}, pool, [&](std::size_t i, model::SequenceModel::Predictions&& heads) {
      if (i % 2 == 1 && heads[0].probabilities != first) throw std::logic_error("another result in a batch");
    });
    const model::TaggerModel loaded = model::TaggerModel::load(file.path);
    CHECK(loaded.distribution(some_words, pool) == tagger.distribution(some_words, pool));
  }
}

TEST_CASE("in eight bits, each row of each table has its own scale") {
  const Tables tables;
  const model::SequenceModel model = inside(train(options_with_mode("both"), tables.both()));
  const model::SequenceModel small = model::quantize(model, nn::Precision::int8);
  for (std::size_t i = 0; i < 3; ++i) {
    const nn::Matrix<float> exact = model.weights().tables[i].matrix();
    const nn::Matrix<float> rounded = small.weights().tables[i].matrix();
    for (Eigen::Index row = 0; row < exact.cols(); ++row) {
      const float largest = exact.col(row).cwiseAbs().maxCoeff();
      CHECK((exact.col(row) - rounded.col(row)).cwiseAbs().maxCoeff() <= 0.51F * largest / 127);
    }
  }
  for (const nn::Precision precision : {nn::Precision::int8, nn::Precision::bf16}) {
    const model::SequenceModel reduced = model::quantize(model, precision);
    const OwnFile file("tables.model");
    reduced.save(file.path);
    const model::SequenceModel loaded = model::SequenceModel::load(file.path, model::Task::tagger);
    CHECK(loaded.self_test_deviation() < 1e-6);
    CHECK(probabilities(loaded, some_words) == probabilities(reduced, some_words));
  }
}

TEST_CASE("a word that is read as unknown keeps its frozen vectors beside the trainable ones") {
  training::TrainingData data;
  data.types.words = {{1, 2, 3, 0}, {1, 2, 0, 0}};
  data.sequences = {{{0, 1, 2, 3, 0}, {{0, 0, 0, 0, 0}}}};
  const std::vector<std::size_t> members{0};
  const std::vector<std::uint32_t> singletons{2};
  const auto make = [&](const std::vector<bool>& kept, double any) {
    return training::make_training_batch(data, {members}, 1, false, {singletons, 1.0, any, kept},
                                         base::Noise(1));
  };
  const auto rows = [](const nn::Batch& batch, std::size_t token) {
    const std::uint32_t type = batch.tokens[token];
    return std::pair(batch.types.words[0][type], batch.types.words[1][type]);
  };
  using Rows = std::pair<std::uint32_t, std::uint32_t>;
  const nn::Batch kept = make({true, false}, 0);
  CHECK(rows(kept, 0) == Rows(1, 1));
  CHECK(rows(kept, 1) == Rows(2, 0));
  CHECK(rows(kept, 2) == Rows(3, 0));
  CHECK(rows(make({}, 0), 1) == Rows(0, 0));
  CHECK(rows(make({false, true}, 0), 1) == Rows(0, 2));
  const nn::Batch dropped = make({true, false}, 0.999999);
  CHECK(rows(dropped, 0) == Rows(1, 0));
  CHECK(rows(dropped, 2) == Rows(3, 0));
  // Entirely unknown words are one type.
  CHECK(make({}, 0.999999).types.size() == 1);
}

TEST_CASE("a continued model of several tables that has not learned predicts as before") {
  const Tables tables;
  const model::SequenceModel from = inside(train(options_with_mode("both,tuned"), tables.both()));
  std::vector<corpus::Sentence> further = small_tagged_corpus(20, 5);
  for (corpus::Sentence& sentence : further) {
    for (std::string& word : sentence.words) {
      if (word == "Ben") word = "lima";       // a word that the model has from the tables
      if (word == "Anna") word = "Atlantis";  // a word that it does not have
    }
  }
  const auto continued = [&](const options::TrainingOptions& options,
                             const embeddings::PretrainedTables& given) {
    return inside(training::train_tagger(options, further, small_tagged_corpus(10, 2), given, {}, {}, &from));
  };
  options::TrainingOptions options = without_steps(options_with_mode(""));
  const std::vector<std::string> words{"Anna", "lima", "Atlantis", "Paris", "unheard", "in"};
  const model::SequenceModel after = continued(options, {});
  CHECK(after.table_kinds() == from.table_kinds());
  CHECK(after.vocabulary().in_training_data("lima"));
  CHECK(after.vocabulary().in_training_data("Atlantis"));
  CHECK(probabilities(uncalibrated(after), words) == probabilities(uncalibrated(from), words));
  CHECK(column(after, 2, "lima") == from.weights().tables[2].matrix().col(0));

  // New words learn in the trainable tables; the frozen table still does not change.
  options.learning_rate = 0.02;
  const model::SequenceModel learned = continued(options, {});
  CHECK(column(learned, 0, "lima") == column(from, 0, "lima"));
  CHECK(column(learned, 2, "lima") != column(from, 2, "lima"));
  CHECK(column(learned, 1, "in") != column(from, 1, "in"));
  set_option(options, "embedding-mode", "tuned,frozen");
  const model::SequenceModel other = continued(options, {});
  CHECK(other.table_kinds() == Kinds{{3, false, false}, {4, true, false}, {5, false, true}});
  CHECK(column(other, 0, "in") != column(from, 0, "in"));
  CHECK(column(other, 1, "in") == column(from, 1, "in"));

  // The same tables may be given again, with words that the model lacks.
  Tables more;
  more.large.add("atlantis", std::vector<float>{1, 2, 3, 4});
  more.small.add("bergen", std::vector<float>{5, 6, 7});
  const model::SequenceModel extended = continued(without_steps(options_with_mode("")), more.both());
  CHECK(column(extended, 1, "Atlantis") == column(more.large, "atlantis"));
  CHECK(column(extended, 0, "Atlantis") == from.weights().tables[0].matrix().col(0));
  CHECK(column(extended, 0, "Bergen") == column(more.small, "bergen"));
  CHECK(column(extended, 2, "Bergen") == from.weights().tables[2].matrix().col(0));
}

TEST_CASE("tables and modes that do not match the continued model are refused") {
  const Tables tables;
  const model::SequenceModel from = inside(train(without_steps(options_with_mode("frozen")), tables.both()));
  CHECK(message_of<UsageError>(options_with_mode(""), &tables.small, &from).find("names 1 tables") !=
        std::string::npos);
  CHECK(message_of<UsageError>(options_with_mode(""),
                               embeddings::PretrainedTables({&tables.large, &tables.small}), &from)
            .find("vectors of length 4, the model to continue of length 3") != std::string::npos);
  CHECK(message_of<UsageError>(options_with_mode(""),
                               embeddings::PretrainedTables({&tables.small, &tables.large, &tables.large}),
                               &from)
            .find("names 3 tables") != std::string::npos);
  CHECK(message_of<UsageError>(options_with_mode("both"), tables.both(), &from).find("keeps its network") !=
        std::string::npos);
  CHECK(message_of<UsageError>(options_with_mode("tuned,tuned,tuned"), tables.both()).find("for 3 tables") !=
        std::string::npos);
}

TEST_CASE("a classifier may have several tables too, and its description lists them") {
  const Tables tables;
  options::TrainingOptions options = options_with_mode("both");
  const OwnFile file("tables.model");
  training::train_classifier(options, small_reviews(60, 1), small_reviews(20, 2), tables.both(), {}, {})
      .save(file.path);
  const model::SequenceModel model = model::SequenceModel::load(file.path, model::Task::classifier);
  CHECK(model.self_test_deviation() < 1e-6);
  std::string description;
  for (const auto& [name, value] : model.description()) description += name + ": " + value + "\n";
  CHECK(description.find("word_vectors: 3 frozen + 4 frozen + 5 of training words\n") != std::string::npos);
}
