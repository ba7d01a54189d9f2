// Reads the corpora for `tagger train` and `tagger tune`.
#pragma once

#include <span>
#include <vector>

#include "corpus/sentence.h"
#include "options/config.h"
#include "options/corpus_options.h"
#include "options/input_options.h"
#include "options/training_options.h"
#include "program/console.h"
#include "verbs/training_files.h"

namespace seqlab::programs {

// The corpora that the sections of a config file describe; without sections the one that the options do.
// Throws UsageError for sections beside options of a single corpus.
std::vector<options::CorpusOptions> training_corpora(const TrainingFiles& files,
                                                     std::span<const options::ConfigSection> sections,
                                                     const options::InputOptions& input,
                                                     const options::TrainingOptions& options);

// Notes sizes, labels, tag schemes, and labels of dev and test that are not in the training data.
training::TrainingExamples<corpus::Sentence> read_training_corpora(const TrainingFiles& files,
                                                                   const options::InputOptions& input,
                                                                   const options::TrainingOptions& options,
                                                                   Console& console);

}  // namespace seqlab::programs
