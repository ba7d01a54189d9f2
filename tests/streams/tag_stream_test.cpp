#include "streams/tag_stream.h"

#include <sstream>
#include <string>
#include <vector>

#include "../training/small_corpus.h"
#include "base/pool.h"
#include "catch.h"
#include "text/tokeniser.h"
#include "training/training.h"

namespace {

using namespace seqlab;

const model::TaggerModel& model() {
  static const model::TaggerModel trained = [] {
    options::TrainingOptions options = tests::small_options();
    options.epochs = 2;
    return training::train_tagger(options, tests::small_tagged_corpus(60, 1),
                                  tests::small_tagged_corpus(10, 2), nullptr, {}, {});
  }();
  return trained;
}

std::string tag(const std::string& input, std::size_t window, std::size_t batch_size,
                streams::TagStreamCounts& counts, std::size_t threads = 2,
                corpus::Format format = corpus::Format::tokens, std::string* error = nullptr) {
  const text::Tokeniser tokeniser;
  corpus::ReaderOptions reading;
  reading.format = format;
  reading.label_columns.clear();
  reading.tokeniser = &tokeniser;
  const auto reader = corpus::make_reader(io::memory_input(input, "input"), reading);
  std::ostringstream output;
  corpus::WriterOptions writing;
  writing.format = corpus::OutputFormat::inline_tags;
  const auto writer = corpus::make_writer(output, writing);
  streams::TagStreamOptions options;
  options.window = window;
  options.tag.batch_size = batch_size;
  base::Pool pool(threads);
  try {
    counts = streams::tag_stream(model(), *reader, *writer, options, pool, [] {});
  } catch (const DataError& caught) {
    REQUIRE(error != nullptr);
    *error = caught.what();
  }
  return output.str();
}

TEST_CASE("records come out in the order and number in which they went in, whatever the window and batch") {
  std::string input;
  std::size_t lines = 0;
  for (const corpus::Sentence& sentence : tests::small_tagged_corpus(150, 5)) {
    for (const std::string& word : sentence.words) input += word + " ";
    input += "\n";
    ++lines;
    if (lines % 10 == 0) {
      input += "\n";  // an empty record
      ++lines;
    }
  }
  streams::TagStreamCounts counts;
  const std::string expected = tag(input, 8192, 64, counts);
  CHECK(counts.records == lines);
  CHECK(std::count(expected.begin(), expected.end(), '\n') == static_cast<std::ptrdiff_t>(lines));
  for (const std::size_t window : {1U, 7U, 100U}) {
    for (const std::size_t batch_size : {1U, 7U}) {
      for (const std::size_t threads : {1U, 2U, 4U}) {
        CHECK(tag(input, window, batch_size, counts, threads) == expected);
        CHECK(counts.records == lines);
      }
    }
  }
}

TEST_CASE("a sentence longer than the window and a stream without records are tagged too") {
  std::string input;
  for (int i = 0; i < 5000; ++i) input += i % 2 == 0 ? "Anna " : "sees ";
  streams::TagStreamCounts counts;
  const std::string output = tag(input + "\nBen\n", 100, 4, counts);
  CHECK(counts.tokens == 5001);
  CHECK(counts.sentences == 2);
  CHECK(output.find("Ben/") != std::string::npos);
  CHECK(tag("", 100, 4, counts).empty());
  CHECK(counts.records == 0);
}

TEST_CASE("records before one that cannot be read or parsed are tagged before the error is thrown") {
  streams::TagStreamCounts counts;
  std::string rows;
  std::string lines;
  for (int i = 0; i < 40; ++i) {
    rows += "Anna\tx\nsees\tx\n\n";
    lines += "Anna sees Ben.\n";
  }
  const std::string tagged_rows = tag(rows, 50, 8, counts, 1, corpus::Format::conll);
  const std::string tagged_lines = tag(lines, 50, 8, counts, 1, corpus::Format::text);
  for (const std::size_t threads : {1U, 3U}) {
    for (const std::size_t window : {1U, 10U, 10000U}) {
      std::string error;
      CHECK(tag(rows + "\ty\n\n\xFF\n", window, 8, counts, threads, corpus::Format::conll, &error) ==
            tagged_rows);
      CHECK(error.find("input:121:1: the word is empty") == 0);
      CHECK(tag(lines + "\xFF\n" + lines, window, 8, counts, threads, corpus::Format::text, &error) ==
            tagged_lines);
      CHECK(error.find("input:41:1: byte 0xFF") == 0);
    }
  }
}

}  // namespace
