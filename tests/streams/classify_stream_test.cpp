#include "streams/classify_stream.h"

#include <string>
#include <utility>
#include <vector>

#include "../training/small_corpus.h"
#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "training/training.h"

namespace {

using namespace seqlab;

using Written = std::vector<std::pair<std::string, corpus::Classification>>;

// Keeps what is written.
struct Collector : corpus::ReviewWriter {
  void write(const corpus::Review& review, const corpus::Classification& result) override {
    written.emplace_back(review.text, result);
  }
  Written written;
};

TEST_CASE("texts are classified as they are one by one, in order, whatever the window and the threads") {
  options::TrainingOptions options = tests::small_options();
  options.epochs = 2;
  const model::ClassifierModel model = training::train_classifier(
      options, tests::small_reviews(60, 1), tests::small_reviews(10, 2), nullptr, {}, {});
  std::string input;
  Written expected;
  base::Pool serial(1);
  for (const corpus::Review& review : tests::small_reviews(100, 3)) {
    std::string line;
    for (const std::string& token : review.tokens) line += (line.empty() ? "" : " ") + token;
    input += line + "\n";
    expected.emplace_back(line, model.classify({&review, 1}, {.batch_size = 1}, serial).front());
  }
  for (const std::size_t threads : {1U, 3U}) {
    base::Pool pool(threads);
    for (const std::size_t window : {1U, 50U, 100000U}) {
      corpus::ReviewOptions reading;
      reading.format = corpus::ReviewFormat::lines;
      reading.labels = false;
      reading.tokens = corpus::TextTokens::spaces;
      const auto reader = corpus::make_review_reader(io::memory_input(input + "\xFF\n", "input"), reading);
      Collector writer;
      streams::ClassifyStreamOptions streaming;
      streaming.window = window;
      CHECK_THROWS_AS(streams::classify_stream(model, *reader, writer, streaming, pool, [] {}), DataError);
      CHECK(writer.written == expected);
    }
  }
}

}  // namespace
