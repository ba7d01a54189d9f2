// The options of training, declared once.
#pragma once

#include "options/option_table.h"
#include "options/training_options.h"

namespace seqlab::options {

// The model's options and those of the training; `threads` is of scope `run`.
const OptionTable<TrainingOptions>& training_option_table();

}  // namespace seqlab::options
