// Small models in files, for tests of the public face.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "../training/own_file.h"
#include "../training/small_corpus.h"
#include "seqlab/seqlab.h"
#include "training/training.h"

namespace seqlab::tests {

inline std::vector<std::byte> bytes_of(const OwnFile& file) {
  const std::string text = file.bytes();
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

// One head without a name of its own, "label", with the scheme IOB2.
struct SmallTagger {
  SmallTagger() {
    options::TrainingOptions options = small_options();
    options.epochs = 2;
    training::train_tagger(options, small_tagged_corpus(60, 1), small_tagged_corpus(10, 2), nullptr,
                           {.data = "small", .licence = "CC0", .from = ""}, {})
        .save(file.path);
  }
  OwnFile file{"tagger"};
};

// Two heads, NER (IOB2) and UPOS.
struct TwoHeadedTagger {
  TwoHeadedTagger() {
    options::TrainingOptions options = small_options();
    options.model.label_columns = {"NER", "UPOS"};
    options.select_by = "mean";
    options.epochs = 20;
    training::train_tagger(options, corpus(120, 1), corpus(40, 2), nullptr, {}, {}).save(file.path);
  }
  static std::vector<corpus::Sentence> corpus(std::size_t sentences, std::uint64_t seed) {
    auto result = small_tagged_corpus(sentences, seed);
    for (corpus::Sentence& sentence : result) {
      std::vector<std::string>& parts = sentence.gold.emplace_back();
      for (const std::string& word : sentence.words) parts.push_back(word == "sees" ? "VERB" : "OTHER");
    }
    return result;
  }
  OwnFile file{"two-heads"};
};

// Reads the columns CASE and SHAPE.
struct FeatureTagger {
  FeatureTagger() {
    options::TrainingOptions options = small_options();
    options.model.features = {{"CASE", 4}, {"SHAPE", 3}};
    options.epochs = 10;
    training::train_tagger(options, corpus(120, 1), corpus(40, 2), nullptr, {}, {}).save(file.path);
  }
  // The label follows from CASE alone.
  static std::vector<corpus::Sentence> corpus(std::size_t sentences, std::uint64_t seed) {
    auto result = small_tagged_corpus(sentences, seed);
    for (corpus::Sentence& sentence : result) {
      sentence.features.resize(2);
      for (std::size_t token = 0; token < sentence.size(); ++token) {
        const bool upper = (token + sentence.size()) % 2 == 0;
        sentence.features[0].emplace_back(upper ? "upper" : "lower");
        sentence.features[1].emplace_back(token % 2 == 0 ? "a" : "b");
        sentence.gold.front()[token] = upper ? "B-UP" : "O";
      }
    }
    return result;
  }
  OwnFile file{"features"};
};

struct SmallClassifier {
  SmallClassifier() {
    options::TrainingOptions options = small_options();
    options.epochs = 2;
    training::train_classifier(options, small_reviews(60, 1), small_reviews(10, 2), nullptr, {}, {})
        .save(file.path);
  }
  OwnFile file{"classifier"};
};

// Texts with several sentences, other scripts, and none at all.
inline std::string some_text(std::size_t number) {
  const std::string words[] = {"Anna",       "SEES", "Oslo.",        "Ben",   "in",
                               "unheard-of", "2024", "na\xC3\xAFve", "(Rome)"};
  std::string line;
  if (number % 13 == 5) return line;
  for (std::size_t i = 0; i < 3 + number % 11; ++i) line += (i == 0 ? "" : " ") + words[number * (i + 3) % 9];
  return line;
}

inline void on_threads(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace seqlab::tests
