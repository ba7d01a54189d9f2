// Scores of predicted labels against gold labels.
#pragma once

#include <cstddef>
#include <map>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "corpus/tag_scheme.h"

namespace seqlab::evaluation {

struct Counts {
  std::size_t gold = 0;
  std::size_t predicted = 0;
  std::size_t correct = 0;
  // Each 0 where its denominator is 0; in [0, 1].
  [[nodiscard]] double precision() const;
  [[nodiscard]] double recall() const;
  [[nodiscard]] double f1() const;
};

// Token accuracy, and spans as the standard conlleval script (Tjong Kim Sang and Buchholz 2000) counts them.
// Feed sentence by sentence; tokens without a gold label (an empty string) are passed over for accuracy, and
// for spans both gold and predicted have O in their place: what nobody annotated is neither right nor wrong.
class TaggingScore {
 public:
  // `style.scheme` none: accuracy and counts of each label; else spans. Labels of IOBES and BILOU are
  // compared for accuracy after conversion to IOB2, those of IO, IOB1 and IOB2 as they are, as conlleval
  // does.
  explicit TaggingScore(corpus::SchemeStyle style);

  // seen: for each token whether its word was in the training data; empty when not known. Throws
  // std::invalid_argument when the sizes differ.
  void add(std::span<const std::string> gold, std::span<const std::string> predicted,
           const std::vector<bool>& seen = {});

  [[nodiscard]] std::size_t tokens() const { return tokens_; }
  [[nodiscard]] double accuracy() const;
  [[nodiscard]] double seen_accuracy() const;
  [[nodiscard]] double unseen_accuracy() const;
  [[nodiscard]] std::size_t seen_tokens() const { return seen_tokens_; }
  [[nodiscard]] std::size_t unseen_tokens() const { return unseen_tokens_; }
  [[nodiscard]] Counts total() const;  // of spans, or of labels
  // What a model is chosen by: F1 of spans, else accuracy.
  [[nodiscard]] double main() const { return spans() ? total().f1() : accuracy(); }
  [[nodiscard]] const std::map<std::string, Counts>& by_type() const { return by_type_; }  // type, or label
  [[nodiscard]] bool spans() const { return style_.scheme != corpus::TagScheme::none; }

  // With spans: byte for byte what conlleval prints. Without: accuracy and a line a label, in the same form;
  // the number at its end is how often the label was predicted.
  void print(std::ostream& output) const;

 private:
  corpus::SchemeStyle style_;
  std::size_t tokens_ = 0;
  std::size_t correct_tokens_ = 0;
  std::size_t seen_tokens_ = 0, seen_correct_ = 0;
  std::size_t unseen_tokens_ = 0, unseen_correct_ = 0;
  std::map<std::string, Counts> by_type_;
};

// The scores of the heads of a model by name: of one head "accuracy" and, of spans, "f1", "precision" and
// "recall"; of several each of these with the head's name before it ("NER_f1"), and "mean", that of each
// head's F1 or, without spans, accuracy.
std::vector<std::pair<std::string, double>> named_scores(std::span<const std::string> heads,
                                                         std::span<const TaggingScore> scores);

// Accuracy, macro-averaged F1 (mean over the labels of gold) and confusion of one label a text.
class ClassificationScore {
 public:
  void add(const std::string& gold, const std::string& predicted);
  [[nodiscard]] std::size_t texts() const { return texts_; }
  [[nodiscard]] double accuracy() const;
  [[nodiscard]] double macro_f1() const;
  [[nodiscard]] const std::map<std::string, std::map<std::string, std::size_t>>& confusion() const {
    return confusion_;  // gold -> predicted -> count
  }
  void print(std::ostream& output) const;

 private:
  std::size_t texts_ = 0;
  std::size_t correct_ = 0;
  std::map<std::string, std::map<std::string, std::size_t>> confusion_;
};

}  // namespace seqlab::evaluation
