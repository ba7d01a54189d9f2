// Labelled data for training, read from files.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"
#include "options/corpus_options.h"
#include "options/review_input_options.h"
#include "options/training_options.h"
#include "training/training.h"

namespace seqlab::training {

// The labelled examples that a training uses.
template <class Example>
struct TrainingExamples {
  std::vector<Example> train;
  std::vector<Example> dev;   // given, or held out from the training data
  std::vector<Example> test;  // may be empty
  // Of which Sentence::corpus is the index; none: there is only one corpus, without a name.
  std::vector<CorpusShare> corpora = {};
};

// Where texts are read from.
struct ExampleFiles {
  std::vector<std::string> train;
  std::vector<std::string> dev;  // empty: a part of the training data is held out
  std::vector<std::string> test;
  std::optional<std::size_t> dev_every = {};  // as options::CorpusOptions::dev_every
};

// The columns that the options of a training name as features.
std::vector<std::string> feature_columns(const options::TrainingOptions& options);

// The sentences of all corpora, their labels in one tag scheme for each head. Throws DataError for data that
// cannot be meant as they were read, and UsageError for options that do not fit together.
TrainingExamples<corpus::Sentence> read_training_sentences(std::span<const options::CorpusOptions> corpora,
                                                           const options::TrainingOptions& options,
                                                           const Note& note);
// Throws UsageError if an option for parse trees is given and the training data are no trees.
TrainingExamples<corpus::Review> read_training_reviews(const ExampleFiles& files,
                                                       const options::ReviewInputOptions& input,
                                                       const options::TrainingOptions& options,
                                                       const Note& note);

// Holds out dev from the training data: every nth part, or without a number a tenth.
void hold_out_dev(TrainingExamples<corpus::Sentence>& examples, const options::TrainingOptions& options,
                  std::optional<std::size_t> every, const Note& note);
void hold_out_dev(TrainingExamples<corpus::Review>& examples, const options::TrainingOptions& options,
                  std::optional<std::size_t> every, const Note& note);

}  // namespace seqlab::training
