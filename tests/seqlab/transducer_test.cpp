#include "seqlab/transducer.h"

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "contains.h"
#include "small_models.h"

namespace {

using namespace seqlab;
using tests::contains;
using tests::OwnFile;

// Words to be written backwards. The texts of the sources are those of `words`.
struct SmallWords {
  explicit SmallWords(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      std::string word;
      for (std::size_t rest = i * 577 % 625, letter = 0; letter < 1 + i % 4; ++letter, rest /= 5) {
        word += static_cast<char>('a' + rest % 5);
      }
      words.push_back(word);
    }
    for (const std::string& word : words) {
      examples.push_back(
          {.source = {.text = word, .tags = {"BACK"}}, .target = {word.rbegin(), word.rend()}});
    }
  }
  SmallWords(const SmallWords&) = delete;
  SmallWords& operator=(const SmallWords&) = delete;

  std::vector<std::string> words;
  std::vector<SourceTarget> examples;
};

Training small_transducer_training() {
  Training training;
  training.options = {{"cell", "gru"},      {"hidden", "16"},          {"dimension", "8"}, {"epochs", "10"},
                      {"batch-size", "16"}, {"learning-rate", "0.02"}, {"dropout", "0"}};
  return training;
}

}  // namespace

TEST_CASE("the face trains a transducer, which runs, and is the same from its file and its bytes") {
  const SmallWords words(400);
  std::vector<Epoch> epochs;
  Training training = small_transducer_training();
  training.data = "words";
  training.epoch = [&](const Epoch& epoch) {
    epochs.push_back(epoch);
    return true;
  };
  const Transducer model = train_transducer(words.examples, {}, training);
  REQUIRE(epochs.size() == 10);
  CHECK(epochs.back().dev_scores.front().first == "exact_match");
  CHECK(model.info().task == Task::transducer);
  CHECK(model.info().data == "words");
  CHECK_FALSE(model.reads_vectors());

  const std::vector<Source> sources = {
      {.text = "abc", .tags = {"BACK"}}, {.text = ""}, {.text = "dd", .tags = {"BACK"}}};
  const auto targets = model.run(sources, {.beam = 2, .attention = true, .threads = 2});
  REQUIRE(targets.size() == 3);
  CHECK(targets[0].text == "cba");
  CHECK(targets[0].ended);
  CHECK(targets[0].log_probability < 0);
  REQUIRE(targets[0].attention.size() == 4);
  CHECK(targets[0].attention[0].size() == 4);
  CHECK(model.run({&sources[0], 1}).front().text == "cba");

  const OwnFile file("transducer");
  model.save(file.path);
  CHECK(Transducer::load(file.path).run(sources)[0].log_probability == model.run(sources)[0].log_probability);
  CHECK(Transducer::from_bytes(tests::bytes_of(file)).run(sources)[2].text == targets[2].text);
  const Model any = Model::load(file.path);
  CHECK(any.task() == Task::transducer);
  CHECK(any.transducer().info().data == "words");
  CHECK_THROWS_AS(static_cast<void>(any.tagger()), BadModel);
  CHECK_THROWS_AS(Tagger::load(file.path), BadModel);

  // From files, the same pairs give the same model.
  const OwnFile lines("pairs");
  std::string text;
  for (const SourceTarget& example : words.examples) {
    text += std::string(example.source.text) + "\t" + example.target + "\tBACK\n";
  }
  lines.write(text);
  training.epoch = {};
  const Transducer from_file = train_transducer_on_files({lines.path}, {}, training);
  CHECK(from_file.run(sources)[0].log_probability == model.run(sources)[0].log_probability);
}

TEST_CASE("the face trains a transducer on vectors") {
  std::vector<SourceTarget> examples;
  for (std::size_t i = 0; i < 120; ++i) {
    const float high = static_cast<float>(i % 3);
    examples.push_back(
        {.source = {.vectors = {{high, 1}, {high / 2, 0}}}, .target = std::string(i % 3 + 1, 'x')});
  }
  const Transducer model = train_transducer(examples, examples, small_transducer_training());
  CHECK(model.reads_vectors());
  const std::vector<Source> sources = {examples[1].source};
  CHECK(model.run(sources).front().text == "xx");
  const std::vector<Source> narrow = {{.vectors = {{1}}}};
  CHECK_THROWS_AS(model.run(narrow), BadInput);
  const std::vector<Source> uneven = {{.vectors = {{1, 2}, {1}}}};
  CHECK_THROWS_AS(model.run(uneven), BadInput);
  const std::vector<Source> infinite = {{.vectors = {{1, HUGE_VALF}}}};
  CHECK_THROWS_AS(model.run(infinite), BadInput);
  const std::vector<Source> text = {{.text = "a"}};
  CHECK_THROWS_AS(model.run(text), BadInput);
}

TEST_CASE("the face refuses what a transducer cannot read") {
  const SmallWords words(40);
  Training training = small_transducer_training();
  training.options.emplace_back("epochs", "1");
  const Transducer model = train_transducer(words.examples, words.examples, training);
  const std::vector<Source> latin = {{.text = "caf\xE9"}};
  const std::vector<Source> empty_tag = {{.text = "a", .tags = {""}}};
  const std::vector<Source> vectors = {{.vectors = {{1}}}};
  const std::vector<Source> fine = {{.text = "a"}};
  CHECK_THROWS_AS(model.run(latin), BadInput);
  CHECK_THROWS_AS(model.run(empty_tag), BadInput);
  CHECK_THROWS_AS(model.run(vectors), BadInput);
  CHECK_THROWS_AS(model.run(fine, {.beam = 0}), BadInput);
  CHECK_THROWS_AS(model.run(fine, {.threads = 0}), BadInput);
  CHECK_THROWS_AS(train_transducer({}, {}, small_transducer_training()), BadInput);
  training = small_transducer_training();
  training.embeddings = {"vectors.txt"};
  CHECK_THROWS_AS(train_transducer(words.examples, {}, training), BadInput);
  training = small_transducer_training();
  training.options.emplace_back("bptt", "5");
  CHECK_THROWS_AS(train_transducer(words.examples, {}, training), BadInput);
}

TEST_CASE("the options of a transducer's training are those of seq2seq train, with its defaults") {
  std::string names;
  for (const TrainingOption& option : training_options(Task::transducer)) {
    names += option.name + " ";
    if (option.name == "hidden") CHECK(option.default_value == "128");
  }
  CHECK(contains(names, "source-symbols "));
  CHECK(contains(names, "input-format "));
  CHECK(!contains(names, "bptt "));
}
