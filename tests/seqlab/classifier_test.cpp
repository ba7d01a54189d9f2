// Classifiers of the public face.
#include "seqlab/classifier.h"

#include <cmath>
#include <sstream>

#include "answers.h"
#include "base/pool.h"
#include "catch.h"
#include "corpus/reviews/review_writer.h"
#include "io/input.h"
#include "small_models.h"
#include "streams/classify_stream.h"

namespace seqlab {
namespace {

using tests::as_text;

std::vector<std::string> some_reviews(std::size_t count) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back("a good " + tests::some_text(i));
  result.emplace_back();
  return result;
}

}  // namespace

TEST_CASE("labels can be left out, withheld below a confidence, and have the network's own probabilities") {
  const tests::SmallClassifier model;
  const Classifier classifier = Classifier::load(model.file.path);
  const std::vector<std::string>& labels = classifier.info().heads.front().labels;
  for (const std::string& text : some_reviews(10)) {
    if (text.empty()) continue;
    const Classification all = classifier.classify(text);
    const Classification one = classifier.classify(text, {.leave_out = {all.label}});
    CHECK(one.label == (all.label == labels[0] ? labels[1] : labels[0]));
    CHECK(one.probability == 1);
    const Classification raw = classifier.classify(text, {.raw_probabilities = true});
    CHECK(raw.label == all.label);
    CHECK(raw.probability != all.probability);
    const Classification withheld = classifier.classify(text, {.min_confidence = 1});
    CHECK(withheld.label.empty() == (all.probability < 1));
    CHECK(withheld.probability == all.probability);
  }
  CHECK_THROWS_AS(classifier.classify("a", {.min_confidence = 1.5}), BadInput);
  CHECK_THROWS_AS(classifier.classify("a", {.min_confidence = NAN}), BadInput);
  CHECK_THROWS_AS(classifier.classify("a", {.leave_out = labels}), BadInput);
}

TEST_CASE("a classification has the probability of every label, in the order of the model's labels") {
  const tests::SmallClassifier model;
  const Classifier classifier = Classifier::load(model.file.path);
  CHECK(classifier.info().task == Task::classifier);
  REQUIRE(classifier.info().heads.size() == 1);
  const std::vector<std::string>& labels = classifier.info().heads.front().labels;
  REQUIRE(labels.size() == 2);
  for (const std::string& text : some_reviews(20)) {
    const Classification result = classifier.classify(text);
    if (text.empty()) {
      CHECK(result.label.empty());
      CHECK(result.probability == 0);
      CHECK(result.probabilities.empty());
      continue;
    }
    REQUIRE(result.probabilities.size() == 2);
    CHECK(std::abs(result.probabilities[0] + result.probabilities[1] - 1) < 1e-6);
    const std::size_t best = result.probabilities[0] >= result.probabilities[1] ? 0 : 1;
    CHECK(result.label == labels[best]);
    CHECK(result.probability == result.probabilities[best]);
  }
}

TEST_CASE("a batch of texts is classified as single texts are, with any number of threads") {
  const tests::SmallClassifier model;
  const Classifier classifier = Classifier::load(model.file.path);
  const std::vector<std::string> lines = some_reviews(40);
  std::vector<Input> inputs(lines.begin(), lines.end());
  inputs.emplace_back(Tokens{{"good", "film"}});
  inputs.emplace_back(Tokens{});
  std::string expected;
  for (const Input& input : inputs) expected += as_text(classifier.classify(input));
  for (const std::size_t threads : {1U, 2U, 8U}) {
    for (const std::size_t batch : {1U, 7U, 64U}) {
      std::string found;
      for (const Classification& result :
           classifier.classify_batch(inputs, {.threads = threads, .batch_size = batch})) {
        found += as_text(result);
      }
      CHECK(found == expected);
    }
  }
  CHECK(classifier.classify_batch({}).empty());
}

TEST_CASE("eight threads call everything of one classifier at once and get what one alone gets") {
  const tests::SmallClassifier model;
  const Classifier classifier = Classifier::load(model.file.path);
  const std::vector<std::string> lines = some_reviews(24);
  const std::vector<Input> inputs(lines.begin(), lines.end());
  const auto answer = [&](std::size_t turn) {
    const ClassifyOptions options{.threads = 1 + turn % 3, .probabilities = turn % 2 == 0};
    const std::span<const Input> some = std::span(inputs).subspan(turn, 8);
    std::string result = as_text(classifier.classify(lines[turn])) + classifier.json(lines[turn], options);
    for (const Classification& one : classifier.classify_batch(some, options)) result += as_text(one);
    for (const std::string& one : classifier.json_batch(some, options)) result += one;
    return result;
  };
  std::vector<std::string> expected;
  for (std::size_t turn = 0; turn < 12; ++turn) expected.push_back(answer(turn));
  std::vector<std::vector<std::string>> found(8, std::vector<std::string>(12));
  tests::on_threads(8, [&](std::size_t thread) {
    for (std::size_t i = 0; i < 12; ++i) found[thread][(i + thread) % 12] = answer((i + thread) % 12);
  });
  for (const auto& answers : found) CHECK(answers == expected);
}

TEST_CASE("JSON of a classifier is byte for byte what the program writes") {
  const tests::SmallClassifier model;
  const Classifier classifier = Classifier::load(model.file.path);
  const auto loaded = model::ClassifierModel::load(model.file.path);
  const text::Tokeniser tokeniser(loaded.options().language);
  const std::string lines[] = {"a good film", "na\xC3\xAFve \"quoted\" \\ text", "Dull. Awful!"};
  for (const bool probabilities : {false, true}) {
    std::string found;
    std::string document;
    for (const std::string& line : lines) {
      found += classifier.json(line, {.probabilities = probabilities}) + "\n";
      document += line + "\n";
    }
    corpus::ReviewOptions reading;
    reading.format = corpus::ReviewFormat::lines;
    reading.labels = false;
    reading.tokeniser = &tokeniser;
    std::ostringstream output;
    const auto reader = corpus::make_review_reader(io::memory_input(document, "input"), reading);
    const auto writer = corpus::make_review_writer(
        output,
        {.format = corpus::ReviewFormat::jsonl, .labels = loaded.labels(), .probabilities = probabilities});
    base::Pool pool(1);
    streams::classify_stream(loaded, *reader, *writer, {}, pool, [] {});
    CHECK(found == output.str());
  }
}

TEST_CASE("wrong input of a classifier is BadInput") {
  const tests::SmallClassifier model;
  const Classifier classifier = Classifier::load(model.file.path);
  CHECK_THROWS_AS(classifier.classify("\xFF"), BadInput);
  CHECK_THROWS_AS(classifier.classify("a", {.threads = 0}), BadInput);
  CHECK_THROWS_AS(classifier.json(Tokens{{""}}), BadInput);
  CHECK_THROWS_AS(classifier.classify(Tokens{{"a"}, {{"POS", {"b"}}}}), BadInput);
}

}  // namespace seqlab
