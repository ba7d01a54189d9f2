// Models whose layers have connections or normalisation.
#include <cmath>
#include <string>
#include <vector>

#include "../model/all_probabilities.h"
#include "base/pool.h"
#include "catch.h"
#include "model/labelling/classifier_model.h"
#include "model/labelling/tagger_model.h"
#include "own_file.h"
#include "small_corpus.h"
#include "training/training.h"

namespace {

using namespace seqlab;
using tests::all_probabilities;
using tests::largest_difference;
using tests::OwnFile;
using tests::set_option;
using tests::small_reviews;
using tests::small_tagged_corpus;

struct Choice {
  std::string connections;
  bool layer_norm;
};

const std::vector<Choice> choices = {
    {"residual", false}, {"highway", false}, {"none", true}, {"residual", true}, {"highway", true}};

options::TrainingOptions options_of(const Choice& choice) {
  options::TrainingOptions options = tests::small_options();
  options.model.layers = 2;
  set_option(options, "connections", choice.connections);
  options.model.layer_norm = choice.layer_norm;
  return options;
}

model::TaggerModel train_tagger(const options::TrainingOptions& options) {
  return training::train_tagger(options, small_tagged_corpus(120, 1), small_tagged_corpus(40, 2), nullptr, {},
                                {});
}

}  // namespace

TEST_CASE("a tagger with any connection or normalisation learns, and can be saved, loaded and quantised") {
  for (const Choice& choice : choices) {
    CAPTURE(choice.connections, choice.layer_norm);
    const model::TaggerModel model = train_tagger(options_of(choice));
    base::Pool pool(2);
    CHECK(model::evaluate(model, small_tagged_corpus(60, 3), 16, pool).total().f1() > 0.9);
    const std::vector<float> probabilities = all_probabilities(model);
    const OwnFile file("model");
    model.save(file.path);
    const model::TaggerModel loaded = model::TaggerModel::load(file.path);
    CHECK(loaded.self_test_deviation() < 1e-6);
    CHECK(all_probabilities(loaded) == probabilities);
    for (const nn::Precision precision : {nn::Precision::bf16, nn::Precision::int8}) {
      const model::TaggerModel quantized = model.quantized(precision);
      const std::vector<float> own = all_probabilities(quantized);
      const double difference = largest_difference(own, probabilities);
      CHECK(difference > 0);
      CHECK(difference < 0.2);
      CHECK(all_probabilities(quantized, 3) == own);
      const OwnFile smaller("smaller");
      quantized.save(smaller.path);
      CHECK(all_probabilities(model::TaggerModel::load(smaller.path)) == own);
    }
  }
}

TEST_CASE("a classifier learns with any connection or normalisation, by its last states too") {
  for (const Choice& choice : choices) {
    for (const std::string pooling : {"last", "mean"}) {
      CAPTURE(choice.connections, choice.layer_norm, pooling);
      options::TrainingOptions options = options_of(choice);
      set_option(options, "pooling", pooling);
      const auto model =
          training::train_classifier(options, small_reviews(200, 1), small_reviews(60, 2), nullptr, {}, {});
      base::Pool pool(2);
      CHECK(model::evaluate(model, small_reviews(60, 3), 16, pool).accuracy() > 0.8);
    }
  }
}

TEST_CASE("with connections and normalisation, one seed gives one model file for any number of threads") {
  options::TrainingOptions options = options_of({"highway", true});
  options.epochs = 2;
  std::vector<std::string> files;
  for (const std::size_t threads : {1U, 3U}) {
    options.threads = threads;
    const OwnFile file("model");
    train_tagger(options).save(file.path);
    files.push_back(file.bytes());
  }
  CHECK(files[0] == files[1]);
}
