#include <string>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "embeddings/table.h"
#include "model/labelling/sequence_model.h"
#include "model/quantization.h"
#include "own_file.h"
#include "small_corpus.h"
#include "trained.h"
#include "training/training.h"

using namespace seqlab;
using tests::inside;
using tests::OwnFile;
using tests::set_option;
using tests::small_options;
using tests::small_reviews;
using tests::small_tagged_corpus;
using tests::uncalibrated;
using tests::without_steps;
using Vectors = embeddings::WordVectors;

namespace {

// The corpus with two words replaced: the model knows one in lower case only, the other not at all.
std::vector<corpus::Sentence> further_corpus() {
  std::vector<corpus::Sentence> corpus = small_tagged_corpus(40, 5);
  for (corpus::Sentence& sentence : corpus) {
    for (std::string& word : sentence.words) {
      if (word == "Ben") word = "SEES";
      if (word == "Oslo") word = "Atlantis";
    }
  }
  return corpus;
}

model::TaggerModel train_on(const model::SequenceModel& from, const options::TrainingOptions& options,
                            const std::vector<corpus::Sentence>& data, const Vectors* vectors = nullptr,
                            const training::Provenance& provenance = {}) {
  return training::train_tagger(options, data, small_tagged_corpus(10, 2), vectors, provenance, {}, &from);
}

template <class Exception>
std::string message_of(const model::SequenceModel& from, const options::TrainingOptions& options,
                       const std::vector<corpus::Sentence>& data, const Vectors* vectors = nullptr) {
  try {
    train_on(from, options, data, vectors);
  } catch (const Exception& error) {
    return error.what();
  }
  return {};
}

// The corpus with a prefix of its labels replaced.
std::vector<corpus::Sentence> relabelled(const std::string& prefix, const std::string& other) {
  std::vector<corpus::Sentence> corpus = small_tagged_corpus(20, 5);
  for (corpus::Sentence& sentence : corpus) {
    for (std::string& label : sentence.gold[0]) {
      if (label.starts_with(prefix)) label.replace(0, prefix.size(), other);
    }
  }
  return corpus;
}

}  // namespace

TEST_CASE("a continued model that has not learned predicts as before, also for its new words") {
  for (const std::string characters : {"none", "cnn"}) {
    for (const std::string scheme : {"data", "iobes"}) {
      options::TrainingOptions options = small_options();
      options.epochs = 2;
      set_option(options, "characters", characters);
      set_option(options, "scheme", scheme);
      set_option(options, "decoder", scheme == "iobes" ? "crf" : "softmax");
      const model::SequenceModel from =
          inside(training::train_tagger(options, small_tagged_corpus(60, 1), {}, nullptr, {}, {}));
      const model::TaggerModel before(std::make_shared<const model::SequenceModel>(uncalibrated(from)));
      const model::TaggerModel after(std::make_shared<const model::SequenceModel>(
          uncalibrated(inside(train_on(from, without_steps(options), further_corpus())))));
      CHECK(after.labels() == before.labels());
      CHECK_FALSE(before.in_training_data("Atlantis"));
      for (const char* word : {"Atlantis", "SEES", "Oslo", "Anna"}) CHECK(after.in_training_data(word));
      base::Pool pool(1);
      const std::vector<std::string> words{"Anna", "Smith", "SEES", "Atlantis", "in", "ATLANTIS", "Oslo"};
      CHECK(after.distribution(words, pool) == before.distribution(words, pool));
    }
  }
}

TEST_CASE("a continued model learns the new words in a few epochs") {
  options::TrainingOptions options = small_options();
  const model::SequenceModel from = inside(training::train_tagger(
      options, small_tagged_corpus(120, 1), small_tagged_corpus(40, 2), nullptr, {}, {}));
  options.epochs = 2;
  const std::vector<corpus::Sentence> data = further_corpus();
  base::Pool pool(1);
  const double before =
      model::evaluate(model::TaggerModel(std::make_shared<const model::SequenceModel>(from)), data, 8, pool)
          .total()
          .f1();
  const double after = model::evaluate(train_on(from, options, data), data, 8, pool).total().f1();
  CHECK(before < 0.8);
  CHECK(after > before + 0.1);
}

TEST_CASE("continued training gives the same model for any number of threads") {
  options::TrainingOptions options = small_options();
  options.epochs = 2;
  const model::SequenceModel from =
      inside(training::train_tagger(options, small_tagged_corpus(60, 1), {}, nullptr, {}, {}));
  std::vector<std::string> files;
  for (const std::size_t threads : {1U, 3U}) {
    options.threads = threads;
    const OwnFile file("training.model");
    train_on(from, options, further_corpus()).save(file.path);
    files.push_back(file.bytes());
  }
  CHECK(files[0] == files[1]);
}

TEST_CASE(
    "words that the model did not know start with the table's vectors, and words of the table are added") {
  options::TrainingOptions options = small_options();
  options.epochs = 1;
  const model::SequenceModel from =
      inside(training::train_tagger(options, small_tagged_corpus(60, 1), {}, nullptr, {}, {}));
  Vectors vectors(8);
  vectors.add("atlantis", std::vector<float>(8, 0.5F));
  vectors.add("anna", std::vector<float>(8, 0.75F));
  vectors.add("lima", std::vector<float>(8, 0.25F));
  options = without_steps(options);
  const auto column = [](const model::SequenceModel& model, const std::string& word) -> nn::Vector<float> {
    return model.weights().tables[0].matrix().col(nn::index(model.vocabulary().row(word)));
  };
  for (const std::string extra : {"0", "2", "all"}) {
    set_option(options, "extra-vectors", extra);
    const model::SequenceModel model = inside(train_on(from, options, further_corpus(), &vectors));
    CHECK(column(model, "Atlantis") == nn::Vector<float>::Constant(8, 0.5F));
    CHECK(column(model, "SEES") == column(from, "sees"));
    CHECK(column(model, "Anna") == column(from, "Anna"));
    CHECK(model.vocabulary().rows() == from.vocabulary().rows() + 2 +
                                           (extra == "0"   ? 0
                                            : extra == "2" ? 2
                                                           : 3));
    CHECK((model.vocabulary().row("lima") != model::Vocabulary::unknown) == (extra == "all"));
    if (extra == "all") CHECK(column(model, "lima") == nn::Vector<float>::Constant(8, 0.25F));
  }
  const Vectors longer(9);
  CHECK(message_of<UsageError>(from, options, further_corpus(), &longer).find("length 9") !=
        std::string::npos);
}

