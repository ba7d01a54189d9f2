// Programs that use the library get what the programs here print.
#include <seqlab/seqlab.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

const std::string text =
    "Anna Berg lives in Oslo.\nThey like na\xC3\xAFve \xF0\x9F\x98\x80 Peter. \"Yes\"!\n\n";

// The lines of a text.
std::vector<std::string> split_lines(const std::string& lines) {
  std::vector<std::string> result;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

std::string printed(const std::vector<std::string>& lines) {
  std::string result;
  for (const std::string& line : lines) result += line + "\n";
  return result;
}

// quick_training as the library takes it.
seqlab::Options quick_options() {
  seqlab::Options options;
  for (std::size_t i = 0; i + 1 < quick_training.size(); i += 2) {
    options.emplace_back(quick_training[i].substr(2), quick_training[i + 1]);
  }
  return options;
}

}  // namespace

TEST_CASE("the library writes the bytes that tag prints") {
  const std::vector<std::string> lines = split_lines(text);
  const std::vector<seqlab::Input> inputs(lines.begin(), lines.end());
  for (const std::string& model : {names_model(), parts_model()}) {
    const seqlab::Tagger tagger = seqlab::Tagger::load(model);
    const std::vector<std::string> tag = {seqlab::tests::tagger, "tag", "-q", "-m", model, "--output-format"};
    CHECK(printed(tagger.json_batch(inputs)) == run(command(tag, {"jsonl"}), text).out);
    CHECK(printed(tagger.json_batch(inputs, {.offsets = seqlab::OffsetUnit::utf16, .probabilities = true})) ==
          run(command(tag, {"jsonl", "--probabilities", "--offsets", "utf16"}), text).out);
    CHECK(printed(tagger.json_batch(inputs, {.threads = 2, .n_best = 3})) ==
          run(command(tag, {"jsonl", "--n-best", "3"}), text).out);
    CHECK(tagger.conllu(inputs) == run(command(tag, {"conllu"}), text).out);
    CHECK(tagger.conllu(inputs, {.probabilities = true}) ==
          run(command(tag, {"conllu", "--probabilities"}), text).out);
  }
}

TEST_CASE("the library writes the JSON that classify prints") {
  const seqlab::Classifier classifier = seqlab::Classifier::load(reviews_model());
  const std::string objects = "{\"text\": \"A warm \\\"film\\\".\"}\n{\"text\": \"\"}\n";
  const std::vector<seqlab::Input> inputs = {"A warm \"film\".", ""};
  const std::vector<std::string> classify = {sentiment,       "classify",       "-q",   "-m",
                                             reviews_model(), "--input-format", "jsonl"};
  CHECK(printed(classifier.json_batch(inputs)) == run(classify, objects).out);
  CHECK(printed(classifier.json_batch(inputs, {.probabilities = true})) ==
        run(command(classify, {"--probabilities"}), objects).out);
}

TEST_CASE("the library trains the models that train writes, byte for byte") {
  const TemporaryFolder folder;
  const std::string names = folder.file("names.conll", names_corpus);
  const std::string reviews = folder.file("reviews.tsv", reviews_corpus);
  const seqlab::Training training{.options = quick_options()};
  const std::string saved = folder.path("saved.model");
  seqlab::train_tagger_on_files({names}, {names}, training).save(saved);
  CHECK(read_bytes(saved) == read_bytes(names_model()));
  seqlab::train_classifier_on_files({reviews}, {reviews}, training).save(saved);
  CHECK(read_bytes(saved) == read_bytes(reviews_model()));
  // Without dev data, both hold out the same part.
  REQUIRE(run(command({tagger, "train", "--train", names, "--model", folder.path("held-out.model")},
                      quick_training))
              .code == 0);
  seqlab::train_tagger_on_files({names}, {}, training).save(saved);
  CHECK(read_bytes(saved) == read_bytes(folder.path("held-out.model")));
}

TEST_CASE("the library evaluates as eval does") {
  const TemporaryFolder folder;
  const std::string names = folder.file("names.conll", names_corpus);
  const auto score = seqlab::Tagger::load(names_model()).evaluate_files({names}).front();
  const std::string report = run({tagger, "eval", "-q", "-m", names_model(), names}).out;
  CHECK(report.find("processed " + std::to_string(score.tokens) + " tokens with " +
                    std::to_string(score.total.gold) +
                    " phrases; found: " + std::to_string(score.total.predicted) +
                    " phrases; correct: " + std::to_string(score.total.correct) + ".") == 0);
}
