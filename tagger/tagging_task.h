// What `tagger train` and `tagger tune` learn: labels of tokens.
#pragma once

#include "tasks/tagger_model.h"
#include "training_corpora.h"
#include "training_verbs.h"

namespace seqlab::programs {

using TaggingTask = LearnedTask<InputOptions, TrainingCorpora, tasks::TaggerModel>;
TaggingTask tagging_task();

}  // namespace seqlab::programs
