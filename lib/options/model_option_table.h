// The options of a model: its network and what the network reads.
#pragma once

#include "options/option_table.h"
#include "options/training_options.h"

namespace seqlab::options {

// All of scope `model`, so kept in the model file.
const OptionTable<ModelOptions>& model_option_table();

}  // namespace seqlab::options
