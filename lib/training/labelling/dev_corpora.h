// The scores of a tagger on the dev data of one or several corpora.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "corpus/prediction.h"
#include "corpus/sentence.h"
#include "evaluation/tagging_score.h"
#include "model/labelling/model_head.h"
#include "training/training.h"

namespace seqlab::training {

// Which heads are scored on which corpora. Of one corpus, the scores have the names that
// evaluation::named_scores() gives. Of several, each corpus has its own after its name ("tweets_f1",
// "tweets_NER_f1"), for the heads that it labels; and "mean" is the mean over the heads of the mean over the
// corpora of a head's main score.
class DevCorpora {
 public:
  // names: of which Sentence::corpus is the index; none: there is one corpus.
  DevCorpora(std::span<const model::ModelHead> heads, std::span<const corpus::Sentence> dev,
             std::span<const CorpusShare> names);

  // The name of the score that chooses the best epoch: the one that is asked for or, if that is empty, "mean"
  // of several corpora, else F1 of the first head if its labels mark spans, else its accuracy. Throws
  // UsageError for an unknown one.
  [[nodiscard]] std::string selection(const std::string& asked) const;

  // predicted: for each sentence of dev the labels of each head.
  [[nodiscard]] std::vector<std::pair<std::string, double>> scores(
      std::span<const corpus::Sentence> dev, std::span<const std::vector<corpus::Labels>> predicted) const;

 private:
  // A corpus with dev data, and the heads that it labels.
  struct Corpus {
    std::string name;
    std::vector<std::size_t> heads;
  };
  // The scores of each head, [corpus][head].
  using Table = std::vector<std::vector<evaluation::TaggingScore>>;

  [[nodiscard]] Table empty_table() const;
  [[nodiscard]] std::vector<std::pair<std::string, double>> named(const Table& table) const;

  std::vector<std::string> heads_;
  std::vector<corpus::SchemeStyle> styles_;
  std::vector<Corpus> corpora_;
};

}  // namespace seqlab::training
