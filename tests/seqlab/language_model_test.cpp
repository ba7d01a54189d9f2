#include "seqlab/language_model.h"

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

struct Song {
  Song() {
    std::string text;
    for (int verse = 0; verse < 40; ++verse) text += "row row row your boat\ngently down the stream\n";
    file.write(text);
  }
  OwnFile file{"song"};
};

Training small_training() {
  Training training;
  training.options = {{"hidden", "16"}, {"dimension", "8"}, {"batch-size", "4"},
                      {"bptt", "20"},   {"epochs", "4"},    {"learning-rate", "0.02"}};
  return training;
}

LanguageModel trained() {
  const Song song;
  return train_language_model(song.file.path, "", small_training());
}

}  // namespace

TEST_CASE(
    "the face trains a language model, which writes, scores, and is the same from its file and its bytes") {
  std::vector<Epoch> epochs;
  const Song song;
  Training training = small_training();
  training.licence = "CC0";
  training.epoch = [&](const Epoch& epoch) {
    epochs.push_back(epoch);
    return true;
  };
  const LanguageModel model = train_language_model(song.file.path, song.file.path, training);
  REQUIRE(epochs.size() == 4);
  CHECK(epochs.back().dev_scores.front().first == "bits");
  CHECK(!epochs.back().sample.empty());
  CHECK(model.info().task == Task::language_model);
  CHECK(model.info().licence == "CC0");
  CHECK(model.info().heads.empty());

  const std::vector<std::string_view> prefixes = {"row", "", "gently d"};
  const auto texts = model.generate(prefixes, {.length = 30, .seed = 5, .threads = 2});
  for (std::size_t i = 0; i < prefixes.size(); ++i) {
    CHECK(model.generate({&prefixes[i], 1}, {.length = 30, .seed = 5, .first_sample = i}).front() ==
          texts[i]);
  }
  const std::vector<std::string_view> lines = {"row row", "wor", ""};
  const auto scores = model.score_lines(lines);
  REQUIRE(scores.size() == 3);
  CHECK(scores[0].symbols == 8);
  CHECK(scores[0].log_probability > 2 * scores[1].log_probability);
  const TextScore whole = model.score(song.file.bytes());
  CHECK(whole.symbols == song.file.bytes().size() - 1);

  const OwnFile file("language");
  model.save(file.path);
  CHECK(LanguageModel::load(file.path).generate(prefixes, {.length = 30, .seed = 5}) == texts);
  const auto bytes = tests::bytes_of(file);
  CHECK(LanguageModel::from_bytes(bytes).score(song.file.bytes()).log_probability == whole.log_probability);
  const Model any = Model::load(file.path);
  CHECK(any.task() == Task::language_model);
  CHECK(any.language_model().info().data == model.info().data);
  CHECK_THROWS_AS(static_cast<void>(any.tagger()), BadModel);
  CHECK_THROWS_AS(Tagger::load(file.path), BadModel);
}

TEST_CASE("the face refuses what a language model cannot read") {
  const LanguageModel model = trained();
  const std::vector<std::string_view> latin = {"caf\xE9"};
  const std::vector<std::string_view> two_lines = {"a\nb"};
  CHECK_THROWS_AS(model.generate(latin), BadInput);
  CHECK_THROWS_AS(model.score_lines(latin), BadInput);
  CHECK_THROWS_AS(model.score_lines(two_lines), BadInput);
  CHECK_THROWS_AS(static_cast<void>(model.score("\xFF")), BadInput);
  const std::vector<std::string_view> empty = {""};
  CHECK_THROWS_AS(model.generate(empty, {.temperature = -1}), BadInput);
  CHECK_THROWS_AS(model.generate(empty, {.threads = 0}), BadInput);
  const Song song;
  Training training = small_training();
  training.embeddings = {"vectors.txt"};
  CHECK_THROWS_AS(train_language_model(song.file.path, "", training), BadInput);
  training = small_training();
  training.options.emplace_back("decoder", "crf");
  CHECK_THROWS_AS(train_language_model(song.file.path, "", training), BadInput);
}

TEST_CASE("the options of a language model's training are those of lm train, with its defaults") {
  std::string names;
  for (const TrainingOption& option : training_options(Task::language_model)) {
    names += option.name + " ";
    if (option.name == "hidden") CHECK(option.default_value == "256");
    if (option.name == "bptt") CHECK(option.default_value == "64");
  }
  CHECK(contains(names, "symbols "));
  CHECK(!contains(names, "decoder "));
}
