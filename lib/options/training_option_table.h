// The options of training.
#pragma once

#include "options/option_table.h"
#include "options/training_options.h"

namespace seqlab::options {

// The options of the model (scope `model`), those of its training (`training`) and `threads` (`run`).
const OptionTable<TrainingOptions>& training_option_table();

}  // namespace seqlab::options
