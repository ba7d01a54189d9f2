// Models of fastText: a writer and a naive reference of their vectors, and vectors that fastText gave
// (tools/fasttext_fixtures.py).
#include "embeddings/fasttext_model.h"

#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "contains.h"
#include "embeddings/table.h"
#include "io/temporary_folder.h"
#include "sanitized.h"

using seqlab::DataError;
using seqlab::embeddings::LoadedVectors;
using seqlab::embeddings::read_word_vectors;
using seqlab::embeddings::TableFormat;
using seqlab::tests::contains;

namespace {

struct Model {
  std::int32_t magic = 793712314;
  std::int32_t version = 12;
  std::int32_t dimension = 3;
  std::int32_t kind = 2;  // 1: cbow, 2: skipgram, 3: a classifier
  std::int32_t buckets = 7;
  std::int32_t shortest = 2;
  std::int32_t longest = 3;
  std::vector<std::string> words = {"</s>", "the", "\u00D8l", "a"};
  std::vector<std::string> labels = {};
  std::int64_t pruned = -1;
  bool quantised = false;
  std::int64_t rows = -1;  // as many as needed

  [[nodiscard]] std::int64_t own_rows() const { return static_cast<std::int64_t>(words.size()) + buckets; }
  [[nodiscard]] static float value(std::size_t row, std::size_t column) {
    return 0.25F * static_cast<float>(row) - static_cast<float>(column * column) + 0.125F;
  }
  [[nodiscard]] std::string bytes() const {
    std::string bytes;
    const auto put = [&bytes](auto number) {
      char raw[sizeof number];
      std::memcpy(raw, &number, sizeof number);
      bytes.append(raw, sizeof number);
    };
    put(magic);
    put(version);
    for (const std::int32_t setting : {dimension, 5, 5, 1, 5, 1, 1, kind, buckets, shortest, longest, 100}) {
      put(setting);
    }
    put(1e-4);
    put(static_cast<std::int32_t>(words.size() + labels.size()));
    put(static_cast<std::int32_t>(words.size()));
    put(static_cast<std::int32_t>(labels.size()));
    put(std::int64_t{1000});
    put(pruned);
    for (const auto* entries : {&words, &labels}) {
      for (const std::string& entry : *entries) {
        bytes += entry + '\0';
        put(std::int64_t{10});
        put(static_cast<std::int8_t>(entries == &labels));
      }
    }
    put(quantised);
    const std::int64_t written = rows < 0 ? own_rows() : rows;
    put(written);
    put(static_cast<std::int64_t>(dimension));
    for (std::int64_t row = 0; row < written; ++row) {
      for (std::int32_t column = 0; column < dimension; ++column) {
        put(value(static_cast<std::size_t>(row), static_cast<std::size_t>(column)));
      }
    }
    put(false);  // the output matrix, which is not read
    return bytes + "the output matrix";
  }
};

LoadedVectors read(const std::string& bytes) {
  return read_word_vectors(seqlab::io::memory_input(bytes, "v.bin"));
}
LoadedVectors read(const Model& model) {
  return read(model.bytes());
}

std::string problem(const std::string& bytes) {
  try {
    read(bytes);
  } catch (const DataError& error) {
    return error.what();
  }
  return "none";
}
std::string problem(const Model& model) {
  return problem(model.bytes());
}

std::vector<float> row(const LoadedVectors& loaded, std::size_t index) {
  const auto vector = loaded.vectors.vector(index);
  return {vector.begin(), vector.end()};
}

// The mean of a word's row and those of its n-grams.
std::vector<float> mean(const Model& model, std::size_t word, const std::vector<std::string>& ngrams) {
  std::vector<double> sum;
  for (std::int32_t column = 0; column < model.dimension; ++column) {
    const auto place = static_cast<std::size_t>(column);
    double total = Model::value(word, place);
    for (const std::string& ngram : ngrams) {
      std::uint32_t hash = 2166136261U;
      for (const char byte : ngram) {
        const auto extended = static_cast<std::uint32_t>(std::int32_t{static_cast<signed char>(byte)});
        hash = (hash ^ extended) * 16777619U;
      }
      total += Model::value(model.words.size() + hash % static_cast<std::uint32_t>(model.buckets), place);
    }
    sum.push_back(total / static_cast<double>(1 + ngrams.size()));
  }
  return {sum.begin(), sum.end()};
}

void check_close(const std::vector<float>& found, const std::vector<float>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i] == Approx(expected[i]).margin(1e-6));
}

}  // namespace

TEST_CASE("a word's vector in a model of fastText is the mean of its row and those of its n-grams") {
  const Model model;
  const LoadedVectors loaded = read(model);
  CHECK(loaded.format == TableFormat::fasttext_model);
  CHECK(loaded.vectors.dimension() == 3);
  REQUIRE(loaded.vectors.size() == 4);
  CHECK(loaded.vectors.find("the") == 1);
  CHECK(loaded.duplicates == 0);
  CHECK(loaded.remark.empty());
  check_close(row(loaded, 0), mean(model, 0, {}));
  check_close(row(loaded, 1), mean(model, 1, {"<t", "<th", "th", "the", "he", "he>", "e>"}));
  check_close(row(loaded, 2), mean(model, 2, {"<\u00D8", "<\u00D8l", "\u00D8l", "\u00D8l>", "l>"}));
  check_close(row(loaded, 3), mean(model, 3, {"<a", "<a>", "a>"}));
}