TEST_CASE("options that differ from those of the continued model are refused with both values") {
  const options::TrainingOptions options = small_options();
  const model::SequenceModel from =
      inside(training::train_tagger(without_steps(options), small_tagged_corpus(20, 1), {}, nullptr, {}, {}));
  options::TrainingOptions other = options;
  other.model.hidden = 13;
  CHECK(message_of<UsageError>(from, other, further_corpus())
            .find("--hidden is 13, but the model to continue keeps its 12") != std::string::npos);
  other = options;
  other.min_feature_count = 7;
  CHECK(message_of<UsageError>(from, other, further_corpus())
            .find("--min-feature-count is 7, but the model to continue keeps its 2") != std::string::npos);
  model::SequenceModel broken = from;
  broken.training_options = {{"min-character-count", "few"}};
  CHECK(message_of<ModelError>(broken, options, further_corpus()).find("--min-character-count: 'few'") !=
        std::string::npos);
  other = options;
  set_option(other, "label-column", "NER,UPOS");
  CHECK(message_of<UsageError>(from, other, further_corpus()).find("--label-column") != std::string::npos);
  set_option(other, "label-column", "NER");
  CHECK(message_of<UsageError>(from, without_steps(other), further_corpus()).empty());
}

TEST_CASE("continued training refuses labels and tag schemes that the model does not have") {
  for (const std::string scheme : {"data", "iobes"}) {
    options::TrainingOptions options = without_steps(small_options());
    set_option(options, "scheme", scheme);
    const model::SequenceModel from =
        inside(training::train_tagger(options, small_tagged_corpus(60, 1), {}, nullptr, {}, {}));
    CHECK(message_of<DataError>(from, options, relabelled("B-LOC", "B-PLACE"))
              .find("does not have: B-PLACE;") != std::string::npos);
    CHECK(message_of<DataError>(from, options, relabelled("B-", "I-")).find("are io, those") !=
          std::string::npos);
    CHECK(message_of<DataError>(from, options, relabelled("", "")).empty());
    std::vector<corpus::Sentence> unlabelled = small_tagged_corpus(5, 5);
    for (corpus::Sentence& sentence : unlabelled) sentence.gold[0].assign(sentence.size(), "");
    CHECK(message_of<DataError>(from, options, unlabelled).find("no label") != std::string::npos);
  }
}

TEST_CASE("a quantised model cannot be continued") {
  const options::TrainingOptions options = without_steps(small_options());
  const model::SequenceModel from =
      inside(training::train_tagger(options, small_tagged_corpus(20, 1), {}, nullptr, {}, {}));
  CHECK(message_of<ModelError>(model::quantize(from, nn::Precision::int8), options, further_corpus())
            .find("int8") != std::string::npos);
}

TEST_CASE("a model records which models and data it continues") {
  const options::TrainingOptions options = without_steps(small_options());
  const model::SequenceModel first = inside(
      training::train_tagger(options, small_tagged_corpus(20, 1), {}, nullptr, {"a.conll", "free", ""}, {}));
  const model::SequenceModel second =
      inside(train_on(first, options, further_corpus(), nullptr, {"b.conll", "", "first.model"}));
  const model::SequenceModel third =
      inside(train_on(second, options, further_corpus(), nullptr, {"c.conll", "", "second.model"}));
  using Facts = std::vector<std::pair<std::string, std::string>>;
  const Facts facts(third.facts.begin(), third.facts.begin() + 4);
  CHECK(facts == Facts{{"data", "c.conll"},
                       {"from", "second.model"},
                       {"from_data", "b.conll, a.conll"},
                       {"from_licence", "free"}});
}

TEST_CASE("a classifier can be continued too, and refuses labels that it does not have") {
  options::TrainingOptions options = small_options();
  options.epochs = 2;
  const OwnFile file("training.model");
  training::train_classifier(options, small_reviews(100, 1), small_reviews(20, 2), nullptr, {}, {})
      .save(file.path);
  const model::SequenceModel from = model::SequenceModel::load(file.path, model::Task::classifier);
  std::vector<corpus::Review> data = small_reviews(30, 3);
  data[0].tokens.emplace_back("unheard");
  const model::ClassifierModel after =
      training::train_classifier(without_steps(options), data, small_reviews(20, 2), nullptr, {}, {}, &from);
  const model::ClassifierModel before = model::ClassifierModel::load(file.path);
  base::Pool pool(1);
  std::vector<corpus::Review> texts(1);
  texts[0].tokens = {"an", "unheard", "awful", "plot"};
  CHECK(after.classify(texts, {.raw = true}, pool)[0].probabilities ==
        before.classify(texts, {.raw = true}, pool)[0].probabilities);
  data[0].label = "mixed";
  CHECK_THROWS_AS(training::train_classifier(options, data, {}, nullptr, {}, {}, &from), DataError);
}
