#include "training/language/language_training.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/noise.h"
#include "base/pool.h"
#include "catch.h"
#include "model/language/generation.h"
#include "model/quantization.h"
#include "own_file.h"
#include "resumed.h"
#include "small_corpus.h"
#include "trained.h"

namespace {

using namespace seqlab;
using tests::bytes_of;
using tests::OwnFile;

// Lines that count: "a ab abc", with as many letters as the line says.
std::string counting_text(std::size_t lines) {
  std::string text;
  const base::Noise noise(5);
  for (std::size_t i = 0; i < lines; ++i) {
    const std::string alphabet = "abcdef";
    const std::size_t last = 1 + noise.bits(i) % alphabet.size();
    for (std::size_t length = 1; length <= last; ++length) text += alphabet.substr(0, length) + " ";
    text += "\n";
  }
  return text;
}

training::TrainingTexts small_texts(corpus::SymbolUnit unit = corpus::SymbolUnit::characters) {
  const auto part = [unit](const std::string& text) {
    const auto shared =
        std::make_shared<const corpus::SymbolText>(corpus::SymbolText::copy_of(text, "text", unit));
    return corpus::TextPart{shared, 0, shared->size()};
  };
  return {part(counting_text(300)), part(counting_text(30))};
}

options::TrainingOptions small_language_options() {
  options::TrainingOptions options = options::default_options(options::Task::language_model);
  options.model.hidden = 16;
  options.model.dimension = 8;
  options.batch_size = 4;
  options.bptt = 10;
  options.epochs = 3;
  options.learning_rate = 0.02;
  return options;
}

model::LanguageModel trained_lm(const options::TrainingOptions& options) {
  return training::train_language_model(options, small_texts(options.model.symbols), {}, {});
}

double bits_of(const model::LanguageModel& model, const corpus::TextPart& text) {
  base::Pool pool(1);
  return model.score(corpus::SymbolStreams(text, 1, model.back()), pool).bits();
}

}  // namespace

TEST_CASE("a language model learns, ahead and back, characters and words, with any cell") {
  for (const char* cell : {"lstm", "gru", "rnn", "mut1"}) {
    options::TrainingOptions options = small_language_options();
    tests::set_option(options, "cell", cell);
    CHECK(bits_of(trained_lm(options), small_texts().dev) < 1);
  }
  options::TrainingOptions options = small_language_options();
  options.model.direction = options::ReadingDirection::back;
  CHECK(bits_of(trained_lm(options), small_texts().dev) < 1);
  options.model.symbols = corpus::SymbolUnit::words;
  CHECK(bits_of(trained_lm(options), small_texts(options.model.symbols).dev) < 2);
}

TEST_CASE("a language model is the same bytes from one thread and from two") {
  options::TrainingOptions options = small_language_options();
  options.model.layers = 2;
  options.dropout_input = options.dropout_layers = options.dropout_output = 0.1;
  std::vector<std::string> models;
  for (const std::size_t threads : {std::size_t{1}, std::size_t{2}}) {
    options.threads = threads;
    models.push_back(bytes_of(trained_lm(options)));
  }
  CHECK(models[0] == models[1]);
}

TEST_CASE("a language model that is trained in two parts is the same bytes") {
  const options::TrainingOptions options = small_language_options();
  const auto begin = [&](const training::SessionObserver& observer) {
    return training::begin_language_training(options, small_texts(), {}, observer);
  };
  tests::check_resumed_training("lm train", options, {0, 3, 45}, begin);
}

