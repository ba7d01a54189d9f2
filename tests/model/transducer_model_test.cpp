#include "model/transduction/transducer_model.h"

#include <string>
#include <vector>

#include "../training/own_file.h"
#include "../training/small_pairs.h"
#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "model/quantization.h"
#include "training/transduction/transducer_training.h"

namespace {

using namespace seqlab;
using tests::as_vectors;
using tests::OwnFile;
using tests::small_pairs;
using tests::small_transducer_options;

model::TransducerModel trained_on(const std::vector<corpus::Pair>& pairs, std::size_t min_count = 1) {
  options::TrainingOptions options = small_transducer_options();
  options.epochs = 8;
  options.min_count = min_count;
  return training::train_transducer(options, pairs, pairs, {}, {});
}

const model::TransducerModel& small_transducer() {
  static const model::TransducerModel model = trained_on(small_pairs(400, 1));
  return model;
}

std::vector<std::string> targets_of(const model::TransducerModel& model,
                                    const std::vector<corpus::Pair>& sources,
                                    const model::TransduceOptions& options = {}) {
  base::Pool pool(2);
  std::vector<std::string> targets;
  for (const corpus::Transduced& result : model.run(sources, options, pool)) {
    targets.push_back(result.target);
  }
  return targets;
}

}  // namespace

TEST_CASE("a transducer writes the same alone and in a batch, whatever its size") {
  const std::vector<corpus::Pair> sources = small_pairs(50, 3);
  base::Pool pool(1);
  for (const std::size_t beam : {std::size_t{1}, std::size_t{3}}) {
    const auto together = small_transducer().run(sources, {.batch_size = 7, .beam = beam}, pool);
    CHECK(targets_of(small_transducer(), sources, {.batch_size = 64, .beam = beam}) ==
          targets_of(small_transducer(), sources, {.batch_size = 7, .beam = beam}));
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const auto alone = small_transducer().run({&sources[i], 1}, {.beam = beam}, pool).front();
      CHECK(alone.target == together[i].target);
      CHECK(alone.log_probability == together[i].log_probability);
    }
  }
}

TEST_CASE("the score of a target that was found is the probability that search gives it") {
  std::vector<corpus::Pair> pairs = small_pairs(20, 4);
  base::Pool pool(1);
  for (corpus::Pair& pair : pairs) {
    const auto found = small_transducer().run({&pair, 1}, {}, pool).front();
    REQUIRE(found.ended);
    pair.target = found.target;
    const auto score = small_transducer().score({&pair, 1}, {}, pool);
    CHECK(score.exact_match() == 1);
    CHECK(score.loss() * static_cast<double>(score.symbols() + 1) ==
          Approx(-found.log_probability).epsilon(1e-4).margin(1e-5));
  }
}

TEST_CASE("a transducer's attention is a weight for each symbol and tag, for each symbol and the end") {
  const corpus::Pair source{.source = {.text = "abc", .tags = {"SAME"}}, .target = {}, .place = {}};
  base::Pool pool(1);
  const auto result = small_transducer().run({&source, 1}, {.attention = true}, pool).front();
  REQUIRE(result.attention.size() == result.target.size() + 1);
  for (const std::vector<float>& weights : result.attention) {
    REQUIRE(weights.size() == 4);
    float sum = 0;
    for (const float weight : weights) sum += weight;
    CHECK(sum == Approx(1).epsilon(1e-4));
  }
  CHECK(small_transducer().run({&source, 1}, {}, pool).front().attention.empty());
}

TEST_CASE("a transducer gives the same results from its file, also in fewer bits") {
  const std::vector<corpus::Pair> pairs = small_pairs(100, 5);
  base::Pool pool(1);
  for (const bool vectors : {false, true}) {
    const model::TransducerModel model =
        vectors ? trained_on(as_vectors(small_pairs(400, 1))) : small_transducer();
    const std::vector<corpus::Pair> read = vectors ? as_vectors(pairs) : pairs;
    for (const nn::Precision precision : {nn::Precision::f32, nn::Precision::bf16, nn::Precision::int8}) {
      const model::TransducerModel own = model::quantize(model, precision);
      const OwnFile file("transducer");
      own.save(file.path);
      const model::TransducerModel loaded = model::TransducerModel::load(file.path);
      CHECK(loaded.precision() == precision);
      CHECK(loaded.description() == own.description());
      CHECK(loaded.self_test_deviation() < 1e-2);
      CHECK(loaded.score(read, {}, pool).loss() ==
            Approx(model.score(read, {}, pool).loss()).epsilon(0.05).margin(0.02));
      if (precision == nn::Precision::f32) CHECK(targets_of(loaded, read) == targets_of(model, read));
      const OwnFile again("again");
      loaded.save(again.path);
      CHECK(again.bytes() == file.bytes());
    }
  }
}

