// Taggers with several heads.
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "model/labelling/model_head.h"
#include "model/labelling/sequence_model.h"
#include "own_file.h"
#include "small_corpus.h"
#include "training/training.h"

namespace {

using namespace seqlab;
using tests::OwnFile;
using tests::set_option;
using tests::small_options;
using tests::small_tagged_corpus;

constexpr corpus::SchemeStyle no_scheme{};
constexpr corpus::SchemeStyle iob2{corpus::TagScheme::iob2, '-'};

// The small corpus with names, and with parts of speech as a second column.
std::vector<corpus::Sentence> two_annotations(std::size_t sentences, std::uint64_t seed) {
  auto result = small_tagged_corpus(sentences, seed);
  for (corpus::Sentence& sentence : result) {
    std::vector<std::string>& parts = sentence.gold.emplace_back();
    for (const std::string& word : sentence.words) {
      parts.push_back(word == "sees" ? "VERB" : word == "in" || word == "and" ? "FUNCTION" : "OTHER");
    }
  }
  return result;
}

options::TrainingOptions two_heads() {
  options::TrainingOptions options = small_options();
  set_option(options, "label-column", "NER,UPOS");
  return options;
}

model::TaggerModel train_both(const options::TrainingOptions& options,
                              const training::TrainingObserver<model::TaggerModel>& observer = {}) {
  return training::train_tagger(options, two_annotations(120, 1), two_annotations(40, 2), nullptr, {},
                                observer);
}

std::vector<corpus::Predicted> tag_all(const model::TaggerModel& model,
                                       const std::vector<corpus::Sentence>& sentences, std::size_t batch_size,
                                       std::size_t threads = 1) {
  std::vector<const corpus::Sentence*> pointers;
  for (const corpus::Sentence& sentence : sentences) pointers.push_back(&sentence);
  base::Pool pool(threads);
  return model.tag(pointers, {batch_size, true}, pool);
}

}  // namespace

TEST_CASE("two heads learn from sentences that are each labelled for one of them") {
  auto train = two_annotations(240, 1);
  for (std::size_t i = 0; i < train.size(); ++i) {
    auto& missing = i % 2 == 0 ? train[i].gold[0] : train[i].gold[1];
    for (std::string& label : missing) label.clear();
  }
  for (const std::string decoder : {"softmax", "crf"}) {
    options::TrainingOptions options = two_heads();
    set_option(options, "decoder", decoder);
    const model::TaggerModel model =
        training::train_tagger(options, train, two_annotations(40, 2), nullptr, {}, {});
    base::Pool pool(2);
    const auto scores = model::evaluate_heads(model, two_annotations(60, 3), 16, pool);
    REQUIRE(scores.size() == 2);
    CHECK(scores[0].total().f1() > 0.9);
    CHECK(scores[1].accuracy() > 0.95);
    CHECK_FALSE(scores[1].spans());
  }
}

TEST_CASE("a token without a gold label, of one head or of all, is neither learned nor scored") {
  options::TrainingOptions options = two_heads();
  options.epochs = 1;
  auto dev = two_annotations(10, 2);
  auto none = two_annotations(3, 4);
  for (corpus::Sentence& sentence : none) {
    for (std::string& label : sentence.gold[0]) label.clear();
    for (std::string& label : sentence.gold[1]) label.clear();
    dev.push_back(sentence);
  }
  dev.front().gold[1][0].clear();
  const model::TaggerModel model = train_both(options);
  base::Pool pool(1);
  const auto scores = model::evaluate_heads(model, dev, 4, pool);
  std::size_t tokens = 0;
  for (std::size_t i = 0; i < 10; ++i) tokens += dev[i].size();
  CHECK(scores[0].tokens() == tokens);
  CHECK(scores[1].tokens() == tokens - 1);
}

