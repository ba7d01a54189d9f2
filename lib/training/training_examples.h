// Labelled data for training, read from files.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"
#include "options/input_options.h"
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
};

// Where they are read from.
struct ExampleFiles {
  std::vector<std::string> train;
  std::vector<std::string> dev;  // empty: a tenth of the training data is held out
  std::vector<std::string> test;
};

// Remarks for the user: what was held out, what folders contain.
using Note = std::function<void(const std::string&)>;

// The columns that the options of a training name as features.
std::vector<std::string> feature_columns(const options::TrainingOptions& options);

TrainingExamples<corpus::Sentence> read_training_sentences(const ExampleFiles& files,
                                                           const options::InputOptions& input,
                                                           const options::TrainingOptions& options,
                                                           const Note& note);
// Throws UsageError if an option for parse trees is given and the training data are no trees.
TrainingExamples<corpus::Review> read_training_reviews(const ExampleFiles& files,
                                                       const options::ReviewInputOptions& input,
                                                       const options::TrainingOptions& options,
                                                       const Note& note);

// Holds out dev from the training data.
void hold_out_dev(TrainingExamples<corpus::Sentence>& examples, const options::TrainingOptions& options,
                  const Note& note);
void hold_out_dev(TrainingExamples<corpus::Review>& examples, const options::TrainingOptions& options,
                  const Note& note);

// What a model keeps about its data: the names of files without folders.
Provenance provenance_of(const std::vector<std::string>& train, const std::string& licence,
                         const std::string& from);

}  // namespace seqlab::training