TEST_CASE("a text has the same probability in streams of one step and of many, and line by line") {
  const model::LanguageModel model = trained_lm(small_language_options());
  const training::TrainingTexts texts = small_texts();
  base::Pool pool(2);
  // Symbol by symbol.
  model::LanguageModel::Stepper stepper(model, 1);
  std::vector<std::uint32_t> rows;
  texts.dev.text->read(0, texts.dev.size(),
                       [&](std::string_view symbol) { rows.push_back(model.symbols().row(symbol)); });
  double sum = 0;
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
    stepper.step({&rows[i], 1});
    const auto& scores = stepper.scores(1);
    double total = 0;
    for (std::size_t row = 0; row < scores.rows(); ++row)
      total += std::exp(static_cast<double>(scores.column(0)[row]));
    sum += static_cast<double>(scores.column(0)[rows[i + 1]]) - std::log(total);
  }
  const auto streams = model.score(corpus::SymbolStreams(texts.dev, 1, false), pool);
  CHECK(streams.sum == Approx(sum).epsilon(1e-5));
  CHECK(streams.symbols == texts.dev.size() - 1);
  CHECK(streams.unknown == 0);

  const std::vector<std::string> lines = {"a ab ", "", "abc zzz", "a ab abc "};
  const auto together = model.score_lines(lines, 4, pool);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CHECK(model.score_lines({&lines[i], 1}, 1, pool).front().sum == together[i].sum);
    CHECK(together[i].symbols == lines[i].size() + 1);
    CHECK(together[i].unknown == (i == 2 ? 3 : 0));
    // The line end before it begins the line.
    const std::string text = "\n" + lines[i] + "\n";
    const auto own = std::make_shared<const corpus::SymbolText>(
        corpus::SymbolText::copy_of(text, "line", corpus::SymbolUnit::characters));
    CHECK(model.score(corpus::SymbolStreams({own, 0, own->size()}, 1, false), pool).sum == together[i].sum);
  }
}

TEST_CASE("what is written depends on seed, sample and position alone") {
  const model::LanguageModel model = trained_lm(small_language_options());
  const std::vector<std::string> prefixes = {"", "a a", "a ab abc", ""};
  const model::GenerationOptions options{.length = 40, .seed = 3};
  const auto together = model::generate(model, prefixes, 7, options);
  for (std::size_t i = 0; i < prefixes.size(); ++i) {
    CHECK(model::generate(model, {&prefixes[i], 1}, 7 + i, options).front() == together[i]);
    CHECK(together[i].size() == 40);
  }
  CHECK(together[0] != together[3]);
  // A longer text begins as a shorter one.
  model::GenerationOptions shorter = options;
  shorter.length = 15;
  CHECK(model::generate(model, prefixes, 7, shorter)[1] == together[1].substr(0, 15));
  std::string pieces;
  model::generate(model, {&prefixes[1], 1}, 8, options, [&](std::string_view piece) { pieces += piece; });
  CHECK(pieces == together[1]);
}

TEST_CASE("the most probable symbol is written at temperature 0 and from a top of one") {
  const model::LanguageModel model = trained_lm(small_language_options());
  const std::string prefix = "a a";
  const std::string best = model::generate(model, {&prefix, 1}, 0, {.length = 20, .temperature = 0}).front();
  CHECK(best.front() == 'b');
  CHECK(model::generate(model, {&prefix, 1}, 0, {.length = 20, .top = 1, .seed = 9}).front() == best);
  const std::string line = model::generate(model, {&prefix, 1}, 0, {.length = 500, .line = true}).front();
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.size() < 60);
}

TEST_CASE("a model that reads back writes what comes before") {
  options::TrainingOptions options = small_language_options();
  options.model.direction = options::ReadingDirection::back;
  options.epochs = 6;
  const model::LanguageModel model = trained_lm(options);
  const std::string end = "bcd ";
  const std::string before = model::generate(model, {&end, 1}, 0, {.length = 5, .temperature = 0}).front();
  CHECK(before == "abc a");
}

TEST_CASE("words are written with one space between them") {
  options::TrainingOptions options = small_language_options();
  options.model.symbols = corpus::SymbolUnit::words;
  const model::LanguageModel model = trained_lm(options);
  const std::string prefix = "a";
  const std::string text = model::generate(model, {&prefix, 1}, 0, {.length = 30}).front();
  CHECK(text.find("  ") == std::string::npos);
  CHECK(text.find(" \n") == std::string::npos);
  CHECK(text.find("\n ") == std::string::npos);
  CHECK((text.front() == ' ' || text.front() == '\n'));
}