TEST_CASE("heads predict the same alone, in any batch, and from a saved model") {
  options::TrainingOptions options = two_heads();
  options.epochs = 2;
  set_option(options, "decoder", "softmax,crf");
  set_option(options, "scheme", "iobes");
  const model::TaggerModel model = train_both(options);
  const OwnFile file("model");
  model.save(file.path);
  const model::TaggerModel loaded = model::TaggerModel::load(file.path);
  CHECK(loaded.self_test_deviation() < 1e-5);
  CHECK(loaded.heads() == std::vector<std::string>{"NER", "UPOS"});
  CHECK(loaded.label_columns() == std::vector<std::string>{"NER", "UPOS"});
  CHECK(loaded.scheme(0) == iob2);
  CHECK(loaded.scheme(1) == no_scheme);
  const auto test = two_annotations(30, 3);
  const auto together = tag_all(model, test, 64);
  const auto alone = tag_all(loaded, test, 1, 2);
  const auto parts = tag_all(loaded.with_head("UPOS"), test, 7);
  const auto names = tag_all(loaded.with_head("NER"), test, 7);
  for (std::size_t i = 0; i < test.size(); ++i) {
    CHECK(together[i].heads[0].labels == alone[i].heads[0].labels);
    CHECK(together[i].heads[0].probabilities == alone[i].heads[0].probabilities);
    REQUIRE(together[i].heads.size() == 2);
    CHECK(together[i].heads[0].name == "NER");
    CHECK(together[i].heads[0].scheme == iob2);
    CHECK(together[i].heads[1].name == "UPOS");
    CHECK(together[i].heads[1].scheme == no_scheme);
    CHECK(together[i].heads[1].labels == alone[i].heads[1].labels);
    CHECK(together[i].heads[1].probabilities == alone[i].heads[1].probabilities);
    REQUIRE(parts[i].heads.size() == 1);
    CHECK(parts[i].heads[0].name == "UPOS");
    CHECK(parts[i].heads[0].labels == alone[i].heads[1].labels);
    CHECK(names[i].heads[0].labels == alone[i].heads[0].labels);
  }
  CHECK(loaded.with_head("UPOS").label_columns() == std::vector<std::string>{"UPOS"});
  CHECK_THROWS_AS(loaded.with_head("XPOS"), UsageError);
}

TEST_CASE("only the requested heads are run, in their order, and predict the same as when all are run") {
  options::TrainingOptions options = two_heads();
  options.epochs = 1;
  set_option(options, "decoder", "softmax,crf");
  const OwnFile file("model");
  train_both(options).save(file.path);
  const auto model = model::SequenceModel::load(file.path, model::Task::tagger);
  std::vector<model::LookedUp> sentences;
  for (const corpus::Sentence& sentence : two_annotations(20, 3)) {
    sentences.push_back(model.look_up(sentence.words));
  }
  using Predictions = std::vector<model::SequenceModel::Predictions>;
  const auto run = [&](const std::vector<std::size_t>& heads) {
    Predictions predictions(sentences.size());
    base::Pool pool(2);
    model.run(sentences, {8, true, heads}, pool, [&](std::size_t i, model::SequenceModel::Predictions&& own) {
      predictions[i] = std::move(own);
    });
    return predictions;
  };
  const Predictions all = run({});
  for (const std::vector<std::size_t>& heads :
       std::vector<std::vector<std::size_t>>{{0}, {1}, {1, 0}, {0, 1}}) {
    const Predictions some = run(heads);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      REQUIRE(all[i].size() == 2);
      REQUIRE(some[i].size() == heads.size());
      for (std::size_t place = 0; place < heads.size(); ++place) {
        CHECK(some[i][place].labels == all[i][heads[place]].labels);
        CHECK(some[i][place].probabilities == all[i][heads[place]].probabilities);
      }
    }
  }
}

TEST_CASE("two heads give the same model file for any number of threads") {
  options::TrainingOptions options = two_heads();
  options.epochs = 2;
  std::string first;
  for (const std::size_t threads : {1U, 3U}) {
    options.threads = threads;
    const OwnFile file("model");
    train_both(options).save(file.path);
    if (first.empty()) first = file.bytes();
    CHECK(first == file.bytes());
  }
}

TEST_CASE("dev scores each head and their mean, and any of these may choose the best epoch") {
  options::TrainingOptions options = two_heads();
  options.epochs = 2;
  std::vector<std::pair<std::string, double>> scores;
  training::TrainingObserver<model::TaggerModel> observer;
  observer.epoch = [&](const training::EpochReport& report) { scores = report.dev_scores; };
  for (const std::string by : {"", "NER_recall", "UPOS_accuracy", "mean", "loss"}) {
    options.select_by = by;
    train_both(options, observer);
  }
  std::vector<std::string> names;
  for (const auto& [name, score] : scores) names.push_back(name);
  CHECK(names == std::vector<std::string>{"NER_accuracy", "NER_f1", "NER_precision", "NER_recall",
                                          "UPOS_accuracy", "mean"});
  CHECK(std::abs(scores[5].second - (scores[1].second + scores[4].second) / 2) < 1e-12);
  for (const std::string by : {"f1", "UPOS_f1", "XPOS_accuracy"}) {
    options.select_by = by;
    CHECK_THROWS_AS(train_both(options), UsageError);
  }
}

