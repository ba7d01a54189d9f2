// Reads the corpora for `tagger train` and `tagger tune`.
#pragma once

#include <vector>

#include "corpus/sentence.h"
#include "options/input_options.h"
#include "options/training_options.h"
#include "program/console.h"
#include "verbs/training_files.h"

namespace seqlab::programs {

// Notes sizes, labels, tag schemes, and labels of dev and test that are not in the training data.
training::TrainingExamples<corpus::Sentence> read_training_corpora(const TrainingFiles& files,
                                                                   const options::InputOptions& input,
                                                                   const options::TrainingOptions& options,
                                                                   Console& console);

}  // namespace seqlab::programs
