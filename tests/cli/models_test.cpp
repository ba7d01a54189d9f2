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

// Runs a program that looks for models in `folders`.
Outcome run_with(const std::string& folders, const std::vector<std::string>& arguments,
                 const std::string& in = "") {
  return run(command({"/usr/bin/env", "SEQLAB_MODELS=" + folders}, arguments), in);
}

}  // namespace

TEST_CASE("a model in a folder of models is known by its name, and without one the default serves") {
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

TEST_CASE("the verb models lists those of its program") {
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

TEST_CASE("a damaged file among the models is named, and the others are listed") {
  const TemporaryFolder folder;
  fill(folder);
  static_cast<void>(folder.file("broken.model", "no model"));
  const Outcome taggers = run_with(folder.path(""), {tagger, "models"});
  CHECK(taggers.code == 0);
  CHECK(taggers.out.find("en-ner\t") != std::string::npos);
  CHECK(taggers.err.find("broken.model: ") != std::string::npos);
}

TEST_CASE("an unknown name of a model is an error that names those that the program can use") {
  const TemporaryFolder folder;
  fill(folder);
  const Outcome unknown = run_with(folder.path(""), {tagger, "tag", "-m", "de-ner"});
  CHECK(unknown.code == 1);
  CHECK(unknown.err ==
        "tagger tag: error: de-ner: there is no such file and no model of this name; there are en-ner\n");
  const Outcome other = run_with(folder.path(""), {sentiment, "classify", "-m", "de"});
  CHECK(other.code == 1);
  CHECK(other.err.find("; there are mine\n") != std::string::npos);
  std::filesystem::remove(folder.path("mine.model"));
  CHECK(run_with(folder.path(""), {sentiment, "classify", "-m", "de"})
            .err.find("; no models of sentiment are installed\n") != std::string::npos);
  CHECK(run_with("/no/such/folder", {tagger, "tag"}).code == 2);
  CHECK(run_with("/no/such/folder", {tagger, "tag", "-m", "en-ner"}).code == 1);
}

TEST_CASE("the name of a model of the other program is a model error that says so and names what there is") {
  const TemporaryFolder folder;
  fill(folder);
  static_cast<void>(folder.file("broken.model", "no model"));
  const Outcome classifier = run_with(folder.path(""), {tagger, "tag", "-m", "mine"});
  CHECK(classifier.code == 4);
  CHECK(classifier.err ==
        "tagger tag: error: mine: this is a classifier and no model of tagger; there are en-ner\n");
  const Outcome names = run_with(folder.path(""), {sentiment, "info", "en-ner"});
  CHECK(names.code == 4);
  CHECK(names.err ==
        "sentiment info: error: en-ner: this is a tagger and no model of sentiment; there are mine\n");
  CHECK(run_with(folder.path(""), {tagger, "tag", "-m", "broken"}).err.find("broken.model: ") !=
        std::string::npos);
}
