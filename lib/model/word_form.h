// From a word as it stands in a text to the word that a model knows.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "options/training_options.h"

namespace seqlab::model {

// What of a word is counted in training and looked up ever after: the word, or with ModelOptions::escapes the
// one that a treebank's escape stands for, `` and '' being " and ` being '. A model of a treebank then knows
// the words of running text as those that it learned, where a lookup alone (embeddings/lookup.h) would only
// find a vector for an escape that is unknown. What is written out stays as it came.
class WordForm {
 public:
  explicit WordForm(const options::ModelOptions& options) : ptb_(options.escapes == options::Escapes::ptb) {}
  // The view shows `word`, `buffer` or a constant.
  std::string_view operator()(std::string_view word, std::string& buffer) const;

 private:
  bool ptb_;
};

// How often each word occurs. The keys are views: what they point to must outlive the counts.
using WordCounts = std::unordered_map<std::string_view, std::size_t>;

// Counts the words of the training data in the form in which they are looked up.
class WordCounter {
 public:
  explicit WordCounter(const options::ModelOptions& options) : form_(options) {}
  // The word must outlive the counter.
  void add(std::string_view word);
  [[nodiscard]] const WordCounts& counts() const { return counts_; }

 private:
  WordForm form_;
  WordCounts counts_;
  std::string buffer_;
  std::deque<std::string> made_;  // words that stand in no text as they are
};

}  // namespace seqlab::model