TEST_CASE("an unknown symbol of a target is written as the symbol of the source that it attends to") {
  std::vector<corpus::Pair> pairs;
  // Twenty rare letters, each copied behind an x.
  for (char letter = 'f'; letter < 'z'; ++letter) {
    for (const std::string& text :
         {std::string{'a', letter}, std::string{letter, 'a'}, std::string{letter}}) {
      pairs.push_back({.source = {.text = text, .tags = {"Q"}}, .target = text, .place = {}});
    }
  }
  const model::TransducerModel model = trained_on(pairs, 10);
  CHECK(model.vocabulary().target->rows() == 2);
  const corpus::Pair unseen{.source = {.text = "\xC3\x9F", .tags = {"Q"}}, .target = {}, .place = {}};
  CHECK(targets_of(model, {unseen}).front() == "\xC3\x9F");
}

TEST_CASE("words of a target have a space between them") {
  std::vector<corpus::Pair> pairs;
  for (corpus::Pair pair : small_pairs(300, 1)) {
    std::string words;
    for (const char letter : *pair.target) words += (words.empty() ? "" : " ") + std::string(3, letter);
    pair.target = words;
    pairs.push_back(pair);
  }
  options::TrainingOptions options = small_transducer_options();
  options.model.symbols = corpus::SymbolUnit::words;
  options.model.source_symbols = corpus::SymbolUnit::characters;
  const auto model = training::train_transducer(options, pairs, pairs, {}, {});
  base::Pool pool(1);
  CHECK(model.score(pairs, {}, pool).exact_match() > 0.8);
  CHECK(model.vocabulary().source->rows() == 8);
}

TEST_CASE("vectors with a single one give exactly the targets that symbols give") {
  const model::TransducerModel& reads_symbols = small_transducer();
  const std::size_t width = reads_symbols.vocabulary().source->rows();
  model::TransducerModel reads_vectors(
      reads_symbols.options(),
      {.source = nullptr, .width = width, .target = reads_symbols.vocabulary().target});
  REQUIRE(reads_vectors.layout().size() == reads_symbols.layout().size());
  reads_vectors.edit_weights().network = reads_symbols.weights().network;
  const std::vector<corpus::Pair> symbols = small_pairs(40, 6);
  std::vector<corpus::Pair> vectors = symbols;
  for (corpus::Pair& pair : vectors) {
    const auto rows = reads_symbols.rows_of(pair.source, pair.place).symbols;
    pair.source = {.vectors = true, .width = width, .numbers = std::vector<float>(rows.size() * width)};
    for (std::size_t i = 0; i < rows.size(); ++i) pair.source.numbers[i * width + rows[i]] = 1;
  }
  base::Pool pool(1);
  for (const std::size_t beam : {std::size_t{1}, std::size_t{4}}) {
    const auto expected = reads_symbols.run(symbols, {.beam = beam}, pool);
    const auto found = reads_vectors.run(vectors, {.beam = beam}, pool);
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      CHECK(found[i].target == expected[i].target);
      CHECK(found[i].log_probability == expected[i].log_probability);
    }
  }
  CHECK(reads_vectors.score(vectors, {}, pool).loss() == reads_symbols.score(symbols, {}, pool).loss());
}

TEST_CASE("a transducer refuses sources that it cannot read, with their place") {
  base::Pool pool(1);
  const std::vector<corpus::Pair> vectors = as_vectors(small_pairs(3, 1));
  CHECK_THROWS_AS(small_transducer().run(vectors, {}, pool), DataError);
  const model::TransducerModel reads_vectors = trained_on(as_vectors(small_pairs(50, 1)));
  CHECK_THROWS_AS(reads_vectors.run(small_pairs(3, 1), {}, pool), DataError);
  corpus::Pair narrow = vectors.front();
  narrow.source.width = 1;
  CHECK_THROWS_AS(reads_vectors.run({&narrow, 1}, {}, pool), DataError);
}