TEST_CASE("the loss of several heads is the weighted sum of their mean losses") {
  std::vector<model::ModelHead> heads(3);
  heads[1].weight = 0.5;
  const std::vector<nn::LossSum> losses = {{6, 3}, {8, 2}, {0, 0}};
  CHECK(model::mean_loss(heads, losses) == 4);
  options::TrainingOptions options = two_heads();
  options.epochs = 1;
  set_option(options, "head-weights", "1,0.25,3");
  CHECK_THROWS_AS(train_both(options), UsageError);
  for (const std::string wrong : {"1,", "1,-1", "1,0", "1,x", "1,nan"}) {
    CHECK_THROWS_AS(set_option(options, "head-weights", wrong), UsageError);
  }
  options.head_weights = {1, -1};
  CHECK_THROWS_AS(train_both(options), UsageError);
  // The weight of a head changes what is learned.
  std::vector<double> means;
  training::TrainingObserver<model::TaggerModel> observer;
  observer.epoch = [&](const training::EpochReport& report) { means.push_back(report.dev_loss); };
  for (const std::string weights : {"", "1,1", "1,0.01"}) {
    set_option(options, "head-weights", weights);
    train_both(options, observer);
  }
  REQUIRE(means.size() == 3);
  CHECK(means[0] == means[1]);
  CHECK(means[2] < means[1]);
}

TEST_CASE("a single decoder applies to heads with a tag scheme, and to the only head") {
  using nn::HeadKind;
  model::LabelSet names;
  names.scheme = names.written = iob2;
  const std::vector<model::LabelSet> both = {{}, names};
  using Kinds = std::vector<HeadKind>;
  CHECK(model::head_decoders({HeadKind::crf}, both) == Kinds{HeadKind::softmax, HeadKind::crf});
  CHECK(model::head_decoders({HeadKind::softmax}, both) == Kinds{HeadKind::softmax, HeadKind::softmax});
  CHECK(model::head_decoders({HeadKind::crf, HeadKind::softmax}, both) ==
        Kinds{HeadKind::crf, HeadKind::softmax});
  CHECK(model::head_decoders({HeadKind::crf}, {both.data(), 1}) == Kinds{HeadKind::crf});
  CHECK_THROWS_AS(model::head_decoders({HeadKind::crf, HeadKind::crf, HeadKind::crf}, both), UsageError);
}

TEST_CASE("heads are named after their columns, or the keys of these") {
  CHECK(options::head_name("UPOS") == "UPOS");
  CHECK(options::head_name("misc:NER") == "NER");
  CHECK(options::head_name("MISC:") == "MISC:");
  CHECK(options::head_name("") == "label");
  CHECK(options::split_commas("") == std::vector<std::string>{""});
  CHECK(options::split_commas("a,,b") == std::vector<std::string>{"a", "", "b"});
  options::TrainingOptions options = two_heads();
  for (const std::string wrong : {"NER,", ",NER", "NER,NER", "NER,MISC:NER"}) {
    CHECK_THROWS_AS(set_option(options, "label-column", wrong), UsageError);
  }
}

TEST_CASE("a column without labels and a CRF with too many are refused") {
  auto train = two_annotations(4, 1);
  for (corpus::Sentence& sentence : train) {
    for (std::string& label : sentence.gold[1]) label.clear();
  }
  CHECK_THROWS_AS(training::train_tagger(two_heads(), train, train, nullptr, {}, {}), DataError);
  corpus::Sentence many;
  many.gold.resize(1);
  for (std::size_t i = 0; i <= model::max_chained_labels; ++i) {
    many.words.emplace_back("w");
    many.gold[0].push_back("L" + std::to_string(i));
  }
  options::TrainingOptions options = small_options();
  set_option(options, "decoder", "crf");
  CHECK_THROWS_AS(training::train_tagger(options, {many}, {many}, nullptr, {}, {}), UsageError);
}
