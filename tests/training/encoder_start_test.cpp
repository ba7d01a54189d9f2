#include "training/labelling/encoder_start.h"

#include <memory>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "model/quantization.h"
#include "small_corpus.h"
#include "trained.h"
#include "training/language/language_training.h"
#include "training/training.h"

namespace {

using namespace seqlab;
using tests::OwnFile;

// The words of the small corpus, a sentence a line.
std::string text_of_small_corpus() {
  std::string text;
  for (const corpus::Sentence& sentence : tests::small_tagged_corpus(60, 1)) {
    for (const std::string& word : sentence.words) text += word + " ";
    text += "\n";
  }
  return text;
}

options::TrainingOptions word_model_options(options::ReadingDirection direction) {
  options::TrainingOptions options = options::default_options(options::Task::language_model);
  options.model.symbols = corpus::SymbolUnit::words;
  options.model.direction = direction;
  options.model.hidden = tests::small_options().model.hidden;
  options.model.dimension = tests::small_options().model.dimension;
  options.batch_size = 4;
  options.bptt = 8;
  options.epochs = 1;
  return options;
}

model::LanguageModel word_model(const options::TrainingOptions& options) {
  const auto text = std::make_shared<const corpus::SymbolText>(
      corpus::SymbolText::copy_of(text_of_small_corpus(), "text", options.model.symbols));
  const corpus::TextPart part{text, 0, text->size()};
  return training::train_language_model(options, {part, part}, {}, {});
}

struct WordModels {
  WordModels() {
    ahead.save(ahead_file.path);
    back.save(back_file.path);
  }
  model::LanguageModel ahead = word_model(word_model_options(options::ReadingDirection::ahead));
  model::LanguageModel back = word_model(word_model_options(options::ReadingDirection::back));
  OwnFile ahead_file{"ahead"};
  OwnFile back_file{"back"};
};

const WordModels& word_models() {
  static const WordModels models;
  return models;
}

model::SequenceModel new_tagger(const options::TrainingOptions& options = tests::small_options()) {
  options::TrainingOptions own = options;
  own.epochs = 1;
  return tests::inside(training::train_tagger(own, tests::small_tagged_corpus(60, 1),
                                              tests::small_tagged_corpus(10, 2), nullptr, {}, {}));
}

std::vector<float> layer_of(const model::Model& model, const std::string& prefix) {
  std::vector<float> numbers;
  for (const nn::Slot& slot : model.layout().slots()) {
    if (!slot.name.starts_with(prefix)) continue;
    const float* const begin = model.weights().network.data() + slot.offset;
    numbers.insert(numbers.end(), begin, begin + slot.size());
  }
  return numbers;
}

const training::Note silent = [](const std::string&) {};

// The message of a model that does not fit.
std::string refusal(const std::vector<std::string>& files, model::SequenceModel model) {
  try {
    training::start_encoder(files, model, silent);
  } catch (const ModelError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("the first layer and the words of a tagger start from language models of both directions") {
  model::SequenceModel model = new_tagger();
  const std::vector<float> back_before = layer_of(model, "encoder.0.back.");
  training::start_encoder(std::vector<std::string>{word_models().ahead_file.path}, model, silent);
  CHECK(layer_of(model, "encoder.0.ahead.") == layer_of(word_models().ahead, "encoder.0.ahead."));
  CHECK(layer_of(model, "encoder.0.back.") == back_before);
  const nn::Matrix<float> given = word_models().ahead.weights().tables.front().matrix();
  const nn::Matrix<float> own = model.weights().tables.front().matrix();
  for (std::size_t row = 1; row < model.vocabulary().rows(); ++row) {
    const std::uint32_t symbol = word_models().ahead.symbols().row(model.vocabulary().word(row));
    REQUIRE(symbol != model::Vocabulary::unknown);
    CHECK(own.col(nn::index(row)) == given.col(nn::index(symbol)));
  }
  training::start_encoder(
      std::vector<std::string>{word_models().ahead_file.path, word_models().back_file.path}, model, silent);
  CHECK(layer_of(model, "encoder.0.back.") == layer_of(word_models().back, "encoder.0.ahead."));
}

TEST_CASE("training starts from language models that the option names, and only a new training does") {
  options::TrainingOptions options = tests::small_options();
  const std::string without = tests::bytes_of(new_tagger(options));
  tests::set_option(options, "encoder-from",
                    word_models().ahead_file.path + "," + word_models().back_file.path);
  const model::SequenceModel started = new_tagger(options);
  CHECK(tests::bytes_of(started) != without);
  CHECK(tests::bytes_of(new_tagger(options)) == tests::bytes_of(started));
  CHECK_THROWS_AS(training::train_tagger(options, tests::small_tagged_corpus(20, 1),
                                         tests::small_tagged_corpus(10, 2), nullptr, {}, {}, &started),
                  UsageError);
  options.epochs = 1;
  CHECK_NOTHROW(training::train_classifier(options, tests::small_reviews(40, 1), tests::small_reviews(10, 2),
                                           nullptr, {}, {}));
}

TEST_CASE("a language model of another shape or kind is refused") {
  const std::string ahead = word_models().ahead_file.path;
  const std::string back = word_models().back_file.path;
  CHECK(refusal({back}, new_tagger()).find("must read ahead") != std::string::npos);
  CHECK(refusal({ahead, ahead}, new_tagger()).find("must read back") != std::string::npos);
  options::TrainingOptions options = tests::small_options();
  options.model.hidden += 1;
  CHECK(refusal({ahead}, new_tagger(options)).find("another shape") != std::string::npos);
  options = tests::small_options();
  tests::set_option(options, "cell", "gru");
  CHECK(refusal({ahead}, new_tagger(options)).find("another cell") != std::string::npos);
  options = tests::small_options();
  tests::set_option(options, "characters", "cnn");
  CHECK(refusal({ahead}, new_tagger(options)).find("words alone") != std::string::npos);
  options = tests::small_options();
  options.model.directions = 1;
  CHECK(refusal({ahead, back}, new_tagger(options)).find("--directions 1") != std::string::npos);

  options::TrainingOptions characters = word_model_options(options::ReadingDirection::ahead);
  characters.model.symbols = corpus::SymbolUnit::characters;
  const OwnFile file("characters");
  word_model(characters).save(file.path);
  CHECK(refusal({file.path}, new_tagger()).find("reads characters") != std::string::npos);
  model::quantize(word_models().ahead, nn::Precision::int8).save(file.path);
  CHECK(refusal({file.path}, new_tagger()).find("quantised") != std::string::npos);
  model::SequenceModel model = new_tagger();
  CHECK_THROWS_AS(training::start_encoder(std::vector<std::string>{ahead, back, ahead}, model, silent),
                  UsageError);
}
