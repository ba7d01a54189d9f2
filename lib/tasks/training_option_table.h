// The options of training, declared once.
#pragma once

#include "tasks/option_table.h"
#include "tasks/training_options.h"

namespace seqlab::tasks {

// The model's options and those of the training; `threads` is of scope `run`.
const OptionTable<TrainingOptions>& training_option_table();

}  // namespace seqlab::tasks
