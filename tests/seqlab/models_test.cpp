// Loading models of either kind: from files, from memory, by name.
#include "seqlab/models.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "answers.h"
#include "catch.h"
#include "io/temporary_folder.h"
#include "small_models.h"

namespace seqlab {
namespace {

using tests::anna;
using tests::as_text;

// Sets SEQLAB_MODELS while it lives.
class ModelFolders {
 public:
  explicit ModelFolders(const std::string& folders) { ::setenv("SEQLAB_MODELS", folders.c_str(), 1); }
  ~ModelFolders() { ::unsetenv("SEQLAB_MODELS"); }
  ModelFolders(const ModelFolders&) = delete;
  ModelFolders& operator=(const ModelFolders&) = delete;
};

}  // namespace

TEST_CASE("a model is opened without knowing its kind") {
  const tests::SmallTagger tagger;
  const tests::SmallClassifier classifier;
  const Model first = Model::load(tagger.file.path);
  CHECK(first.task() == Task::tagger);
  CHECK(first.info().heads.front().tag_scheme == "iob2");
  CHECK(as_text(first.tagger().tag(anna)) == as_text(Tagger::load(tagger.file.path).tag(anna)));
  CHECK_THROWS_AS(first.classifier(), BadModel);
  const Model second = Model::load(classifier.file.path);
  CHECK(second.task() == Task::classifier);
  CHECK(as_text(second.classifier().classify("good")) ==
        as_text(Classifier::load(classifier.file.path).classify("good")));
  CHECK_THROWS_AS(second.tagger(), BadModel);
  CHECK_THROWS_AS(Tagger::load(classifier.file.path), BadModel);
  CHECK_THROWS_AS(Classifier::load(tagger.file.path), BadModel);
}

TEST_CASE("a model in memory is the model of the file, and the bytes may go") {
  const tests::SmallTagger tagger;
  const tests::SmallClassifier classifier;
  std::vector<std::byte> bytes = tests::bytes_of(tagger.file);
  bytes.insert(bytes.begin(), std::byte{0});  // the file's bytes are not aligned
  const auto file = std::span(bytes).subspan(1);
  const Tagger from_memory = Tagger::from_bytes(file);
  const Model any = Model::from_bytes(file);
  std::ranges::fill(bytes, std::byte{0xFF});
  const Tagger from_file = Tagger::load(tagger.file.path);
  const TagOptions options{.probabilities = true, .n_best = 3};
  CHECK(as_text(from_memory.tag(anna, options)) == as_text(from_file.tag(anna, options)));
  CHECK(as_text(any.tagger().tag(anna, options)) == as_text(from_file.tag(anna, options)));
  const tests::OwnFile saved("saved");
  from_memory.save(saved.path);
  CHECK(saved.bytes() == tagger.file.bytes());
  CHECK(as_text(Classifier::from_bytes(tests::bytes_of(classifier.file)).classify("good")) ==
        as_text(Classifier::load(classifier.file.path).classify("good")));
  CHECK_THROWS_AS(Classifier::from_bytes(tests::bytes_of(tagger.file)), BadModel);
}

TEST_CASE("a model whose file is overwritten is BadModel, and one that was replaced answers as before") {
  const tests::SmallTagger tagger;
  const tests::SmallClassifier classifier;
  const tests::OwnFile replacement("replacement");
  for (const std::string& path : {tagger.file.path, classifier.file.path}) {
    // Long enough ago that a change shows in the time.
    std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) - std::chrono::hours(1));
  }
  const Model first = Model::load(tagger.file.path);
  const Model second = Model::load(classifier.file.path);
  const std::string answer = as_text(first.tagger().tag(anna));
  std::ofstream(replacement.path) << "another model";
  std::filesystem::rename(replacement.path, tagger.file.path);
  CHECK(as_text(first.tagger().tag(anna)) == answer);
  const Model copied = Model::from_bytes(tests::bytes_of(classifier.file));
  std::fstream(classifier.file.path, std::ios::in | std::ios::out | std::ios::binary) << "another model";
  CHECK_THROWS_AS(second.classifier().classify("good"), BadModel);
  CHECK_THROWS_AS(second.classifier().json("good"), BadModel);
  CHECK_THROWS_AS(second.classifier().evaluate(std::vector<LabelledText>{{"pos", "good", {}}}), BadModel);
  CHECK_NOTHROW(copied.classifier().classify("good"));
}

