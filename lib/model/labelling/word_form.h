// The form in which a word of a text is counted and looked up.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "options/training_options.h"

namespace seqlab::model {

// The form of a word: the word without signs that have no width (text/zero_width.h) and, with
// ModelOptions::escapes, with a treebank's escapes undone (`` and '' are ", ` is '). So a model trained on a
// treebank recognises its words in running text. Lookup alone (embeddings/lookup.h) undoes escapes only for
// words that are otherwise unknown. Output keeps the word.
class WordForm {
 public:
  explicit WordForm(const options::ModelOptions& options) : ptb_(options.escapes == options::Escapes::ptb) {}
  // The view refers to `word`, `buffer` or a constant.
  std::string_view operator()(std::string_view word, std::string& buffer) const;

 private:
  bool ptb_;
};

// How often each word occurs. The keys are views; the words must outlive the counts.
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
  std::deque<std::string> made_;  // forms that differ from the word in the text
};

}  // namespace seqlab::model
