// The corpora that `tagger train` and `tagger tune` learn from.
#pragma once

#include <vector>

#include "corpus/sentence.h"
#include "options/training_options.h"
#include "program/console.h"
#include "program/input_options.h"
#include "training/training_run.h"

namespace seqlab::programs {

struct TrainingCorpora {
  std::vector<corpus::Sentence> train;
  std::vector<corpus::Sentence> dev;   // the file's, or held out of the training data
  std::vector<corpus::Sentence> test;  // empty when there is no file
};

// Tells the console of sizes, labels, tag schemes, and labels of dev and test that training does not have.
TrainingCorpora read_training_corpora(const TrainingFiles& files, const InputOptions& input,
                                      const options::TrainingOptions& training, Console& console);

}  // namespace seqlab::programs
