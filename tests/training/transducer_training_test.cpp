#include "training/transduction/transducer_training.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "own_file.h"
#include "resumed.h"
#include "small_corpus.h"
#include "small_pairs.h"
#include "trained.h"

namespace {

using namespace seqlab;
using tests::as_vectors;
using tests::bytes_of;
using tests::small_pairs;
using tests::small_transducer_options;

const std::vector<corpus::Pair>& train_pairs() {
  static const std::vector<corpus::Pair> pairs = small_pairs(600, 1);
  return pairs;
}

const std::vector<corpus::Pair>& dev_pairs() {
  static const std::vector<corpus::Pair> pairs = small_pairs(80, 2);
  return pairs;
}

model::TransducerModel trained_transducer(const options::TrainingOptions& options) {
  return training::train_transducer(options, train_pairs(), dev_pairs(), {}, {});
}

double exact_match_of(const model::TransducerModel& model, const std::vector<corpus::Pair>& pairs) {
  base::Pool pool(1);
  return model.score(pairs, {}, pool).exact_match();
}

}  // namespace

TEST_CASE("a transducer learns to reverse words or to copy them, as a tag says, with any cell") {
  for (const char* cell : {"gru", "lstm"}) {
    options::TrainingOptions options = small_transducer_options();
    tests::set_option(options, "cell", cell);
    CHECK(exact_match_of(trained_transducer(options), dev_pairs()) > 0.9);
  }
}

TEST_CASE("a transducer learns from vectors, too") {
  options::TrainingOptions options = small_transducer_options();
  options.epochs = 6;
  const auto vectors =
      training::train_transducer(options, as_vectors(train_pairs()), as_vectors(dev_pairs()), {}, {});
  CHECK(vectors.reads_vectors());
  CHECK(exact_match_of(vectors, as_vectors(dev_pairs())) > 0.5);
}

TEST_CASE("a transducer is the same bytes from one thread and from two") {
  options::TrainingOptions options = small_transducer_options();
  options.model.layers = 2;
  options.epochs = 2;
  options.dropout_input = options.dropout_layers = options.dropout_output = 0.1;
  std::vector<std::string> models;
  for (const std::size_t threads : {std::size_t{1}, std::size_t{2}}) {
    options.threads = threads;
    models.push_back(bytes_of(trained_transducer(options)));
  }
  CHECK(models[0] == models[1]);
}

TEST_CASE("a transducer that is trained in two parts is the same bytes") {
  options::TrainingOptions options = small_transducer_options();
  options.epochs = 3;
  options.dropout_input = 0.2;
  const auto begin = [&](const training::SessionObserver& observer) {
    return training::begin_transducer_training(options, train_pairs(), dev_pairs(), {}, observer);
  };
  tests::check_resumed_training("seq2seq train", options, {0, 3, 45}, begin);
}

TEST_CASE("distinct pairs are read once an epoch") {
  options::TrainingOptions options = small_transducer_options();
  options.epochs = 1;
  std::vector<corpus::Pair> twice = train_pairs();
  twice.insert(twice.end(), train_pairs().begin(), train_pairs().end());
  std::vector<std::size_t> symbols;
  training::SessionObserver observer;
  observer.progress = [&](std::size_t /*done*/, std::size_t all) { symbols.push_back(all); };
  for (const bool distinct : {false, true}) {
    options.distinct = distinct;
    symbols.clear();
    training::train_transducer(options, twice, dev_pairs(), {}, observer);
    std::set<std::pair<std::string, std::string>> different;
    std::size_t expected = 0;
    for (const corpus::Pair& pair : twice) {
      const bool is_new = different.emplace(pair.source.text + pair.source.tags.front(), *pair.target).second;
      if (!distinct || is_new) expected += pair.target->size() + 1;
    }
    CHECK(symbols.back() == expected);
  }
}

TEST_CASE("training goes on from a transducer with its vocabularies") {
  options::TrainingOptions options = small_transducer_options();
  options.epochs = 3;
  const model::TransducerModel first = trained_transducer(options);
  const model::TransducerModel second =
      training::train_transducer(options, train_pairs(), dev_pairs(), {}, {}, &first);
  CHECK(exact_match_of(second, dev_pairs()) > exact_match_of(first, dev_pairs()));
  CHECK_THROWS_AS(training::train_transducer(options, as_vectors(train_pairs()), dev_pairs(), {}, {}, &first),
                  DataError);
  options.model.hidden = 17;
  CHECK_THROWS_AS(training::train_transducer(options, train_pairs(), dev_pairs(), {}, {}, &first),
                  UsageError);
}

TEST_CASE("empty sources and targets are learned from") {
  options::TrainingOptions options = small_transducer_options();
  options.epochs = 4;
  std::vector<corpus::Pair> pairs;
  for (int i = 0; i < 40; ++i) {
    pairs.push_back({.source = {.text = ""}, .target = "ab", .place = {}});
    pairs.push_back({.source = {.text = "x"}, .target = "", .place = {}});
  }
  const auto model = training::train_transducer(options, pairs, pairs, {}, {});
  CHECK(exact_match_of(model, pairs) == 1);
  CHECK_THROWS_AS(training::train_transducer(options, pairs, {}, {}, {}), UsageError);
}

TEST_CASE("a tenth of the sources is held out, with all their pairs") {
  std::vector<corpus::Pair> pairs = train_pairs();
  std::string remark;
  const auto parts = training::hold_out_pairs(pairs, 1, [&](const std::string& text) { remark = text; });
  CHECK(parts.train.size() + parts.dev.size() == pairs.size());
  CHECK(parts.dev.size() > pairs.size() / 30);
  CHECK(parts.dev.size() < pairs.size() / 5);
  std::set<std::string> sources;
  for (const corpus::Pair& pair : parts.dev) sources.insert(pair.source.text + pair.source.tags.front());
  for (const corpus::Pair& pair : parts.train) {
    REQUIRE_FALSE(sources.contains(pair.source.text + pair.source.tags.front()));
  }
  CHECK(remark.find("no --dev: a tenth of the sources") == 0);
  pairs.resize(1);
  CHECK_THROWS_AS(training::hold_out_pairs(pairs, 1, [](const std::string&) {}), DataError);
}
