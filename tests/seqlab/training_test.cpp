// Training and evaluation through the public face.
#include "seqlab/training.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "answers.h"
#include "base/pool.h"
#include "catch.h"
#include "contains.h"
#include "io/temporary_folder.h"
#include "small_models.h"

namespace seqlab {
namespace {

using seqlab::tests::contains;
using tests::as_text;
using tests::message_of;

std::vector<LabelledSentence> labelled(const std::vector<corpus::Sentence>& sentences,
                                       const std::vector<std::string>& columns = {}) {
  std::vector<LabelledSentence> result;
  for (const corpus::Sentence& sentence : sentences) {
    LabelledSentence& one = result.emplace_back();
    one.tokens.words = sentence.words;
    for (std::size_t i = columns.size(); i > 0; --i) {  // another order than the model's
      one.tokens.columns.push_back({columns[i - 1], sentence.features[i - 1]});
    }
    one.labels = sentence.gold;
    one.document = sentence.document;
  }
  return result;
}

std::vector<LabelledText> labelled(const std::vector<corpus::Review>& reviews) {
  std::vector<LabelledText> result;
  for (const corpus::Review& review : reviews) {
    std::string text;
    for (const std::string& token : review.tokens) text += (text.empty() ? "" : " ") + token;
    result.push_back({review.label, text, std::nullopt});
  }
  return result;
}

// Those of small_options(), by name.
Options small_options(const Options& more = {}) {
  Options options = {{"hidden", "12"},    {"dimension", "8"},        {"epochs", "3"},
                     {"batch-size", "8"}, {"learning-rate", "0.02"}, {"schedule", "constant"},
                     {"dropout", "0.1"}};
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

const std::vector<LabelledSentence>& train_sentences() {
  static const auto sentences = labelled(tests::small_tagged_corpus(60, 1));
  return sentences;
}
const std::vector<LabelledSentence>& dev_sentences() {
  static const auto sentences = labelled(tests::small_tagged_corpus(20, 2));
  return sentences;
}
const std::vector<LabelledText>& train_texts() {
  static const auto texts = labelled(tests::small_reviews(60, 1));
  return texts;
}
const std::vector<LabelledText>& dev_texts() {
  static const auto texts = labelled(tests::small_reviews(20, 2));
  return texts;
}

template <class Model>
std::string file_of(const Model& model) {
  const tests::OwnFile file("saved");
  model.save(file.path);
  return file.bytes();
}

std::string wrong_option(const Options& more) {
  return message_of(
      [&] { (void)train_tagger(train_sentences(), dev_sentences(), {.options = small_options(more)}); });
}

// A corpus as a file of CoNLL columns.
std::string conll(const std::vector<corpus::Sentence>& sentences) {
  std::string text;
  for (const corpus::Sentence& sentence : sentences) {
    for (std::size_t i = 0; i < sentence.size(); ++i) {
      text += sentence.words[i] + "\t" + sentence.gold.front()[i] + "\n";
    }
    text += "\n";
  }
  return text;
}

std::string lines_of(const std::vector<LabelledText>& texts) {
  std::string lines;
  for (const LabelledText& text : texts) lines += text.label + "\t" + text.text + "\n";
  return lines;
}

}  // namespace

TEST_CASE("a tagger trained in memory is the library's, byte for byte, with any number of threads") {
  options::TrainingOptions options = tests::small_options();
  options.epochs = 3;
  const tests::OwnFile expected("expected");
  training::train_tagger(options, tests::small_tagged_corpus(60, 1), tests::small_tagged_corpus(20, 2),
                         nullptr, {.data = "small", .licence = "CC0", .from = ""}, {})
      .save(expected.path);
  for (const char* threads : {"1", "8"}) {
    const Tagger tagger =
        train_tagger(train_sentences(), dev_sentences(),
                     {.options = small_options({{"threads", threads}}), .licence = "CC0", .data = "small"});
    CHECK(file_of(tagger) == expected.bytes());
    CHECK(as_text(tagger.tag("Anna sees Oslo", {.probabilities = true})) ==
          as_text(Tagger::load(expected.path).tag("Anna sees Oslo", {.probabilities = true})));
    CHECK(tagger.info().licence == "CC0");
  }
}

TEST_CASE("a classifier trained in memory is the library's, byte for byte") {
  options::TrainingOptions options = tests::small_options();
  options.epochs = 3;
  const tests::OwnFile expected("expected");
  training::train_classifier(options, tests::small_reviews(60, 1), tests::small_reviews(20, 2), nullptr, {},
                             {})
      .save(expected.path);
  const Classifier classifier = train_classifier(train_texts(), dev_texts(), {.options = small_options()});
  CHECK(file_of(classifier) == expected.bytes());
  // Tokens that are given are read in place of the text.
  std::vector<LabelledText> tokens = train_texts();
  const std::vector<corpus::Review> reviews = tests::small_reviews(60, 1);
  for (std::size_t i = 0; i < tokens.size(); ++i) tokens[i] = {reviews[i].label, "", reviews[i].tokens};
  CHECK(file_of(train_classifier(tokens, dev_texts(), {.options = small_options()})) == expected.bytes());
}

TEST_CASE("training on files is training on what they hold") {
  const tests::TemporaryFolder folder;
  const std::string train = folder.file("train.tsv", conll(tests::small_tagged_corpus(60, 1)));
  const std::string dev = folder.file("dev.tsv", conll(tests::small_tagged_corpus(20, 2)));
  const Training training{.options = small_options(), .data = "train.tsv"};
  const Tagger from_files = train_tagger_on_files({train}, {dev}, training);
  CHECK(from_files.info().data == "train.tsv");
  CHECK(file_of(from_files) == file_of(train_tagger(train_sentences(), dev_sentences(), training)));
  const std::string texts = folder.file("texts.tsv", lines_of(train_texts()));
  const std::string dev_lines = folder.file("dev-texts.tsv", lines_of(dev_texts()));
  Training reviews{.options = small_options(), .data = "texts.tsv"};
  const std::string in_memory = file_of(train_classifier(train_texts(), dev_texts(), reviews));
  reviews.options.emplace_back("input-format", "tsv");
  CHECK(file_of(train_classifier_on_files({texts}, {dev_lines}, reviews)) == in_memory);
  CHECK_THROWS_AS(train_tagger_on_files({"/no/such/file"}, {}, training), Failure);
  CHECK_THROWS_AS(train_tagger_on_files({}, {}, training), BadInput);
  CHECK_THROWS_AS(train_tagger_on_files({folder.file("empty.conll", "")}, {}, training), BadInput);
  CHECK_THROWS_AS(train_classifier_on_files({folder.file("bad.tsv", "\xFF\ttext\n")}, {}, reviews), BadInput);
}

TEST_CASE("each epoch is reported, and the caller may end training") {
  std::vector<Epoch> epochs;
  Training training{.options = small_options({{"epochs", "6"}})};
  training.epoch = [&](const Epoch& epoch) {
    epochs.push_back(epoch);
    return epochs.size() < 2;
  };
  const Tagger ended = train_tagger(train_sentences(), dev_sentences(), training);
  REQUIRE(epochs.size() == 2);
  CHECK(epochs[0].epoch == 1);
  CHECK(epochs[1].epochs == 6);
  CHECK(epochs[0].train_loss > epochs[1].train_loss);
  CHECK(epochs[0].dev_scores.front().first == "accuracy");
  CHECK(epochs[0].learning_rate == 0.02);
  CHECK(epochs[0].best);
  const std::string best = epochs[1].best ? "2" : "1";
  CHECK(std::ranges::count(ended.info().facts, std::pair<std::string, std::string>("epoch", best)) == 1);
  // What there is after the third batch is scored and returned.
  std::size_t asked = 0;
  training.stop = [&] { return ++asked > 2; };
  const Tagger stopped = train_tagger(train_sentences(), dev_sentences(), training);
  CHECK(asked == 3);
  CHECK(epochs.size() == 3);
  CHECK(stopped.tag("Anna").size() == 1);
}

TEST_CASE("what a function of the caller throws leaves the library unchanged") {
  Training training{.options = small_options()};
  training.epoch = [](const Epoch&) -> bool { throw 7; };
  CHECK_THROWS_AS(train_tagger(train_sentences(), dev_sentences(), training), int);
  training.epoch = {};
  training.stop = []() -> bool { throw std::out_of_range("the caller's"); };
  CHECK_THROWS_AS(train_classifier(train_texts(), dev_texts(), training), std::out_of_range);
  training.stop = {};
  training.note = [](const std::string&) { throw std::domain_error("the caller's"); };
  CHECK_THROWS_AS(train_tagger(train_sentences(), {}, training), std::domain_error);
}

TEST_CASE("without development data a tenth of the training data is held out") {
  std::string notes;
  Training training{.options = small_options()};
  training.note = [&](const std::string& note) { notes += note + "\n"; };
  (void)train_tagger(train_sentences(), {}, training);
  CHECK(contains(notes, "held out"));
  CHECK(contains(notes, "in whole documents"));
}

TEST_CASE("a remark on a table of word vectors is a note") {
  const tests::TemporaryFolder folder;
  const std::string table = folder.file("v.vec", "3 2\nthe 0.1 0.2\ncat 0.3 0.4\n");
  std::string notes;
  Training training{.options = small_options()};
  training.embeddings = {table};
  training.note = [&](const std::string& note) { notes += note + "\n"; };
  (void)train_tagger(train_sentences(), dev_sentences(), training);
  CHECK(contains(notes, table + ": the header says 3 words, the file has 2\n"));
}

TEST_CASE("wrong options and data of a training are BadInput") {
  CHECK(contains(wrong_option({{"hiden", "3"}}), "unknown option 'hiden'; the nearest is 'hidden'"));
  CHECK(contains(wrong_option({{"hidden", "many"}}), "hidden"));
  CHECK(contains(wrong_option({{"threads", "0"}}), "threads"));
  CHECK(contains(wrong_option({{"cell", "quantum"}}), "cell"));
  CHECK(contains(wrong_option({{"reset-gate", "before"}}), "--reset-gate is for --cell gru"));
  CHECK(contains(wrong_option({{"cell", "none"}, {"bptt", "5"}}), "--bptt needs a recurrent cell"));
  CHECK(contains(wrong_option({{"pooling", "max"}}), "unknown option 'pooling'"));
  CHECK(contains(wrong_option({{"input-format", "conll"}}), "unknown option 'input-format'"));
  CHECK(contains(wrong_option({{"select-by", "beauty"}}), "select-by"));
  CHECK(contains(wrong_option({{"features", "POS:4"}}), "sentence 1: the column POS is missing"));
  CHECK(contains(wrong_option({{"label-column", "UPOS,NER"}}), "1 lists of labels for 2 heads"));
  const Training training{.options = small_options()};
  const auto wrong_data = [&](LabelledSentence sentence) {
    return message_of(
        [&] { (void)train_tagger(std::vector{std::move(sentence)}, dev_sentences(), training); });
  };
  CHECK(contains(message_of([&] { (void)train_tagger({}, dev_sentences(), training); }), "no token"));
  CHECK(contains(wrong_data({{{"a"}}, {{""}}}), "no label"));
  CHECK(wrong_data({{{"a"}}, {{"O", "O"}}}) ==
        "sentence 1: there are 2 labels for 1 tokens; each token needs one");
  CHECK(wrong_data({{{"\xFF"}}, {{"O"}}}) == "sentence 1: byte 0 of token 1 is not valid UTF-8");
  CHECK(wrong_data({{{"a"}}, {{"\xFF"}}}) == "sentence 1: byte 0 of a label is not valid UTF-8");
  const auto wrong_text = [&](LabelledText text) {
    return message_of([&] { (void)train_classifier(std::vector{std::move(text)}, dev_texts(), training); });
  };
  CHECK(wrong_text({"", "text", std::nullopt}) == "text 1: the label is empty; each text needs one");
  CHECK(contains(wrong_text({"a", "\xFF", std::nullopt}), "text 1: byte 0"));
  CHECK(contains(wrong_text({"a", "", std::vector<std::string>{""}}), "token 1 is empty"));
  CHECK(contains(message_of([&] {
                   (void)train_classifier(train_texts(), dev_texts(), {.options = {{"phrases", "all"}}});
                 }),
                 "parse trees"));
}

TEST_CASE("bad data in a file have their place") {
  const tests::OwnFile file("faulty");
  std::ofstream(file.path) << "a\tO\nb\tO\n\nc\n";
  try {
    (void)train_tagger_on_files({file.path}, {}, {.options = small_options({{"input-format", "conll"}})});
    FAIL("the file was read");
  } catch (const BadInput& error) {
    CHECK(error.file() == file.path);
    CHECK(error.line() == 4);
    CHECK(std::string(error.what()).starts_with(file.path + ":4"));
  }
  try {
    (void)train_tagger(train_sentences(), dev_sentences(), {.options = {{"hiden", "3"}}});
    FAIL("the option was taken");
  } catch (const BadInput& error) {
    CHECK(error.file().empty());
    CHECK(error.line() == 0);
    CHECK(error.column() == 0);
  }
}

TEST_CASE("the options of training are described") {
  const auto find = [](Task task, const std::string& name) {
    for (const TrainingOption& option : training_options(task)) {
      if (option.name == name) return option;
    }
    return TrainingOption{};
  };
  const TrainingOption cell = find(Task::tagger, "cell");
  CHECK(cell.kind == "choice");
  CHECK(std::ranges::count(cell.choices, "gru") == 1);
  CHECK(cell.default_value == "lstm");
  const TrainingOption epochs = find(Task::classifier, "epochs");
  CHECK(epochs.kind == "integer");
  CHECK_FALSE(epochs.range.empty());
  CHECK_FALSE(epochs.help.empty());
  CHECK(find(Task::classifier, "pooling").name == "pooling");
  CHECK(find(Task::tagger, "pooling").name.empty());
  CHECK(find(Task::tagger, "input-format").kind == "choice");
}

TEST_CASE("training with feature columns") {
  const auto corpus = labelled(tests::FeatureTagger::corpus(120, 1), {"CASE", "SHAPE"});
  const auto dev = labelled(tests::FeatureTagger::corpus(40, 2), {"CASE", "SHAPE"});
  const Tagger tagger = train_tagger(
      corpus, dev, {.options = small_options({{"epochs", "10"}, {"features", "CASE:4,SHAPE:3"}})});
  const tests::FeatureTagger expected;
  const Input sentence = Tokens{{"Anna", "in"}, {{"CASE", {"upper", "lower"}}, {"SHAPE", {"a", "b"}}}};
  CHECK(as_text(tagger.tag(sentence, {.probabilities = true})) ==
        as_text(Tagger::load(expected.file.path).tag(sentence, {.probabilities = true})));
  const std::vector<HeadScore> scores = tagger.evaluate(dev);
  REQUIRE(scores.size() == 1);
  CHECK(scores[0].accuracy > 0.95);
}

TEST_CASE("training goes on from a model") {
  const tests::SmallTagger first;
  Training training{.options = {{"epochs", "2"}, {"learning-rate", "0.01"}}};
  training.from = first.file.path;
  const Tagger second = train_tagger(train_sentences(), dev_sentences(), training);
  CHECK(std::ranges::count(second.info().options, std::pair<std::string, std::string>("hidden", "12")) == 1);
  training.options.emplace_back("hidden", "24");
  CHECK(contains(message_of([&] { (void)train_tagger(train_sentences(), dev_sentences(), training); }),
                 "--hidden 24"));
  const tests::SmallClassifier classifier;
  training.from = classifier.file.path;
  CHECK_THROWS_AS(train_tagger(train_sentences(), dev_sentences(), training), BadModel);
  training.from = "unknown-name";
  CHECK_THROWS_AS(train_tagger(train_sentences(), dev_sentences(), training), BadInput);
}

TEST_CASE("evaluation of a tagger gives the library's scores for each head and type") {
  const tests::TwoHeadedTagger model;
  const Tagger tagger = Tagger::load(model.file.path);
  const auto gold = tests::TwoHeadedTagger::corpus(40, 7);
  base::Pool pool(1);
  const auto expected = model::evaluate_heads(model::TaggerModel::load(model.file.path), gold, 64, pool);
  const std::vector<HeadScore> scores = tagger.evaluate(labelled(gold), {.threads = 3, .batch_size = 5});
  REQUIRE(scores.size() == 2);
  for (std::size_t head = 0; head < 2; ++head) {
    CHECK(scores[head].head == tagger.info().heads[head].name);
    CHECK(scores[head].spans == expected[head].spans());
    CHECK(scores[head].tokens == expected[head].tokens());
    CHECK(scores[head].accuracy == expected[head].accuracy());
    CHECK(scores[head].seen_accuracy == expected[head].seen_accuracy());
    CHECK(scores[head].total.f1 == expected[head].total().f1());
    REQUIRE(scores[head].by_type.size() == expected[head].by_type().size());
    for (const TypeScore& type : scores[head].by_type) {
      const evaluation::Counts& counts = expected[head].by_type().at(type.type);
      CHECK(type.gold == counts.gold);
      CHECK(type.predicted == counts.predicted);
      CHECK(type.correct == counts.correct);
      CHECK(type.precision == counts.precision());
      CHECK(type.recall == counts.recall());
      CHECK(type.f1 == counts.f1());
    }
  }
  CHECK(scores[0].by_type.front().type == "LOC");
  CHECK_THROWS_AS(tagger.evaluate(dev_sentences()), BadInput);  // one list of labels for two heads
  CHECK_THROWS_AS(tagger.evaluate(labelled(gold), {.threads = 0}), BadInput);
  CHECK(tagger.evaluate({}).front().tokens == 0);
}

TEST_CASE("evaluation of a classifier gives accuracy and a score for each label") {
  const tests::SmallClassifier model;
  const Classifier classifier = Classifier::load(model.file.path);
  const std::vector<LabelledText>& gold = dev_texts();
  const ClassifierScore score = classifier.evaluate(gold, {.threads = 2});
  std::map<std::string, std::size_t> gold_counts;
  std::map<std::string, std::size_t> predicted_counts;
  std::size_t correct = 0;
  for (const LabelledText& text : gold) {
    const std::string predicted = classifier.classify(text.text).label;
    ++gold_counts[text.label];
    ++predicted_counts[predicted];
    correct += predicted == text.label ? 1 : 0;
  }
  CHECK(score.texts == gold.size());
  CHECK(score.accuracy == static_cast<double>(correct) / static_cast<double>(gold.size()));
  std::size_t correct_by_label = 0;
  double f1 = 0;
  for (const ClassScore& one : score.by_label) {
    CHECK(one.gold == gold_counts[one.label]);
    CHECK(one.predicted == predicted_counts[one.label]);
    correct_by_label += one.correct;
    f1 += one.f1;
  }
  CHECK(correct_by_label == correct);
  CHECK(std::abs(score.macro_f1 - f1 / static_cast<double>(gold_counts.size())) < 1e-12);
  CHECK_THROWS_AS(classifier.evaluate(std::vector<LabelledText>{{"", "a", std::nullopt}}), BadInput);
}

TEST_CASE("evaluation on files is evaluation on what they hold") {
  const tests::TemporaryFolder folder;
  const tests::SmallTagger names;
  const Tagger tagger = Tagger::load(names.file.path);
  const std::string file = folder.file("dev.conll", conll(tests::small_tagged_corpus(20, 2)));
  CHECK(tagger.evaluate_files({file}).front().total.f1 == tagger.evaluate(dev_sentences()).front().total.f1);
  CHECK(tagger.evaluate_files({file}, {{"input-format", "conll"}}).front().tokens ==
        tagger.evaluate(dev_sentences()).front().tokens);
  CHECK_THROWS_AS(tagger.evaluate_files({file}, {{"input-fromat", "conll"}}), BadInput);
  CHECK_THROWS_AS(tagger.evaluate_files({file}, {{"label-column", "9"}}), BadInput);
  CHECK_THROWS_AS(tagger.evaluate_files({}), BadInput);
  CHECK_THROWS_AS(tagger.evaluate_files({folder.path("none")}), Failure);
  const tests::SmallClassifier reviews;
  const Classifier classifier = Classifier::load(reviews.file.path);
  const std::string texts = folder.file("dev.tsv", lines_of(dev_texts()));
  CHECK(classifier.evaluate_files({texts}).accuracy == classifier.evaluate(dev_texts()).accuracy);
  CHECK_THROWS_AS(classifier.evaluate_files({texts}, {{"delimiter", "dot"}}), BadInput);
}

TEST_CASE("eight threads train and evaluate at once and get what one alone gets") {
  const auto answer = [](const Tagger& tagger) {
    return std::to_string(tagger.evaluate(dev_sentences()).front().total.f1) + file_of(tagger);
  };
  const auto train = [] {
    return train_tagger(train_sentences(), dev_sentences(), {.options = small_options({{"epochs", "1"}})});
  };
  const Tagger shared = train();
  const std::string expected = answer(shared);
  std::vector<std::string> found(8);
  tests::on_threads(8,
                    [&](std::size_t thread) { found[thread] = answer(thread % 2 == 0 ? train() : shared); });
  CHECK(found == std::vector<std::string>(8, expected));
}

}  // namespace seqlab
