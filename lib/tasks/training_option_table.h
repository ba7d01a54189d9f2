// The options of training, declared once.
#pragma once

#include "tasks/option_table.h"
#include "tasks/training_options.h"

namespace seqlab::tasks {

// What is kept in a model file; all of scope `model`.
const OptionTable<ModelOptions>& model_option_table();

// The model's options and those of the training; `threads` is of scope `run`.
const OptionTable<TrainingOptions>& training_option_table();

}  // namespace seqlab::tasks
