// Taggers that read vectors of words in their sentence.
#include "model/labelling/context_vectors.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "model/language/language_model.h"
#include "model/quantization.h"
#include "small_corpus.h"
#include "trained.h"
#include "training/labelling/context_cache.h"
#include "training/language/language_training.h"
#include "training/training.h"

namespace {

using namespace seqlab;
using tests::OwnFile;

model::LanguageModel character_model(options::ReadingDirection direction,
                                     corpus::SymbolUnit unit = corpus::SymbolUnit::characters,
                                     std::size_t layers = 1) {
  options::TrainingOptions options = options::default_options(options::Task::language_model);
  options.model.symbols = unit;
  options.model.direction = direction;
  options.model.hidden = 10;
  options.model.dimension = 6;
  options.model.layers = layers;
  options.model.initial_state = nn::InitialState::learned;
  options.batch_size = 4;
  options.bptt = 20;
  options.epochs = 1;
  std::string lines;
  for (const corpus::Sentence& sentence : tests::small_tagged_corpus(60, 1)) {
    for (const std::string& word : sentence.words) lines += word + " ";
    lines += "\n";
  }
  const auto text =
      std::make_shared<const corpus::SymbolText>(corpus::SymbolText::copy_of(lines, "text", unit));
  const corpus::TextPart part{text, 0, text->size()};
  return training::train_language_model(options, {part, part}, {}, {});
}

struct CharacterModels {
  CharacterModels() {
    ahead->save(ahead_file.path);
    back->save(back_file.path);
  }
  std::shared_ptr<const model::LanguageModel> ahead =
      std::make_shared<const model::LanguageModel>(character_model(options::ReadingDirection::ahead));
  std::shared_ptr<const model::LanguageModel> back = std::make_shared<const model::LanguageModel>(
      character_model(options::ReadingDirection::back, corpus::SymbolUnit::characters, 2));
  OwnFile ahead_file{"ahead"};
  OwnFile back_file{"back"};
  std::vector<std::string> files = {ahead_file.path, back_file.path};
  model::ContextVectors vectors = {ahead, back, files};
};

const CharacterModels& character_models() {
  static const CharacterModels models;
  return models;
}

// The output of a model after it has read these symbols one by one.
nn::Matrix<float> output_after(const model::LanguageModel& model, const std::string& text) {
  model::LanguageModel::Stepper stepper(model, 1);
  for (const char symbol : text) {
    const std::uint32_t row = model.symbols().row({&symbol, 1});
    stepper.step({&row, 1});
  }
  return stepper.states().output().matrix().col(0);
}

options::TrainingOptions context_options() {
  options::TrainingOptions options = tests::small_options();
  options.epochs = 3;
  const auto& files = character_models().files;
  tests::set_option(options, "language-models", files[0] + "," + files[1]);
  return options;
}

model::TaggerModel trained_with(const options::TrainingOptions& options, const model::Model* from = nullptr) {
  return training::train_tagger(options, tests::small_tagged_corpus(60, 1), tests::small_tagged_corpus(20, 2),
                                nullptr, {}, {}, from);
}

}  // namespace

TEST_CASE("the vector of a word is the state of language models after its space, and before the word") {
  const model::ContextVectors& contexts = character_models().vectors;
  const std::vector<std::string_view> words = {"Anna", "sees", "x", "Oslo"};
  const auto readings = contexts.read(words);
  const std::vector<const std::vector<model::SymbolReading>*> one = {&readings};
  const nn::Matrix<float> vectors = contexts.vectors(one);
  REQUIRE(vectors.rows() == 20);
  REQUIRE(vectors.cols() == 4);
  std::string ahead = "\n";
  const std::string backwards = " olsO x sees annA\n";
  const std::size_t read[] = {18, 13, 8, 6};
  for (std::size_t word = 0; word < words.size(); ++word) {
    ahead += std::string(words[word]) + " ";
    CHECK(vectors.col(nn::index(word)).head(10) == output_after(*character_models().ahead, ahead));
    CHECK(vectors.col(nn::index(word)).tail(10) ==
          output_after(*character_models().back, backwards.substr(0, read[word])));
  }
}

TEST_CASE("the vectors of a sentence do not depend on other sentences, nor on its length") {
  const model::ContextVectors& contexts = character_models().vectors;
  std::vector<std::vector<model::SymbolReading>> all;
  for (const std::size_t length : {3U, 0U, 400U, 1U, 90U, 7U}) {
    all.push_back(contexts.read(std::vector<std::string_view>(length, length == 7 ? "Ben" : "in")));
  }
  std::vector<const std::vector<model::SymbolReading>*> together;
  for (const auto& readings : all) together.push_back(&readings);
  const nn::Matrix<float> vectors = contexts.vectors(together);
  Eigen::Index first = 0;
  for (const auto* const readings : together) {
    const nn::Matrix<float> alone = contexts.vectors({&readings, 1});
    CHECK(vectors.middleCols(first, alone.cols()) == alone);
    first += alone.cols();
  }
  CHECK(first == vectors.cols());
  // The first word of a long sentence is read ahead as that of a short one.
  CHECK(contexts.vectors({&together[2], 1}).col(0).head(10) ==
        contexts.vectors({&together[3], 1}).col(0).head(10));
}

