#include "streams/classify_stream.h"

#include <string>
#include <vector>

#include "../training/small_corpus.h"
#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "training/training.h"

namespace {

using namespace seqlab;

TEST_CASE("texts are classified as they are one by one, in order, whatever the window and the threads") {
  options::TrainingOptions options = tests::small_options();
  options.epochs = 2;
  const model::ClassifierModel model = training::train_classifier(
      options, tests::small_reviews(60, 1), tests::small_reviews(10, 2), nullptr, {}, {});
  std::string input;
  std::vector<std::string> expected;
  base::Pool serial(1);
  for (const corpus::Review& review : tests::small_reviews(100, 3)) {
    std::string line;
    for (const std::string& token : review.tokens) line += (line.empty() ? "" : " ") + token;
    input += line + "\n";
    const std::vector<const std::vector<std::string>*> one{&review.tokens};
    expected.push_back(line + " " + std::to_string(model.classify(one, 1, serial).front().label));
  }
  for (const std::size_t threads : {1U, 3U}) {
    base::Pool pool(threads);
    for (const std::size_t window : {1U, 50U, 100000U}) {
      corpus::ReviewOptions reading;
      reading.format = corpus::ReviewFormat::lines;
      reading.labels = false;
      reading.tokens = corpus::TextTokens::spaces;
      const auto reader = corpus::make_review_reader(io::memory_input(input + "\xFF\n", "input"), reading);
      std::vector<std::string> written;
      const auto write = [&](const corpus::Review& review, const model::ClassifierModel::Result& result) {
        written.push_back(review.text + " " + std::to_string(result.label));
      };
      streams::ClassifyStreamOptions streaming;
      streaming.window = window;
      CHECK_THROWS_AS(streams::classify_stream(model, *reader, write, streaming, pool, [] {}), DataError);
      CHECK(written == expected);
    }
  }
}

}  // namespace