TEST_CASE("a language model gives the same results from its file, also in fewer bits") {
  const model::LanguageModel model = trained_lm(small_language_options());
  for (const nn::Precision precision : {nn::Precision::f32, nn::Precision::bf16, nn::Precision::int8}) {
    const model::LanguageModel own = model::quantize(model, precision);
    const OwnFile file("language.model");
    own.save(file.path);
    const model::LanguageModel loaded = model::LanguageModel::load(file.path);
    CHECK(loaded.precision() == precision);
    CHECK(bits_of(loaded, small_texts().dev) == Approx(bits_of(model, small_texts().dev)).epsilon(0.02));
    CHECK(loaded.symbols().vocabulary().rows() == model.symbols().vocabulary().rows());
    CHECK(loaded.description() == own.description());
  }
  const OwnFile tagger("tagger.model");
  CHECK_THROWS_AS(model::LanguageModel::load(tagger.path), Error);
}

TEST_CASE("training goes on from a language model with its vocabulary") {
  options::TrainingOptions options = small_language_options();
  const model::LanguageModel first = trained_lm(options);
  const model::LanguageModel second = training::train_language_model(options, small_texts(), {}, {}, &first);
  CHECK(bits_of(second, small_texts().dev) < bits_of(first, small_texts().dev));
  options.model.hidden = 17;
  CHECK_THROWS_AS(training::train_language_model(options, small_texts(), {}, {}, &first), UsageError);
}

TEST_CASE("rare symbols are read and scored as the unknown one, which is never written") {
  options::TrainingOptions options = small_language_options();
  options.min_count = 80;
  const model::LanguageModel model = trained_lm(options);
  CHECK(model.symbols().row("f") == model::Vocabulary::unknown);
  base::Pool pool(1);
  const std::string line = "abcdef f";
  const auto score = model.score_lines({&line, 1}, 1, pool).front();
  CHECK(score.unknown == 2);
  CHECK(score.sum > -40);
  const std::string prefix = "a ab abc abcd abcde abcde";
  CHECK(model::generate(model, {&prefix, 1}, 0, {.length = 300}).front().find('f') == std::string::npos);
}

TEST_CASE("texts without a symbol to predict are refused") {
  const OwnFile file("short.txt");
  file.write("a");
  const training::Note note = [](const std::string&) {};
  CHECK_THROWS_AS(training::read_training_texts(file.path, {}, corpus::SymbolUnit::characters, note),
                  DataError);
}

namespace {

// Lines of as many letters "a" as their condition says, 1 to 4.
training::TrainingTexts conditioned_texts() {
  std::string text;
  corpus::LineVectors conditions{.width = 4, .numbers = {}};
  const base::Noise noise(8);
  for (std::size_t line = 0; line < 300; ++line) {
    const std::size_t letters = 1 + noise.bits(line) % 4;
    text += std::string(letters, 'a') + "\n";
    for (std::size_t i = 1; i <= 4; ++i) conditions.numbers.push_back(i == letters ? 1.0F : 0.0F);
  }
  const auto symbols = std::make_shared<const corpus::SymbolText>(
      corpus::SymbolText::copy_of(text, "text", corpus::SymbolUnit::characters));
  const auto all = std::make_shared<const training::ConditionedLines>(
      training::ConditionedLines{corpus::TextLines(symbols), std::move(conditions)});
  return {{symbols, 0, symbols->size()}, {symbols, 0, 0}, {all, 0, 250}, {all, 250, 300}};
}

}  // namespace

TEST_CASE("a model reads what each line is about, with the same bytes from one thread and from two") {
  options::TrainingOptions options = small_language_options();
  options.epochs = 12;
  const training::TrainingTexts texts = conditioned_texts();
  for (const options::ReadingDirection direction :
       {options::ReadingDirection::ahead, options::ReadingDirection::back}) {
    options.model.direction = direction;
    options.threads = 1;
    const model::LanguageModel model = training::train_language_model(options, texts, {}, {});
    base::Pool pool(2);
    // All that is in doubt is what the condition says.
    CHECK(training::score_lines(model, texts.dev_lines, pool).bits() < 0.1);
    const std::vector<std::string> prefixes(4);
    const corpus::LineVectors each{.width = 4, .numbers = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}};
    const auto written = model::generate(model, prefixes, 0, {.line = true, .temperature = 0}, {}, &each);
    CHECK(written == std::vector<std::string>{"a", "aa", "aaa", "aaaa"});
    const std::vector<std::span<const float>> second = {each.vector(1)};
    const std::string line = "aa";
    CHECK(model.score_lines({&line, 1}, 1, pool, second).front().sum > -0.5);
    options.threads = 2;
    CHECK(bytes_of(training::train_language_model(options, texts, {}, {})) == bytes_of(model));
    const OwnFile file("condition");
    model::quantize(model, nn::Precision::int8).save(file.path);
    const auto loaded = model::LanguageModel::load(file.path);
    CHECK(loaded.condition() == 4);
    CHECK(training::score_lines(loaded, texts.dev_lines, pool).bits() < 0.2);
    CHECK_THROWS_AS(loaded.check_conditions(nullptr), UsageError);
    CHECK_THROWS_AS(training::train_language_model(options, small_texts(), {}, {}, &model), UsageError);
  }
}

