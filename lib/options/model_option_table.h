// The options that shape a network and how it is fed, declared once.
#pragma once

#include "options/option_table.h"
#include "options/training_options.h"

namespace seqlab::options {

// What is kept in a model file; all of scope `model`.
const OptionTable<ModelOptions>& model_option_table();

}  // namespace seqlab::options
