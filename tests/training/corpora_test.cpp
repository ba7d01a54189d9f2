// Training on several corpora: rates, schemes, labels, scores.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "contains.h"
#include "model/labelling/tagger_model.h"
#include "small_corpus.h"
#include "trained.h"
#include "training/labelling/dev_corpora.h"
#include "training/labelling/epoch_steps.h"
#include "training/labelling/training_data.h"
#include "training/labelling/training_examples.h"
#include "training/training_session.h"

using namespace seqlab;
using tests::bytes_of;
using tests::contains;
using tests::TemporaryFolder;

namespace {

std::vector<training::TrainingSequence> sequences_of(const std::vector<double>& rates) {
  std::vector<training::TrainingSequence> sequences(rates.size());
  for (std::size_t i = 0; i < rates.size(); ++i) {
    sequences[i].tokens.resize(1 + i % 3);
    sequences[i].rate = rates[i];
  }
  return sequences;
}

// Reads corpora whose labels stand in the last column; collects what is noted.
training::TrainingExamples<corpus::Sentence> read(const std::vector<options::CorpusOptions>& corpora,
                                                  const std::string& columns = "",
                                                  std::string* notes = nullptr) {
  options::TrainingOptions options = tests::small_options();
  tests::set_option(options, "label-column", columns);
  return training::read_training_sentences(corpora, options, [notes](const std::string& note) {
    if (notes != nullptr) *notes += note + "\n";
  });
}

options::CorpusOptions corpus_of(const std::string& name, const std::string& file) {
  options::CorpusOptions corpus;
  corpus.name = name;
  corpus.train = {file};
  corpus.dev_every = 2;
  return corpus;
}

const std::string persons_iob1 = "Anna I-PER\nBerg I-PER\nBen B-PER\nRome I-MISC\n\nshe O\nsees O\n\n";
const std::string persons_iob2 = "Anna B-PER\nsees O\nBen B-PER\n\nOslo B-LOC\nsees O\nher O\n\n";

}  // namespace

TEST_CASE("an epoch has each sequence as often as its rate says, on average") {
  const std::vector<double> rates = {1, 0.5, 2, 2.25, 0.01};
  const auto sequences = sequences_of(rates);
  std::vector<std::size_t> counts(rates.size());
  constexpr std::size_t epochs = 2000;
  for (std::size_t epoch = 0; epoch < epochs; ++epoch) {
    std::vector<std::size_t> own(rates.size());
    const auto batches = training::cut_batches(sequences, 2, base::Noise(1).at(epoch));
    CHECK(batches.size() <= training::most_steps(sequences, 2, 0));
    for (const auto& batch : batches) {
      for (const std::size_t member : batch) ++own[member];
    }
    CHECK(own[0] == 1);
    CHECK(own[2] == 2);
    CHECK((own[3] == 2 || own[3] == 3));
    for (std::size_t i = 0; i < own.size(); ++i) counts[i] += own[i];
  }
  for (std::size_t i = 0; i < rates.size(); ++i) {
    CHECK(static_cast<double>(counts[i]) / epochs == Approx(rates[i]).margin(0.04));
  }
}

TEST_CASE("an epoch is never empty, however low the rates are") {
  const auto sequences = sequences_of({0.001, 0.001});
  for (std::size_t epoch = 0; epoch < 20; ++epoch) {
    CHECK_FALSE(training::cut_batches(sequences, 2, base::Noise(1).at(epoch)).empty());
  }
}

TEST_CASE("each corpus has its own scheme, names and untrusted words, and all labels become one scheme") {
  const TemporaryFolder folder;
  options::CorpusOptions first = corpus_of("first", folder.file("first", persons_iob2));
  options::CorpusOptions second = corpus_of("second", folder.file("second", persons_iob1));
  first.input.unlabelled_words = {{"sees", 1}};
  second.input.map_labels = {{"MISC", "O"}, {"ANIMAL", "PER"}};
  second.dev_every = 0;
  second.sampling_rate = 0.5;
  std::string notes;
  const auto examples = read({first, second}, "", &notes);
  REQUIRE(examples.train.size() == 3);
  CHECK(examples.train[0].gold[0] == corpus::Labels{"B-PER", "", ""});
  CHECK(examples.train[1].gold[0] == corpus::Labels{"B-PER", "I-PER", "B-PER", "O"});
  CHECK(examples.train[0].corpus == 0);
  CHECK(examples.train[1].corpus == 1);
  REQUIRE(examples.dev.size() == 1);
  CHECK(examples.dev[0].corpus == 0);
  CHECK(examples.dev[0].gold[0] == corpus::Labels{"B-LOC", "", ""});
  REQUIRE(examples.corpora.size() == 2);
  CHECK(examples.corpora[1].name == "second");
  CHECK(examples.corpora[1].rate == 0.5);
  CHECK(contains(notes, "[second] map-labels: no label of the training data is named ANIMAL\n"));
  CHECK_FALSE(contains(notes, "named MISC"));
  CHECK(contains(notes, "[first] no --dev: one sentence in 2 of"));
}

