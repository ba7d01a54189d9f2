// Models that read characters, with every decoder.
#include <memory>
#include <string>
#include <vector>

#include "base/pool.h"
#include "catch.h"
#include "model/labelling/classifier_model.h"
#include "model/labelling/sequence_model.h"
#include "model/labelling/tagger_model.h"
#include "own_file.h"
#include "small_corpus.h"
#include "training/training.h"

namespace {

using namespace seqlab;
using tests::OwnFile;
using tests::set_option;

// Words that rarely repeat, whose endings decide their labels; "and" and "of" occur among them.
std::vector<corpus::Sentence> spelt_corpus(std::size_t sentences, std::uint64_t seed) {
  const std::vector<std::pair<std::string, std::string>> endings = {
      {"son", "B-PER"}, {"burg", "B-LOC"}, {"ing", "O"}, {"ed", "O"}};
  const base::Noise noise = base::Noise(77).at(seed);
  std::vector<corpus::Sentence> result(sentences);
  for (std::size_t s = 0; s < sentences; ++s) {
    const base::Noise own = noise.at(s);
    result[s].gold.resize(1);
    for (std::size_t token = 0; token < 2 + own.bits(0) % 9; ++token) {
      const std::uint64_t bits = own.bits(token + 1);
      if (bits % 5 == 4) {
        result[s].words.emplace_back(bits % 2 == 0 ? "and" : "of");
        result[s].gold[0].emplace_back("O");
        continue;
      }
      std::string word;
      for (std::size_t i = 0; i < 2 + (bits >> 8U) % 4; ++i) {
        word += static_cast<char>('a' + (bits >> (5 * i + 12)) % 26);
      }
      const auto& [ending, label] = endings[bits % 5];
      result[s].words.push_back(word + ending);
      result[s].gold[0].push_back(label);
    }
  }
  return result;
}

options::TrainingOptions options_of(const std::string& characters, const std::string& decoder) {
  options::TrainingOptions options = tests::small_options();
  set_option(options, "characters", characters);
  set_option(options, "decoder", decoder);
  options.model.character_dimension = 8;
  options.model.filters = 12;
  options.model.character_hidden = 6;
  options.min_character_count = 1;
  return options;
}

model::TaggerModel train_spelt(const options::TrainingOptions& options) {
  return training::train_tagger(options, spelt_corpus(120, 1), spelt_corpus(30, 2), nullptr, {}, {});
}

struct NamedModel {
  std::string name;
  model::TaggerModel model;
};

// One for each way of reading characters and each decoder; trained at the first call.
const std::vector<NamedModel>& models() {
  static const std::vector<NamedModel> all = [] {
    std::vector<NamedModel> trained;
    for (const std::string characters : {"cnn", "lstm"}) {
      for (const std::string decoder : {"softmax", "crf"}) {
        trained.push_back({characters + ", " + decoder, train_spelt(options_of(characters, decoder))});
      }
    }
    return trained;
  }();
  return all;
}

std::vector<const corpus::Sentence*> views_of(const std::vector<corpus::Sentence>& sentences) {
  std::vector<const corpus::Sentence*> views;
  for (const corpus::Sentence& sentence : sentences) views.push_back(&sentence);
  return views;
}

std::vector<corpus::Predicted> tag(const model::TaggerModel& model,
                                   const std::vector<corpus::Sentence>& sentences,
                                   std::size_t batch_size = 16, std::size_t threads = 1) {
  base::Pool pool(threads);
  return model.tag(views_of(sentences), {batch_size, true}, pool);
}

// Whether labels and probabilities are equal to the last bit.
bool same(const std::vector<corpus::Predicted>& a, const std::vector<corpus::Predicted>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].heads[0].labels != b[i].heads[0].labels ||
        a[i].heads[0].probabilities != b[i].heads[0].probabilities)
      return false;
  }
  return true;
}

double accuracy(const model::TaggerModel& model) {
  base::Pool pool(1);
  return model::evaluate(model, spelt_corpus(60, 3), 16, pool).accuracy();
}

