#include "model/quantization.h"

#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "../training/own_file.h"
#include "../training/small_corpus.h"
#include "all_probabilities.h"
#include "base/errors.h"
#include "catch.h"
#include "model/labelling/classifier_model.h"
#include "model/labelling/sequence_model.h"
#include "model/labelling/tagger_model.h"
#include "training/training.h"

namespace {

using namespace seqlab;
using tests::all_probabilities;
using tests::largest_difference;
using tests::OwnFile;
using tests::set_option;

model::TaggerModel small_tagger() {
  options::TrainingOptions options = tests::small_options();
  options.model.layers = 2;
  set_option(options, "initial-state", "learned");
  return training::train_tagger(options, tests::small_tagged_corpus(120, 1),
                                tests::small_tagged_corpus(30, 2), nullptr, {}, {});
}

}  // namespace

TEST_CASE("a quantised tagger labels nearly as before, in memory and from its smaller file") {
  const model::TaggerModel model = small_tagger();
  const OwnFile original("f32");
  model.save(original.path);
  for (const nn::Precision precision : {nn::Precision::bf16, nn::Precision::int8}) {
    const model::TaggerModel quantized = model.quantized(precision);
    const double difference = largest_difference(all_probabilities(model), all_probabilities(quantized));
    CHECK(difference > 0);
    CHECK(difference < (precision == nn::Precision::bf16 ? 0.05 : 0.15));
    const OwnFile file("smaller");
    quantized.save(file.path);
    const model::TaggerModel loaded = model::TaggerModel::load(file.path);
    CHECK(largest_difference(all_probabilities(quantized), all_probabilities(loaded)) < 1e-5);
    CHECK(loaded.self_test_deviation() == 0);
    CHECK(std::filesystem::file_size(file.path) < std::filesystem::file_size(original.path));
    // Saving it again gives a file of the same size.
    const OwnFile again("again");
    loaded.save(again.path);
    CHECK(std::filesystem::file_size(again.path) == std::filesystem::file_size(file.path));
    CHECK_THROWS_AS(loaded.quantized(precision), ModelError);
  }
}

TEST_CASE("a quantised tagger labels a sentence the same alone and in a batch, on any number of threads") {
  const model::TaggerModel quantized = small_tagger().quantized(nn::Precision::int8);
  CHECK(all_probabilities(quantized, 1) == all_probabilities(quantized, 3));
  const auto sentences = tests::small_tagged_corpus(40, 4);
  std::vector<const corpus::Sentence*> views;
  for (const auto& sentence : sentences) views.push_back(&sentence);
  base::Pool pool(2);
  const auto together = quantized.tag(views, {40, true}, pool);
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const auto alone = quantized.tag(std::span(views).subspan(i, 1), {1, true}, pool);
    CHECK(alone.front().heads[0].labels == together[i].heads[0].labels);
    CHECK(alone.front().heads[0].probabilities == together[i].heads[0].probabilities);
  }
}

TEST_CASE("a quantised classifier answers nearly as before") {
  const auto model = training::train_classifier(tests::small_options(), tests::small_reviews(120, 1),
                                                tests::small_reviews(30, 2), nullptr, {}, {});
  const auto quantized = model.quantized(nn::Precision::int8);
  const auto reviews = tests::small_reviews(50, 3);
  base::Pool pool(1);
  const double before = model::evaluate(model, reviews, 8, pool).accuracy();
  CHECK(model::evaluate(quantized, reviews, 8, pool).accuracy() > before - 0.1);
}

TEST_CASE("a weight that rounding makes infinite cannot be written") {
  const model::TaggerModel model = small_tagger();
  const OwnFile original("finite");
  model.save(original.path);
  model::SequenceModel large = model::SequenceModel::load(original.path, options::Task::tagger);
  nn::Matrix<float>& table = large.edit_weights().tables[0].own();
  table(0, table.cols() - 1) = std::numeric_limits<float>::max();
  const auto shared = std::make_shared<const model::SequenceModel>(large);
  const OwnFile target("infinite");
  CHECK_THROWS_AS(model::TaggerModel(shared).quantized(nn::Precision::bf16).save(target.path), ModelError);
  CHECK_FALSE(std::filesystem::exists(target.path));
}

TEST_CASE("a classifier whose results are not finite refuses to answer") {
  const auto model = training::train_classifier(tests::small_options(), tests::small_reviews(20, 1),
                                                tests::small_reviews(5, 2), nullptr, {}, {});
  const OwnFile file("classifier");
  model.save(file.path);
  model::SequenceModel large = model::SequenceModel::load(file.path, options::Task::classifier);
  for (float& weight : large.edit_weights().network) weight = 3e38F;
  const model::ClassifierModel broken(std::make_shared<const model::SequenceModel>(large));
  std::vector<corpus::Review> texts(1);
  texts[0].tokens = {"good", "film"};
  base::Pool pool(1);
  CHECK_THROWS_AS(broken.classify(texts, {.batch_size = 8}, pool), ModelError);
}

TEST_CASE("added facts are kept in the file") {
  model::TaggerModel model = small_tagger();
  model.add_facts({{"int8_dev_accuracy", "0.5"}});
  const OwnFile file("facts");
  model.save(file.path);
  const auto description = model::TaggerModel::load(file.path).description();
  const std::pair<std::string, std::string> fact = {"int8_dev_accuracy", "0.5"};
  CHECK(std::find(description.begin(), description.end(), fact) != description.end());
}
