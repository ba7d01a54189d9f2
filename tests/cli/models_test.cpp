#include <filesystem>
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

// A folder with one model of each program.
void fill(const TemporaryFolder& folder) {
  std::filesystem::copy_file(names_model(), folder.path("en-ner.model"));
  std::filesystem::copy_file(reviews_model(), folder.path("mine.model"));
}

// Runs a program that searches `folders` for models.
Outcome run_with(const std::string& folders, const std::vector<std::string>& arguments,
                 const std::string& in = "") {
  return run(command({"/usr/bin/env", "SEQLAB_MODELS=" + folders}, arguments), in);
}

}  // namespace

TEST_CASE("a model in a model folder is found by name, and the default model without a name") {
  const TemporaryFolder folder;
  fill(folder);
  const std::string folders = "/no/such/folder:" + folder.path("");
  const std::string text = "Anna Berg lives in Lisbon.\n";
  const Outcome by_path = run({tagger, "tag", "-m", names_model(), "-q"}, text);
  REQUIRE(by_path.code == 0);
  CHECK(run_with(folders, {tagger, "tag", "-m", "en-ner", "-q"}, text).out == by_path.out);
  CHECK(run_with(folders, {tagger, "tag", "-q"}, text).out == by_path.out);
  CHECK(run_with(folders, {sentiment, "classify", "-m", "mine", "-q"}, "good\n").code == 0);
  CHECK(run_with(folders, {tagger, "info"}).code == 0);
}

TEST_CASE("the verb models lists the models of its program") {
  const TemporaryFolder folder;
  fill(folder);
  const Outcome taggers = run_with(folder.path(""), {tagger, "models"});
  CHECK(taggers.code == 0);
  CHECK(taggers.out.find("en-ner\t") != std::string::npos);
  CHECK(taggers.out.find("mine") == std::string::npos);
  const Outcome classifiers = run_with(folder.path(""), {sentiment, "models"});
  CHECK(classifiers.out.find("mine\t") != std::string::npos);
  CHECK(classifiers.out.find("en-ner") == std::string::npos);
}

TEST_CASE("the verb models reports a damaged file and lists the others") {
  const TemporaryFolder folder;
  fill(folder);
  static_cast<void>(folder.file("broken.model", "no model"));
  const Outcome taggers = run_with(folder.path(""), {tagger, "models"});
  CHECK(taggers.code == 0);
  CHECK(taggers.out.find("en-ner\t") != std::string::npos);
  CHECK(taggers.err.find("broken.model: ") != std::string::npos);
}

TEST_CASE("an unknown model name is an error that lists the available models") {
  const TemporaryFolder folder;
  fill(folder);
  const Outcome unknown = run_with(folder.path(""), {tagger, "tag", "-m", "de-ner"});
  CHECK(unknown.code == 1);
  CHECK(unknown.err ==
        "tagger tag: error: de-ner: no such file, and no model of this name; available: en-ner\n");
  const Outcome other = run_with(folder.path(""), {sentiment, "classify", "-m", "de"});
  CHECK(other.code == 1);
  CHECK(other.err.find("; available: mine\n") != std::string::npos);
  std::filesystem::remove(folder.path("mine.model"));
  CHECK(run_with(folder.path(""), {sentiment, "classify", "-m", "de"})
            .err.find("; no models for sentiment are installed\n") != std::string::npos);
  CHECK(run_with("/no/such/folder", {tagger, "tag"}).code == 2);
  CHECK(run_with("/no/such/folder", {tagger, "tag", "-m", "en-ner"}).code == 1);
}

TEST_CASE("a model of the other program is a model error that lists the available models") {
  const TemporaryFolder folder;
  fill(folder);
  static_cast<void>(folder.file("broken.model", "no model"));
  const Outcome classifier = run_with(folder.path(""), {tagger, "tag", "-m", "mine"});
  CHECK(classifier.code == 4);
  CHECK(classifier.err ==
        "tagger tag: error: mine: is a classifier, not a model for tagger; available: en-ner\n");
  const Outcome names = run_with(folder.path(""), {sentiment, "info", "en-ner"});
  CHECK(names.code == 4);
  CHECK(names.err ==
        "sentiment info: error: en-ner: is a tagger, not a model for sentiment; available: mine\n");
  CHECK(run_with(folder.path(""), {tagger, "tag", "-m", "broken"}).err.find("broken.model: ") !=
        std::string::npos);
}