std::vector<float> distribution(const model::TaggerModel& model, const std::vector<std::string>& words) {
  base::Pool pool(1);
  return model.distribution(words, pool);
}

}  // namespace

TEST_CASE("with characters, a tagger labels words that it has never seen") {
  CHECK(accuracy(train_spelt(options_of("none", "softmax"))) < 0.75);
  for (const auto& [name, model] : models()) {
    INFO(name);
    CHECK(accuracy(model) > 0.9);
  }
}

TEST_CASE("only characters tell words apart that have no row in the table") {
  const model::TaggerModel words = train_spelt(options_of("none", "softmax"));
  CHECK(distribution(words, {"and", "qqburg"}) == distribution(words, {"and", "qqson"}));
  CHECK(distribution(words, {"And", "of"}) == distribution(words, {"and", "of"}));
  for (const auto& [name, model] : models()) {
    INFO(name);
    CHECK(distribution(model, {"and", "qqburg"}) != distribution(model, {"and", "qqson"}));
    CHECK(distribution(model, {"and", "qqburg"}) == distribution(model, {"and", "qqburg"}));
    // "And" has the row of "and"; the other words have characters outside the alphabet.
    CHECK(distribution(model, {"And", "of"}) != distribution(model, {"and", "of"}));
    CHECK(distribution(model, {"\u4E00\u4E01", "of"}) == distribution(model, {"\u5B57\u5B58", "of"}));
    CHECK(distribution(model, {"\u4E00", "of"}) != distribution(model, {"", "of"}));
  }
}

TEST_CASE("a model with characters tags the same when loaded, and saves the same bytes again") {
  const std::vector<corpus::Sentence> test = spelt_corpus(40, 4);
  for (const auto& [name, model] : models()) {
    INFO(name);
    const OwnFile file("characters");
    model.save(file.path);
    const model::TaggerModel loaded = model::TaggerModel::load(file.path);
    CHECK(loaded.labels() == model.labels());
    CHECK(loaded.options().characters == model.options().characters);
    CHECK(loaded.options().decoders == model.options().decoders);
    CHECK(loaded.self_test_deviation() == 0);
    CHECK(same(tag(loaded, test), tag(model, test)));
    const OwnFile again("again");
    loaded.save(again.path);
    CHECK(again.bytes() == file.bytes());
  }
}

TEST_CASE("a quantised model with characters tags nearly as well, and the same when loaded") {
  const std::vector<corpus::Sentence> test = spelt_corpus(60, 5);
  for (const auto& [name, model] : models()) {
    const double before = accuracy(model);
    const OwnFile original("original");
    model.save(original.path);
    for (const nn::Precision precision : {nn::Precision::bf16, nn::Precision::int8}) {
      INFO(name << ", " << base::name_of(precision));
      const model::TaggerModel quantized = model.quantized(precision);
      CHECK(accuracy(quantized) > before - 0.02);
      const OwnFile file("quantized");
      quantized.save(file.path);
      CHECK(file.bytes().size() < original.bytes().size());
      const model::TaggerModel loaded = model::TaggerModel::load(file.path);
      CHECK(loaded.self_test_deviation() < 1e-5);
      const auto expected = tag(quantized, test);
      const auto found = tag(loaded, test);
      for (std::size_t i = 0; i < test.size(); ++i) {
        CHECK(found[i].heads[0].labels == expected[i].heads[0].labels);
        for (std::size_t token = 0; token < test[i].size(); ++token) {
          CHECK(found[i].heads[0].probabilities[token] ==
                Approx(expected[i].heads[0].probabilities[token]).margin(1e-5));
        }
      }
      CHECK(same(tag(loaded, test, 1), tag(loaded, test, 60, 3)));
    }
  }
}

