#include "training/labelling/label_schemes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "base/noise.h"
#include "base/pool.h"
#include "catch.h"
#include "corpus/hold_out.h"
#include "model/labelling/tagger_model.h"
#include "small_corpus.h"
#include "training/training.h"

using namespace seqlab;
using corpus::Labels;
using corpus::SchemeStyle;
using corpus::TagScheme;
using tests::set_option;

namespace {

// Sentences with these labels, in which no word occurs twice, as if read from a file with a line per token
// and between sentences.
std::vector<corpus::Sentence> sentences_of(const std::vector<Labels>& labels) {
  std::vector<corpus::Sentence> sentences;
  std::size_t line = 0;
  for (const Labels& of_sentence : labels) {
    corpus::Sentence& sentence = sentences.emplace_back();
    sentence.file = "t.tsv";
    sentence.gold = {of_sentence};
    for (std::size_t token = 0; token < of_sentence.size(); ++token) {
      sentence.lines.push_back(++line);
      sentence.words.push_back("w" + std::to_string(line));
    }
    ++line;
  }
  return sentences;
}

options::TrainingOptions quick_options(const std::string& decoder) {
  options::TrainingOptions options = tests::small_options();
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"hidden", "8"},
                                                        {"dimension", "16"},
                                                        {"dropout-input", "0"},
                                                        {"dropout-layers", "0"},
                                                        {"dropout-output", "0"},
                                                        {"unknown-probability", "0"},
                                                        {"learning-rate", "0.05"},
                                                        {"batch-size", "4"},
                                                        {"decoder", decoder}}) {
    set_option(options, name, value);
  }
  options.epochs = 25;
  return options;
}

struct Trained {
  std::vector<corpus::Sentence> train;  // as read
  model::TaggerModel model;
  std::vector<std::string> notes;
};

Trained train(std::vector<corpus::Sentence> sentences, const options::TrainingOptions& options) {
  training::TrainingExamples<corpus::Sentence> examples{sentences, sentences, {}};
  std::vector<std::string> notes;
  const auto note = [&notes](const std::string& remark) { notes.push_back(remark); };
  training::read_label_schemes(examples, options.from_scheme, note);
  training::TrainingObserver<model::TaggerModel> observer;
  observer.note = note;
  model::TaggerModel model = training::train_tagger(options, examples.train, examples.dev, {}, {}, observer);
  return {std::move(examples.train), std::move(model), std::move(notes)};
}

// The number of sentences whose labels the model does not predict as the training data has them, where its
// scheme allows these.
std::size_t wrong_sentences(const Trained& trained) {
  std::vector<const corpus::Sentence*> views;
  for (const corpus::Sentence& sentence : trained.train) views.push_back(&sentence);
  base::Pool pool(1);
  const auto predicted = trained.model.tag(views, {16, false}, pool);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < views.size(); ++i) {
    const Labels legal = corpus::legal_labels(views[i]->gold[0], trained.model.scheme());
    if (predicted[i].heads[0].labels != legal) ++wrong;
  }
  return wrong;
}

bool mentions(const std::vector<std::string>& notes, const std::string& text) {
  for (const std::string& note : notes) {
    if (note.find(text) != std::string::npos) return true;
  }
  return false;
}

const std::vector<Labels> some_spans = {
    {"B-A", "I-A", "O", "B-B"},      {"O", "B-A", "B-A", "I-A", "I-A"}, {"B-B", "B-A", "O"},
    {"O", "O", "B-B", "I-B", "B-B"}, {"I-A", "B-A", "I-A", "O", "B-A"}, {"O", "B-B", "I-B", "I-B"}};

}  // namespace

