// The options that shape a network and how it is fed, declared once.
#pragma once

#include "tasks/option_table.h"
#include "tasks/training_options.h"

namespace seqlab::tasks {

// What is kept in a model file; all of scope `model`.
const OptionTable<ModelOptions>& model_option_table();

}  // namespace seqlab::tasks