TEST_CASE("vectors that are kept are those that are computed each time") {
  const auto contexts = std::make_shared<const model::ContextVectors>(character_models().vectors);
  std::vector<std::vector<model::SymbolReading>> readings;
  for (const std::size_t length : {4U, 2U, 9U}) {
    readings.push_back(contexts->read(std::vector<std::string_view>(length, "Rome")));
  }
  training::ContextCache none(contexts, 0);
  training::ContextCache some(contexts, 2 * 20 * sizeof(float));  // of the second sentence alone
  training::ContextCache all(contexts, 1U << 20U);
  for (int epoch = 0; epoch < 2; ++epoch) {
    std::vector<training::ContextCache::Sentence> sentences;
    for (std::size_t i = 0; i < readings.size(); ++i) sentences.push_back({i, &readings[i]});
    const auto expected = none.vectors(sentences);
    const auto partly = some.vectors(sentences);
    const auto kept = all.vectors(sentences);
    for (std::size_t i = 0; i < readings.size(); ++i) {
      CHECK(*expected[i] == *partly[i]);
      CHECK(*expected[i] == *kept[i]);
    }
    // Only what is kept is the same object again.
    CHECK((some.vectors(sentences)[1] == partly[1]));
    CHECK((some.vectors(sentences)[0] != partly[0]));
    CHECK((all.vectors(sentences)[2] == kept[2]));
  }
}

TEST_CASE("a tagger with language models is the same bytes for any threads and memory, and holds them") {
  options::TrainingOptions options = context_options();
  const model::TaggerModel model = trained_with(options);
  const std::string bytes = tests::bytes_of(model);
  options.threads = 2;
  options.context_memory = 0;
  CHECK(tests::bytes_of(trained_with(options)) == bytes);
  const OwnFile file("contexts");
  model.save(file.path);
  const auto loaded = model::TaggerModel::load(file.path);
  CHECK(tests::bytes_of(loaded) == bytes);
  base::Pool pool(1);
  const std::vector<std::string> words = {"Anna", "Smith", "sees", "Oslo"};
  CHECK(loaded.distribution(words, pool) == model.distribution(words, pool));
  CHECK(loaded.sequence_model()->contexts()->models()[1]->back());
  const std::vector<std::pair<std::string, std::string>> description = loaded.description();
  CHECK(std::ranges::count(description, std::pair<std::string, std::string>("language_models", "10 + 10")) ==
        1);
  // They are read: without them, other labels come out.
  options::TrainingOptions without = tests::small_options();
  without.epochs = options.epochs;
  CHECK(trained_with(without).distribution(words, pool) != model.distribution(words, pool));
}

TEST_CASE("a tagger with language models is reduced with them, and continued with them") {
  const model::TaggerModel model = trained_with(context_options());
  for (const nn::Precision precision : {nn::Precision::bf16, nn::Precision::int8}) {
    const model::TaggerModel reduced = model.quantized(precision);
    const auto& models = reduced.sequence_model()->contexts()->models();
    CHECK(models[0]->precision() == precision);
    CHECK(models[1]->precision() == precision);
    const OwnFile file("contexts");
    reduced.save(file.path);
    CHECK(model::TaggerModel::load(file.path).self_test_deviation() < 1e-2);
  }
  options::TrainingOptions options = tests::small_options();
  options.epochs = 1;
  const model::TaggerModel continued = trained_with(options, model.sequence_model().get());
  CHECK(continued.sequence_model()->contexts() == model.sequence_model()->contexts());
  CHECK_THROWS_AS(trained_with(context_options(), model.sequence_model().get()), UsageError);
}

TEST_CASE(
    "language models are read with letter case, in parts of sentences, and where gradients are measured") {
  options::TrainingOptions options = context_options();
  options.epochs = 1;
  options.case_noise = 0.5;
  const std::string bytes = tests::bytes_of(trained_with(options));
  options.context_memory = 0;
  CHECK(tests::bytes_of(trained_with(options)) == bytes);
  options.model.directions = 1;
  options.stateful = true;
  options.bptt = 3;
  std::size_t measured = 0;
  training::TrainingObserver<model::TaggerModel> observer;
  observer.gradient_flow = [&](const training::GradientFlow& flow) { measured += flow.layers.size(); };
  training::train_tagger(options, tests::small_tagged_corpus(60, 1), tests::small_tagged_corpus(20, 2),
                         nullptr, {}, observer);
  CHECK(measured == 2);
}

TEST_CASE("models that give no vectors of words are refused") {
  const auto& models = character_models();
  const auto words = std::make_shared<const model::LanguageModel>(
      character_model(options::ReadingDirection::ahead, corpus::SymbolUnit::words));
  CHECK_THROWS_AS(model::ContextVectors(words, nullptr, models.files), ModelError);
  CHECK_THROWS_AS(model::ContextVectors(models.back, nullptr, models.files), ModelError);
  CHECK_THROWS_AS(model::ContextVectors(models.ahead, models.ahead, models.files), ModelError);
  CHECK(model::ContextVectors(models.ahead, nullptr, models.files).size() == 10);
  options::TrainingOptions options = context_options();
  options.language_models = {models.files[0], models.files[1], models.files[0]};
  CHECK_THROWS_AS(trained_with(options), UsageError);
  options = context_options();
  tests::set_option(options, "cell", "none");
  CHECK_THROWS_AS(trained_with(options), UsageError);
}