TEST_CASE(
    "symbols whose vectors are tied to the softmax learn, are kept, and are the same bytes from two "
    "threads") {
  for (const bool adaptive : {false, true}) {
    options::TrainingOptions options = small_language_options();
    options.model.tied = true;
    options.model.symbols = corpus::SymbolUnit::words;
    options.epochs = 8;
    if (adaptive) {
      options.model.softmax = options::SoftmaxKind::adaptive;
      options.model.cutoffs = {3, 5};
    }
    const model::LanguageModel model = trained_lm(options);
    CHECK(model.weights().tables.empty());
    CHECK(bits_of(model, small_texts(options.model.symbols).dev) < 2);
    options.threads = 2;
    CHECK(bytes_of(trained_lm(options)) == bytes_of(model));
    const OwnFile file("tied");
    model.save(file.path);
    const auto loaded = model::LanguageModel::load(file.path);
    CHECK(bits_of(loaded, small_texts(options.model.symbols).dev) ==
          bits_of(model, small_texts(options.model.symbols).dev));
    const nn::Matrix<float> vectors = loaded.vectors();
    CHECK(vectors.cols() == static_cast<Eigen::Index>(model.symbols().vocabulary().rows()));
    CHECK(vectors.rows() == 8);
    // They are what the first layer reads: its input products are W x + b.
    base::Pool pool(1);
    const float* const weights = loaded.weights().network.data();
    const auto prepared = loaded.network().prepare(weights, nn::Precision::f32, pool);
    std::vector<std::uint32_t> rows(static_cast<std::size_t>(vectors.cols()));
    std::iota(rows.begin(), rows.end(), 0U);
    nn::Activations<float> projected;
    loaded.network().project(weights, prepared, nn::Matrix<float>(0, vectors.cols()), loaded.types_of(rows),
                             projected, pool);
    const auto slot = [&](const std::string& name) {
      return nn::window(weights, *std::ranges::find(loaded.layout().slots(), name, &nn::Slot::name));
    };
    const nn::Matrix<float> expected =
        (slot("encoder.0.ahead.input") * vectors).colwise() + slot("encoder.0.ahead.bias").col(0);
    CHECK((projected.matrix() - expected).cwiseAbs().maxCoeff() < 1e-5F);
  }
}

TEST_CASE("an adaptive softmax learns as a full one does, with the same bytes from one thread and from two") {
  options::TrainingOptions options = small_language_options();
  options.model.symbols = corpus::SymbolUnit::words;
  options.epochs = 5;
  const double full = bits_of(trained_lm(options), small_texts(options.model.symbols).dev);
  options.model.softmax = options::SoftmaxKind::adaptive;
  options.model.cutoffs = {3, 5};
  std::vector<std::string> models;
  for (const std::size_t threads : {std::size_t{1}, std::size_t{2}}) {
    options.threads = threads;
    const model::LanguageModel model = trained_lm(options);
    CHECK(bits_of(model, small_texts(options.model.symbols).dev) < full * 1.1 + 0.05);
    models.push_back(bytes_of(model));
    const OwnFile file("adaptive");
    model.save(file.path);
    CHECK(bytes_of(model::LanguageModel::load(file.path)) == models.back());
  }
  CHECK(models[0] == models[1]);
  // Of a few symbols, the clusters that the program chooses are few, too.
  options.model.cutoffs = {};
  CHECK_NOTHROW(trained_lm(options));
  options.model.cutoffs = {3, 8};
  CHECK_THROWS_AS(trained_lm(options), UsageError);
}