TEST_CASE("a sentence is tagged the same in any batch, after any other sentence, on any number of threads") {
  const std::vector<corpus::Sentence> test = spelt_corpus(80, 6);
  for (const auto& [name, model] : models()) {
    INFO(name);
    const OwnFile file("cold");
    model.save(file.path);
    // The cache of a model just loaded is empty; in the second pass it has every word.
    const model::TaggerModel fresh = model::TaggerModel::load(file.path);
    const auto expected = tag(fresh, test);
    CHECK(same(tag(fresh, test), expected));
    for (const std::size_t threads : {1U, 2U, 3U}) {
      for (const std::size_t batch_size : {1U, 7U, 64U}) {
        CHECK(same(tag(model::TaggerModel::load(file.path), test, batch_size, threads), expected));
        CHECK(same(tag(fresh, test, batch_size, threads), expected));
      }
    }
    // One by one from the last, so that words are first computed in other company.
    const model::TaggerModel other = model::TaggerModel::load(file.path);
    for (std::size_t i = test.size(); i-- > 0;) {
      CHECK(same(tag(other, {test[i]}), {expected[i]}));
    }
  }
}

TEST_CASE("training with characters gives the same file for any number of threads") {
  for (const std::string characters : {"cnn", "lstm"}) {
    for (const std::string decoder : {"softmax", "crf"}) {
      options::TrainingOptions options = options_of(characters, decoder);
      options.epochs = 2;
      set_option(options, "scheme", "iobes");
      std::vector<std::string> files;
      for (const std::size_t threads : {1U, 2U, 4U}) {
        options.threads = threads;
        const OwnFile file("threads");
        train_spelt(options).save(file.path);
        files.push_back(file.bytes());
      }
      INFO(characters << ", " << decoder);
      CHECK(files[0] == files[1]);
      CHECK(files[0] == files[2]);
    }
  }
}

TEST_CASE("rare characters of the training data count as unknown") {
  options::TrainingOptions options = options_of("cnn", "softmax");
  options.epochs = 1;
  const auto characters_known = [&](std::size_t min_count) {
    options.min_character_count = min_count;
    for (const auto& [name, value] : train_spelt(options).description()) {
      if (name == "characters_known") return value;
    }
    return std::string("none");
  };
  CHECK(characters_known(1) == "26");
  CHECK(characters_known(100'000) == "0");
  set_option(options, "characters", "none");
  CHECK(characters_known(1) == "none");
}

TEST_CASE("a CRF learns from sentences in which some labels are missing") {
  std::vector<corpus::Sentence> train = spelt_corpus(120, 1);
  for (std::size_t i = 0; i < train.size(); ++i) {
    for (std::size_t token = i % 2; token < train[i].size(); token += 2) train[i].gold[0][token].clear();
  }
  const model::TaggerModel model =
      training::train_tagger(options_of("cnn", "crf"), train, spelt_corpus(30, 2), nullptr, {}, {});
  CHECK(accuracy(model) > 0.9);
}

TEST_CASE("a classifier reads characters too") {
  // Words that rarely repeat; the label is the ending that occurs more often.
  const auto reviews = [](std::size_t texts, std::uint64_t seed) {
    std::vector<corpus::Review> result;
    for (const corpus::Sentence& sentence : spelt_corpus(texts, seed)) {
      int balance = 0;
      for (const std::string& label : sentence.gold[0]) {
        balance += label == "B-PER" ? 1 : label == "B-LOC" ? -1 : 0;
      }
      corpus::Review review;
      review.tokens = sentence.words;
      review.label = balance >= 0 ? "person" : "place";
      result.push_back(std::move(review));
    }
    return result;
  };
  const auto test = reviews(80, 3);
  base::Pool pool(2);
  const auto accuracy_of = [&](const model::ClassifierModel& model) {
    return model::evaluate(model, test, 16, pool).accuracy();
  };
  for (const std::string characters : {"cnn", "lstm"}) {
    options::TrainingOptions options = options_of(characters, "softmax");
    options.epochs = 15;
    const model::ClassifierModel model =
        training::train_classifier(options, reviews(200, 1), reviews(40, 2), nullptr, {}, {});
    INFO(characters);
    CHECK(accuracy_of(model) > 0.85);
    const OwnFile file("classifier");
    model.save(file.path);
    const model::ClassifierModel loaded = model::ClassifierModel::load(file.path);
    CHECK(loaded.self_test_deviation() == 0);
    CHECK(accuracy_of(loaded) == accuracy_of(model));
  }
}
