// Scores of predicted labels of tokens.
#pragma once

#include <cstddef>
#include <map>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "corpus/schemes/tag_scheme.h"
#include "evaluation/counts.h"

namespace seqlab::evaluation {

// Token accuracy, and spans as the standard conlleval script (Tjong Kim Sang and Buchholz 2000) counts them.
// Tokens without a gold label (an empty string) are neither right nor wrong: accuracy skips them, and spans
// are counted as if both their labels were O.
class TaggingScore {
 public:
  // Without a scheme, counts each label; with one, spans. Accuracy compares labels as conlleval does: those
  // of IOBES, BILOU, BMES and BMEWO after conversion to IOB2, others as they are.
  explicit TaggingScore(corpus::SchemeStyle style);

  // Adds a sentence. seen: for each token, whether its word was in the training data; empty if not known.
  // Throws std::invalid_argument if the sizes differ.
  void add(std::span<const std::string> gold, std::span<const std::string> predicted,
           const std::vector<bool>& seen = {});

  [[nodiscard]] std::size_t tokens() const { return tokens_; }
  [[nodiscard]] double accuracy() const;
  [[nodiscard]] double seen_accuracy() const;
  [[nodiscard]] double unseen_accuracy() const;
  [[nodiscard]] std::size_t seen_tokens() const { return seen_tokens_; }
  [[nodiscard]] std::size_t unseen_tokens() const { return unseen_tokens_; }
  [[nodiscard]] Counts total() const;  // of spans, or of labels
  // The score that selects a model: F1 of spans, or else accuracy.
  [[nodiscard]] double main() const { return spans() ? total().f1() : accuracy(); }
  [[nodiscard]] const std::map<std::string, Counts>& by_type() const { return by_type_; }  // type, or label
  [[nodiscard]] bool spans() const { return style_.scheme != corpus::TagScheme::none; }

  // With a scheme, prints byte for byte what conlleval prints; without, accuracy and one line per label in
  // the same form, which ends with the number of times the label was predicted.
  void print(std::ostream& output) const;

 private:
  corpus::SchemeStyle style_;
  std::size_t tokens_ = 0;
  std::size_t correct_tokens_ = 0;
  std::size_t seen_tokens_ = 0, seen_correct_ = 0;
  std::size_t unseen_tokens_ = 0, unseen_correct_ = 0;
  std::map<std::string, Counts> by_type_;
};

// The scores of a model's heads by name. One head: "accuracy" and, with spans, "f1", "precision" and
// "recall". Several heads: the same after the head's name ("NER_f1"), and "mean", the mean of the heads'
// main() scores.
std::vector<std::pair<std::string, double>> named_scores(std::span<const std::string> heads,
                                                         std::span<const TaggingScore> scores);

}  // namespace seqlab::evaluation
