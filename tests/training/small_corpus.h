// Corpora small enough to train on within a test. A token's label depends on its word and, for one word, on
// the word before it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/noise.h"
#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"
#include "options/model_option_table.h"
#include "options/training_option_table.h"

namespace seqlab::tests {

inline std::vector<corpus::Sentence> small_tagged_corpus(std::size_t sentences, std::uint64_t seed) {
  const std::vector<std::pair<std::string, std::string>> words{
      {"Anna", "B-PER"}, {"Ben", "B-PER"}, {"Rome", "B-LOC"}, {"Oslo", "B-LOC"}, {"sees", "O"},
      {"in", "O"},       {"and", "O"},     {"2024", "O"},     {"quickly", "O"},  {"Smith", "I-PER"}};
  const base::Noise noise(seed);
  std::vector<corpus::Sentence> result(sentences);
  for (std::size_t s = 0; s < sentences; ++s) {
    const std::size_t length = 1 + noise.at(s).bits(0) % 12;
    std::vector<std::string>& labels = result[s].gold.emplace_back();
    for (std::size_t token = 0; token < length; ++token) {
      const auto& [word, label] = words[noise.at(s).bits(token + 1) % words.size()];
      const bool after_person = token > 0 && labels.back().ends_with("PER");
      result[s].words.push_back(word);
      // "Smith" is a surname after a person's name and a person on its own elsewhere.
      labels.push_back(word == "Smith" && !after_person ? "B-PER" : label);
    }
    result[s].document = s / 5;
  }
  return result;
}

inline std::vector<corpus::Review> small_reviews(std::size_t texts, std::uint64_t seed) {
  const std::vector<std::string> words{"good",  "fine", "lovely", "bad", "dull",
                                       "awful", "film", "the",    "was", "plot"};
  const base::Noise noise(seed);
  std::vector<corpus::Review> result(texts);
  for (std::size_t i = 0; i < texts; ++i) {
    int balance = 0;
    const std::size_t length = 1 + noise.at(i).bits(0) % 15;
    for (std::size_t token = 0; token < length; ++token) {
      const std::size_t word = noise.at(i).bits(token + 1) % words.size();
      balance += word < 3 ? 1 : word < 6 ? -1 : 0;
      result[i].tokens.push_back(words[word]);
    }
    result[i].label = balance >= 0 ? "positive" : "negative";
  }
  return result;
}

// Sets an option by its name, as the command line does.
inline void set_option(options::TrainingOptions& options, std::string_view name, const std::string& value) {
  options::training_option_table().set(options, name, value);
}
inline void set_option(options::ModelOptions& options, std::string_view name, const std::string& value) {
  options::model_option_table().set(options, name, value);
}

// A network that learns these corpora within a second.
inline options::TrainingOptions small_options() {
  options::TrainingOptions options;
  options.model.hidden = 12;
  options.model.dimension = 8;
  options.epochs = 8;
  options.batch_size = 8;
  options.learning_rate = 0.02;
  options.schedule = nn::ScheduleKind::constant;
  options.dropout_input = options.dropout_layers = options.dropout_output = 0.1;
  return options;
}

}  // namespace seqlab::tests