TEST_CASE("a model gets its own training data right in every scheme") {
  for (const TagScheme scheme :
       {TagScheme::io, TagScheme::iob1, TagScheme::iob2, TagScheme::ioe1, TagScheme::ioe2, TagScheme::iobes,
        TagScheme::bilou, TagScheme::bmes, TagScheme::bmewo}) {
    for (const char separator : {'-', '_'}) {
      const SchemeStyle style{scheme, separator};
      std::vector<Labels> labels;
      for (const Labels& iob2 : some_spans) {
        labels.push_back(corpus::convert_labels(iob2, {TagScheme::iob2, '-'}, style));
      }
      for (const std::string decoder : {"softmax", "crf"}) {
        const Trained trained = train(sentences_of(labels), quick_options(decoder));
        CAPTURE(base::name_of(scheme), separator, decoder);
        CHECK(trained.model.scheme() == style);
        CHECK_FALSE(mentions(trained.notes, "rewritten"));
        CHECK(wrong_sentences(trained) == 0);
      }
    }
  }
}

TEST_CASE("a model gets its own training data right for bare prefixes and for types without a prefix") {
  const Trained bare =
      train(sentences_of({{"B", "I", "O"}, {"O", "B", "B"}, {"B", "O"}}), quick_options("crf"));
  CHECK(bare.model.scheme() == SchemeStyle{TagScheme::iob2, '-'});
  CHECK(wrong_sentences(bare) == 0);
  options::TrainingOptions options = quick_options("crf");
  set_option(options, "from-scheme", "raw");
  const Trained raw = train(sentences_of({{"PER", "PER", "O"}, {"LOC", "PER", "O", "PER"}}), options);
  CHECK(raw.train[0].gold[0] == Labels{"B-PER", "I-PER", "O"});
  CHECK(mentions(raw.notes, "5 labels read as iob2, first t.tsv:1: 'PER' as 'B-PER'"));
  CHECK(wrong_sentences(raw) == 0);
}

TEST_CASE("a model gets its own training data right for 200 random mixtures of labels") {
  std::size_t rewritten = 0;
  for (std::uint64_t mixture = 0; mixture < 200; ++mixture) {
    const base::Noise noise = base::Noise(7).at(mixture);
    // Some of all prefixes and separators, types A and B or none, and here and there no label.
    std::string prefixes;
    for (const char prefix : std::string("BIESLUMW")) {
      if (noise.at(1).uniform(static_cast<std::uint64_t>(prefix)) < 0.5) prefixes += prefix;
    }
    if (prefixes.empty()) prefixes = "I";
    const bool bare = mixture % 10 == 9;
    if (bare) prefixes = "BIE";
    const bool both_separators = noise.at(2).uniform(0) < 0.3;
    const bool gaps = noise.at(2).uniform(1) < 0.3;
    std::vector<Labels> sentences(5);
    for (std::size_t s = 0; s < sentences.size(); ++s) {
      const base::Noise of_sentence = noise.at(3).at(s);
      const std::size_t length = 1 + of_sentence.bits(100) % 6;
      for (std::size_t token = 0; token < length; ++token) {
        const base::Noise draw = of_sentence.at(token);
        std::string label(1, prefixes[draw.bits(0) % prefixes.size()]);
        if (!bare) {
          label += both_separators && draw.uniform(1) < 0.5 ? '_' : '-';
          label += draw.uniform(2) < 0.7 ? 'A' : 'B';
        }
        if (draw.uniform(3) < 0.3) label = "O";
        if (gaps && draw.uniform(4) < 0.2) label.clear();
        sentences[s].push_back(label);
      }
    }
    sentences[0][0] = bare ? "B" : std::string(1, prefixes[0]) + "-A";
    const Trained trained =
        train(sentences_of(sentences), quick_options(mixture % 2 == 0 ? "softmax" : "crf"));
    CAPTURE(mixture, prefixes, both_separators, gaps);
    REQUIRE(trained.model.scheme().scheme != TagScheme::none);
    if (mentions(trained.notes, "rewritten")) ++rewritten;
    // Every training sequence is one that decoding can choose.
    const model::LabelSet set{trained.model.labels(), trained.model.scheme(), trained.model.scheme()};
    std::size_t unreachable = 0;
    for (const corpus::Sentence& sentence : trained.train) {
      const Labels learned = set.learned_labels(sentence.gold[0]);
      for (std::size_t token = 0; token < learned.size(); ++token) {
        if (learned[token].empty()) continue;
        const std::string before = token == 0 ? "O" : learned[token - 1];
        const std::string after = token + 1 == learned.size() ? "O" : learned[token + 1];
        if (!before.empty() && !corpus::may_follow(before, learned[token], set.scheme)) ++unreachable;
        if (!after.empty() && !corpus::may_follow(learned[token], after, set.scheme)) ++unreachable;
        if (std::find(set.names.begin(), set.names.end(), learned[token]) == set.names.end()) ++unreachable;
      }
    }
    CHECK(unreachable == 0);
    model::LabelSet completed = set;
    completed.complete();
    CHECK(completed.names == set.names);
    if (!gaps) CHECK(wrong_sentences(trained) == 0);
  }
  CHECK(rewritten > 100);
}

