#include "training/learning_rates.h"

#include "base/errors.h"
#include "catch.h"
#include "small_corpus.h"
#include "trained.h"
#include "training/training.h"

using namespace seqlab;
using training::rate_factors;

namespace {

nn::Layout layout_of_two_groups() {
  nn::Layout layout;
  layout.add("characters.table", 4, 3, "characters");
  layout.add("encoder.input", 5, 2, "recurrent");
  layout.add("encoder.bias", 5, 1, "recurrent");
  return layout;
}

}  // namespace

TEST_CASE("a factor applies to all weights of its group, and that of `words` to the word vectors") {
  const nn::Layout layout = layout_of_two_groups();
  const nn::RateFactors factors = rate_factors({{"recurrent", 3}, {"words", 0.5}}, layout, false);
  CHECK(factors.table == 0.5);
  REQUIRE(factors.weights.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const nn::Slot& slot = layout.slots()[i + 1];
    CHECK(factors.weights[i].begin == slot.offset);
    CHECK(factors.weights[i].end == slot.offset + slot.size());
    CHECK(factors.weights[i].factor == 3);
  }
  CHECK(rate_factors({}, layout, false).weights.empty());
  CHECK(rate_factors({}, layout, false).table == 1);
}

TEST_CASE("a group without trainable weights is refused with the known groups") {
  const nn::Layout layout = layout_of_two_groups();
  const auto message = [&](const options::NamedNumbers& factors, bool frozen) {
    try {
      rate_factors(factors, layout, frozen);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(message({{"crf", 1}}, false).find("'crf'; groups: words, characters, recurrent") !=
        std::string::npos);
  CHECK(message({{"words", 1}}, true).find("'words'; groups: characters, recurrent") != std::string::npos);
}

TEST_CASE("word vectors have the beta1 that is given, else none for labels of single tokens") {
  options::TrainingOptions options = tests::small_options();
  options.epochs = 1;
  auto corpus = tests::small_tagged_corpus(20, 1);
  const auto trained = [&] {
    return tests::inside(training::train_tagger(options, corpus, corpus, nullptr, {}, {}));
  };
  const model::SequenceModel spans = trained();
  for (corpus::Sentence& sentence : corpus) {
    for (std::string& label : sentence.gold[0]) label = label == "O" ? "NOUN" : "PROPN";
  }
  const model::SequenceModel tokens = trained();
  CHECK(training::word_beta1(options, spans) == options.beta1);
  CHECK(training::word_beta1(options, tokens) == 0);
  tests::set_option(options, "word-beta1", "0.5");
  CHECK(training::word_beta1(options, spans) == 0.5);
  CHECK(training::word_beta1(options, tokens) == 0.5);
  tests::set_option(options, "word-beta1", "auto");
  CHECK_FALSE(options.word_beta1);
}