TEST_CASE("vectors are those that fastText gives") {
  for (const std::string name : {"skipgram", "cbow", "classifier"}) {
    CAPTURE(name);
    const std::string path = std::string(SEQLAB_SOURCE_DIR) + "/tests/embeddings/fixtures/fasttext_" + name;
    const LoadedVectors model = read_word_vectors(path + ".bin");
    const LoadedVectors printed = read_word_vectors(path + ".txt");
    CHECK(model.format == TableFormat::fasttext_model);
    REQUIRE(model.vectors.size() == printed.vectors.size());
    for (std::size_t i = 0; i < printed.vectors.size(); ++i) {
      CHECK(model.vectors.word(i) == printed.vectors.word(i));
      check_close(row(model, i), row(printed, i));
    }
  }
}

TEST_CASE("n-grams of one character leave out the brackets alone") {
  Model model;
  model.shortest = 1;
  model.longest = 1;
  check_close(row(read(model), 1), mean(model, 1, {"t", "h", "e"}));
}

TEST_CASE("a model without n-grams has the vectors of its words") {
  Model model;
  SECTION("because they are turned off") {
    model.longest = 0;
  }
  SECTION("because there are no buckets") {
    model.buckets = 0;
  }
  SECTION("because old classifiers have none") {
    model.version = 11;
    model.kind = 3;
  }
  CHECK(row(read(model), 1) == std::vector<float>{0.375F, -0.625F, -3.625F});
}

TEST_CASE("labels of a classifier of fastText are no words") {
  Model model;
  model.kind = 3;
  model.labels = {"__label__good", "__label__bad"};
  const LoadedVectors loaded = read(model);
  CHECK(loaded.vectors.size() == 4);
  check_close(row(loaded, 3), mean(model, 3, {"<a", "<a>", "a>"}));
}

TEST_CASE("a model of fastText is the same from a stream and a file, on any number of threads") {
  Model model;
  for (int i = 0; i < 5000; ++i) model.words.push_back("word" + std::to_string(i));
  const std::string bytes = model.bytes();
  const seqlab::tests::TemporaryFolder folder;
  const std::string path = folder.file("model", bytes);
  const LoadedVectors streamed = read(bytes);
  for (const std::size_t threads : {std::size_t{1}, std::size_t{3}}) {
    seqlab::base::Pool pool(threads);
    const LoadedVectors mapped = read_word_vectors(path, pool);
    REQUIRE(mapped.vectors.size() == streamed.vectors.size());
    bool same = true;
    for (std::size_t i = 0; i < mapped.vectors.size(); ++i) {
      same = same && row(mapped, i) == row(streamed, i) && mapped.vectors.word(i) == streamed.vectors.word(i);
    }
    CHECK(same);
  }
}

TEST_CASE("models of fastText that cannot be read are errors") {
  Model model;
  model.version = 13;
  CHECK(problem(model) == "v.bin: a model of fastText: version 13; versions 11 and 12 are known");
  model = {};
  model.quantised = true;
  CHECK(contains(problem(model), "quantised; write it as text with Python's fasttext"));
  model = {};
  model.dimension = 0;
  CHECK(contains(problem(model), "0 values are impossible"));
  model = {};
  model.dimension = -3;
  CHECK(contains(problem(model), "a negative number of values"));
  model = {};
  model.rows = 5;
  CHECK(contains(problem(model), "lacks rows"));
  model.rows = 3;
  CHECK(contains(problem(model), "lacks rows"));
  model = {};
  model.words = {"a", "a"};
  CHECK(contains(problem(model), "the word \"a\" occurs twice"));
  model.words = {"a", ""};
  CHECK(contains(problem(model), "word 2 is empty"));
}

TEST_CASE("a model of fastText that is cut off anywhere is an error") {
  const std::string bytes = Model().bytes();
  const std::size_t whole = bytes.size() - std::string("the output matrix").size() - 1;
  for (std::size_t size = 4; size < whole; ++size) {
    CAPTURE(size);
    CHECK(contains(problem(bytes.substr(0, size)), "v.bin: a model of fastText: the file ends "));
  }
  CHECK(problem(bytes.substr(0, whole)) == "none");
}

TEST_CASE("a damaged model of fastText is read or an error, and claims cost no memory") {
  const std::string bytes = Model().bytes();
  for (std::size_t at = 4; at < bytes.size(); at += seqlab::tests::sanitized ? 5 : 1) {
    for (const char byte : {'\0', '\x7F', '\x80', '\xFF'}) {
      std::string damaged = bytes;
      damaged[at] = byte;
      problem(damaged);
    }
  }
  Model words_only;
  words_only.longest = 0;
  words_only.rows = 4;
  std::string infinite = words_only.bytes();
  const float value = std::numeric_limits<float>::infinity();
  const std::size_t behind = std::string("the output matrix").size() + 1;
  std::memcpy(infinite.data() + infinite.size() - behind - sizeof value, &value, sizeof value);
  CHECK(problem(infinite) == "v.bin: a model of fastText: a value of \"a\" is not a finite number");
}
