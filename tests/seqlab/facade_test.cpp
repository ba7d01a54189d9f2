// The public face, as a server would use it: many threads, one model.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "../training/own_file.h"
#include "../training/small_corpus.h"
#include "catch.h"
#include "seqlab/seqlab.h"
#include "training/training.h"

namespace {

using namespace seqlab;

// A small tagger and a small classifier in files, trained once.
class ModelFiles {
 public:
  ModelFiles() {
    options::TrainingOptions options = tests::small_options();
    options.epochs = 2;
    training::train_tagger(options, tests::small_tagged_corpus(60, 1), tests::small_tagged_corpus(10, 2),
                           nullptr, {}, {})
        .save(tagger());
    training::train_classifier(options, tests::small_reviews(60, 1), tests::small_reviews(10, 2), nullptr, {},
                               {})
        .save(classifier());
  }
  ~ModelFiles() {
    std::filesystem::remove(tagger());
    std::filesystem::remove(classifier());
  }
  [[nodiscard]] std::string tagger() const { return path(".tagger"); }
  [[nodiscard]] std::string classifier() const { return path(".classifier"); }

 private:
  [[nodiscard]] std::string path(const std::string& end) const {
    return (std::filesystem::temp_directory_path() /
            ("seqlab-facade-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + end))
        .string();
  }
};

std::string text(std::size_t number) {
  const std::string words[] = {"Anna",       "SEES", "Oslo.",        "Ben",   "in",
                               "unheard-of", "2024", "na\xC3\xAFve", "(Rome)"};
  std::string line;
  for (std::size_t i = 0; i < 3 + number % 11; ++i) line += (i == 0 ? "" : " ") + words[number * (i + 3) % 9];
  return line;
}

// All that a tagger and a classifier say of a text.
std::string answer(const Tagger& tagger, const Classifier& classifier, std::size_t number) {
  std::string result;
  const auto append = [&](const std::vector<TaggedToken>& tokens) {
    for (const TaggedToken& token : tokens) {
      result += token.text + "/" + token.labels.at(0).label + "/" +
                std::to_string(token.labels[0].probability) + " ";
    }
  };
  for (const auto& sentence : tagger.tag(text(number))) append(sentence);
  const std::string_view tokens[] = {"Anna", "SMITH", "1999"};
  append(tagger.tag_tokens(std::span(tokens).first(number % 4)));
  const Classification classification = classifier.classify(text(number));
  return result + classification.label + std::to_string(classification.probability);
}

void on_threads(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

TEST_CASE("a token has a label and a probability from each head") {
  const auto two_annotations = [](std::size_t sentences, std::uint64_t seed) {
    auto corpus = tests::small_tagged_corpus(sentences, seed);
    for (corpus::Sentence& sentence : corpus) {
      std::vector<std::string>& parts = sentence.gold.emplace_back();
      for (const std::string& word : sentence.words) parts.push_back(word == "sees" ? "VERB" : "OTHER");
    }
    return corpus;
  };
  options::TrainingOptions options = tests::small_options();
  options.model.label_columns = {"NER", "UPOS"};
  options.select_by = "mean";
  options.epochs = 20;
  const tests::OwnFile file("model");
  training::train_tagger(options, two_annotations(120, 1), two_annotations(40, 2), nullptr, {}, {})
      .save(file.path);
  const Tagger tagger = Tagger::load(file.path);
  CHECK(tagger.heads() == std::vector<std::string>{"NER", "UPOS"});
  const std::vector<std::string_view> words = {"Anna", "sees", "Oslo"};
  const auto tokens = tagger.tag_tokens(words);
  REQUIRE(tokens.size() == 3);
  CHECK(tokens[0].labels.at(0).label == "B-PER");
  REQUIRE(tokens[1].labels.size() == 2);
  CHECK(tokens[1].labels[1].label == "VERB");
  CHECK(tokens[1].labels[1].probability > 0.5);
  const auto sentences = tagger.tag("Anna sees Oslo");
  REQUIRE(sentences.size() == 1);
  CHECK(sentences[0][1].labels.at(1).label == "VERB");
}

}  // namespace

TEST_CASE("any number of threads use one model side by side and get what one alone gets") {
  constexpr std::size_t texts = 40;
  constexpr std::size_t threads = 6;
  const ModelFiles files;
  const Tagger tagger = Tagger::load(files.tagger());
  const Classifier classifier = Classifier::load(files.classifier());
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < texts; ++i) expected.push_back(answer(tagger, classifier, i));
  std::vector<std::vector<std::string>> found(threads, std::vector<std::string>(texts));
  on_threads(threads, [&](std::size_t thread) {
    // Copies are the same model; each thread goes through the texts in another order.
    const Tagger copy = tagger;
    for (std::size_t i = 0; i < texts; ++i) {
      const std::size_t number = (i * 7 + thread * 13) % texts;
      found[thread][number] = answer(thread % 2 == 0 ? copy : tagger, classifier, number);
    }
  });
  for (const std::vector<std::string>& answers : found) CHECK(answers == expected);
}

TEST_CASE("spans and the best sequences of the public face are those of its labels") {
  const ModelFiles files;
  const Tagger tagger = Tagger::load(files.tagger());
  const std::string line = "Anna Smith sees Rome. Ben!";
  std::size_t found = 0;
  for (const TaggedSpan& span : tagger.spans(line)) {
    CHECK(span.text == line.substr(span.begin, span.end - span.begin));
    CHECK((span.type == "PER" || span.type == "LOC"));
    CHECK((span.probability > 0 && span.probability <= 1));
    CHECK(span.head == tagger.heads().front());
    ++found;
  }
  CHECK(found > 0);
  const std::vector<std::string_view> tokens = {"Anna", "Smith", "sees", "Rome"};
  for (const TaggedSpan& span : tagger.spans_of_tokens(tokens)) {
    if (span.begin == 0 && span.end == 2) CHECK(span.text == "Anna Smith");
    CHECK(span.end <= tokens.size());
  }
  const std::vector<LabelSequence> best = tagger.n_best(tokens, 1000);
  const std::vector<TaggedToken> tagged = tagger.tag_tokens(tokens);
  double sum = 0;
  for (const LabelSequence& sequence : best) sum += sequence.probability;
  CHECK((sum > 1 - 1e-5 && sum < 1 + 1e-5));
  for (std::size_t i = 0; i < tokens.size(); ++i)
    CHECK(best.front().labels[i] == tagged[i].labels.at(0).label);
  CHECK(tagger.n_best(tokens, 0).empty());
  CHECK(tagger.n_best({}, 3).size() == 1);
  const Tagger one = tagger.with_head(tagger.heads().front());
  CHECK(one.n_best(tokens, 2)[1].labels == best[1].labels);
  CHECK_THROWS_AS(tagger.with_head("none"), std::runtime_error);
}

TEST_CASE("models are loaded side by side, and outlive their file") {
  std::vector<std::string> found(4);
  std::vector<std::string> after(4);
  std::string expected;
  std::vector<std::unique_ptr<Tagger>> taggers(4);
  std::vector<std::unique_ptr<Classifier>> classifiers(4);
  {
    const ModelFiles files;
    on_threads(4, [&](std::size_t thread) {
      taggers[thread] = std::make_unique<Tagger>(Tagger::load(files.tagger()));
      classifiers[thread] = std::make_unique<Classifier>(Classifier::load(files.classifier()));
      found[thread] = answer(*taggers[thread], *classifiers[thread], 8);
    });
    expected = answer(*taggers[0], *classifiers[0], 8);
  }
  // The files are gone; their mappings are not.
  on_threads(4,
             [&](std::size_t thread) { after[thread] = answer(*taggers[thread], *classifiers[thread], 8); });
  CHECK(found == std::vector<std::string>(4, expected));
  CHECK(after == std::vector<std::string>(4, expected));
}