TEST_CASE("rewritten labels are counted, and the first is named") {
  const auto notes = [](const std::vector<Labels>& labels) {
    options::TrainingOptions options = quick_options("softmax");
    options.epochs = 1;
    return train(sentences_of(labels), options).notes;
  };
  CHECK(mentions(notes({{"B-A", "I-A"}, {"O", "I-A"}, {"I-A"}, {"B-A", "I-B"}}),
                 "3 labels rewritten, first t.tsv:5: 'I-A' after O became 'B-A'; iob2 does not allow them"));
  CHECK(
      mentions(notes({{"O"}, {"I-A", "I-A", "O", "B-B"}}),
               "1 label rewritten, first t.tsv:3: 'I-A' at the start of a sentence became 'B-A'; iob2 does"));
  CHECK(mentions(notes({{"B-A", "E-A"}, {"B-A", "B-B"}}),
                 "2 labels rewritten, first t.tsv:4: 'B-A' before 'B-B' became 'S-A'; iobes"));
  CHECK(mentions(notes({{"B-A", "L-A"}, {"S-A"}}), "1 labels read as iobes, first t.tsv:2: 'L-A' as 'E-A'"));
  CHECK_FALSE(mentions(notes({{"B-A", "I-A"}, {"B-B", "O"}}), "rewritten"));
}

TEST_CASE("a label of another scheme is the one that is rewritten, and that is named") {
  options::TrainingOptions options = quick_options("softmax");
  options.epochs = 1;
  for (const std::string odd : {"E-A", "S-A", "L-A", "U-A", "W-A"}) {
    std::vector<Labels> labels(50, {"B-A", "I-A", "O"});
    labels.push_back({"O", odd});
    const Trained trained = train(sentences_of(labels), options);
    CAPTURE(odd);
    CHECK(trained.model.scheme() == SchemeStyle{TagScheme::iob2, '-'});
    CHECK(mentions(trained.notes, "1 label rewritten, first t.tsv:202: '" + odd + "' after O became 'B-A'"));
    CHECK_FALSE(mentions(trained.notes, "mix"));
  }
}

TEST_CASE("a named scheme is learned, and none is learned if labels are of single tokens") {
  const std::vector<Labels> iob2 = {{"B-A", "I-A", "O"}, {"B-B", "O", "B-A"}};
  options::TrainingOptions options = quick_options("softmax");
  set_option(options, "from-scheme", "iobes");
  const Trained iobes = train(sentences_of(iob2), options);
  CHECK(iobes.model.scheme() == SchemeStyle{TagScheme::iobes, '-'});
  CHECK(mentions(iobes.notes, "3 labels rewritten"));
  CHECK(wrong_sentences(iobes) == 0);
  set_option(options, "from-scheme", "none");
  const Trained none = train(sentences_of(iob2), options);
  CHECK(none.model.scheme().scheme == TagScheme::none);
  CHECK(wrong_sentences(none) == 0);
}