TEST_CASE("damaged bytes are BadModel") {
  const tests::SmallTagger tagger;
  const std::vector<std::byte> bytes = tests::bytes_of(tagger.file);
  CHECK_THROWS_AS(Tagger::from_bytes({}), BadModel);
  CHECK_THROWS_AS(Model::from_bytes({}), BadModel);
  for (std::size_t length = 1; length < bytes.size(); length += 1 + bytes.size() / 50) {
    CHECK_THROWS_AS(Tagger::from_bytes(std::span(bytes).first(length)), BadModel);
    CHECK_THROWS_AS(Model::from_bytes(std::span(bytes).first(length)), BadModel);
  }
  for (std::size_t place = 0; place < bytes.size(); place += 1 + bytes.size() / 50) {
    std::vector<std::byte> damaged = bytes;
    damaged[place] ^= std::byte{0x10};
    CHECK_THROWS_AS(Model::from_bytes(damaged), BadModel);
  }
}

TEST_CASE("a file that cannot be read or written is a Failure") {
  const tests::SmallTagger tagger;
  CHECK_THROWS_AS(Tagger::load("/no/such/file.model"), Failure);
  CHECK_THROWS_AS(Model::load(std::filesystem::temp_directory_path().string()), Failure);
  CHECK_THROWS_AS(Tagger::load(tagger.file.path).save("/no/such/folder/file.model"), Failure);
}

TEST_CASE("installed models are listed and loaded by name") {
  const tests::SmallTagger tagger;
  const tests::SmallClassifier classifier;
  const tests::TemporaryFolder first;
  const tests::TemporaryFolder second;
  std::filesystem::copy_file(tagger.file.path, first.path("names.model"));
  std::filesystem::copy_file(classifier.file.path, second.path("reviews.model"));
  std::filesystem::copy_file(classifier.file.path, second.path("names.model"));
  static_cast<void>(second.file("broken.model", "no model"));
  static_cast<void>(second.file("notes.txt", "no model"));
  const ModelFolders folders(first.path("") + ":/no/such/folder:" + second.path(""));
  const std::vector<InstalledModel> models = installed_models();
  REQUIRE(models.size() == 3);
  CHECK(models[0].name == "broken");
  CHECK(!models[0].task.has_value());
  CHECK(models[0].problem.find("broken.model") != std::string::npos);
  CHECK(models[1].name == "names");
  CHECK(models[1].task == Task::tagger);  // the first folder's
  CHECK(models[1].path == first.path("names.model"));
  CHECK(models[1].bytes == std::filesystem::file_size(tagger.file.path));
  CHECK(models[1].licence == "CC0");
  CHECK(models[1].data == "small");
  CHECK(models[1].problem.empty());
  CHECK(models[2].task == Task::classifier);
  CHECK(as_text(Tagger::load("names").tag(anna)) == as_text(Tagger::load(tagger.file.path).tag(anna)));
  CHECK(Model::load("reviews").task() == Task::classifier);
  CHECK_THROWS_AS(Tagger::load("reviews"), BadModel);
  CHECK_THROWS_AS(Tagger::load("broken"), BadModel);
  CHECK_THROWS_WITH(Tagger::load("other"),
                    "other: no such file, and no model of this name; available: broken, names, reviews");
  CHECK_THROWS_AS(Model::load(""), BadInput);
}

TEST_CASE("without model folders no model is known") {
  const ModelFolders none("");
  CHECK(installed_models().empty());
  CHECK_THROWS_AS(Tagger::load("en"), BadInput);
}

TEST_CASE("the instruction set is the processor's best, and only one that it has can be chosen") {
  const std::vector<std::string> sets = instruction_sets();
  REQUIRE_FALSE(sets.empty());
  CHECK(instruction_set() == sets.front());
  CHECK_THROWS_AS(use_instruction_set("mmx"), BadInput);
  use_instruction_set(sets.back());
  CHECK(instruction_set() == sets.back());
  use_instruction_set(sets.front());
}

TEST_CASE("models are loaded side by side, and outlive their files") {
  std::vector<std::string> found(8);
  std::vector<std::string> after(8);
  std::string expected;
  std::vector<std::unique_ptr<Model>> models(8);
  const auto answer = [](const Model& model) {
    return model.task() == Task::tagger ? as_text(model.tagger().tag(anna, {.probabilities = true}))
                                        : as_text(model.classifier().classify("a good film"));
  };
  {
    const tests::SmallTagger tagger;
    tests::on_threads(8, [&](std::size_t thread) {
      models[thread] = std::make_unique<Model>(
          thread % 2 == 0 ? Model::load(tagger.file.path) : Model::from_bytes(tests::bytes_of(tagger.file)));
      found[thread] = answer(*models[thread]);
    });
    expected = answer(*models.front());
  }
  tests::on_threads(8, [&](std::size_t thread) { after[thread] = answer(*models[thread]); });
  CHECK(found == std::vector<std::string>(8, expected));
  CHECK(after == std::vector<std::string>(8, expected));
}

}  // namespace seqlab