TEST_CASE("a corpus may lack the labels of some heads, but not of all") {
  const TemporaryFolder folder;
  const std::string two = folder.file("two", "Anna N B-PER\nsees V O\n\nBen N B-PER\nruns V O\n\n");
  const std::string one = folder.file("one", "Oslo B-LOC\n\nRome B-LOC\n\n");
  options::CorpusOptions first = corpus_of("first", two);
  options::CorpusOptions second = corpus_of("second", one);
  second.input.label_column = "-,2";
  const auto examples = read({first, second}, "2,3");
  REQUIRE(examples.train.size() == 2);
  CHECK(examples.train[0].gold[0] == corpus::Labels{"N", "V"});
  CHECK(examples.train[1].gold[0] == corpus::Labels{""});
  CHECK(examples.train[1].gold[1] == corpus::Labels{"B-LOC"});
  second.input.label_column = "-,-";
  CHECK_THROWS_AS(read({first, second}, "2,3"), UsageError);
  second.input.label_column = "2";
  CHECK_THROWS_AS(read({first, second}, "2,3"), UsageError);
}

TEST_CASE("corpora that mark spans do not go with corpora that do not, and some must have dev") {
  const TemporaryFolder folder;
  options::CorpusOptions spans = corpus_of("spans", folder.file("spans", persons_iob2));
  options::CorpusOptions parts = corpus_of("parts", folder.file("parts", "a N\nb V\n\nc N\nd V\n\n"));
  CHECK_THROWS_AS(read({spans, parts}), DataError);
  CHECK_THROWS_AS(read({parts, spans}), DataError);
  spans.dev_every = 0;
  CHECK_THROWS_AS(read({spans}), UsageError);
}

TEST_CASE("scores of corpora are apart, and their mean is the mean over heads of the mean over corpora") {
  std::vector<model::ModelHead> heads(2);
  heads[0].name = "POS";
  heads[1].name = "NER";
  heads[1].labels.written = {corpus::TagScheme::iob2, '-'};
  std::vector<corpus::Sentence> dev(2);
  dev[0].words = dev[1].words = {"a", "b"};
  dev[0].gold = {{"N", "V"}, {"B-PER", "O"}};
  dev[1].gold = {{"", ""}, {"B-LOC", "B-LOC"}};
  dev[1].corpus = 1;
  const std::vector<training::CorpusShare> names = {{"one", 1}, {"two", 1}, {"three", 1}};
  const training::DevCorpora corpora(heads, dev, names);
  const std::vector<std::vector<corpus::Labels>> predicted = {{{"N", "N"}, {"B-PER", "O"}},
                                                              {{"N", "N"}, {"B-LOC", "O"}}};
  std::map<std::string, double> scores;
  for (const auto& [name, score] : corpora.scores(dev, predicted)) scores[name] = score;
  CHECK(scores.at("one_POS_accuracy") == Approx(0.5));
  CHECK(scores.at("one_NER_f1") == Approx(1));
  CHECK(scores.at("two_NER_f1") == Approx(2.0 / 3));
  CHECK(scores.count("two_POS_accuracy") == 0);
  CHECK(scores.count("three_NER_f1") == 0);
  CHECK(scores.at("mean") == Approx((0.5 + (1 + 2.0 / 3) / 2) / 2));
  CHECK(corpora.selection("") == "mean");
  CHECK(corpora.selection("two_NER_f1") == "two_NER_f1");
  CHECK_THROWS_AS(corpora.selection("NER_f1"), UsageError);
  const training::DevCorpora only(heads, dev, {});
  CHECK(only.selection("") == "POS_accuracy");
  CHECK(only.selection("mean") == "mean");
}

TEST_CASE(
    "a training on several corpora learns all, is the same for any number of threads, and can be paused") {
  std::vector<corpus::Sentence> train = tests::small_tagged_corpus(60, 1);
  std::vector<corpus::Sentence> dev = tests::small_tagged_corpus(20, 2);
  // The second corpus has other words.
  for (std::vector<corpus::Sentence>* const part : {&train, &dev}) {
    for (corpus::Sentence sentence : std::vector<corpus::Sentence>(*part)) {
      for (std::string& word : sentence.words) word += "x";
      sentence.corpus = 1;
      part->push_back(sentence);
    }
  }
  training::Provenance provenance;
  provenance.corpora = {{"plain", 0.7}, {"other", 1.5}};
  options::TrainingOptions options = tests::small_options();
  const auto train_with = [&](std::size_t threads) {
    options.threads = threads;
    return training::train_tagger(options, train, dev, nullptr, provenance, {});
  };
  const model::TaggerModel model = train_with(1);
  const std::string bytes = bytes_of(model);
  CHECK(bytes_of(train_with(3)) == bytes);
  base::Pool pool(1);
  std::vector<corpus::Sentence> test = tests::small_tagged_corpus(60, 3);
  CHECK(model::evaluate(model, test, 8, pool).total().f1() > 0.8);
  for (corpus::Sentence& sentence : test) {
    for (std::string& word : sentence.words) word += "x";
  }
  CHECK(model::evaluate(model, test, 8, pool).total().f1() > 0.8);

  const auto paused = training::begin_tagger_training(options, train, dev, nullptr, provenance, {});
  for (std::size_t epoch = 1; epoch <= options.epochs; ++epoch) paused->train_until(epoch);
  CHECK(bytes_of(*paused->finished(paused->best())) == bytes);

  // Other rates are other data.
  const std::string hash =
      training::begin_tagger_training(options, train, dev, nullptr, provenance, {})->data_hash();
  provenance.corpora[0].rate = 0.8;
  CHECK(training::begin_tagger_training(options, train, dev, nullptr, provenance, {})->data_hash() != hash);
}
