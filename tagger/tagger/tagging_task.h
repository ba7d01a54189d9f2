// What `tagger train` and `tagger tune` learn: labels of tokens.
#pragma once

#include "model/tagger_model.h"
#include "tagger/training_corpora.h"
#include "training/training_verbs.h"

namespace seqlab::programs {

using TaggingTask = LearnedTask<InputOptions, TrainingCorpora, model::TaggerModel>;
TaggingTask tagging_task();

}  // namespace seqlab::programs