TEST_CASE("an odd label among a hundred of a scheme is refused unless labels are of single tokens") {
  std::vector<Labels> labels(60, {"B-A", "O"});
  labels.push_back({"O", "0"});
  training::TrainingExamples<corpus::Sentence> examples{sentences_of(labels), {}, {}};
  options::TrainingOptions options = quick_options("softmax");
  const auto ignore = [](const std::string&) {};
  const std::string message = [&] {
    try {
      training::read_label_schemes(examples, options.from_scheme, ignore);
    } catch (const DataError& error) {
      return std::string(error.what());
    }
    return std::string();
  }();
  CHECK(message.find(
            "t.tsv:182: the label '0' does not fit the tag scheme iob2 that the other labels follow") !=
        std::string::npos);
  set_option(options, "from-scheme", "none");
  CHECK_NOTHROW(training::read_label_schemes(examples, options.from_scheme, ignore));
  CHECK(training::scheme_of(examples.train, 0, options.from_scheme).scheme == TagScheme::none);
  // One in sixty may be what is wanted.
  set_option(options, "from-scheme", "automatic");
  examples.train.resize(20);
  examples.train.push_back(sentences_of({{"0"}}).front());
  std::vector<std::string> notes;
  training::read_label_schemes(examples, options.from_scheme,
                               [&](const std::string& note) { notes.push_back(note); });
  CHECK(mentions(notes,
                 "1 of 41 labels do not fit the tag scheme iob2, first t.tsv:1: '0'; so labels are read"));
  CHECK(training::scheme_of(examples.train, 0, options.from_scheme).scheme == TagScheme::none);
}

TEST_CASE("dev data gets the separator and the scheme of the training data") {
  training::TrainingExamples<corpus::Sentence> examples{
      sentences_of({{"B-A", "I-A"}}), sentences_of({{"B_A", "I_A", "O"}}), sentences_of({{"U_A", "O"}})};
  options::TrainingOptions options = quick_options("softmax");
  const auto ignore = [](const std::string&) {};
  training::read_label_schemes(examples, options.from_scheme, ignore);
  CHECK(examples.dev[0].gold[0] == Labels{"B-A", "I-A", "O"});
  CHECK(examples.test[0].gold[0] == Labels{"U-A", "O"});
  set_option(options, "from-scheme", "raw");
  examples = {sentences_of({{"A", "A", "O"}}), sentences_of({{"B", "A", "A"}}), {}};
  training::read_label_schemes(examples, options.from_scheme, ignore);
  CHECK(examples.dev[0].gold[0] == Labels{"B-B", "B-A", "I-A"});
  for (corpus::Sentence& sentence : examples.train) sentence.gold.push_back(sentence.gold.front());
  CHECK_THROWS_AS(training::read_label_schemes(examples, options.from_scheme, ignore), UsageError);
}

TEST_CASE("a corpus whose only spans are held out for dev is refused") {
  const std::vector<Labels> labels(60, {"O", "O"});
  const options::TrainingOptions options = quick_options("softmax");
  const std::string held_out = corpus::hold_out(sentences_of(labels), options.seed).dev.front().words.front();
  training::TrainingExamples<corpus::Sentence> examples{sentences_of(labels), {}, {}};
  for (corpus::Sentence& sentence : examples.train) {
    if (sentence.words.front() == held_out) sentence.gold[0][0] = "B-A";
  }
  const std::string message = [&] {
    try {
      training::hold_out_dev(examples, options, std::nullopt, [](const std::string&) {});
    } catch (const DataError& error) {
      return std::string(error.what());
    }
    return std::string();
  }();
  CHECK(
      message.find("t.tsv: all 108 labels that are left where some are held out for dev are 'O', so there is "
                   "nothing to learn; give --dev") != std::string::npos);
}
